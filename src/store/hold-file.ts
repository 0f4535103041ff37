import { mkdirSync, realpathSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Fault } from '#core/fault.ts'
import { isBusy, unusable } from './store-fault.ts'

/** The right to a file: `path` is the file by its real name. */
export type Hold = Disposable & { readonly path: string }

/**
 * Makes this the only process that works on the file, until it lets go or dies, however it dies: the lock is the
 * operating system's, on an empty file of SQLite beside it, so that the file itself is not touched. A `config` fault says that
 * another process has it, or that its folder cannot be written.
 */
export function holdFile(file: string): Hold {
  let path: string
  try {
    // What people said and made is for this account alone.
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    path = realName(file)
  } catch (thrown) {
    throw unusable(dirname(file), thrown)
  }
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(`${path}.lock`, { timeout: 0 })
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (thrown) {
    lock?.close()
    if (!isBusy(thrown)) throw unusable(dirname(path), thrown)
    throw new Fault(
      'config',
      `${path} is in use by another Replichat. Stop that one first, or give this one a file of its own by STORE_URL.`,
      { cause: thrown },
    )
  }
  const held = lock
  return { path, [Symbol.dispose]: () => held.close() }
}

/** One name for one file, whatever links lead to it. */
function realName(file: string): string {
  try {
    return realpathSync(file)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown
    return join(realpathSync(dirname(file)), basename(file))
  }
}
