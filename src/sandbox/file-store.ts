import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Clock } from './clock.ts'
import type { Cursor } from './cursor.ts'
import { fileId } from './ids.ts'
import type { Store } from './store.ts'

/** An uploaded file as it is stored. Times are milliseconds of the Unix epoch, the checksums hex. */
export type StoredFile = {
  readonly id: string
  readonly name: string
  readonly contentType: string
  readonly fileBytes: number
  readonly sha256: string
  readonly md5: string
  readonly metadata: Readonly<Record<string, unknown>>
  readonly createdAt: number
  readonly expiresAt: number
}

/** What somebody uploads. */
export type Upload = Pick<StoredFile, 'name' | 'contentType' | 'metadata'> & { readonly bytes: Uint8Array }

/** Uploaded files; each is gone 24 hours after it came. */
export type FileStore = {
  add(upload: Upload): Promise<StoredFile>
  get(id: string): StoredFile | undefined
  read(id: string): Promise<Uint8Array | undefined>
  remove(id: string): boolean
  list(cursor: Cursor | undefined, atMost: number): readonly { readonly seq: number; readonly file: StoredFile }[]
  /** Removes what has expired. */
  purge(): void
  /** Whether a signature allows the download: HMAC-SHA256 of `{owner} {id} {expiry}` in base64, not past `expiry` (seconds). */
  allows(id: string, owner: string, expiry: number, signature: string): boolean
}

const keepMs = 24 * 60 * 60_000

type Row = { readonly seq: number; readonly record: string }

/** Opens the uploads of a store. `signingSecret` is the key of download links. */
export function openFiles(store: Store, clock: Clock, signingSecret: string): FileStore {
  const { database } = store
  const folder = join(store.dataDir, 'files')
  mkdirSync(folder, { recursive: true })
  const insert = database.prepare('insert into files (id, expires, record) values (?, ?, ?)')
  const one = database.prepare('select seq, record from files where id = ? and expires > ?')
  const forget = database.prepare('delete from files where id = ?')
  const old = database.prepare('select id from files where expires <= ?')
  const below = database.prepare('select seq, record from files where expires > ? and seq < ? order by seq desc limit ?')
  const above = database.prepare('select seq, record from files where expires > ? and seq > ? order by seq limit ?')
  // A file's id is base64 and may hold a slash.
  const pathOf = (id: string): string => join(folder, Buffer.from(id).toString('hex'))
  const parse = (row: unknown): StoredFile => JSON.parse((row as Row).record) as StoredFile

  const files: FileStore = {
    async add({ name, contentType, metadata, bytes }) {
      const createdAt = clock.now()
      const hash = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex')
      const file = {
        id: fileId(),
        name,
        contentType,
        fileBytes: bytes.length,
        sha256: hash('sha256'),
        md5: hash('md5'),
        metadata,
        createdAt,
        expiresAt: createdAt + keepMs,
      }
      await writeFile(`${pathOf(file.id)}.part`, bytes)
      await rename(`${pathOf(file.id)}.part`, pathOf(file.id))
      insert.run(file.id, file.expiresAt, JSON.stringify(file))
      return file
    },
    get(id) {
      const row = one.get(id, clock.now())
      return row === undefined ? undefined : parse(row)
    },
    read: async id => (files.get(id) === undefined ? undefined : readFile(pathOf(id)).catch(() => undefined)),
    remove(id) {
      if (files.get(id) === undefined) return false
      forget.run(id)
      rmSync(pathOf(id), { force: true })
      return true
    },
    list(cursor, atMost) {
      const now = clock.now()
      const rows =
        cursor?.back === true
          ? above.all(now, cursor.position, atMost)
          : below.all(now, cursor?.position ?? Number.MAX_SAFE_INTEGER, atMost)
      return rows.map(row => ({ seq: (row as Row).seq, file: parse(row) }))
    },
    purge() {
      for (const row of old.all(clock.now())) {
        const { id } = row as { id: string }
        forget.run(id)
        rmSync(pathOf(id), { force: true })
      }
    },
    allows(id, owner, expiry, signature) {
      const right = createHmac('sha256', signingSecret).update(`${owner} ${id} ${expiry}`).digest()
      const given = Buffer.from(signature, 'base64')
      return given.length === right.length && timingSafeEqual(given, right) && expiry * 1000 > clock.now()
    },
  }
  return files
}
