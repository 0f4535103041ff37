import { clean, unmarked } from './markdown.ts'
import type { NoteRow } from './notes-tables.ts'
import type { Notes } from './notes.ts'
import type { Web } from './web-client.ts'

/**
 * What a thread says under its messages while an answer has no words yet. Slack forgets it after two minutes. It is one line:
 * of several answers that are awaited in a thread it is about the first, and about the next when that one's words come.
 */
export interface Statuses {
  /** Says it, and goes on saying it while the note stands as it does. Throws what `Web.call` throws. */
  say(row: NoteRow, label: string, how: { readonly isFrame: boolean; readonly signal: AbortSignal }): Promise<void>
  /** What comes now takes its place: it is said no more. */
  leave(row: NoteRow): void
  /** Says that nothing comes. Never rejects. */
  clear(row: NoteRow, signal: AbortSignal): Promise<void>
  [Symbol.dispose](): void
}

/** Slack takes a status away after two minutes. */
const usualRenewMs = 75_000

/** Whoever waits is told anew by then; a status that nobody asked for any more ends. */
const mostMs = 30 * 60_000

type Said = { readonly row: NoteRow; readonly label: string; readonly until: number; readonly timer: NodeJS.Timeout }

/** `now` in milliseconds since the epoch; `renewMs`, for tests: how often it is said anew. */
export function createStatuses(given: {
  readonly web: Web
  readonly notes: Notes
  readonly now: () => number
  readonly renewMs?: number
}): Statuses {
  const { web, notes, now, renewMs = usualRenewMs } = given
  const said = new Map<string, Said>()
  const closing = new AbortController()

  const send = (row: NoteRow, label: string, isFrame: boolean, signal: AbortSignal): Promise<unknown> => {
    const args = { channel_id: row.channel, thread_ts: row.thread, status: label === '' ? '' : statusOf(label) }
    return web.call({ team: row.team, method: 'assistant.threads.setStatus', args, isFrame, isRepeatable: true, signal })
  }
  /** Whose turn it is in that thread: they stand in the order in which they came. */
  const firstIn = (row: NoteRow): Said | undefined => [...said.values()].find(known => threadOf(known.row) === threadOf(row))

  const renew = async (row: NoteRow): Promise<void> => {
    const current = said.get(row.id)
    if (current === undefined) return
    // Another process may have gone on with it.
    const isStill = now() < current.until && (await notes.get(row.id))?.state === 'status'
    if (said.get(row.id) !== current) return
    if (!isStill) return leave(row)
    if (firstIn(row)?.row.id === row.id) await send(row, current.label, true, closing.signal)
    plan(row, current.label, current.until)
  }
  const plan = (row: NoteRow, label: string, until: number): void => {
    clearTimeout(said.get(row.id)?.timer)
    const timer = setTimeout(() => {
      renew(row).catch(() => {
        // It is said anew next time.
        if (said.has(row.id) && !closing.signal.aborted) plan(row, label, said.get(row.id)?.until ?? until)
      })
    }, renewMs)
    timer.unref()
    said.set(row.id, { row, label, until, timer })
  }
  /** Takes it out, and answers what the thread is to say instead: undefined where it said something else anyway. */
  const drop = (row: NoteRow): string | undefined => {
    const wasFirst = firstIn(row)?.row.id === row.id
    clearTimeout(said.get(row.id)?.timer)
    said.delete(row.id)
    return wasFirst ? (firstIn(row)?.label ?? '') : undefined
  }
  const leave = (row: NoteRow): void => {
    const next = drop(row)
    // Slack takes the line away by itself when words come.
    if (next !== undefined && next !== '') send(row, next, true, closing.signal).catch(() => {})
  }

  return {
    async say(row, label, { isFrame, signal }) {
      const before = said.get(row.id)
      if (before?.label === label) {
        // Its time to be said anew stays: asked for more often than that, it would never come.
        said.set(row.id, { ...before, until: now() + mostMs })
        return
      }
      plan(row, label, now() + mostMs)
      if (firstIn(row)?.row.id !== row.id) return
      try {
        await send(row, label, isFrame, signal)
      } catch (thrown) {
        if (before === undefined) drop(row)
        throw thrown
      }
    },
    leave,
    async clear(row, signal) {
      const next = said.has(row.id) ? drop(row) : (firstIn(row)?.label ?? '')
      if (next !== undefined) await send(row, next, false, signal).catch(() => {})
    },
    [Symbol.dispose]() {
      closing.abort()
      for (const { timer } of said.values()) clearTimeout(timer)
      said.clear()
    },
  }
}

const threadOf = ({ team, channel, thread }: NoteRow): string => `${team}/${channel}/${thread}`

/** Slack puts our name before it: “Replichat is thinking…”. */
function statusOf(label: string): string {
  const words = unmarked(clean(label)).replace(/\s+/g, ' ').trim()
  if (words.startsWith('Waiting · ')) return words.replace('Waiting', 'has a question waiting')
  return /^[A-Z][a-z]+ing\b/.test(words) ? `is ${words[0]?.toLowerCase()}${words.slice(1)}…` : `is waiting: ${words}`
}
