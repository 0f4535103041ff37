import { isAbsolute, resolve } from 'node:path'
import { Fault } from '#core/fault.ts'

/** Where the records are kept. `file` is an absolute path. */
export type Location = { readonly kind: 'memory' } | { readonly kind: 'file'; readonly file: string }

/** What `STORE_URL` means; relative paths begin at `directory`. A `config` fault says which forms there are. */
export function readLocation(url: string, directory: string = process.cwd()): Location {
  if (url === 'memory:') return { kind: 'memory' }
  if (/^postgres(ql)?:/i.test(url)) {
    // The address may hold a password: it is not repeated.
    throw new Fault(
      'config',
      'STORE_URL names a PostgreSQL database, but this Replichat works with SQLite only; use sqlite:data/replichat.db, or leave STORE_URL unset.',
    )
  }
  const path = /^sqlite:(?:\/\/(?=\/))?(.+)$/i.exec(url)?.[1]
  if (path === undefined || path.startsWith('//') || path.includes('?') || path.startsWith(':') || path.endsWith('/')) {
    throw new Fault(
      'config',
      `STORE_URL must be sqlite:<path of a file> (such as sqlite:data/replichat.db) or memory:, got "${shown(url)}".`,
    )
  }
  return { kind: 'file', file: isAbsolute(path) ? resolve(path) : resolve(directory, path) }
}

/** Whatever stands before an @ may be a password. */
const shown = (url: string): string => url.replace(/\/\/[^@]*@/, '//…@').slice(0, 100)
