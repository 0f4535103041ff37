import { flac } from './flac.ts'

/** How sound is written down. */
export type SoundFormat = 'wav' | 'mp3' | 'flac' | 'pcm'

/** The type of each on the wire. */
export const soundTypes: Readonly<Record<SoundFormat, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  flac: 'audio/flac',
  pcm: 'audio/pcm',
}

/** What a recording is written as. `bitrate` (bits a second) counts for mp3 alone. */
export type Recording = {
  readonly format: SoundFormat
  /** Samples a second. */
  readonly rate: number
  readonly channels: 1 | 2
  readonly bitrate: number
}

/** Rates below these bear no more bits a second: MPEG 2.5, 2 and 1. */
const mostBitrate = (rate: number): number => (rate < 16_000 ? 64 : rate < 32_000 ? 160 : 320)

/** An empty ID3 tag: players and sniffers tell by it at once what the file is. */
const tag = Buffer.from([0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0])

async function mp3(samples: Int16Array, { rate, channels, bitrate }: Recording): Promise<Uint8Array> {
  const { createMp3Encoder } = await import('wasm-media-encoders')
  const encoder = await createMp3Encoder()
  const kilobits = Math.min(bitrate / 1000, mostBitrate(rate)) as 128
  encoder.configure({ channels, sampleRate: rate, bitrate: kilobits })
  const parts: Buffer[] = [tag]
  const chunk = rate * 10
  for (let from = 0; from < samples.length; from += chunk) {
    const floats = Float32Array.from(samples.subarray(from, from + chunk), sample => sample / 32_768)
    // The encoder lends its own memory: what it gives is kept before it writes again.
    parts.push(Buffer.from(encoder.encode(channels === 2 ? [floats, floats] : [floats])))
  }
  parts.push(Buffer.from(encoder.finalize()))
  return Buffer.concat(parts)
}

function plain(samples: Int16Array, channels: 1 | 2): Buffer {
  const bytes = Buffer.alloc(samples.length * 2 * channels)
  for (let i = 0, at = 0; i < samples.length; i++)
    for (let channel = 0; channel < channels; channel++) at = bytes.writeInt16LE(samples[i] ?? 0, at)
  return bytes
}

function wav(samples: Int16Array, rate: number, channels: 1 | 2): Buffer {
  const data = plain(samples, channels)
  const head = Buffer.alloc(44)
  head.write('RIFF', 0)
  head.writeUInt32LE(36 + data.length, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(channels, 22)
  head.writeUInt32LE(rate, 24)
  head.writeUInt32LE(rate * channels * 2, 28)
  head.writeUInt16LE(channels * 2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(data.length, 40)
  return Buffer.concat([head, data])
}

/** The file of a recording. */
export async function recorded(samples: Int16Array, recording: Recording): Promise<Uint8Array> {
  const { format, rate, channels } = recording
  switch (format) {
    case 'mp3':
      return mp3(samples, recording)
    case 'wav':
      return wav(samples, rate, channels)
    case 'flac':
      return flac(samples, rate, channels)
    case 'pcm':
      return plain(samples, channels)
    default:
      return format satisfies never
  }
}
