import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { Fault } from '../../src/core/fault.ts'
import type { Job } from '../../src/core/job.ts'
import type { ReplyRef } from '../../src/core/post.ts'
import { openStore } from '../../src/store/open.ts'
import type { Table } from '../../src/store/tables.ts'
import { startChild } from './child.ts'
import { temporaryFolder } from './folder.ts'

/** Every file of a folder with the hash of its bytes. The empty lock file is not the store's content. */
async function contents(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { withFileTypes: true })
  const names = entries.flatMap(entry => (entry.isFile() && !entry.name.endsWith('.lock') ? [entry.name] : [])).sort()
  const hashes = names.map(async name => [
    name,
    createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex'),
  ])
  return Object.fromEntries(await Promise.all(hashes)) as Record<string, string>
}

/** The fault with which opening is refused. */
async function refusal(url: string, dataDir: string): Promise<string> {
  const thrown = await openStore({ url, dataDir }).then(
    async store => {
      await store[Symbol.asyncDispose]()
      return new Error('It was opened.')
    },
    (thrown: unknown) => thrown,
  )
  expect(thrown).toBeInstanceOf(Fault)
  expect((thrown as Fault).kind).toBe('config')
  return (thrown as Fault).message
}

const job: Job = {
  kind: 'picture',
  id: 'job',
  at: 1_000,
  address: { platform: 'web', workspace: 'home', channel: 'general', thread: 't' },
  actor: { id: 'ada', name: 'Ada' },
  reply: 'reply' as ReplyRef,
  runs: [],
  messages: [],
  model: 'owner/name',
  values: {},
}

test('what was stored is there after closing and opening again, in a folder that was made for it', async () => {
  await using folder = await temporaryFolder()
  const options = { url: `sqlite:${join(folder.path, 'deep/er/replichat.db')}`, dataDir: join(folder.path, 'data') }
  let blob = ''
  {
    await using store = await openStore(options)
    await store.records.batch([{ put: 'jobs', row: job }])
    await store.shelves.settings.set('channel:c', { 'model.image': 'owner/name' })
    await store.shelves.durations.set('owner/name', [1, 2])
    blob = await store.blobs.put(new Uint8Array([1, 2, 3]), 'image/png')
  }
  await using store = await openStore(options)
  expect(await store.records.get('jobs', 'job')).toEqual(job)
  const found = { person: 'web/ada', channel: 'web/home/general', workspace: 'web/home', state: 'queued' }
  expect(await store.records.list('jobs', { where: found, from: 1_000, to: 1_001 })).toEqual([job])
  expect(await store.shelves.settings.get('channel:c')).toEqual({ 'model.image': 'owner/name' })
  expect(await store.shelves.durations.get('owner/name')).toEqual([1, 2])
  expect((await store.blobs.get(blob))?.contentType).toBe('image/png')
})

test('writes that were not awaited are committed by closing, later ones are refused', async () => {
  await using folder = await temporaryFolder()
  const options = { url: `sqlite:${join(folder.path, 'replichat.db')}`, dataDir: folder.path }
  const store = await openStore(options)
  const written = store.records.batch([{ put: 'jobs', row: job }])
  await store[Symbol.asyncDispose]()
  await written
  await expect(store.records.batch([{ put: 'jobs', row: job }])).rejects.toThrow('The store is closed.')
  await using again = await openStore(options)
  expect(await again.records.get('jobs', 'job')).toEqual(job)
})

test('a column that is declared later finds the rows that were there before', async () => {
  await using folder = await temporaryFolder()
  const options = { url: `sqlite:${join(folder.path, 'replichat.db')}`, dataDir: folder.path }
  type Room = { readonly id: string; readonly name: string; readonly topic: string }
  const rooms = (columns: Table['columns']): readonly Table[] => [{ name: 'rooms', columns }]
  const row: Room = { id: 'r', name: 'general', topic: 'foxes' }
  {
    await using store = await openStore<{ rooms: Room }>({ ...options, tables: rooms({ name: (room: Room) => room.name }) })
    await store.records.batch([{ put: 'rooms', row }])
  }
  await using store = await openStore<{ rooms: Room }>({ ...options, tables: rooms({ topic: (room: Room) => room.topic }) })
  expect(await store.records.list('rooms', { where: { topic: 'foxes' } })).toEqual([row])
})

