import type { DatabaseSync } from 'node:sqlite'
import { type StatementSync } from 'node:sqlite'
import { noWalSync, type WalSync } from './wal-sync.ts'

/**
 * What a write must outlive: `synced` a power cut, `written` the death of the process. A power cut takes back the
 * newest `written` writes, never one from the middle.
 */
export type Durability = 'synced' | 'written'

/**
 * One SQLite connection. Its writes are put together into groups: a group is one transaction, and all that come
 * while the disk is busy share its next sync. What is committed is seen at once; whoever asked for `synced` hears of
 * it when a power cut can take it no more.
 */
export type Database = {
  /** The prepared statement, made once for each text. */
  prepare(sql: string): StatementSync
  /**
   * Runs `act` inside a transaction and resolves with its result once that is committed. Writes happen in the order
   * of the calls. `act` is synchronous and touches the database alone; when it throws, its own changes are undone, those
   * of its neighbours stay.
   */
  write<Result>(durability: Durability, act: () => Result): Promise<Result>
  /** Commits what waits and closes the file. Later writes are rejected. */
  close(): void
}

type Waiting = {
  readonly durability: Durability
  readonly act: () => unknown
  readonly resolve: (result: unknown) => void
  readonly reject: (reason: unknown) => void
}
/** Committed, and not on the disk yet. */
type Unsynced = { readonly resolve: () => void; readonly reject: (reason: unknown) => void }
type Outcome = { readonly result: unknown } | { readonly thrown: unknown }

/**
 * How long the log grows until it is carried over into the file, in pages of 4 KiB. That syncs twice inside the event loop, and
 * writes a page once however often the log has it: with 200 events a second SQLite's own 1,000 pages were full five times a second.
 */
const checkpointPages = 8_000
/** What is kept in memory of the file. With SQLite's own 2 MB a busy day's pages are read from the system again and again. */
const cacheKib = 16_384

const notKept = (cause: unknown): Error =>
  new Error('The disk did not keep what was written; the service must be started anew.', { cause })

/** Groups the writes of an open connection in WAL mode. `synchronous` of the connection is this function's own from now on. */
export function createDatabase(connection: DatabaseSync, wal: WalSync = noWalSync): Database {
  // A commit appends to the log and syncs nothing; `wal` does, beside the event loop.
  connection.exec(`PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = ${checkpointPages}; PRAGMA cache_size = -${cacheKib}`)
  const statements = new Map<string, StatementSync>()
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const statement = connection.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  const begin = connection.prepare('BEGIN IMMEDIATE')
  const commit = connection.prepare('COMMIT')
  const rollback = connection.prepare('ROLLBACK')
  const mark = connection.prepare('SAVEPOINT one')
  const keep = connection.prepare('RELEASE one')
  const undo = connection.prepare('ROLLBACK TO one')

  let waiting: Waiting[] = []
  let isFlushSoon = false
  let closed = false
  let unsynced: Unsynced[] = []
  let syncing: Unsynced[] = []
  let lost: { readonly thrown: unknown } | undefined

  /** The outcome of each write of the group; throws when the whole group is lost. */
  const run = (group: readonly Waiting[]): readonly Outcome[] => {
    begin.run()
    const outcomes = group.map(({ act }): Outcome => {
      mark.run()
      try {
        return { result: act() }
      } catch (thrown) {
        // A full disk may have ended the transaction already, and with it what the neighbours wrote.
        if (!connection.isTransaction) throw thrown
        undo.run()
        return { thrown }
      } finally {
        if (connection.isTransaction) keep.run()
      }
    })
    commit.run()
    return outcomes
  }

  const commitWaiting = (): void => {
    if (waiting.length === 0) return
    const group = waiting
    waiting = []
    let outcomes: readonly Outcome[]
    try {
      outcomes = run(group)
    } catch (thrown) {
      if (connection.isTransaction) rollback.run()
      for (const { reject } of group) reject(thrown)
      return
    }
    group.forEach(({ durability, resolve, reject }, index) => {
      const outcome = outcomes[index] as Outcome
      if ('thrown' in outcome) reject(outcome.thrown)
      else if (durability === 'written') resolve(outcome.result)
      // It was asked for before the disk failed, and committed after.
      else if (lost !== undefined) reject(notKept(lost.thrown))
      else unsynced.push({ resolve: () => resolve(outcome.result), reject })
    })
  }
  const flush = (): void => {
    commitWaiting()
    if (syncing.length === 0 && unsynced.length > 0) void sync()
  }

  /** After a turn of the loop, so that what other sockets bring in it comes along. */
  const flushSoon = (): void => {
    if (isFlushSoon) return
    isFlushSoon = true
    setImmediate(() => {
      isFlushSoon = false
      flush()
    })
  }

  /** Syncs what is committed; then what was committed meanwhile, together with what only waits. */
  const sync = async (): Promise<void> => {
    syncing = unsynced
    unsynced = []
    try {
      await wal.sync()
      for (const { resolve } of syncing) resolve()
    } catch (thrown) {
      lose(thrown)
    }
    syncing = []
    if (waiting.length > 0) flushSoon()
    else if (unsynced.length > 0) void sync()
  }

  /** After a sync that failed nobody can tell what the disk has, and asking again may answer well: nothing is promised any more. */
  const lose = (thrown: unknown): void => {
    lost ??= { thrown }
    for (const { reject } of [...syncing, ...unsynced]) reject(thrown)
    unsynced = []
  }

  return {
    prepare,
    write: <Result>(durability: Durability, act: () => Result) =>
      new Promise<Result>((resolve, reject) => {
        if (closed) {
          reject(new Error('The store is closed.'))
          return
        }
        if (lost !== undefined && durability === 'synced') {
          reject(notKept(lost.thrown))
          return
        }
        waiting.push({ act, durability, resolve: resolve as (result: unknown) => void, reject })
        // Committed now it would wait for the sync that runs and for the one after it; then it waits for the same two.
        const isForNextSync = durability === 'synced' && syncing.length > 0
        if (isForNextSync || isFlushSoon) return
        if (durability === 'synced' || syncing.length > 0) flushSoon()
        else if (waiting.length === 1) queueMicrotask(flush)
      }),
    close() {
      if (closed) return
      commitWaiting()
      closed = true
      const covered = [...syncing, ...unsynced]
      try {
        if (covered.length > 0) wal.syncNow()
        for (const { resolve } of covered) resolve()
      } catch (thrown) {
        lose(thrown)
      }
      connection.close()
      wal.close()
    },
  }
}
