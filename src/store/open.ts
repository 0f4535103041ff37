import { accessSync, constants, existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Fault } from '#core/fault.ts'
import type { Blobs, Locks, Records, Shelf, Shelves, Tables } from '#core/ports.ts'
import { memoryBlobs, openBlobs } from './blobs.ts'
import { type Database, type Durability, createDatabase } from './database.ts'
import { examine } from './examine.ts'
import { holdFile } from './hold-file.ts'
import { readLocation } from './location.ts'
import { createLocks } from './locks.ts'
import { migrate } from './migrations.ts'
import { openRecords } from './records.ts'
import { createShelf, createShelves } from './shelves.ts'
import { damaged, isDamage, unusable } from './store-fault.ts'
import { type Table, coreTables } from './tables.ts'
import { noWalSync, walSync } from './wal-sync.ts'

/** What is asked of the store: `tables` are those that adapters bring. `url` is `STORE_URL`, `dataDir` holds the blobs. */
export type StoreOptions = { readonly url: string; readonly dataDir: string; readonly tables?: readonly Table[] }

/** Everything that is kept. `Extra` are the rows of the tables that adapters brought. Closing commits what waits. */
export type Store<Extra = unknown> = AsyncDisposable & {
  readonly records: Records<Tables> & Records<Extra>
  readonly shelves: Shelves
  /** A shelf beside the core's own. */
  shelf<Value>(name: string, durability: Durability): Shelf<Value>
  readonly blobs: Blobs
  readonly locks: Locks
  /** For the local engine, whose queue must be in the same transactions. */
  readonly database: Database
}

/** Opens the store, and makes what is missing of it. A `config` fault says why it cannot be used; then nothing was changed. */
export async function openStore<Extra = unknown>({ url, dataDir, tables = [] }: StoreOptions): Promise<Store<Extra>> {
  const location = readLocation(url)
  using opening = new DisposableStack()
  let path = ':memory:'
  if (location.kind === 'file') {
    path = opening.use(holdFile(location.file)).path
    examine(path)
    checkWritable(path)
  }
  const database = opening.adopt(connect(path), opened => opened.close())
  const records = openRecords<Tables & Extra>(database, [...coreTables, ...tables]) as unknown as Store<Extra>['records']
  const blobs = location.kind === 'memory' ? memoryBlobs() : await blobsIn(join(dataDir, 'blobs'))
  const shelves = createShelves(database)
  const open = opening.move()
  return {
    records,
    shelves,
    shelf: (name, durability) => createShelf(database, name, durability),
    blobs,
    locks: createLocks(),
    database,
    async [Symbol.asyncDispose]() {
      open.dispose()
    },
  }
}

/** SQLite opens what it may not write for reading, and would say so only at the first write. */
function checkWritable(path: string): void {
  try {
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK)
  } catch (thrown) {
    throw unusable(path, thrown)
  }
}

function connect(path: string): Database {
  let connection: DatabaseSync | undefined
  try {
    // A second of patience for a person who looks into the file with a tool of their own.
    connection = new DatabaseSync(path, { timeout: 1_000 })
    migrate(connection)
    return createDatabase(connection, path === ':memory:' ? noWalSync : walSync(path))
  } catch (thrown) {
    connection?.close()
    if (thrown instanceof Fault) throw thrown
    throw isDamage(thrown) ? damaged(path, thrown) : unusable(path, thrown)
  }
}

async function blobsIn(directory: string): Promise<Blobs> {
  try {
    return await openBlobs(directory)
  } catch (thrown) {
    throw unusable(directory, thrown)
  }
}
