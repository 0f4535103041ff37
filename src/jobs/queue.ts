import type { StatementSync } from 'node:sqlite'

/** The part of the store that the queue needs: rows in the same file and the same transactions as the records. */
export type QueueDatabase = {
  prepare(sql: string): StatementSync
  write<Result>(durability: 'synced' | 'written', act: () => Result): Promise<Result>
}

/** A job that is not over, as it is stored. `seq` is the order of adding; times are ms since the epoch. */
export type Entry = {
  readonly seq: number
  readonly job: string
  readonly lane: string
  readonly share: string
  readonly due: number
  /** Throws in a row. */
  readonly failures: number
  /** Until when the delay after the last throw lasts; 0 when the last step did not throw. */
  readonly retry: number
}

/** What a step leaves behind. */
export type Rest = Pick<Entry, 'due' | 'failures' | 'retry'>

/** Jobs that ended are remembered for 30 days: until then an id that comes again is the same job. */
const rememberedMs = 30 * 24 * 60 * 60_000
const forgetEveryMs = 60 * 60_000

/** The stored queue. A row's `token` is the lease of the step that runs; `LostLease` is decided by it. */
export type Queue = {
  /** Everything that is not over. Leases of an earlier process are void from here on. */
  load(): readonly Entry[]
  /** The new job's `seq`, or undefined when the id is known already. Survives a power cut once it resolves. */
  add(entry: Omit<Entry, 'seq' | 'failures' | 'retry'>): Promise<number | undefined>
  wake(job: string, due: number): Promise<void>
  lease(job: string, token: string): Promise<void>
  /** Takes the lease back and leaves the rest as it is. */
  release(job: string): Promise<void>
  /**
   * Ends a step: with a rest the job waits, without it is over. The rest is asked for in the transaction itself, so that
   * a wake that came before it is seen. Resolves with what was stored.
   */
  settle(job: string, rest: () => Rest | undefined): Promise<Rest | undefined>
}

/**
 * The queue over the store's tables `queue` and `ended`. What is added or woken outlives a power cut. Leases and
 * the ends of steps outlive the process alone: if a power cut takes one back, an idempotent step runs once more.
 */
export function createQueue(database: QueueDatabase, now: () => number): Queue {
  const insert = database.prepare(
    'INSERT INTO queue (job, lane, share, due) SELECT ?1, ?2, ?3, ?4 WHERE NOT EXISTS (SELECT 1 FROM ended WHERE job = ?1) ' +
      'ON CONFLICT (job) DO NOTHING RETURNING seq',
  )
  const wake = database.prepare('UPDATE queue SET due = min(due, ?2) WHERE job = ?1')
  const lease = database.prepare('UPDATE queue SET token = ?2 WHERE job = ?1')
  const rest = database.prepare('UPDATE queue SET token = NULL, due = ?2, failures = ?3, retry = ?4 WHERE job = ?1')
  const remove = database.prepare('DELETE FROM queue WHERE job = ?')
  const remember = database.prepare('INSERT INTO ended (job, at) VALUES (?, ?) ON CONFLICT (job) DO NOTHING')
  const forget = database.prepare('DELETE FROM ended WHERE at < ?')
  let forgotAt = 0

  const end = (job: string): void => {
    const at = now()
    remove.run(job)
    remember.run(job, at)
    if (at - forgotAt < forgetEveryMs) return
    forgotAt = at
    forget.run(at - rememberedMs)
  }

  return {
    load() {
      database.prepare('UPDATE queue SET token = NULL WHERE token IS NOT NULL').run()
      const rows = database.prepare('SELECT seq, job, lane, share, due, failures, retry FROM queue ORDER BY seq').all()
      return rows as unknown as readonly Entry[]
    },
    add: ({ job, lane, share, due }) =>
      database.write('synced', () => insert.get(job, lane, share, due)?.['seq'] as number | undefined),
    wake: (job, due) => database.write('synced', () => void wake.run(job, due)),
    lease: (job, token) => database.write('written', () => void lease.run(job, token)),
    release: job => database.write('written', () => void lease.run(job, null)),
    settle: (job, ask) =>
      database.write('written', () => {
        const left = ask()
        if (left === undefined) end(job)
        else rest.run(job, left.due, left.failures, left.retry)
        return left
      }),
  }
}
