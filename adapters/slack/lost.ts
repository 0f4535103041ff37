import type { NoteRow } from './notes-tables.ts'
import type { Notes } from './notes.ts'
import { textAt } from './payload.ts'
import { Refused } from './refusal.ts'
import type { Web } from './web-client.ts'

/** What a message of ours carries so that it is found again: nothing of what it says. */
export const metadataOf = (note: string): object => ({ event_type: 'replichat', event_payload: { n: note } })

/** How far Slack's clock may be behind ours, in ms. */
const skewMs = 30_000

/** Where to begin to look, as Slack writes it, for what was sent at a moment (ms since the epoch). */
export const tsBefore = (at: number): string => Math.max(0, (at - skewMs) / 1_000).toFixed(6)

/** Until when to look: what waits for a limit and is repeated is sent by then, in ms. */
const sentWithinMs = 3 * 60_000

/** So many pages of messages are looked through, for a channel in which thousands are written in those minutes. */
const mostPages = 10

type Found = {
  readonly ts: string
  readonly user?: string
  readonly bot_id?: string
  readonly files?: readonly unknown[]
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly n?: unknown } }
}

/** Finds a message that was perhaps sent before a process died, or whose answer was lost. */
export function createLost({ web, notes }: { readonly web: Web; readonly notes: Notes }) {
  const own = new Map<string, string>()

  const us = async (team: string, signal: AbortSignal): Promise<string | undefined> => {
    if (own.has(team)) return own.get(team)
    const answer = await web.call({ team, method: 'auth.test', args: {}, signal, isRepeatable: true })
    const user = answer['user_id']
    if (typeof user === 'string') own.set(team, user)
    return own.get(team)
  }

  /** What was said where and when it may have been sent: a channel tells its newest messages first, however much was said since. */
  const around = async ({ team, channel, thread, sentAt, at }: NoteRow, signal: AbortSignal): Promise<readonly Found[]> => {
    const since = sentAt ?? at
    const latest = ((since + sentWithinMs) / 1_000).toFixed(6)
    const shared = { channel, oldest: tsBefore(since), latest, limit: 200, include_all_metadata: true }
    const [method, args] =
      thread === undefined ? ['conversations.history', shared] : ['conversations.replies', { ...shared, ts: thread }]
    const found: Found[] = []
    let cursor = ''
    for (let page = 0; page < mostPages; page++) {
      const whole = { ...args, ...(cursor !== '' && { cursor }) }
      const answer = await web.call({ team, method, args: whole, signal, isRepeatable: true })
      found.push(...((answer['messages'] ?? []) as readonly Found[]))
      cursor = textAt(answer, 'response_metadata', 'next_cursor') ?? ''
      if (cursor === '') break
    }
    return found
  }

  /**
   * The ts of the message that this note is about: one that carries the note's id, else, where it may have begun as a
   * stream, which carries nothing until its end, one of ours since then that no other note knows. Undefined where there is
   * none, or where we may not read what was said.
   */
  return async (row: NoteRow, signal: AbortSignal): Promise<string | undefined> => {
    const { team, channel, thread } = row
    let messages: readonly Found[]
    try {
      messages = await around(row, signal)
    } catch (thrown) {
      if (thrown instanceof Refused) return undefined
      throw thrown
    }
    const named = messages.find(({ metadata }) => metadata?.event_type === 'replichat' && metadata.event_payload?.n === row.id)
    if (named !== undefined || row.state !== 'starting') return named?.ts
    const user = await us(team, signal)
    for (const message of messages) {
      const isOurs = message.user !== undefined && message.user === user && message.ts !== thread
      // Files that we share carry nothing of ours, either; a stream has none.
      const hasFiles = (message.files ?? []).length > 0
      if (isOurs && !hasFiles && message.metadata === undefined && !(await notes.isKnown(team, channel, message.ts)))
        return message.ts
    }
    return undefined
  }
}

/** Finds what a note is about, if it was sent. */
export type FindLost = ReturnType<typeof createLost>
