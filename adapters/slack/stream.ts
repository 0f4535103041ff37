import { LRUCache } from 'lru-cache'
import type { Post } from '#core/post.ts'
import { streamEnds } from './limits.ts'
import { inert, settled } from './markdown.ts'
import { metadataOf } from './lost.ts'
import type { NoteRow } from './notes-tables.ts'
import type { Deliver } from './deliver.ts'
import { isAbout, Limited } from './refusal.ts'
import type { Web } from './web-client.ts'

/**
 * Slack's native streams: a message that words are added to and never taken from. Each is written by one process; what it
 * has confirmed is in memory alone, so that whoever finds a stream open that he does not know ends it.
 */
export interface Streams {
  /** Begins a message with what of the text stays as it is, and answers its ts; undefined while that is nothing. */
  start(row: NoteRow, text: string, signal: AbortSignal): Promise<string | undefined>
  /** Adds what is new. `ends`: the stream has to end first, since the text changed, or its room or its time is over. */
  append(row: NoteRow, text: string, signal: AbortSignal): Promise<'added' | 'nothing new' | 'ends'>
  /** Ends the message with the rest of its words and what stands under them. False where it has to be shown otherwise. */
  finish(
    row: NoteRow,
    text: string,
    post: Post,
    how: { readonly isFrame: boolean; readonly signal: AbortSignal },
  ): Promise<boolean>
  /** Ends the message as it stands; one that has ended already is no error. */
  seal(row: NoteRow, how: { readonly isFrame: boolean; readonly signal: AbortSignal }): Promise<void>
}

/** What stands in a stream of this process. `sent` is what Slack confirmed. */
type Live = { sent: string; readonly startedAt: number }

