import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createLocks } from '../../src/store/locks.ts'
import { type Store, openStore } from '../../src/store/open.ts'
import { blobsPromises } from '../contracts/blobs.ts'
import { locksPromises } from '../contracts/locks.ts'
import { type NoteTables, noteTables, recordsPromises } from '../contracts/records.ts'
import { type Card, shelfPromises } from '../contracts/shelf.ts'
import { temporaryFolder } from './folder.ts'

const inMemory = (): Promise<Store<NoteTables>> =>
  openStore<NoteTables>({ url: 'memory:', dataDir: 'unused', tables: noteTables })

const inFiles = async (): Promise<Store<NoteTables>> => {
  const folder = await temporaryFolder()
  const url = `sqlite:${join(folder.path, 'records.db')}`
  const store = await openStore<NoteTables>({ url, dataDir: folder.path, tables: noteTables })
  return {
    ...store,
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

recordsPromises('records in memory', inMemory)
recordsPromises('records in a file', inFiles)

const shelfOf = (store: Store<NoteTables>, durability: 'synced' | 'written') => ({
  shelf: (name: string) => store.shelf<Card>(name, durability),
  [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
})
shelfPromises('a shelf in memory', async () => shelfOf(await inMemory(), 'synced'))
shelfPromises('a shelf that outlives a power cut', async () => shelfOf(await inFiles(), 'synced'))
shelfPromises('a shelf for what can be asked for again', async () => shelfOf(await inFiles(), 'written'))

blobsPromises('blobs in memory', inMemory)
blobsPromises('blobs in files', inFiles)

locksPromises('locks of one process', async () => createLocks())

test('locks of one process remember no key that nobody holds', async () => {
  const locks = createLocks()
  await Promise.allSettled(
    Array.from({ length: 100 }, (_, index) =>
      locks.with(`key ${index % 7}`, async () => {
        if (index % 3 === 0) throw new Error('fails')
      }),
    ),
  )
  expect(locks.held).toBe(0)
})
