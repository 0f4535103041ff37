import type { DatabaseSync } from 'node:sqlite'

/** Marks a SQLite file as ours: "Rplc" in the file's header. */
export const applicationId = 0x52706c63

/** Each brings a file one version further. What was shipped is never changed, only added to. */
export const migrations: readonly string[] = [
  `
  -- Jobs that are not over, in the order of adding. "token" is the lease of the step that runs now.
  CREATE TABLE queue (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    job TEXT NOT NULL UNIQUE,
    lane TEXT NOT NULL,
    share TEXT NOT NULL,
    due INTEGER NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    retry INTEGER NOT NULL DEFAULT 0,
    token TEXT
  );
  -- Jobs that are over: an id that comes again after its job ended is still the same job.
  CREATE TABLE ended (job TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE INDEX ended_at ON ended (at);
  CREATE TABLE shelf (
    shelf TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    expires INTEGER,
    PRIMARY KEY (shelf, key)
  ) WITHOUT ROWID;
  CREATE INDEX shelf_expires ON shelf (expires) WHERE expires IS NOT NULL;
  `,
]

/**
 * Brings an open file up to date, each step in one transaction. It works on the file itself, not beside it in a write-ahead log: so
 * the version in the file's first page is always true, and an older Replichat can refuse the file without opening it.
 */
export function migrate(connection: DatabaseSync, steps: readonly string[] = migrations): void {
  const version = Number(connection.prepare('PRAGMA user_version').get()?.['user_version'])
  if (version < steps.length) connection.exec('PRAGMA journal_mode = DELETE')
  for (let next = version; next < steps.length; next++) {
    connection.exec('BEGIN IMMEDIATE')
    try {
      connection.exec(steps[next] ?? '')
      connection.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${next + 1}`)
      connection.exec('COMMIT')
    } catch (thrown) {
      if (connection.isTransaction) connection.exec('ROLLBACK')
      throw thrown
    }
  }
  connection.exec('PRAGMA journal_mode = WAL')
}
