const blockSamples = 4096

/** Bits written one after the other, the highest first. */
function bitWriter(): { put(value: number, bits: number): void; unary(count: number): void; align(): void; bytes(): number[] } {
  const bytes: number[] = []
  let [held, free] = [0, 8]
  const put = (value: number, bits: number): void => {
    for (let left = bits; left > 0;) {
      const take = Math.min(free, left)
      held = (held << take) | (Math.floor(value / 2 ** (left - take)) & ((1 << take) - 1))
      free -= take
      left -= take
      if (free > 0) continue
      bytes.push(held)
      held = 0
      free = 8
    }
  }
  return {
    put,
    unary(count) {
      for (let left = count; left > 0; left -= 16) put(0, Math.min(16, left))
      put(1, 1)
    },
    align: () => put(0, free % 8),
    bytes: () => bytes,
  }
}

function checked(bytes: readonly number[], width: 8 | 16, polynomial: number): number {
  const [top, mask] = [1 << (width - 1), width === 8 ? 0xff : 0xffff]
  let crc = 0
  for (const byte of bytes) {
    crc ^= byte << (width - 8)
    for (let bit = 0; bit < 8; bit++) crc = ((crc & top) !== 0 ? (crc << 1) ^ polynomial : crc << 1) & mask
  }
  return crc
}

/** A frame's number as UTF-8 writes numbers. */
function numbered(n: number): readonly number[] {
  if (n < 0x80) return [n]
  if (n < 0x800) return [0xc0 | (n >> 6), 0x80 | (n & 63)]
  if (n < 0x10000) return [0xe0 | (n >> 12), 0x80 | ((n >> 6) & 63), 0x80 | (n & 63)]
  return [0xf0 | (n >> 18), 0x80 | ((n >> 12) & 63), 0x80 | ((n >> 6) & 63), 0x80 | (n & 63)]
}

/** One channel's part of a frame: each sample as what a straight line through the two before it misses, as Rice codes. */
function subframe(out: ReturnType<typeof bitWriter>, samples: Int16Array): void {
  const misses: number[] = []
  for (let i = 2; i < samples.length; i++) misses.push((samples[i] ?? 0) - 2 * (samples[i - 1] ?? 0) + (samples[i - 2] ?? 0))
  if (samples.length < 3) {
    out.put(0b00000010, 8)
    for (const sample of samples) out.put(sample & 0xffff, 16)
    return
  }
  const mean = misses.reduce((sum, miss) => sum + Math.abs(miss), 0) / misses.length
  const rice = Math.max(0, Math.min(14, Math.round(Math.log2(mean + 1))))
  out.put(0b00010100, 8)
  out.put((samples[0] ?? 0) & 0xffff, 16)
  out.put((samples[1] ?? 0) & 0xffff, 16)
  out.put(0, 2)
  out.put(0, 4)
  out.put(rice, 4)
  for (const miss of misses) {
    const folded = miss < 0 ? -2 * miss - 1 : 2 * miss
    out.unary(Math.floor(folded / 2 ** rice))
    if (rice > 0) out.put(folded % 2 ** rice, rice)
  }
}

/** Samples of 16 bits as a FLAC file, the same on every one of `channels`. */
export function flac(samples: Int16Array, rate: number, channels: 1 | 2): Uint8Array {
  const head = bitWriter()
  for (const letter of 'fLaC') head.put(letter.charCodeAt(0), 8)
  head.put(0x80, 8)
  head.put(34, 24)
  head.put(blockSamples, 16)
  head.put(blockSamples, 16)
  head.put(0, 24)
  head.put(0, 24)
  head.put(rate, 20)
  head.put(channels - 1, 3)
  head.put(15, 5)
  head.put(samples.length, 36)
  // No checksum of the samples: sixteen zeros say so.
  for (let i = 0; i < 16; i++) head.put(0, 8)
  const parts = [Buffer.from(head.bytes())]
  for (let from = 0, nth = 0; from < samples.length; from += blockSamples, nth++) {
    const block = samples.subarray(from, from + blockSamples)
    const start = [
      0xff,
      0xf8,
      0x70,
      ((channels - 1) << 4) | 0x08,
      ...numbered(nth),
      (block.length - 1) >> 8,
      (block.length - 1) & 0xff,
    ]
    const frame = bitWriter()
    for (const byte of [...start, checked(start, 8, 0x07)]) frame.put(byte, 8)
    for (let channel = 0; channel < channels; channel++) subframe(frame, block)
    frame.align()
    frame.put(checked(frame.bytes(), 16, 0x8005), 16)
    parts.push(Buffer.from(frame.bytes()))
  }
  return Buffer.concat(parts)
}
