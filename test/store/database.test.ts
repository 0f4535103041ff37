import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Database, createDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrations.ts'
import { openRecords } from '../../src/store/records.ts'
import { type WalSync, walSync } from '../../src/store/wal-sync.ts'
import { type NoteTables, noteTables } from '../contracts/records.ts'
import { temporaryFolder } from './folder.ts'

const inMemory = (): { readonly connection: DatabaseSync; readonly database: Database } => {
  const connection = new DatabaseSync(':memory:')
  connection.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)')
  return { connection, database: createDatabase(connection) }
}

test('writes that come together are committed in their order, each whole or not at all', async () => {
  const write = fc.record({
    durability: fc.constantFrom('synced' as const, 'written' as const),
    ids: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 3 }),
    fails: fc.boolean(),
    turns: fc.integer({ min: 0, max: 2 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 15 }), async writes => {
      const { database } = inMemory()
      const put = database.prepare('INSERT INTO rows VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET text = excluded.text')
      const expected = new Map<number, string>()
      const order: number[] = []
      const outcomes: Promise<readonly PromiseSettledResult<number>[]>[] = []
      for (const [index, { durability, ids, fails, turns }] of writes.entries()) {
        for (let turn = 0; turn < turns; turn++) await (turn === 0 ? Promise.resolve() : new Promise(setImmediate))
        const written = database.write(durability, () => {
          order.push(index)
          for (const id of ids) put.run(id, `${index}`)
          if (fails) throw new Error(`${index}`)
          return index
        })
        outcomes.push(Promise.allSettled([written]))
        if (!fails) for (const id of ids) expected.set(id, `${index}`)
      }
      const settled = (await Promise.all(outcomes)).flat()
      writes.forEach(({ fails }, index) => {
        expect(settled[index]).toMatchObject(fails ? { reason: { message: `${index}` } } : { value: index })
      })
      expect(order).toEqual(writes.map((_, index) => index))
      const rows = database.prepare('SELECT id, text FROM rows').all()
      expect(new Map(rows.map(row => [row['id'], row['text']]))).toEqual(expected)
      database.close()
    }),
    { numRuns: 80 },
  )
})

test('a full disk fails the writes that meet it, and the store goes on when there is room again', async () => {
  await using folder = await temporaryFolder()
  const connection = new DatabaseSync(join(folder.path, 'small.db'))
  migrate(connection)
  connection.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT)')
  const database = createDatabase(connection)
  const put = database.prepare('INSERT INTO rows VALUES (?, ?)')
  await database.write('synced', () => put.run(1, 'small'))
  connection.exec('PRAGMA max_page_count = 12')
  const large = 'x'.repeat(1_000_000)
  const outcomes = await Promise.allSettled([
    database.write('synced', () => put.run(2, 'beside')),
    database.write('synced', () => put.run(3, large)),
  ])
  expect(outcomes[1]).toMatchObject({ status: 'rejected', reason: { errcode: 13 } })
  connection.exec('PRAGMA max_page_count = 100000')
  await database.write('written', () => put.run(3, large))
  const stored = database
    .prepare('SELECT id FROM rows')
    .all()
    .map(row => row['id'])
  expect(stored).toEqual(outcomes[0]?.status === 'fulfilled' ? [1, 2, 3] : [1, 3])
  database.close()
})

/** A disk whose syncs end when the test says so. */
function slowDisk() {
  const syncs: PromiseWithResolvers<void>[] = []
  const wal: WalSync = {
    sync() {
      const sync = Promise.withResolvers<void>()
      syncs.push(sync)
      return sync.promise
    },
    syncNow() {},
    close() {},
  }
  return { syncs, wal }
}
const turn = (): Promise<void> => new Promise(setImmediate)

test('what must outlive a power cut is told only after a sync that began when it was committed; the rest waits for no disk', async () => {
  const { syncs, wal } = slowDisk()
  const connection = new DatabaseSync(':memory:')
  connection.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY)')
  const database = createDatabase(connection, wal)
  const put = database.prepare('INSERT INTO rows VALUES (?)')
  const count = (): unknown => connection.prepare('SELECT count(*) AS n FROM rows').get()?.['n']
  const told: number[] = []
  const synced = async (id: number): Promise<void> => {
    await database.write('synced', () => put.run(id))
    told.push(id)
  }
  const first = synced(1)
  await turn()
  const others = [synced(2), synced(3)]
  await turn()
  await database.write('written', () => put.run(4))
  expect([count(), told, syncs.length]).toEqual([4, [], 1])
  syncs[0]?.resolve()
  await first
  await turn()
  expect([told, syncs.length]).toEqual([[1], 2])
  syncs[1]?.resolve()
  await Promise.all(others)
  expect(told).toEqual([1, 2, 3])
  database.close()
})

