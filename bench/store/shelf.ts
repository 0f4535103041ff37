import { openStore } from '../../src/store/open.ts'
import { keyOf, together, ttlMs, valueOf } from './workload.ts'

/** The product's shelf: Keyv over the store, durability `written`. */
export async function openShelf(folder: string) {
  const store = await openStore({ url: `sqlite:${folder}/bench.db`, dataDir: folder })
  const shelf = store.shelf<object>('bench', 'written')
  return {
    set: async (count: number) => {
      for (let nth = 0; nth < count; nth++) await shelf.set(keyOf(nth), valueOf(nth))
    },
    setEnding: async (count: number) => {
      for (let nth = 0; nth < count; nth++) await shelf.set(keyOf(nth), valueOf(nth), ttlMs)
    },
    setTogether: async (count: number) => {
      for (let nth = 0; nth < count; nth += together) {
        await Promise.all(Array.from({ length: together }, (_, at) => shelf.set(keyOf(nth + at), valueOf(nth + at))))
      }
    },
    get: async (count: number) => {
      for (let nth = 0; nth < count; nth++) if ((await shelf.get(keyOf(nth))) === undefined) throw new Error('A value is lost.')
    },
    close: () => store[Symbol.asyncDispose](),
  }
}