test('indexes of an existing store are those that are declared now, whatever an earlier version had; every row is found as before', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'replichat.db')
  const options = { url: `sqlite:${file}`, dataDir: folder.path }
  type Room = { readonly id: string; readonly name?: string; readonly topic: string }
  const columns = { name: (room: Room) => room.name, topic: (room: Room) => room.topic }
  const opened = (table: Partial<Table>) =>
    openStore<{ rooms: Room }>({ ...options, tables: [{ name: 'rooms', columns, ...table }] })
  const rows: readonly Room[] = [
    { id: 'a', name: 'general', topic: 'foxes' },
    { id: 'b', topic: 'owls' },
    { id: 'c', name: 'random', topic: 'foxes' },
  ]
  {
    await using store = await opened({})
    await store.records.batch(rows.map(row => ({ put: 'rooms', row })))
  }
  const indexes = (): readonly string[] => {
    using file_ = new DatabaseSync(file)
    const all = file_.prepare(
      "SELECT sql FROM sqlite_schema WHERE tbl_name = 'rows_rooms' AND type = 'index' AND sql IS NOT NULL",
    )
    return all.all().map(({ sql }) => String(sql))
  }
  const now = indexes()
  expect(now).toHaveLength(3)
  // As the first versions made them: of all rows, and one of a column that is no more.
  {
    using old = new DatabaseSync(file)
    old.exec(`
      DROP INDEX "rows_rooms name"; CREATE INDEX "rows_rooms name" ON "rows_rooms" ("by_name", time, id);
      ALTER TABLE "rows_rooms" ADD COLUMN "by_kind"; CREATE INDEX "rows_rooms kind" ON "rows_rooms" ("by_kind", time, id);`)
  }
  for (const { table, left } of [
    { table: {}, left: now },
    { table: { unindexed: ['topic'] }, left: now.filter(sql => !sql.includes('topic')) },
    { table: {}, left: now },
  ]) {
    await using store = await opened(table)
    expect(await store.records.list('rooms', {})).toEqual(rows)
    expect(await store.records.list('rooms', { where: { topic: 'foxes' } })).toEqual([rows[0], rows[2]])
    expect(await store.records.list('rooms', { where: { name: 'random' } })).toEqual([rows[2]])
    expect(await store.records.count('rooms', 'name', {})).toEqual(
      new Map([
        ['general', 1],
        ['random', 1],
      ]),
    )
    expect([...indexes()].sort()).toEqual([...left].sort())
  }
})

test('a file of a newer Replichat is refused with both versions, and left as it is', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'replichat.db')
  await (await openStore({ url: `sqlite:${file}`, dataDir: folder.path }))[Symbol.asyncDispose]()
  const connection = new DatabaseSync(file)
  connection.exec('PRAGMA user_version = 99; CREATE TABLE later (x)')
  connection.close()
  const before = await contents(folder.path)
  expect(await refusal(`sqlite:${file}`, folder.path)).toBe(
    `${file} was written by a newer Replichat (version 99 of the store; this one knows 1). ` +
      'Nothing in it was changed; start the newer Replichat, or choose another file by STORE_URL.',
  )
  expect(await contents(folder.path)).toEqual(before)
})

test('a newer version that stands only in the log of a process that died is seen, and its files are left as they are', async () => {
  await using folder = await temporaryFolder()
  await using live = await temporaryFolder()
  const file = join(folder.path, 'replichat.db')
  const source = join(live.path, 'replichat.db')
  await (await openStore({ url: `sqlite:${source}`, dataDir: live.path }))[Symbol.asyncDispose]()
  const connection = new DatabaseSync(source)
  connection.exec('PRAGMA user_version = 99')
  // As SIGKILL leaves them: the version is in the log, the file's own header still says 1.
  for (const ending of ['', '-wal', '-shm']) await copyFile(source + ending, file + ending)
  connection.close()
  expect((await readFile(file)).readUInt32BE(60)).toBe(1)
  const before = await contents(folder.path)
  expect(Object.keys(before)).toEqual(['replichat.db', 'replichat.db-shm', 'replichat.db-wal'])
  expect(await refusal(`sqlite:${file}`, folder.path)).toContain('newer Replichat (version 99')
  expect(await contents(folder.path)).toEqual(before)
})

