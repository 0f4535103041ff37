/** Sound as samples from -1 to 1. */
export type Sound = { readonly samples: Float32Array; readonly rate: number; readonly seconds: number }

/** Reads a WAV of 16 bits; of several channels the first. */
export function readWav(bytes: Uint8Array): Sound {
  const wav = Buffer.from(bytes)
  if (wav.toString('latin1', 0, 4) !== 'RIFF' || wav.toString('latin1', 8, 16) !== 'WAVEfmt ') throw new Error('no WAV')
  const [channels, rate] = [wav.readUInt16LE(22), wav.readUInt32LE(24)]
  const count = wav.readUInt32LE(40) / 2 / channels
  const samples = Float32Array.from({ length: count }, (_, i) => wav.readInt16LE(44 + i * 2 * channels) / 32_768)
  return { samples, rate, seconds: count / rate }
}

/** The loudness of every ten milliseconds. */
export function loudness({ samples, rate }: Sound): readonly number[] {
  const step = rate / 100
  return Array.from({ length: Math.floor(samples.length / step) }, (_, k) => {
    let sum = 0
    for (let i = Math.floor(k * step); i < (k + 1) * step; i++) sum += (samples[i] ?? 0) ** 2
    return Math.sqrt(sum / step)
  })
}

/** The longest silence between the first and the last sound, in seconds. */
export function longestSilence(sound: Sound): number {
  const levels = loudness(sound)
  const loud = levels.map(level => level > 0.004)
  let [most, run] = [0, 0]
  for (const isLoud of loud.slice(loud.indexOf(true), loud.lastIndexOf(true))) {
    run = isLoud ? 0 : run + 1
    most = Math.max(most, run)
  }
  return most / 100
}

/** The energy between two frequencies in a stretch of sound (shares of it), summed over steps of 50 Hz. */
export function energyIn({ samples, rate }: Sound, low: number, high: number, from = 0, to = 1): number {
  const part = samples.subarray(Math.floor(samples.length * from), Math.floor(samples.length * to))
  let energy = 0
  for (let hertz = low; hertz < high; hertz += 50) {
    const [cos, sin] = [Math.cos((2 * Math.PI * hertz) / rate), Math.sin((2 * Math.PI * hertz) / rate)]
    // One filter for each frequency, over short stretches, so that the tune's moving does not blur it away.
    for (let at = 0; at + 480 <= part.length; at += 480) {
      let [re, im, c, s] = [0, 0, 1, 0]
      for (let i = at; i < at + 480; i++) {
        const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i - at)) / 480)
        re += (part[i] ?? 0) * c * window
        im += (part[i] ?? 0) * s * window
        ;[c, s] = [c * cos - s * sin, c * sin + s * cos]
      }
      energy += re * re + im * im
    }
  }
  return energy
}

/** The middle pitch of what is voiced in a stretch (shares), in hertz, by where 40 ms look most like themselves again. */
export function pitchOf({ samples, rate }: Sound, from = 0, to = 1): number {
  const found: number[] = []
  const [wide, start, end] = [Math.round(rate * 0.04), Math.floor(samples.length * from), Math.floor(samples.length * to)]
  for (let at = start; at + 2 * wide < end; at += wide) {
    let [best, lag, own] = [0, 0, 0]
    for (let i = at; i < at + wide; i++) own += (samples[i] ?? 0) ** 2
    if (own / wide < 0.002) continue
    for (let tried = Math.round(rate / 500); tried <= Math.round(rate / 55) && tried < wide; tried++) {
      let [sum, other] = [0, 0]
      for (let i = at; i < at + wide; i++) {
        sum += (samples[i] ?? 0) * (samples[i + tried] ?? 0)
        other += (samples[i + tried] ?? 0) ** 2
      }
      const likeness = sum / Math.sqrt(own * other || 1)
      // A period later it looks the same again, too: the first that is nearly best counts.
      if (likeness > best * 1.03) [best, lag] = [likeness, tried]
    }
    if (best > 0.6) found.push(rate / lag)
  }
  return found.toSorted((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0
}
