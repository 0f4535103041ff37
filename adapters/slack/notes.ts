import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Records } from '#core/ports.ts'
import type { MessageRef } from '#core/post.ts'
import type { NoteRow, NotesTables } from './notes-tables.ts'
import { writeMessage } from './ref.ts'

/** What is known of our messages beside what Slack knows. */
export interface Notes {
  /** The note of a message, by its id. */
  get(id: string): Promise<NoteRow | undefined>
  /** What this process knew of it last. */
  known(id: string): NoteRow | undefined
  keep(row: NoteRow): Promise<void>
  /** The reference of the message with this ts: messages that began as a note keep the note's. For messages of ours only. */
  refAt(team: string, channel: string, ts: string): Promise<MessageRef>
  /** The ts of the thread's first message that a message of ours hangs on: its own where it hangs on none, or is long past. */
  rootOf(team: string, channel: string, ts: string): Promise<string>
  /** Whether a message with this ts is known to be another one of ours. */
  isKnown(team: string, channel: string, ts: string): Promise<boolean>
  /** Keeps that we take a message of ours away ourselves: Slack will tell of it, and perhaps another process. */
  removing(team: string, channel: string, ts: string): Promise<void>
  /** Whether we took it away, or are about to. */
  isRemoved(team: string, channel: string, ts: string): Promise<boolean>
  /** The workspaces in which nothing of ours was said for a week. */
  silentTeams(): Promise<readonly string[]>
  /** Forgets the messages of a workspace that we left, some at a time; resolves when none is left. */
  forgetTeam(team: string): Promise<void>
}

/** The id of a nonce's note. */
export const noteId = (nonce: string): string => createHash('sha256').update(nonce).digest('hex').slice(0, 32)

/** The reference that belongs to a note. */
export const refOf = (row: NoteRow): MessageRef =>
  writeMessage(
    row.state === 'posted' && row.ts !== undefined
      ? { team: row.team, channel: row.channel, ts: row.ts }
      : { team: row.team, note: row.id },
  )

/** What a note says of the message's place, for its column. */
export const whereOf = (team: string, channel: string, ts: string): string => `${team}/${channel}/${ts}`

/** Notes of messages that are known by their ts, or that nothing changes any more, are of use until a process that died is back. */
const postedMs = 7 * 24 * 60 * 60_000

/** Rows taken away along with one write, at most so often. */
const sweptAtOnce = 500
const sweepEveryMs = 60 * 60_000

/** Keeps them in the adapter's tables, the newest in memory. `now` in milliseconds since the epoch. */
export function createNotes(records: Records<NotesTables>, now: () => number): Notes {
  const rows = new LRUCache<string, NoteRow>({ max: 10_000 })
  let sweptAt = 0

  const old = async () => {
    if (now() - sweptAt < sweepEveryMs) return []
    sweptAt = now()
    for (const state of ['posted', 'private', 'gone'] as const) {
      const range = { where: { state }, to: now() - postedMs, limit: sweptAtOnce }
      const some = (await records.list('slack_notes', range)).map(({ id }) => ({ remove: 'slack_notes', id }) as const)
      // There may be more of them, or of the next state.
      if (some.length > 0) {
        sweptAt = Number.NEGATIVE_INFINITY
        return some
      }
    }
    return []
  }
  const at = async (team: string, channel: string, ts: string): Promise<NoteRow | undefined> =>
    (await records.list('slack_notes', { where: { where: whereOf(team, channel, ts) }, limit: 1 }))[0]

  return {
    async get(id) {
      // Another process may have gone on with it: what is in memory may be old.
      const row = await records.get('slack_notes', id)
      if (row !== undefined) rows.set(id, row)
      return row
    },
    known: id => rows.get(id),
    async keep(row) {
      const where = row.ts === undefined ? '' : whereOf(row.team, row.channel, row.ts)
      await records.batch([{ put: 'slack_notes', row: { ...row, where } }, ...(await old())])
      rows.set(row.id, { ...row, where })
    },
    async refAt(team, channel, ts) {
      const row = await at(team, channel, ts)
      return row === undefined ? writeMessage({ team, channel, ts }) : refOf(row)
    },
    rootOf: async (team, channel, ts) => (await at(team, channel, ts))?.thread ?? ts,
    isKnown: async (team, channel, ts) => (await at(team, channel, ts)) !== undefined,
    async removing(team, channel, ts) {
      const where = whereOf(team, channel, ts)
      const unknown: NoteRow = { id: noteId(`removed ${where}`), at: now(), state: 'posted', team, channel, ts, where }
      const row: NoteRow = { ...((await at(team, channel, ts)) ?? unknown), isRemoved: true }
      await records.batch([{ put: 'slack_notes', row }])
    },
    async isRemoved(team, channel, ts) {
      const row = await at(team, channel, ts)
      return row !== undefined && (row.isRemoved === true || row.state === 'gone')
    },
    async silentTeams() {
      const teams = [...(await records.count('slack_notes', 'team', {})).keys()].map(String)
      const newest = await Promise.all(
        teams.map(team => records.list('slack_notes', { where: { team }, newestFirst: true, limit: 1 })),
      )
      return teams.filter((_, nth) => (newest[nth]?.[0]?.at ?? 0) < now() - postedMs)
    },
    async forgetTeam(team) {
      for (;;) {
        const some = await records.list('slack_notes', { where: { team }, limit: sweptAtOnce })
        if (some.length === 0) return
        await records.batch(some.map(({ id }) => ({ remove: 'slack_notes', id }) as const))
        for (const { id } of some) rows.delete(id)
      }
    },
  }
}
