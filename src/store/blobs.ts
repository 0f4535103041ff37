import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, readFile, readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Blobs } from '#core/ports.ts'

/** The types we keep by name. Anything else is bytes: it is given out as a download. */
const typeOf: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  mp4: 'video/mp4',
  webm: 'video/webm',
  mov: 'video/quicktime',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
  txt: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  pdf: 'application/pdf',
  zip: 'application/zip',
  bin: 'application/octet-stream',
}
const endingOf = new Map(Object.entries(typeOf).map(([ending, type]) => [type, ending]))
const nameForm = /^([0-9a-f]{2})([0-9a-f]{62})\.([a-z0-9]{2,4})$/

/** A day: a temporary file that old was left behind by a crash. */
const abandonedMs = 24 * 60 * 60_000

/** The name of these bytes: their SHA-256 and an ending that tells their type. */
function nameFor(bytes: Uint8Array, contentType: string): string {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  return `${createHash('sha256').update(bytes).digest('hex')}.${endingOf.get(type) ?? 'bin'}`
}

/** The parts of a name of ours, or undefined: nothing else is ever opened. */
function partsOf(name: string): { readonly folder: string; readonly file: string; readonly contentType: string } | undefined {
  const [, folder, hash, ending] = nameForm.exec(name) ?? []
  if (folder === undefined || hash === undefined || ending === undefined || !Object.hasOwn(typeOf, ending)) return undefined
  return { folder, file: `${hash}.${ending}`, contentType: typeOf[ending] as string }
}

const isMissing = (thrown: unknown): boolean => (thrown as NodeJS.ErrnoException).code === 'ENOENT'

/** Blobs as files under `directory`, spread over 256 folders. A file under its final name is always whole. */
export async function openBlobs(directory: string): Promise<Blobs> {
  const incoming = join(directory, 'incoming')
  await mkdir(incoming, { recursive: true, mode: 0o700 })
  for (const file of await readdir(incoming)) {
    const path = join(incoming, file)
    const { mtimeMs } = await stat(path)
    if (Date.now() - mtimeMs > abandonedMs) await rm(path, { force: true })
  }

  return {
    nameOf: nameFor,
    async put(bytes, contentType) {
      const name = nameFor(bytes, contentType)
      const parts = partsOf(name)
      if (parts === undefined) throw new Error(`"${name}" is no name of a blob.`)
      const folder = join(directory, parts.folder)
      const path = join(folder, parts.file)
      const size = await stat(path).then(
        found => found.size,
        () => undefined,
      )
      if (size === bytes.byteLength) return name
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const temporary = join(incoming, randomUUID())
      try {
        await writeSynced(temporary, bytes)
        await rename(temporary, path)
      } catch (thrown) {
        await rm(temporary, { force: true })
        throw thrown
      }
      await syncFolder(folder)
      return name
    },
    async get(name) {
      const parts = partsOf(name)
      if (parts === undefined) return undefined
      try {
        return { bytes: await readFile(join(directory, parts.folder, parts.file)), contentType: parts.contentType }
      } catch (thrown) {
        if (isMissing(thrown)) return undefined
        throw thrown
      }
    },
    async remove(name) {
      const parts = partsOf(name)
      if (parts !== undefined) await rm(join(directory, parts.folder, parts.file), { force: true })
    },
  }
}

/** Blobs that live as long as the process. */
export function memoryBlobs(): Blobs {
  const blobs = new Map<string, Uint8Array>()
  return {
    nameOf: nameFor,
    async put(bytes, contentType) {
      const name = nameFor(bytes, contentType)
      if (!blobs.has(name)) blobs.set(name, Uint8Array.from(bytes))
      return name
    },
    async get(name) {
      const bytes = blobs.get(name)
      const parts = partsOf(name)
      return bytes === undefined || parts === undefined
        ? undefined
        : { bytes: Uint8Array.from(bytes), contentType: parts.contentType }
    },
    async remove(name) {
      blobs.delete(name)
    },
  }
}

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(bytes)
  await file.sync()
}

/** A rename is only on disk when its folder is. Where folders cannot be opened (Windows) there is nothing to do. */
async function syncFolder(path: string): Promise<void> {
  try {
    await using folder = await open(path, 'r')
    await folder.sync()
  } catch (thrown) {
    if (!['EISDIR', 'EPERM', 'EINVAL'].includes((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown
  }
}
