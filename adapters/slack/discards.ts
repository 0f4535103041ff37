import { Fault } from '#core/fault.ts'
import type { Change, Log, Records } from '#core/ports.ts'
import type { DiscardRow, NotesTables } from './notes-tables.ts'
import { isAbout, Limited } from './refusal.ts'
import type { Web } from './web-client.ts'

/** Files of ours that are to be deleted at Slack. What is noted is deleted sooner or later, whatever fails and whoever dies. */
export interface Discards {
  /** The change that notes it, to be written together with what makes the file useless. `afterMs`: not before. */
  note(team: string, file: string, afterMs?: number): Change<NotesTables>
  /** The change that takes it back: somebody shows the file after all. */
  spare(team: string, file: string): Change<NotesTables>
  /** Deletes what is due, and goes on with it by time. To be called when something was noted, at the start, and now and then. */
  wake(): void
  [Symbol.dispose](): void
}

/** Rows of one look. */
const atOnce = 100

/** What failed is tried again after so long (ms), then after twice as long, and so on. */
const againMs = 60_000
const mostAgainMs = 24 * 60 * 60_000

/** Opens the book. `now` in ms since the epoch; `firstAgainMs`, for tests: when what failed is tried again. */
export function createDiscards(given: {
  readonly web: Pick<Web, 'call'>
  readonly records: Records<NotesTables>
  readonly now: () => number
  readonly log: Log
  readonly firstAgainMs?: number
}): Discards {
  const { web, records, now, log, firstAgainMs = againMs } = given
  const closing = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let working = false
  let woken = false

  /** Whether the file is no more. */
  const isDeleted = async ({ team, file }: DiscardRow): Promise<boolean> => {
    try {
      await web.call({ team, method: 'files.delete', args: { file }, isRepeatable: true, signal: closing.signal })
      return true
    } catch (thrown) {
      if (isAbout(thrown, 'fileGone')) return true
      throw thrown
    }
  }
  /** Deletes what is due, and answers when to look again (ms from now); undefined where nothing is left. */
  const deleteDue = async (): Promise<number | undefined> => {
    for (;;) {
      const due = await records.list('slack_discards', { to: now() + 1, limit: atOnce })
      for (const row of due) {
        closing.signal.throwIfAborted()
        try {
          if (await isDeleted(row)) await records.batch([{ remove: 'slack_discards', id: row.id }])
        } catch (thrown) {
          closing.signal.throwIfAborted()
          if (thrown instanceof Limited) return thrown.restMs
          // Where nobody can be reached at all, everything else would fail as well: that is no fault of this file's.
          if (thrown instanceof Fault && thrown.kind === 'platform') return firstAgainMs
          const failures = row.failures + 1
          if (failures === 1) log.warn({ cause: thrown }, 'Slack: a file of ours could not be deleted there; it is tried again')
          const at = now() + Math.min(firstAgainMs * 2 ** (failures - 1), mostAgainMs)
          await records.batch([{ put: 'slack_discards', row: { ...row, at, failures } }])
        }
      }
      if (due.length < atOnce) break
    }
    const [next] = await records.list('slack_discards', { limit: 1 })
    return next === undefined ? undefined : next.at - now()
  }

  const plan = (ms: number | undefined): void => {
    clearTimeout(timer)
    if (closing.signal.aborted || ms === undefined) return
    timer = setTimeout(wake, Math.max(10, Math.min(ms, mostAgainMs)))
    timer.unref()
  }
  const work = async (): Promise<void> => {
    working = true
    let nextMs: number | undefined
    try {
      do {
        woken = false
        nextMs = await deleteDue()
      } while (woken && !closing.signal.aborted)
    } catch (thrown) {
      if (!closing.signal.aborted) log.error({ err: thrown }, 'Slack: files of ours could not be deleted; it is tried again')
      nextMs = firstAgainMs
    } finally {
      working = false
    }
    plan(nextMs)
  }
  function wake(): void {
    if (working) woken = true
    else if (!closing.signal.aborted) void work()
  }

  const idOf = (team: string, file: string): string => `${team}/${file}`
  return {
    note: (team, file, afterMs = 0) => ({
      put: 'slack_discards',
      row: { id: idOf(team, file), at: now() + afterMs, team, file, failures: 0 },
    }),
    spare: (team, file) => ({ remove: 'slack_discards', id: idOf(team, file) }),
    wake,
    [Symbol.dispose]() {
      closing.abort()
      clearTimeout(timer)
    },
  }
}
