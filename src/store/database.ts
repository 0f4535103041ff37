import type { DatabaseSync } from 'node:sqlite'
import { type StatementSync } from 'node:sqlite'

/**
 * What a write must outlive: `synced` a power cut, `written` the death of the process. A power cut takes back the
 * newest `written` writes, never one from the middle.
 */
export type Durability = 'synced' | 'written'

/** One SQLite connection. Its writes are put together into groups: a group is one transaction and at most one fsync. */
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
  readonly act: () => unknown
  readonly resolve: (result: unknown) => void
  readonly reject: (reason: unknown) => void
}
type Outcome = { readonly result: unknown } | { readonly thrown: unknown }

/** Groups the writes of an open connection. `synchronous` of the connection is this function's own from now on. */
export function createDatabase(connection: DatabaseSync): Database {
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
  let synced = false
  let level: Durability | undefined
  let closed = false

  /** The outcome of each write of the group; throws when the whole group is lost. */
  const run = (group: readonly Waiting[], durability: Durability): readonly Outcome[] => {
    if (level !== durability) {
      // One connection for both: in WAL mode NORMAL appends without fsync, and the next FULL commit syncs all before it.
      connection.exec(`PRAGMA synchronous = ${durability === 'synced' ? 'FULL' : 'NORMAL'}`)
      level = durability
    }
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

  const flush = (): void => {
    if (waiting.length === 0) return
    const group = waiting
    const durability = synced ? 'synced' : 'written'
    waiting = []
    synced = false
    let outcomes: readonly Outcome[]
    try {
      outcomes = run(group, durability)
    } catch (thrown) {
      if (connection.isTransaction) rollback.run()
      for (const { reject } of group) reject(thrown)
      return
    }
    group.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index] as Outcome
      if ('thrown' in outcome) reject(outcome.thrown)
      else resolve(outcome.result)
    })
  }

  return {
    prepare,
    write: <Result>(durability: Durability, act: () => Result) =>
      new Promise<Result>((resolve, reject) => {
        if (closed) {
          reject(new Error('The store is closed.'))
          return
        }
        waiting.push({ act, resolve: resolve as (result: unknown) => void, reject })
        if (durability === 'synced' && !synced) {
          // A whole turn of the loop, so that what other sockets bring in it shares the fsync.
          synced = true
          setImmediate(flush)
        } else if (waiting.length === 1) {
          queueMicrotask(() => {
            if (!synced) flush()
          })
        }
      }),
    close() {
      if (closed) return
      flush()
      closed = true
      connection.close()
    },
  }
}
