import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** The sandbox's database: what was committed here survives the process being killed at any instant. */
export type Store = {
  readonly database: DatabaseSync
  readonly dataDir: string
  setting(name: string): string | undefined
  /** The stored value, or `make()` stored now: so it is made once in the life of a data folder. */
  once(name: string, make: () => string): string
  keep(name: string, value: string): void
  close(): void
}

const schema = `
  create table if not exists settings (name text primary key, value text not null) strict;
  create table if not exists predictions (
    seq integer primary key autoincrement,
    id text not null unique,
    stream_key text not null unique,
    output_key text not null unique,
    model text not null,
    created integer not null,
    completed integer,
    purged integer not null default 0,
    webhook_due integer not null default 0,
    record text not null
  ) strict;
  create index if not exists predictions_completed on predictions (completed) where purged = 0;
  create index if not exists predictions_model on predictions (model);
  create index if not exists trainings on predictions (seq) where json_extract(record, '$.destination') is not null;
  create table if not exists models (name text primary key, record text not null) strict;
  create table if not exists deployments (name text primary key, record text not null) strict;
  create table if not exists files (
    seq integer primary key autoincrement,
    id text not null unique,
    expires integer not null,
    record text not null
  ) strict;
`

/** Opens the database of a data folder, making both where they are missing. Throws when another process has it open. */
export function openStore(dataDir: string): Store {
  mkdirSync(dataDir, { recursive: true })
  const database = new DatabaseSync(join(dataDir, 'sandbox.db'))
  try {
    // One writer: two sandboxes on one folder would run the same predictions twice.
    database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal;')
    database.exec(`begin immediate; ${schema} commit;`)
  } catch (thrown) {
    database.close()
    if (!(thrown instanceof Error) || !/locked|busy/i.test(thrown.message)) throw thrown
    throw new Error(`The folder ${dataDir} is in use by another sandbox. Stop that one, or give this one a folder of its own.`, {
      cause: thrown,
    })
  }
  const read = database.prepare('select value from settings where name = ?')
  const write = database.prepare(
    'insert into settings (name, value) values (?, ?) on conflict (name) do update set value = excluded.value',
  )
  const store: Store = {
    database,
    dataDir,
    setting: name => (read.get(name) as { value: string } | undefined)?.value,
    once(name, make) {
      const known = store.setting(name)
      if (known !== undefined) return known
      const made = make()
      store.keep(name, made)
      return made
    },
    keep: (name, value) => void write.run(name, value),
    close: () => database.close(),
  }
  return store
}
