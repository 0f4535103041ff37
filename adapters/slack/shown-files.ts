import { LRUCache } from 'lru-cache'
import type { Change, Log, Records } from '#core/ports.ts'
import type { Post } from '#core/post.ts'
import type { Discards } from './discards.ts'
import { slackLimits } from './limits.ts'
import type { FileRow, NotesTables, ShowRow } from './notes-tables.ts'
import { whereOf } from './notes.ts'
import { documentKey, documentsOf, picturesOf } from './render.ts'
import type { Root } from './share.ts'

/** A message that Slack knows. */
export type At = { readonly team: string; readonly channel: string; readonly ts: string }

/**
 * Which of our files at Slack which of our messages show. A file is deleted there when the last message that shows it goes
 * or shows it no more, and when what it was made of is kept nowhere.
 */
export interface ShownFiles {
  /** A message shows these now, or will: to be said before it does, where it is there already. */
  claim(at: At, keys: readonly string[], root?: Root): Promise<void>
  /** A message shows nothing but these any more. */
  keepOnly(at: At, keys: readonly string[]): Promise<void>
  /** A message is no more. */
  leave(at: At): Promise<void>
  /** A channel is no more, and all that stood in it. */
  leaveChannel(team: string, channel: string): Promise<void>
  /** What has this key is kept nowhere: its files go, whoever shows them. */
  drop(key: string): Promise<void>
  /** Forgets what is known of a workspace: we can delete nothing there any more. */
  forgetTeam(team: string): Promise<void>
  /** Lets files go that no message has shown for a day: what they were for was never shown. A piece of them at a time. */
  sweep(): Promise<void>
}

/** What a post shows that is a file at Slack. */
export const fileKeysOf = (post: Post): readonly string[] => [
  ...picturesOf(post)
    .slice(0, slackLimits.picturesPerPost)
    .map(({ blob }) => blob),
  ...documentsOf(post).map(documentKey),
]

/** A file that nobody shows has so long to be shown, in ms: private answers show one and say nothing of it. */
const unshownMs = 24 * 60 * 60_000

/** Rows taken away along with one write, and files that one sweep looks at. */
const atOnce = 500

/** Keeps it in the adapter's tables. `now` in milliseconds since the epoch. */
export function createShownFiles(given: {
  readonly records: Records<NotesTables>
  readonly discards: Discards
  readonly now: () => number
  readonly log: Log
}): ShownFiles {
  const { records, discards, now, log } = given
  /** What this process has noted already, with the thread it named: a message is shown anew many times. */
  const noted = new LRUCache<string, string>({ max: 5_000 })
  let last: Promise<unknown> = Promise.resolve()
  let sweptTo = 0

  /** Whoever begins to show a file and whoever lets it go must not overtake each other. */
  const inTurn = <Result>(act: () => Promise<Result>): Promise<Result> => {
    const done = last.then(act)
    last = done.catch(() => {})
    return done
  }
  const whereAt = ({ team, channel, ts }: At): string => whereOf(team, channel, ts)

  const gone = (row: FileRow): readonly Change<NotesTables>[] => {
    const [team = ''] = row.id.split('/', 1)
    const file = row.file ?? row.announced
    return [{ remove: 'slack_files', id: row.id }, ...(file === undefined ? [] : [discards.note(team, file)])]
  }
  const write = async (changes: readonly Change<NotesTables>[]): Promise<void> => {
    if (changes.length === 0) return
    await records.batch(changes)
    discards.wake()
  }
  /** Takes it that these are shown no more, and lets go of what nobody else shows. */
  const letGo = async (shows: readonly ShowRow[]): Promise<void> => {
    for (const show of shows) {
      noted.delete(show.id)
      const others = (await records.list('slack_shows', { where: { of: show.of } })).filter(({ id }) => id !== show.id)
      const ids = [
        ...(others.length === 0 ? [show.of] : []),
        ...(show.root === undefined || others.some(({ root }) => root === show.root) ? [] : [`${show.of}/${show.root}`]),
      ]
      const files = (await Promise.all(ids.map(id => records.get('slack_files', id)))).filter(row => row !== undefined)
      await write([{ remove: 'slack_shows', id: show.id }, ...files.flatMap(gone)])
    }
  }

  return {
    async claim(at, keys, root) {
      const where = whereAt(at)
      const rows = keys.map((key): ShowRow => {
        const thread = root === undefined ? {} : { root: `${root.channel}/${root.thread}` }
        return { id: `${where} ${key}`, at: now(), where, of: `${at.team}/${key}`, ...thread }
      })
      // Where a file would be shared may become known only later.
      const fresh = rows.filter(({ id, root }) => !noted.has(id) || (root !== undefined && noted.get(id) !== root))
      if (fresh.length === 0) return
      await inTurn(() => records.batch(fresh.map(row => ({ put: 'slack_shows', row }))))
      for (const { id, root } of fresh) noted.set(id, root ?? '')
    },
    keepOnly: (at, keys) =>
      inTurn(async () => {
        const kept = new Set(keys.map(key => `${at.team}/${key}`))
        const shows = await records.list('slack_shows', { where: { where: whereAt(at) } })
        await letGo(shows.filter(({ of }) => !kept.has(of)))
      }),
    leave: at => inTurn(async () => letGo(await records.list('slack_shows', { where: { where: whereAt(at) } }))),
    async leaveChannel(team, channel) {
      for (;;) {
        const some = await records.list('slack_shows', { where: { channel: `${team}/${channel}` }, limit: atOnce })
        if (some.length === 0) return
        await inTurn(() => letGo(some))
      }
    },
    drop: key =>
      inTurn(async () => {
        const files = await records.list('slack_files', { where: { key } })
        for (const row of files) {
          const [team = ''] = row.id.split('/', 1)
          const shows = await records.list('slack_shows', { where: { of: `${team}/${key}` } })
          for (const { id } of shows) noted.delete(id)
          await write([...shows.map(({ id }) => ({ remove: 'slack_shows', id }) as const), ...gone(row)])
        }
      }),
    async forgetTeam(team) {
      for (const table of ['slack_files', 'slack_shows', 'slack_discards'] as const) {
        for (;;) {
          const some = await records.list(table, { where: { team }, limit: atOnce })
          if (some.length === 0) break
          await records.batch(some.map(({ id }) => ({ remove: table, id })))
        }
      }
      // It may come back, and its messages with it.
      noted.clear()
    },
    async sweep() {
      const rows = await records.list('slack_files', { from: sweptTo, to: now() - unshownMs, limit: atOnce })
      sweptTo = rows.length < atOnce ? 0 : (rows.at(-1)?.at ?? 0)
      for (const row of rows) {
        if (row.isFollowed !== true) continue
        await inTurn(async () => {
          const [of, root] = ofAndRoot(row.id)
          const shows = await records.list('slack_shows', { where: { of } })
          if (root === undefined ? shows.length > 0 : shows.some(show => show.root === root)) return
          log.info({}, 'Slack: a file of ours that no message shows is deleted there')
          await write(gone(row))
        })
      }
    },
  }
}

/** The two halves of a file's id: which file it is, and the thread it was shared in, where it was. */
function ofAndRoot(id: string): readonly [string, string | undefined] {
  const [team = '', key = '', ...root] = id.split('/')
  return [`${team}/${key}`, root.length === 0 ? undefined : root.join('/')]
}
