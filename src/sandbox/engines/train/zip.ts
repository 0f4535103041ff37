import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'

/** A file of a zip archive. */
export type ZipEntry = { readonly name: string; readonly bytes: Uint8Array }

const inflate = promisify(inflateRaw)
const mostEntries = 1_000
// A small archive must not unfold into more than memory holds.
const mostBytes = 200 * 1024 * 1024

const endMark = 0x06054b50
const centralMark = 0x02014b50
const localMark = 0x04034b50

/**
 * The files of a zip archive, stored or deflated, folders left out. Throws a sentence for what is no such archive, is
 * encrypted, is cut off, or would unfold into more than 1,000 files or 200 MB.
 */
export async function readZip(bytes: Uint8Array): Promise<readonly ZipEntry[]> {
  const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const end = data.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + 22 > data.length || data.readUInt32LE(end) !== endMark) throw new Error('The file is not a zip archive.')
  const count = data.readUInt16LE(end + 10)
  if (count > mostEntries) throw new Error(`The zip archive has ${count} files; at most ${mostEntries} are read.`)
  const entries: ZipEntry[] = []
  let left = mostBytes
  try {
    for (let i = 0, at = data.readUInt32LE(end + 16); i < count; i++) {
      if (data.readUInt32LE(at) !== centralMark) throw new RangeError('no entry')
      const [nameLength, extra, comment] = [data.readUInt16LE(at + 28), data.readUInt16LE(at + 30), data.readUInt16LE(at + 32)]
      const name = data.toString('utf8', at + 46, at + 46 + nameLength)
      if (!name.endsWith('/')) {
        const content = await contentOf(data, at, left)
        left -= content.length
        entries.push({ name, bytes: content })
      }
      at += 46 + nameLength + extra + comment
    }
  } catch (thrown) {
    if (!(thrown instanceof RangeError) && !(thrown instanceof Error && 'code' in thrown)) throw thrown
    throw new Error('The zip archive is damaged or too large to be unfolded.', { cause: thrown })
  }
  return entries
}

/** The content of the entry whose central record is at `at`, at most so many bytes of it. */
async function contentOf(data: Buffer, at: number, mostBytes: number): Promise<Uint8Array> {
  const [flags, method] = [data.readUInt16LE(at + 8), data.readUInt16LE(at + 10)]
  const [packed, local] = [data.readUInt32LE(at + 20), data.readUInt32LE(at + 42)]
  if ((flags & 1) !== 0) throw new Error('The zip archive is encrypted.')
  if (method !== 0 && method !== 8) throw new Error(`The zip archive is packed in a way (${method}) that is not read here.`)
  if (data.readUInt32LE(local) !== localMark) throw new RangeError('no local entry')
  const from = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28)
  if (from + packed > data.length) throw new RangeError('cut off')
  const body = data.subarray(from, from + packed)
  if (method === 0 && body.length > mostBytes) throw new RangeError('too large')
  return method === 0 ? body : inflate(body, { maxOutputLength: Math.max(1, mostBytes) })
}
