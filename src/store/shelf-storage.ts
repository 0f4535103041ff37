import type { KeyvStorageAdapter } from 'keyv'
import type { Database, Durability } from './database.ts'

/** How often forgotten values are swept out, at most. Until then they only take room: reading never returns them. */
const sweepEveryMs = 60_000

type Storage = Pick<
  KeyvStorageAdapter,
  'get' | 'getMany' | 'has' | 'hasMany' | 'set' | 'setMany' | 'delete' | 'deleteMany' | 'clear'
>

/** What Keyv keeps of one shelf, in the table of all shelves: Keyv's own adapters for version 6 are not published. */
export function shelfStorage(database: Database, shelf: string, durability: Durability): Storage {
  const read = database.prepare('SELECT value FROM shelf WHERE shelf = ? AND key = ? AND (expires IS NULL OR expires > ?)')
  const write = database.prepare(
    'INSERT INTO shelf (shelf, key, value, expires) VALUES (?, ?, ?, ?) ' +
      'ON CONFLICT (shelf, key) DO UPDATE SET value = excluded.value, expires = excluded.expires',
  )
  const remove = database.prepare('DELETE FROM shelf WHERE shelf = ? AND key = ?')
  const clear = database.prepare('DELETE FROM shelf WHERE shelf = ?')
  const sweep = database.prepare('DELETE FROM shelf WHERE expires <= ?')
  let sweptAt = 0

  const get = async (key: string): Promise<string | undefined> => {
    const row = read.get(shelf, key, Date.now())
    return row === undefined ? undefined : (row['value'] as string)
  }
  const has = async (key: string): Promise<boolean> => (await get(key)) !== undefined
  const set = async (key: string, value: unknown, expires?: number): Promise<boolean> =>
    database.write(durability, () => {
      write.run(shelf, key, value as string, expires ?? null)
      const now = Date.now()
      if (expires !== undefined && now - sweptAt >= sweepEveryMs) {
        sweptAt = now
        sweep.run(now)
      }
      return true
    })
  const drop = async (key: string): Promise<boolean> =>
    database.write(durability, () => Number(remove.run(shelf, key).changes) > 0)

  return {
    get: get,
    getMany: keys => Promise.all(keys.map(get)),
    has,
    hasMany: keys => Promise.all(keys.map(has)),
    set,
    setMany: entries => Promise.all(entries.map(({ key, value, expires }) => set(key, value, expires))),
    delete: drop,
    deleteMany: keys => Promise.all(keys.map(drop)),
    clear: () => database.write(durability, () => void clear.run(shelf)),
  }
}
