import { Fault } from '#core/fault.ts'

const words: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is a file, not a folder',
  EEXIST: 'a part of its path is a file, not a folder',
  EISDIR: 'it is a folder, not a file',
  ENOENT: 'its folder does not exist and cannot be made',
}
/** SQLite's primary result codes, https://sqlite.org/rescode.html. */
const sqliteCodes = { busy: 5, readonly: 8, full: 13, cannotOpen: 14, corrupt: 11, notADatabase: 26 } as const

const codeOf = (thrown: unknown): number => Number((thrown as { readonly errcode?: unknown }).errcode ?? 0) & 0xff

/** Whether SQLite says that somebody else holds the file. */
export const isBusy = (thrown: unknown): boolean => codeOf(thrown) === sqliteCodes.busy

/** Whether SQLite says that the file is damaged or no database. */
export const isDamage = (thrown: unknown): boolean =>
  codeOf(thrown) === sqliteCodes.corrupt || codeOf(thrown) === sqliteCodes.notADatabase

/** The `config` fault for a place that cannot be read or written, in the system's reason. */
export function unusable(path: string, thrown: unknown): Fault {
  const code = codeOf(thrown)
  const reason =
    words[String((thrown as NodeJS.ErrnoException).code)] ??
    (code === sqliteCodes.readonly || code === sqliteCodes.cannotOpen
      ? 'permission is denied'
      : code === sqliteCodes.full
        ? 'the disk is full'
        : 'the system refused')
  return new Fault(
    'config',
    `Replichat cannot write ${path}: ${reason}. Mend that, or choose another place by STORE_URL and DATA_DIR.`,
    {
      cause: thrown,
    },
  )
}

/** The `config` fault for a file that is broken. */
export const damaged = (path: string, cause?: unknown): Fault =>
  new Fault(
    'config',
    `${path} is damaged, or no database at all. Nothing in it was changed; put a backup in its place, or move it away to begin anew.`,
    { cause },
  )
