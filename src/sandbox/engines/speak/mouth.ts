import type { Random } from '../paint/random.ts'
import type { Line, Movement } from './articulation.ts'
import type { Hiss } from './phonemes.ts'
import type { Voice } from './voices.ts'

/** The mouth is moved this often. */
const frameMs = 2.5
/** The share of a period in which the glottis is open. */
const openShare = 0.62
/** Resonances above the third, of a grown man, and how wide they are, in hertz. */
const upper = [
  [3350, 230],
  [4400, 320],
] as const
const widths = [75, 95, 150] as const
/** Where the nose rings, and where it swallows sound when it is open. */
const nose = { rings: 270, swallows: 480, width: 100 }
/** Brings a vowel to about a fifth of full scale. */
const level = 0.2
const hissLevel = 0.17

/** A resonance: two poles. `tune` sets where it rings. */
type Ringing = { a: number; b: number; c: number; y1: number; y2: number }
const ringing = (): Ringing => ({ a: 1, b: 0, c: 0, y1: 0, y2: 0 })
function tune(one: Ringing, hertz: number, wide: number, rate: number): void {
  if (hertz > rate * 0.46) {
    one.a = 1
    one.b = 0
    one.c = 0
    return
  }
  one.c = -Math.exp((-2 * Math.PI * wide) / rate)
  one.b = 2 * Math.exp((-Math.PI * wide) / rate) * Math.cos((2 * Math.PI * hertz) / rate)
  one.a = 1 - one.b - one.c
}
function ring(one: Ringing, x: number): number {
  const y = one.a * x + one.b * one.y1 + one.c * one.y2
  one.y2 = one.y1
  one.y1 = y
  return y
}

/** Reads a line at rising times. */
function reader({ at, value }: Line): (ms: number) => number {
  let k = 0
  return ms => {
    while (k < at.length && (at[k] ?? 0) <= ms) k++
    const [from, to] = [at[k - 1], at[k]]
    if (from === undefined) return value[0] ?? 0
    if (to === undefined) return value[k - 1] ?? 0
    const share = to === from ? 1 : (ms - from) / (to - from)
    return (value[k - 1] ?? 0) * (1 - share) + (value[k] ?? 0) * share
  }
}

/** The factor that brings white noise, less what it was two samples before, through a resonance to the level 1. */
function evened(one: Ringing): number {
  const probe = { ...one, y1: 0, y2: 0 }
  let energy = 0
  for (let i = 0; i < 400; i++) energy += ring(probe, i === 0 ? 1 : i === 2 ? -1 : 0) ** 2
  return 1 / Math.sqrt(energy)
}

/** Sounds a movement with a voice: samples from -1 to 1, `rate` a second. The same seed gives the same samples. */
export function uttered(movement: Movement, voice: Voice, rate: number, random: Random): Float32Array {
  const samples = new Float32Array(Math.ceil((movement.totalMs / 1000) * rate))
  const read = {
    hertz: reader(movement.hertz),
    voice: reader(movement.voice),
    breath: reader(movement.breath),
    hiss: reader(movement.hiss),
    nose: reader(movement.nose),
  }
  const formants = movement.formants.map(reader)
  const mouth = [ringing(), ringing(), ringing()]
  const rest = upper.map(([hertz, wide]) => {
    const one = ringing()
    tune(one, hertz * voice.mouth, wide * voice.mouth, rate)
    return one
  })
  const nasal = ringing()
  tune(nasal, nose.rings, nose.width, rate)
  const zero = ringing()
  const hisses = [ringing(), ringing()]
  const hissGains = [0, 0]
  const frame = Math.round((frameMs / 1000) * rate)
  const tilt = Math.exp((-2 * Math.PI * (5200 - 5000 * Math.min(0.5, voice.breath))) / rate)
  let [hissing, position, period, smooth, x1, x2] = [-1, 1, 1, 0, 0, 0]
  let [voiceNow, breathNow, hissNow, noise1, noise2] = [0, 0, 0, 0, 0]
  for (let from = 0; from < samples.length; from += frame) {
    const ms = (from / rate) * 1000
    const narrow = 1 + read.breath(ms) * 1.6
    mouth.forEach((one, k) => {
      tune(one, (formants[k]?.(ms) ?? 0) * voice.mouth, (widths[k] ?? 100) * narrow * Math.sqrt(voice.mouth), rate)
    })
    tune(zero, nose.rings + (nose.swallows - nose.rings) * read.nose(ms), nose.width, rate)
    while ((movement.hissing[hissing + 1]?.fromMs ?? Infinity) <= ms) setHiss(movement.hissing[++hissing]?.phoneme.hiss ?? [])
    const [voiceTo, breathTo, hissTo] = [read.voice(ms), read.breath(ms), read.hiss(ms)]
    const hertz = read.hertz(ms)
    const end = Math.min(samples.length, from + frame)
    const steps = end - from
    for (let i = from; i < end; i++) {
      voiceNow += (voiceTo - voiceNow) / (steps * 0.7)
      breathNow += (breathTo - breathNow) / (steps * 0.7)
      hissNow += (hissTo - hissNow) / (steps * 0.5)
      position += 1
      if (position >= period) {
        position -= period
        // Every period is a little longer or shorter than it should be: what is exact sounds like a machine.
        period = rate / Math.max(40, hertz * (1 + random.between(-0.008, 0.008)))
      }
      const noise = (random() - 0.5) * 3.464
      const open = position / (openShare * period)
      const pulse = open < 1 ? 2 * open - 3 * open * open : 0
      smooth = pulse * (1 - tilt) + smooth * tilt
      const air = breathNow + voiceNow * voice.breath * 0.05 * (open < 1 ? 1 : 0.4)
      const source = smooth * voiceNow * 1.5 + noise * air * 0.22
      // A zero is a resonance turned over: with the nose shut it cancels the nose's own ring.
      const swallowed = (source - zero.b * x1 - zero.c * x2) / zero.a
      x2 = x1
      x1 = source
      let sound = ring(nasal, swallowed)
      for (const one of rest) sound = ring(one, sound)
      for (const one of mouth) sound = ring(one, sound)
      let hiss = 0
      // Low tones have no place in a hiss: the difference takes them away.
      for (let k = 0; k < 2; k++) hiss += ring(hisses[k] as Ringing, (noise - noise2) * (hissGains[k] ?? 0))
      noise2 = noise1
      noise1 = noise
      samples[i] = Math.tanh(sound * level + hiss * hissNow * hissLevel)
    }
  }
  return samples

  function setHiss(hiss: readonly Hiss[]): void {
    hisses.forEach((one, k) => {
      const { hertz, wide, gain } = hiss[k] ?? { hertz: 1000, wide: 1000, gain: 0 }
      tune(one, Math.min(hertz, rate * 0.42), wide, rate)
      hissGains[k] = gain * evened(one)
    })
  }
}
