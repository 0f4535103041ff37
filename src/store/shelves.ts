import { Keyv, keyvStorageCapability } from 'keyv'
import type { Shelf, Shelves } from '#core/ports.ts'
import type { Database, Durability } from './database.ts'
import { remembered } from './remembered.ts'
import { shelfStorage } from './shelf-storage.ts'

/** A shelf over Keyv. What Keyv only reports is an error here: a value that was not kept rejects. */
export function createShelf<Value>(database: Database, name: string, durability: Durability): Shelf<Value> {
  const storage = shelfStorage(database, name, durability)
  // No listener for `error`: without one Keyv rejects with the cause, with one it would answer false and go on.
  const keyv = new Keyv<Value>({
    store: { ...storage, capabilities: keyvStorageCapability(storage) },
    // The storage itself never returns what is over.
    checkExpired: false,
  })
  return {
    get: key => keyv.get<Value>(key),
    async set(key, value, ttlMs) {
      if ((await keyv.set(key, value, ttlMs)) !== true) throw new Error(`The shelf "${name}" did not keep the key "${key}".`)
    },
    async delete(key) {
      await keyv.delete(key)
    },
  }
}

/** The core's shelves. What people decided outlives a power cut; what can be asked for again need not. */
export const createShelves = (database: Database): Shelves => ({
  settings: remembered(createShelf(database, 'settings', 'synced')),
  workspaces: createShelf(database, 'workspaces', 'synced'),
  admins: createShelf(database, 'admins', 'synced'),
  drafts: createShelf(database, 'drafts', 'written'),
  unshown: createShelf(database, 'unshown', 'written'),
  cards: createShelf(database, 'cards', 'written'),
  durations: remembered(createShelf(database, 'durations', 'written')),
  boots: remembered(createShelf(database, 'boots', 'written')),
  costs: remembered(createShelf(database, 'costs', 'written')),
  tokens: remembered(createShelf(database, 'tokens', 'written')),
  thumbnails: createShelf(database, 'thumbnails', 'written'),
})