test('a database of another program is refused and left as it is', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'other.db')
  const connection = new DatabaseSync(file)
  connection.exec('PRAGMA journal_mode = WAL; CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1)')
  connection.close()
  const before = await contents(folder.path)
  expect(await refusal(`sqlite:${file}`, folder.path)).toBe(
    `${file} is a database of another program. Nothing in it was changed; give Replichat a file of its own by STORE_URL.`,
  )
  expect(await contents(folder.path)).toEqual(before)
})

test.each([
  ['text', async (): Promise<Uint8Array> => Buffer.from('not a database at all\n'.repeat(400))],
  ['a few bytes', async (): Promise<Uint8Array> => Buffer.from('SQLite')],
  ['a header with nothing behind it', async (whole: Buffer): Promise<Uint8Array> => whole.subarray(0, 100)],
  ['half of a database', async (whole: Buffer): Promise<Uint8Array> => whole.subarray(0, whole.length / 2)],
  [
    'a database with noise in its middle',
    async (whole: Buffer): Promise<Uint8Array> => Buffer.from(whole).fill(0xa5, 5_000, whole.length - 5_000),
  ],
  [
    'a database of which two pages of rows are gone',
    async (whole: Buffer): Promise<Uint8Array> => Buffer.from(whole).fill(0xa5, whole.length - 8_192, whole.length),
  ],
])('a damaged file is refused and left as it is: %s', async (_what, spoil) => {
  await using folder = await temporaryFolder()
  await using other = await temporaryFolder()
  const good = join(other.path, 'good.db')
  const file = join(folder.path, 'replichat.db')
  {
    await using store = await openStore({ url: `sqlite:${good}`, dataDir: other.path })
    const long = 'x'.repeat(1_000)
    await store.records.batch(
      Array.from({ length: 100 }, (_, index) => ({ put: 'jobs', row: { ...job, id: `${long}${index}` } }) as const),
    )
  }
  await writeFile(file, await spoil(await readFile(good)))
  const before = await contents(folder.path)
  expect(await refusal(`sqlite:${file}`, folder.path)).toBe(
    `${file} is damaged, or no database at all. Nothing in it was changed; put a backup in its place, or move it away to begin anew.`,
  )
  expect(await contents(folder.path)).toEqual(before)
})

test('no name of a blob leads to a file outside the blobs', async () => {
  await using folder = await temporaryFolder()
  await using store = await openStore({ url: `sqlite:${join(folder.path, 'replichat.db')}`, dataDir: folder.path })
  await writeFile(join(folder.path, 'secret.png'), 'a secret')
  await writeFile(join(folder.path, 'blobs/secret.png'), 'a secret')
  for (const name of ['../secret.png', 'secret.png', 'blobs/../../secret.png', './secret.png', '../blobs/../secret.png']) {
    expect(await store.blobs.get(name)).toBeUndefined()
    await store.blobs.remove(name)
  }
  expect(await readFile(join(folder.path, 'secret.png'), 'utf8')).toBe('a secret')
})

test('an empty file, and a database that holds nothing, are taken as a place to begin', async () => {
  await using folder = await temporaryFolder()
  const empty = join(folder.path, 'empty.db')
  await writeFile(empty, '')
  await using first = await openStore({ url: `sqlite:${empty}`, dataDir: folder.path })
  await first.records.batch([{ put: 'jobs', row: job }])
  const blank = join(folder.path, 'blank.db')
  const connection = new DatabaseSync(blank)
  connection.exec('CREATE TABLE x (y); DROP TABLE x; VACUUM')
  connection.close()
  await using second = await openStore({ url: `sqlite:${blank}`, dataDir: folder.path })
  await second.records.batch([{ put: 'jobs', row: job }])
})

