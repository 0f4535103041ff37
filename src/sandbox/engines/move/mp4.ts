/** A track of H.264 as it lies in an MP4: each frame's bytes in order, and the description players decode it by. */
export type Track = { readonly samples: readonly Uint8Array[]; readonly description: Uint8Array }

/** The boxes an MP4's tables lie in, from the outside in. */
const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl'])

/** Boxes of an MP4 by name; of several with one name the first. */
function boxesOf(bytes: Buffer, from = 0, to = bytes.length, found = new Map<string, Buffer>()): Map<string, Buffer> {
  for (let at = from; at + 8 <= to;) {
    const size = bytes.readUInt32BE(at)
    const name = bytes.toString('latin1', at + 4, at + 8)
    if (size < 8) break
    if (!found.has(name)) found.set(name, bytes.subarray(at, at + size))
    if (containers.has(name)) boxesOf(bytes, at + 8, at + size, found)
    at += size
  }
  return found
}

/** Takes the one track out of an MP4 with a single video track. Throws where its tables are missing. */
export function trackOf(file: Uint8Array): Track {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.length)
  const boxes = boxesOf(bytes)
  const box = (name: string): Buffer => {
    const one = boxes.get(name)
    if (one === undefined) throw new Error(`The film came without its table "${name}".`)
    return one
  }
  const [sizes, chunks, offsets] = [box('stsz'), box('stsc'), box('stco')]
  const runs = Array.from({ length: chunks.readUInt32BE(12) }, (_, i) => ({
    first: chunks.readUInt32BE(16 + i * 12),
    samples: chunks.readUInt32BE(20 + i * 12),
  }))
  const samples: Uint8Array[] = []
  const [same, count] = [sizes.readUInt32BE(12), sizes.readUInt32BE(16)]
  for (let chunk = 1; chunk <= offsets.readUInt32BE(12); chunk++) {
    let at = offsets.readUInt32BE(12 + chunk * 4)
    const inChunk = runs.findLast(({ first }) => first <= chunk)?.samples ?? 0
    for (let k = 0; k < inChunk && samples.length < count; k++) {
      const size = same === 0 ? sizes.readUInt32BE(20 + samples.length * 4) : same
      samples.push(bytes.subarray(at, at + size))
      at += size
    }
  }
  return { samples, description: box('stsd') }
}

/** Whether a frame can be shown without those before it: it holds a slice of its own kind (5). */
function isWhole(sample: Uint8Array): boolean {
  const bytes = Buffer.from(sample.buffer, sample.byteOffset, sample.length)
  for (let at = 0; at + 5 <= bytes.length; at += 4 + bytes.readUInt32BE(at)) if (((bytes[at + 4] ?? 0) & 31) === 5) return true
  return false
}

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4)
  values.forEach((value, i) => bytes.writeUInt32BE(value, i * 4))
  return bytes
}
const halves = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2)
  values.forEach((value, i) => bytes.writeUInt16BE(value, i * 2))
  return bytes
}
const box = (name: string, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  return Buffer.concat([words(body.length + 8), Buffer.from(name, 'latin1'), body])
}
const one = 0x10000
const matrix = words(one, 0, 0, 0, one, 0, 0, 0, 0x40000000)
/** Ticks a second of the whole film. */
const ticks = 1000

/**
 * The MP4 of a track. Its tables come first, so that it plays while it loads; frames that can be jumped to are listed;
 * it tells no time of its making, so that the same frames are the same file.
 */
export function mp4(track: Track, width: number, height: number, framesPerSecond: number): Uint8Array {
  const { samples, description } = track
  // Ninety thousand ticks a second, and each frame a whole number of them.
  const perFrame = Math.round(90_000 / framesPerSecond)
  const length = Math.round((samples.length * perFrame * ticks) / 90_000)
  const whole = samples.flatMap((sample, i) => (isWhole(sample) ? [i + 1] : []))
  const head = box('ftyp', Buffer.from('isom'), words(0x200), Buffer.from('isomiso2avc1mp41'))
  const tables = (offset: number): Buffer =>
    box(
      'stbl',
      description,
      box('stts', words(0, 1, samples.length, perFrame)),
      box('stss', words(0, whole.length, ...whole)),
      box('stsc', words(0, 1, 1, samples.length, 1)),
      box('stsz', words(0, 0, samples.length, ...samples.map(sample => sample.length))),
      box('stco', words(0, 1, offset)),
    )
  const media = (offset: number): Buffer =>
    box(
      'mdia',
      box('mdhd', words(0, 0, 0, 90_000, samples.length * perFrame), halves(0x55c4, 0)),
      box('hdlr', words(0, 0), Buffer.from('vide'), words(0, 0, 0), Buffer.from('film\0')),
      box(
        'minf',
        box('vmhd', words(1), halves(0, 0, 0, 0)),
        box('dinf', box('dref', words(0, 1), box('url ', words(1)))),
        tables(offset),
      ),
    )
  const movie = (offset: number): Buffer =>
    box(
      'moov',
      box('mvhd', words(0, 0, 0, ticks, length, one), halves(0x100, 0), words(0, 0), matrix, words(0, 0, 0, 0, 0, 0, 2)),
      box(
        'trak',
        box('tkhd', words(3, 0, 0, 1, 0, length, 0, 0), halves(0, 0, 0, 0), matrix, words(width * one, height * one)),
        media(offset),
      ),
    )
  // The size of the tables does not hang on what is written in them.
  const offset = head.length + movie(0).length + 8
  return Buffer.concat([head, movie(offset), box('mdat', ...samples)])
}
