import { DatabaseSync } from 'node:sqlite'
import { openStore } from '../../src/store/open.ts'
import { keyOf, together, ttlMs, valueOf } from './workload.ts'

/**
 * The least there can be: prepared statements on the same table, with the same index, in a file of the same kind (WAL,
 * `synchronous = NORMAL`). A value becomes JSON here, too, and each set is a transaction, as it must be to outlive the process.
 */
export async function openRaw(folder: string) {
  const store = await openStore({ url: `sqlite:${folder}/bench.db`, dataDir: folder })
  await store[Symbol.asyncDispose]()
  const database = new DatabaseSync(`${folder}/bench.db`)
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
  const put = database.prepare(
    'INSERT INTO shelf (shelf, key, value, expires) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT (shelf, key) DO UPDATE SET value = excluded.value, expires = excluded.expires',
  )
  const read = database.prepare('SELECT value FROM shelf WHERE shelf = ? AND key = ? AND (expires IS NULL OR expires > ?)')
  const set = (nth: number, expires: number | null): void => {
    put.run('bench', keyOf(nth), JSON.stringify({ value: valueOf(nth), expires }), expires)
  }
  return {
    set: async (count: number) => {
      for (let nth = 0; nth < count; nth++) set(nth, null)
    },
    setEnding: async (count: number) => {
      for (let nth = 0; nth < count; nth++) set(nth, Date.now() + ttlMs)
    },
    setTogether: async (count: number) => {
      for (let nth = 0; nth < count; nth += together) {
        database.exec('BEGIN IMMEDIATE')
        for (let at = 0; at < together; at++) set(nth + at, null)
        database.exec('COMMIT')
      }
    },
    get: async (count: number) => {
      for (let nth = 0; nth < count; nth++) {
        const row = read.get('bench', keyOf(nth), Date.now())
        if (row === undefined || JSON.parse(row['value'] as string) === null) throw new Error('A value is lost.')
      }
    },
    async close() {
      database.close()
    },
  }
}
