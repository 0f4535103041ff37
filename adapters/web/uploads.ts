import type { Attachment } from '#core/attachment.ts'
import { Fault } from '#core/fault.ts'
import { bytesLock } from '#core/kept-bytes.ts'
import type { Blobs, Change, Locks, Records } from '#core/ports.ts'
import { kindOf } from './kind.ts'
import { mostFileBytes, mostFilesPerMessage } from './limits.ts'
import type { UploadRow, WebTables } from './tables.ts'
import type { WireFile } from './wire.ts'

/** Files that people send along. */
export interface Uploads {
  /** Keeps a file under an id of the sender's making: a repeat gives the file that is there. */
  keep(file: {
    readonly id: string
    readonly person: string
    readonly name: string
    readonly bytes: Uint8Array
    readonly width?: number
    readonly height?: number
  }): Promise<WireFile>
  /** The files of a message to be sent. An `input` fault for one that is not this person's. */
  take(person: string, ids: readonly string[]): Promise<readonly WireFile[]>
  /** The bytes of an attachment, or an `input` fault when it is larger or gone. */
  open(attachment: Attachment, maxBytes: number): Promise<Uint8Array>
  remove(files: readonly Pick<WireFile, 'id'>[]): Promise<void>
  /** Everything a person sent. */
  forget(person: string): Promise<void>
  /** Removes what was uploaded before a moment and never sent. */
  sweep(before: number): Promise<void>
}

/** The sentence for a file that is too large. */
export const tooLarge = (bytes?: number): string =>
  `Files may have ${mostFileBytes / 1024 / 1024} MB${bytes === undefined ? ', this one has more' : `, this one has ${Math.ceil(bytes / 1024 / 1024)} MB`}; send a smaller one.`

/** The attachment that stands for a file in events. */
export const attachmentOf = (file: WireFile): Attachment => ({
  ref: `web:${file.id}`,
  name: file.name,
  type: file.contentType,
  bytes: file.bytes,
})

const wireFile = ({ at: _at, person: _person, sent: _sent, ...file }: UploadRow): WireFile => file

/** Keeps uploads in the store's tables and blobs. */
export function createUploads(options: {
  readonly records: Records<WebTables>
  readonly blobs: Blobs
  readonly locks: Locks
  /** Whether something else than uploads is made of these bytes. */
  readonly isKept: (blob: string) => Promise<boolean>
  readonly now: () => number
}): Uploads {
  const { records, blobs, locks, isKept, now } = options

  const drop = async (rows: readonly UploadRow[]): Promise<void> => {
    for (const [blob, gone] of Map.groupBy(rows, row => row.blob)) {
      await locks.with(bytesLock(blob), async () => {
        // Blobs are kept by content: somebody else may have sent the same file, or sent back a picture that was made here.
        const sent = await records.list('web_uploads', { where: { blob }, limit: gone.length + 1 })
        const isOthers = sent.some(row => !gone.some(({ id }) => id === row.id))
        if (!isOthers && !(await isKept(blob))) await blobs.remove(blob)
        await records.batch(gone.map((row): Change<WebTables> => ({ remove: 'web_uploads', id: row.id })))
      })
    }
  }
  const dropAll = async (where: Readonly<Record<string, string | number>>, to?: number): Promise<void> => {
    for (;;) {
      const rows = await records.list('web_uploads', { where, limit: 200, ...(to !== undefined && { to }) })
      if (rows.length === 0) return
      await drop(rows)
    }
  }

  return {
    async keep({ id, person, name, bytes, ...size }) {
      const there = await records.get('web_uploads', id)
      if (there !== undefined && there.person !== person)
        throw new Fault('input', 'This id belongs to another file; send it anew.')
      if (there !== undefined) return wireFile(there)
      const contentType = kindOf(bytes)
      return locks.with(bytesLock(blobs.nameOf(bytes, contentType)), async () => {
        const blob = await blobs.put(bytes, contentType)
        const row: UploadRow = { id, at: now(), person, sent: 0, name, blob, contentType, bytes: bytes.length, ...size }
        await records.batch([{ put: 'web_uploads', row }])
        return wireFile(row)
      })
    },
    async take(person, ids) {
      if (ids.length > mostFilesPerMessage)
        throw new Fault('input', `At most ${mostFilesPerMessage} files; this message has ${ids.length}.`)
      const rows: UploadRow[] = []
      for (const id of ids) {
        const row = await records.get('web_uploads', id)
        if (row === undefined || row.person !== person) throw new Fault('input', 'A file of this message is gone; send it anew.')
        rows.push({ ...row, sent: 1 })
      }
      if (rows.length > 0) await records.batch(rows.map((row): Change<WebTables> => ({ put: 'web_uploads', row })))
      return rows.map(wireFile)
    },
    async open(attachment, maxBytes) {
      const id = attachment.ref.startsWith('web:') ? attachment.ref.slice(4) : ''
      const row = await records.get('web_uploads', id)
      const found = row === undefined ? undefined : await blobs.get(row.blob)
      if (found === undefined) throw new Fault('input', `${attachment.name} is gone; send it again.`)
      if (found.bytes.length > maxBytes) {
        const most = Math.floor(maxBytes / 1024 / 1024)
        throw new Fault(
          'input',
          `${attachment.name} is ${Math.ceil(found.bytes.length / 1024 / 1024)} MB; the limit is ${most} MB.`,
        )
      }
      return found.bytes
    },
    async remove(files) {
      const rows = await Promise.all(files.map(file => records.get('web_uploads', file.id)))
      await drop(rows.filter(row => row !== undefined))
    },
    forget: person => dropAll({ person }),
    sweep: before => dropAll({ sent: 0 }, before),
  }
}
