import type { NoteRow } from './notes-tables.ts'
import type { Notes } from './notes.ts'
import type { Web } from './web-client.ts'

/** What a thread says under its messages while an answer has no words yet. Slack forgets it after two minutes. */
export interface Statuses {
  /** Says it, and goes on saying it while the note stands as it does. Throws what `Web.call` throws. */
  say(row: NoteRow, label: string, how: { readonly isFrame: boolean; readonly signal: AbortSignal }): Promise<void>
  /** What comes now takes its place: it is said no more. */
  leave(row: NoteRow): void
  /** Says that nothing comes. Never rejects. */
  clear(row: NoteRow, signal: AbortSignal): Promise<void>
  /** Whether another answer is awaited or written in this thread: two cannot be told apart in one line. */
  isTaken(row: Pick<NoteRow, 'id' | 'team' | 'channel' | 'thread'>): boolean
  [Symbol.dispose](): void
}

/** Slack takes a status away after two minutes. */
const usualRenewMs = 75_000

/** Whoever waits is told anew by then; a status that nobody asked for any more ends. */
const mostMs = 30 * 60_000

type Said = { readonly thread: string; readonly label: string; readonly until: number; readonly timer: NodeJS.Timeout }

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
  const renew = async (row: NoteRow): Promise<void> => {
    const current = said.get(row.id)
    if (current === undefined) return
    // Another process may have gone on with it.
    const isStill = now() < current.until && (await notes.get(row.id))?.state === 'status'
    if (!isStill || said.get(row.id) !== current) return void leave(row.id)
    await send(row, current.label, true, closing.signal)
    plan(row, current.label, current.until)
  }
  const plan = (row: NoteRow, label: string, until: number): void => {
    leave(row.id)
    const timer = setTimeout(() => {
      renew(row).catch(() => {
        // It is said anew next time.
        if (said.has(row.id) && !closing.signal.aborted) plan(row, label, until)
      })
    }, renewMs)
    timer.unref()
    said.set(row.id, { thread: threadOf(row), label, until, timer })
  }
  const leave = (id: string): void => {
    clearTimeout(said.get(id)?.timer)
    said.delete(id)
  }

  return {
    async say(row, label, { isFrame, signal }) {
      const before = said.get(row.id)
      if (before?.label !== label) await send(row, label, isFrame, signal)
      plan(row, label, now() + mostMs)
    },
    leave: ({ id }) => leave(id),
    async clear(row, signal) {
      leave(row.id)
      await send(row, '', false, signal).catch(() => {})
    },
    isTaken: row => [...said].some(([id, { thread }]) => id !== row.id && thread === threadOf(row)),
    [Symbol.dispose]() {
      closing.abort()
      for (const id of said.keys()) leave(id)
    },
  }
}

const threadOf = ({ team, channel, thread }: Pick<NoteRow, 'team' | 'channel' | 'thread'>): string =>
  `${team}/${channel}/${thread}`

/** Slack puts our name before it: “Replichat is thinking…”. */
function statusOf(label: string): string {
  const words = label.replace(/\s+/g, ' ').trim()
  return /^[A-Z][a-z]+ing\b/.test(words) ? `is ${words[0]?.toLowerCase()}${words.slice(1)}…` : words
}