test('rows that usually wait for the disk do not where only writing them was asked for; what is kept next keeps them, too', async () => {
  const { syncs, wal } = slowDisk()
  const connection = new DatabaseSync(':memory:')
  const database = createDatabase(connection, wal)
  const records = openRecords<NoteTables>(database, noteTables)
  const note = (id: string) => [{ put: 'notes' as const, row: { id, at: 1, room: 'general', text: id } }]
  await records.batch(note('written'), undefined, 'written')
  expect(syncs).toEqual([])
  let isKept = false
  const kept = records.batch(note('kept')).then(() => (isKept = true))
  await turn()
  await turn()
  // Both are committed before the sync begins that one of them waits for.
  expect([syncs.length, isKept, (await records.list('notes', {})).length]).toEqual([1, false, 2])
  syncs[0]?.resolve()
  await kept
  database.close()
})

test('closing tells those who wait for the disk', async () => {
  const { wal } = slowDisk()
  const database = createDatabase(new DatabaseSync(':memory:'), wal)
  const waiting = [database.write('synced', () => 1)]
  await turn()
  waiting.push(database.write('synced', () => 2))
  database.close()
  expect(await Promise.all(waiting)).toEqual([1, 2])
})

test('after a sync that failed nothing more is promised to outlive a power cut', async () => {
  const { syncs, wal } = slowDisk()
  const database = createDatabase(new DatabaseSync(':memory:'), wal)
  const failed = Promise.allSettled([database.write('synced', () => {})])
  await turn()
  const waiting = Promise.allSettled([database.write('synced', () => {})])
  await database.write('written', () => {})
  syncs[0]?.reject(new Error('EIO'))
  expect([await failed, await waiting]).toMatchObject([[{ reason: { message: 'EIO' } }], [{ reason: { message: 'EIO' } }]])
  await expect(database.write('synced', () => {})).rejects.toThrow('must be started anew')
  await database.write('written', () => {})
  database.close()
})

test('what was asked for before a sync failed and committed after it is not promised either', async () => {
  const { syncs, wal } = slowDisk()
  const database = createDatabase(new DatabaseSync(':memory:'), wal)
  const failed = Promise.allSettled([database.write('synced', () => {})])
  await turn()
  syncs[0]?.reject(new Error('EIO'))
  const asked = database.write('synced', () => {})
  asked.catch(() => {})
  await turn()
  // A disk may answer well to the next sync: what it lost before it says only once.
  syncs[1]?.resolve()
  expect((await failed)[0]).toMatchObject({ status: 'rejected' })
  await expect(asked).rejects.toThrow('must be started anew')
  database.close()
})

test('the write-ahead log of a real file is synced beside the event loop', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'real.db')
  const connection = new DatabaseSync(path)
  migrate(connection)
  connection.exec('CREATE TABLE rows (id INTEGER PRIMARY KEY)')
  const wal = walSync(path)
  const database = createDatabase(connection, wal)
  const put = database.prepare('INSERT INTO rows VALUES (?)')
  await Promise.all(Array.from({ length: 50 }, (_, id) => database.write('synced', () => put.run(id))))
  const unheard = database.write('synced', () => put.run(50))
  database.close()
  await unheard
  expect(new DatabaseSync(path, { readOnly: true }).prepare('SELECT count(*) AS n FROM rows').get()).toEqual({ n: 51 })
  await expect(walSync(join(folder.path, 'no.db')).sync()).rejects.toThrow('ENOENT')
})

test('a file is brought up to date step by step, and a step that fails leaves it at the one before', async () => {
  await using folder = await temporaryFolder()
  const connection = new DatabaseSync(join(folder.path, 'old.db'))
  const tables = (): unknown[] =>
    connection
      .prepare('SELECT name FROM sqlite_schema ORDER BY name')
      .all()
      .map(row => row['name'])
  const version = (): unknown => connection.prepare('PRAGMA user_version').get()?.['user_version']
  migrate(connection, ['CREATE TABLE first (x)'])
  expect(() => migrate(connection, ['', 'CREATE TABLE second (x)', 'CREATE TABLE third (x); CREATE TABLE first (x)'])).toThrow(
    'table first already exists',
  )
  expect([version(), tables()]).toEqual([2, ['first', 'second']])
  migrate(connection, ['', '', 'CREATE TABLE third (x)'])
  migrate(connection, ['', '', 'CREATE TABLE third (x)'])
  expect([version(), tables()]).toEqual([3, ['first', 'second', 'third']])
  expect(connection.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' })
  connection.close()
})
