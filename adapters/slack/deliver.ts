import { LRUCache } from 'lru-cache'
import type { Log } from '#core/ports.ts'
import type { Post } from '#core/post.ts'
import type { Lacks } from './lacks.ts'
import { whereOf } from './notes.ts'
import { pause } from './pause.ts'
import { isAbout, Limited, Refused } from './refusal.ts'
import { render, type Shown, type Style } from './render.ts'
import type { Root } from './share.ts'
import { type At, fileKeysOf, type ShownFiles } from './shown-files.ts'
import type { Uploads } from './upload.ts'
import type { Answered, Web } from './web-client.ts'

/** A post on its way into one call of Slack's. */
export type Parcel = {
  readonly team: string
  readonly method: 'chat.postMessage' | 'chat.update' | 'chat.postEphemeral' | 'chat.stopStream'
  /** Everything but the content. */
  readonly args: Readonly<Record<string, unknown>>
  readonly post: Post
  /** Where files are shared that Slack does not show in a message. */
  readonly root?: Root
  /** Sent at once or not at all: throws `Limited` where it cannot be. */
  readonly isFrame: boolean
  readonly isRepeatable?: boolean
  readonly signal: AbortSignal
}

/** Sends a post within Slack's limits, in another way where one is refused. Throws what `Web.call` throws. */
export type Deliver = (parcel: Parcel) => Promise<Answered>

/** A fresh picture may be refused for a second or two. */
const usualPicturePausesMs = [500, 1_000, 2_000]

/** How much of the limits is used when Slack finds a message too long all the same. */
const rooms = [1, 0.7, 0.4]

/** Of messages that Slack refuses with Markdown in them so many in a row mean that this workspace has none; fewer may be odd themselves. */
const oddAtMost = 2

/** `picturePausesMs`, for tests: how long is waited before a message with a refused picture is sent again. */
export function createDeliver(given: {
  readonly web: Web
  readonly lacks: Lacks
  readonly uploads: Uploads
  readonly shownFiles: Pick<ShownFiles, 'claim' | 'keepOnly' | 'leave'>
  readonly log: Log
  readonly picturePausesMs?: readonly number[]
}): Deliver {
  const { web, lacks, uploads, shownFiles, log, picturePausesMs = usualPicturePausesMs } = given

  /** Messages whose Markdown Slack refused, and took without it: they are shown so from then on. */
  const odd = new LRUCache<string, true>({ max: 2_000 })
  const oddInARow = new Map<string, number>()

  /** A message went through only without Markdown, for this reason. */
  const withoutMarkdown = async (team: string, message: string | undefined, why: Refused): Promise<void> => {
    const count = (oddInARow.get(team) ?? 0) + 1
    oddInARow.set(team, count)
    if (message !== undefined) odd.set(message, true)
    const isUnknown = /\b(?:unsupported|unknown|invalid)\b.*\btype\b/i.test(why.details.join(' '))
    if (isUnknown || count > oddAtMost) return lacks.note(team, 'markdown', why.message)
    log.warn({ cause: why }, 'Slack: the Markdown of one message was refused, and is shown in another way')
  }

  return async parcel => {
    const { team, method, args, post, root, isFrame, isRepeatable = false, signal } = parcel
    const isOwn = method !== 'chat.stopStream'
    const smaller = [...rooms]
    let room = smaller.shift() ?? 1
    let refusedPictures = 0
    let areNew = false
    let why: Refused | undefined
    const keys = fileKeysOf(post)
    const before = atOf(team, args['channel'], args['ts'])
    const key = before === undefined ? undefined : whereOf(before.team, before.channel, before.ts)
    const isPlain = (key !== undefined && odd.has(key)) || (await lacks.has(team, 'markdown'))
    let style: Style = isPlain ? 'mrkdwn' : 'markdown'
    if (before !== undefined) await shownFiles.claim(before, keys, root)
    for (;;) {
      const shown = await uploads.shown(team, post, { wait: !isFrame, ...(root !== undefined && { root }), signal })
      const { text, blocks } = render(post, shown, { style, room, mayBeEmpty: !isOwn })
      const content = {
        ...(isOwn && { text, parse: 'none', link_names: false }),
        ...(isOwn && method !== 'chat.update' && method !== 'chat.postEphemeral' && { unfurl_links: false, unfurl_media: false }),
        ...((isOwn || blocks.length > 0) && { blocks }),
      }
      try {
        const answer = await web.call({ team, method, args: { ...args, ...content }, isFrame, isRepeatable, signal })
        if (why !== undefined) await withoutMarkdown(team, key, why)
        else if (blocks.some(({ type }) => type === 'markdown')) oddInARow.delete(team)
        const after = method === 'chat.postMessage' ? atOf(team, args['channel'], answer['ts']) : undefined
        if (after !== undefined) await shownFiles.claim(after, keys, root)
        // The last frame shows all there is to be shown; what is on its way is in no other.
        if (before !== undefined && method === 'chat.update' && !isFrame) await shownFiles.keepOnly(before, keys)
        return answer
      } catch (thrown) {
        if (before !== undefined && thrown instanceof Refused && thrown.error === 'message_not_found')
          await shownFiles.leave(before)
        if (isAbout(thrown, 'tooLong')) {
          const next = smaller.shift()
          if (next === undefined) throw thrown
          log.warn({ cause: thrown, room: next }, 'Slack: a message was too long and is shown shorter')
          room = next
        } else if (isAbout(thrown, 'badBlocks')) {
          const isAboutPictures = hasPictures(shown) && !/markdown/i.test(thrown.details.join(' '))
          if (isAboutPictures) {
            // One file that somebody deleted says nothing of what this workspace can show.
            if (!areNew && (await uploads.forgetOld(team, shown, key))) {
              areNew = true
              if (!isFrame) continue
            }
            if (isFrame) throw new Limited(1_000)
            const pauseMs = picturePausesMs[refusedPictures++]
            if (pauseMs === undefined) await lacks.note(team, 'picture blocks', thrown.message)
            else await pause(pauseMs, signal)
          } else if (style === 'markdown') {
            style = 'mrkdwn'
            why = thrown
          } else throw thrown
        } else throw thrown
      }
    }
  }
}

const atOf = (team: string, channel: unknown, ts: unknown): At | undefined =>
  typeof channel === 'string' && typeof ts === 'string' ? { team, channel, ts } : undefined

const hasPictures = (shown: ReadonlyMap<string, Shown>): boolean => [...shown.values()].some(picture => 'file' in picture)
