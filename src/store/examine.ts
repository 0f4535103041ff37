import { constants, copyFileSync, existsSync, mkdtempSync, openSync, closeSync, readSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { Fault } from '#core/fault.ts'
import { applicationId, migrations } from './migrations.ts'
import { damaged, isDamage, unusable } from './store-fault.ts'

/** Larger files are not read through at every start. 256 MB took 0.1 s where the system had them in memory, and wait for the disk where not. */
const readThroughBytes = 256 * 1024 * 1024
const headerBytes = 100

/**
 * Says whether the file is one we may open, without changing a byte of it or of what lies beside it. Returns when there is no
 * such file yet, or when it is ours and whole. A `config` fault says that it is newer, another program's, or damaged.
 */
export function examine(path: string): void {
  const size = existsSync(path) ? statSync(path) : undefined
  if (size === undefined || size.size === 0) return
  if (!size.isFile()) throw unusable(path, Object.assign(new Error('not a file'), { code: 'EISDIR' }))
  const header = readHeader(path)
  if (header.length < headerBytes || header.toString('latin1', 0, 16) !== 'SQLite format 3\0') throw damaged(path)
  // Offsets 60 and 68 of the file's header: https://sqlite.org/fileformat2.html#the_database_header
  judge(path, header.readUInt32BE(68), header.readUInt32BE(60), true)

  const beside = ['-wal', '-journal'].filter(ending => existsSync(path + ending) && statSync(path + ending).size > 0)
  if (beside.length === 0) {
    // `immutable`: no lock, no log, no shared memory is made beside the file.
    if (size.size <= readThroughBytes) readThrough(path, new URL(`${pathToFileURL(path).href}?immutable=1`), true)
    return
  }
  // Its last process died. What it left can only be read by putting it in place, so a copy has to bear that.
  const bytes = beside.reduce((sum, ending) => sum + statSync(path + ending).size, size.size)
  if (bytes > readThroughBytes) return
  const folder = mkdtempSync(`${path}.check-`)
  try {
    const copy = join(folder, basename(path))
    for (const ending of ['', ...beside]) copyFileSync(path + ending, copy + ending, constants.COPYFILE_FICLONE)
    readThrough(path, pathToFileURL(copy), false)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function readHeader(path: string): Buffer {
  let file: number
  try {
    file = openSync(path, 'r')
  } catch (thrown) {
    throw unusable(path, thrown)
  }
  try {
    const header = Buffer.alloc(headerBytes)
    return header.subarray(0, readSync(file, header))
  } finally {
    closeSync(file)
  }
}

/** `blank`: it may be a database without anything in it, which is anybody's. */
function judge(path: string, application: number, version: number, blank: boolean): void {
  if (application !== applicationId && !(blank && application === 0 && version === 0)) {
    throw new Fault(
      'config',
      `${path} is a database of another program. Nothing in it was changed; give Replichat a file of its own by STORE_URL.`,
    )
  }
  if (version > migrations.length) {
    throw new Fault(
      'config',
      `${path} was written by a newer Replichat (version ${version} of the store; this one knows ${migrations.length}). ` +
        'Nothing in it was changed; start the newer Replichat, or choose another file by STORE_URL.',
    )
  }
}

function readThrough(path: string, url: URL, readOnly: boolean): void {
  try {
    const connection = new DatabaseSync(url, { readOnly })
    try {
      const ask = (sql: string): unknown => Object.values(connection.prepare(sql).get() ?? {})[0]
      const isEmpty = ask('SELECT count(*) FROM sqlite_schema') === 0
      judge(path, Number(ask('PRAGMA application_id')), Number(ask('PRAGMA user_version')), isEmpty)
      const found = ask('PRAGMA quick_check(1)')
      if (found !== 'ok') throw damaged(path, new Error(String(found)))
    } finally {
      connection.close()
    }
  } catch (thrown) {
    throw isDamage(thrown) ? damaged(path, thrown) : thrown
  }
}
