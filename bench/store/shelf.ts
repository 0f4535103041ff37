import { openStore } from '../../src/store/open.ts'
import { keyOf, together, ttlMs, valueOf } from './workload.ts'

/** The product's shelf: Keyv over the store, durability `written`. */
export async function openShelf(folder: string) {
  const store = await openStore({ url: `sqlite:${folder}/bench.db`, dataDir: folder })
  const shelf = store.shelf<object>('bench', 'written')
  return {
    async set(count: number) {
      for (let nth = 0; nth < count; nth++) await shelf.set(keyOf(nth), valueOf(nth))
    },
    async setEnding(count: number) {
      for (let nth = 0; nth < count; nth++) await shelf.set(keyOf(nth), valueOf(nth), ttlMs)
    },
    async setTogether(count: number) {
      for (let nth = 0; nth < count; nth += together) {
        await Promise.all(Array.from({ length: together }, (_, at) => shelf.set(keyOf(nth + at), valueOf(nth + at))))
      }
    },
    async get(count: number) {
      for (let nth = 0; nth < count; nth++) if ((await shelf.get(keyOf(nth))) === undefined) throw new Error('A value is lost.')
    },
    close: () => store[Symbol.asyncDispose](),
  }
}