test('one file is open once: a second opening in this process is refused, by whatever name, until the first closes', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'replichat.db')
  await symlink(folder.path, join(folder.path, 'link'))
  const store = await openStore({ url: `sqlite:${file}`, dataDir: folder.path })
  for (const name of [file, join(folder.path, 'link/replichat.db'), join(folder.path, 'link/../replichat.db')]) {
    expect(await refusal(`sqlite:${name}`, folder.path)).toBe(
      `${file} is in use by another Replichat. Stop that one first, or give this one a file of its own by STORE_URL.`,
    )
  }
  await store[Symbol.asyncDispose]()
  await (await openStore({ url: `sqlite:${file}`, dataDir: folder.path }))[Symbol.asyncDispose]()
})

test('a second process is refused while the first lives, and let in when the first was killed', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'replichat.db')
  await using child = startChild('store/hold-child.ts', [`sqlite:${file}`, folder.path])
  expect((await child.lines.next()).value).toBe('open')
  expect(await refusal(`sqlite:${file}`, folder.path)).toContain(`${file} is in use by another Replichat.`)
  await child.kill()
  await using store = await openStore({ url: `sqlite:${file}`, dataDir: folder.path })
  await using second = startChild('store/hold-child.ts', [`sqlite:${file}`, folder.path])
  expect((await second.lines.next()).value).toContain(`${file} is in use by another Replichat.`)
  await store.records.batch([{ put: 'jobs', row: job }])
})

test('a place that cannot be written is named with the reason', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'file')
  await writeFile(file, 'a file')
  await mkdir(join(folder.path, 'folder.db'))
  const mend = 'Mend that, or choose another place by STORE_URL and DATA_DIR.'
  expect(await refusal(`sqlite:${file}/sub/replichat.db`, folder.path)).toBe(
    `Replichat cannot write ${file}/sub: a part of its path is a file, not a folder. ${mend}`,
  )
  expect(await refusal(`sqlite:${join(folder.path, 'folder.db')}`, folder.path)).toBe(
    `Replichat cannot write ${join(folder.path, 'folder.db')}: it is a folder, not a file. ${mend}`,
  )
  expect(await refusal(`sqlite:${join(folder.path, 'replichat.db')}`, file)).toBe(
    `Replichat cannot write ${file}/blobs: a part of its path is a file, not a folder. ${mend}`,
  )
})

test.skipIf(process.getuid?.() !== 0)('a folder or file without the right to write is named', async () => {
  await using folder = await temporaryFolder()
  const locked = join(folder.path, 'locked')
  await mkdir(locked)
  await chmod(folder.path, 0o755)
  const nobody = '65534'
  const open = join(folder.path, 'open')
  await mkdir(open)
  const file = join(open, 'replichat.db')
  await (await openStore({ url: `sqlite:${file}`, dataDir: folder.path }))[Symbol.asyncDispose]()
  await chmod(open, 0o777)
  await chmod(`${file}.lock`, 0o666)
  await using other = startChild('store/hold-child.ts', [`sqlite:${file}`, folder.path, nobody])
  expect((await other.lines.next()).value).toContain(`Replichat cannot write ${file}: permission is denied.`)
  await using child = startChild('store/hold-child.ts', [`sqlite:${locked}/replichat.db`, folder.path, nobody])
  expect((await child.lines.next()).value).toBe(
    `Replichat cannot write ${locked}: permission is denied. Mend that, or choose another place by STORE_URL and DATA_DIR.`,
  )
})

test.each([
  ['postgres://user:secret@host/db', 'STORE_URL names a PostgreSQL database, but this Replichat works with SQLite only'],
  ['postgresql://host/db', 'works with SQLite only'],
  ['mysql://user:secret@host/db', 'got "mysql://…@host/db"'],
  ['sqlite:', 'STORE_URL must be sqlite:<path of a file> (such as sqlite:data/replichat.db) or memory:, got "sqlite:"'],
  ['sqlite:data/', 'got "sqlite:data/"'],
  ['sqlite::memory:', 'got "sqlite::memory:"'],
  ['sqlite://host/file.db', 'got "sqlite://host/file.db"'],
  ['data/replichat.db', 'got "data/replichat.db"'],
  ['', 'got ""'],
])('an address of the store that cannot be used is refused with what would be right: %s', async (url, words) => {
  const said = await refusal(url, 'unused')
  expect(said).toContain(words)
  expect(said).not.toContain('secret')
})
