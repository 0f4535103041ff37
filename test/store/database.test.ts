import { DatabaseSync } from 'node:sqlite'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Database, createDatabase } from '../../src/store/database.ts'
import { migrate } from '../../src/store/migrations.ts'
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

test('what must outlive a power cut is committed with a full sync, the rest without one', async () => {
  const { connection, database } = inMemory()
  const level = (): unknown => connection.prepare('PRAGMA synchronous').get()?.['synchronous']
  await database.write('written', () => {})
  expect(level()).toBe(1)
  await Promise.all([database.write('written', () => {}), database.write('synced', () => {})])
  expect(level()).toBe(2)
  await database.write('written', () => {})
  expect(level()).toBe(1)
  database.close()
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
