import { closeSync, fdatasyncSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'

/** Makes what was committed outlive a power cut. */
export type WalSync = {
  /** Resolves when everything that was committed before the call lies on the disk. The event loop goes on meanwhile. */
  sync(): Promise<void>
  /** The same at once, for the end. */
  syncNow(): void
  close(): void
}

/** For a database that lives in memory alone. */
export const noWalSync: WalSync = { sync: () => Promise.resolve(), syncNow() {}, close() {} }

/**
 * Syncs the write-ahead log beside a database file. SQLite's own `synchronous = FULL` does the same after each commit, but
 * in the middle of the event loop, since its driver is synchronous; here a thread waits for the disk. The log keeps its name and
 * its inode for as long as the connection lives, and SQLite locks other files than this one, so that a second descriptor harms
 * no lock.
 */
export function walSync(database: string): WalSync {
  let descriptor: number | undefined
  // Not before the first commit: only that makes the file.
  const file = (): number => (descriptor ??= openSync(`${database}-wal`, 'r+'))
  const begin = promisify(fdatasync)
  return {
    sync: async () => begin(file()),
    syncNow: () => fdatasyncSync(file()),
    close() {
      if (descriptor !== undefined) closeSync(descriptor)
      descriptor = undefined
    },
  }
}