/** `now` in milliseconds since the epoch. */
export function createStreams(given: {
  readonly web: Web
  readonly deliver: Deliver
  /** Told of a stream that a person stopped. */
  readonly stopped?: (row: NoteRow) => void
  readonly now: () => number
}): Streams {
  const { web, deliver, stopped = () => {}, now } = given
  const live = new LRUCache<string, Live>({ max: 5_000 })

  /** What is to be added, undefined where the stream cannot say this text. */
  const newIn = (row: NoteRow, whole: string): { readonly live: Live; readonly added: string } | undefined => {
    const known = live.get(row.id)
    if (known === undefined || !whole.startsWith(known.sent)) return undefined
    const hasRoom = Buffer.byteLength(whole) <= streamEnds.bytes && now() - known.startedAt < streamEnds.ms
    return hasRoom ? { live: known, added: whole.slice(known.sent.length) } : undefined
  }
  const argsOf = ({ channel, ts }: NoteRow): Readonly<Record<string, unknown>> => ({ channel, ts })

  return {
    async start(row, text, signal) {
      const words = inert(text.slice(0, settled(text)))
      if (words.trim() === '') return undefined
      const { team, channel, thread, person } = row
      const recipient = person === undefined ? {} : { recipient_user_id: person.id, recipient_team_id: person.team }
      const args = { channel, thread_ts: thread, markdown_text: words, ...recipient }
      const answer = await web.call({ team, method: 'chat.startStream', args, isFrame: true, signal })
      live.set(row.id, { sent: words, startedAt: now() })
      return String(answer['ts'])
    },
    async append(row, text, signal) {
      const found = newIn(row, inert(text.slice(0, settled(text))))
      if (found === undefined) {
        // What is settled may be less than before, as when a fence opens anew; it will be more again.
        const sent = live.get(row.id)?.sent
        const isBehind =
          sent !== undefined && inert(text).startsWith(sent) && now() - (live.get(row.id)?.startedAt ?? 0) < streamEnds.ms
        return isBehind && Buffer.byteLength(inert(text)) <= streamEnds.bytes ? 'nothing new' : 'ends'
      }
      if (found.added === '') return 'nothing new'
      const args = { ...argsOf(row), markdown_text: found.added }
      try {
        await web.call({ team: row.team, method: 'chat.appendStream', args, isFrame: true, signal })
      } catch (thrown) {
        if (thrown instanceof Limited) throw thrown
        // It may have been added all the same.
        live.delete(row.id)
        if (isAbout(thrown, 'gone')) throw thrown
        if (isAbout(thrown, 'stopped')) stopped(row)
        return 'ends'
      }
      found.live.sent += found.added
      return 'added'
    },
    async finish(row, text, post, { isFrame, signal }) {
      const found = newIn(row, inert(text))
      if (found === undefined) return false
      const { added } = found
      const args = { ...argsOf(row), ...(added !== '' && { markdown_text: added }), metadata: metadataOf(row.id) }
      const rest: Post = { ...post, blocks: post.blocks.filter(block => block.type !== 'text') }
      const { team, channel, thread } = row
      const root = thread === undefined ? {} : { root: { team, channel, thread } }
      try {
        const answer = await deliver({ team, method: 'chat.stopStream', args, post: rest, ...root, isFrame, signal })
        live.delete(row.id)
        return await isWhole(row, text, answer['message'], signal)
      } catch (thrown) {
        if (isFrame && thrown instanceof Limited) throw thrown
        live.delete(row.id)
        signal.throwIfAborted()
        if (isAbout(thrown, 'gone') || (thrown instanceof Error && thrown.name === 'Fault')) throw thrown
        return false
      }
    },
    async seal(row, { isFrame, signal }) {
      live.delete(row.id)
      try {
        await web.call({ team: row.team, method: 'chat.stopStream', args: argsOf(row), isFrame, isRepeatable: true, signal })
      } catch (thrown) {
        if (!(thrown instanceof Error && thrown.name === 'Refused') || isAbout(thrown, 'gone')) throw thrown
        // Whatever else it says, an edit that follows finds out whether it is still open.
      }
    },
  }

  /** Slack has lost the ends of long streams and said nothing: what stands there is compared. */
  async function isWhole(row: NoteRow, text: string, told: unknown, signal: AbortSignal): Promise<boolean> {
    const end = lettersOf(text).slice(-48)
    const says = (message: unknown): boolean | undefined => {
      const words = wordsIn(message)
      return words === undefined ? undefined : lettersOf(words).includes(end)
    }
    // What is told at once may be less than what stands there.
    return says(told) === true || ((await asked(row, signal).then(says)) ?? says(told) ?? true)
  }

  async function asked({ team, channel, thread, ts }: NoteRow, signal: AbortSignal): Promise<unknown> {
    const args = { channel, ts: thread, oldest: ts, latest: ts, inclusive: true, limit: 2 }
    try {
      const answer = await web.call({ team, method: 'conversations.replies', args, isFrame: true, signal })
      return (answer['messages'] as readonly { readonly ts?: string }[] | undefined)?.find(message => message.ts === ts)
    } catch {
      signal.throwIfAborted()
      return undefined
    }
  }
}

/** All that a message says, in its text and in its blocks; undefined where Slack does not tell. */
function wordsIn(message: unknown): string | undefined {
  const { text, blocks } = (message ?? {}) as { readonly text?: unknown; readonly blocks?: unknown }
  const words = [...(typeof text === 'string' ? [text] : []), ...textsIn(blocks)].join('\n')
  return words === '' ? undefined : words
}

const textsIn = (value: unknown): readonly string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) =>
        typeof inner === 'string' ? (key === 'text' ? [inner] : []) : textsIn(inner),
      )

/** The letters of a text as people read it: marks, addresses and the forms in which they are written are left out. */
const lettersOf = (text: string): string =>
  text
    .replace(/<(?:[^|>\n]*\|)?([^>\n]*)>/g, '$1')
    .replace(/\]\([^)\n]*\)/g, ']')
    .replace(/https?:\/\/\S+/g, '')
    .replace(/&(?:amp|lt|gt);/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '')
