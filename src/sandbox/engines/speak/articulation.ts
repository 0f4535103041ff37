import type { Formants, Phoneme, Spot } from './phonemes.ts'
import type { Segment } from './prosody.ts'

/** A value in time that moves in straight lines between its points; times in milliseconds, rising. */
export type Line = { readonly at: number[]; readonly value: number[] }

/** What a mouth does over a phrase. Levels are shares of an ordinary vowel. */
export type Movement = {
  readonly totalMs: number
  readonly hertz: Line
  readonly voice: Line
  readonly breath: Line
  readonly hiss: Line
  readonly nose: Line
  readonly formants: readonly [Line, Line, Line]
  /** Which sound's hiss is heard from when on. */
  readonly hissing: readonly { readonly fromMs: number; readonly phoneme: Phoneme }[]
}

/** How far a vowel pulls the second formant of a consonant beside it. */
const pull: Readonly<Record<Spot, number>> = { lips: 0.5, teeth: 0.42, ridge: 0.4, palate: 0.3, back: 0.8, throat: 1 }
const burstMs = 12
const rampMs = 9
/** The breath after a `P`, `T` or `K` before its vowel. */
const puffMs = { stressed: 42, light: 22, afterHiss: 8, alone: 24 }

const line = (): Line => ({ at: [], value: [] })
/** Adds a point; one that would lie before the last is moved to it. */
function point({ at, value }: Line, ms: number, level: number): void {
  at.push(Math.max(ms, at.at(-1) ?? 0))
  value.push(level)
}

const isOpen = (phoneme: Phoneme | undefined): boolean => phoneme?.kind === 'vowel' || phoneme?.kind === 'glide'

/** The formants where two sounds meet, from the side of `here`. */
function meeting(here: Formants, other: Phoneme | undefined, otherFormants: Formants | undefined): Formants {
  if (other === undefined || otherFormants === undefined || other.kind === 'breath') return here
  if (other.kind === 'vowel') return blend(here, otherFormants, 0.5)
  if (other.kind === 'glide') return blend(here, otherFormants, 0.8)
  const share = pull[other.spot ?? 'ridge']
  const [f1, f2, f3] = otherFormants
  const low = other.kind === 'stop' || other.kind === 'affricate' ? 0.3 : 0.4
  return [f1 + (here[0] - f1) * low, f2 + (here[1] - f2) * share, f3 + (here[2] - f3) * (other.spot === 'back' ? 0.35 : 0.5)]
}

const blend = (a: Formants, b: Formants, share: number): Formants => [
  a[0] + (b[0] - a[0]) * share,
  a[1] + (b[1] - a[1]) * share,
  a[2] + (b[2] - a[2]) * share,
]

const turnMs: Readonly<Record<Phoneme['kind'], number>> = {
  vowel: 60,
  glide: 75,
  nasal: 45,
  fricative: 50,
  stop: 48,
  affricate: 50,
  breath: 10,
}

/** The movements of a mouth that says these segments one after the other. */
export function movementOf(segments: readonly Segment[]): Movement {
  const made = {
    hertz: line(),
    voice: line(),
    breath: line(),
    hiss: line(),
    nose: line(),
    formants: [line(), line(), line()] as const,
    hissing: [] as { fromMs: number; phoneme: Phoneme }[],
  }
  let nowMs = 0
  segments.forEach((segment, i) => {
    const before = segments[i - 1]?.phoneme
    const after = segments[i + 1]
    const beginMs = nowMs
    const endMs = beginMs + lengthOf(segment, before, after)
    nowMs = endMs
    const { phoneme } = segment
    if (phoneme === undefined) return rest(made, beginMs, endMs)
    shape(made.formants, phoneme, before, after?.phoneme, beginMs, endMs)
    if (phoneme.kind === 'vowel') {
      point(made.hertz, beginMs, segment.hertz[0])
      point(made.hertz, (beginMs + endMs) / 2, segment.hertz[1])
    }
    sound(made, segment, phoneme, before, after, beginMs, endMs)
  })
  return { ...made, totalMs: nowMs }
}

function lengthOf({ phoneme, ms }: Segment, before: Phoneme | undefined, after: Segment | undefined): number {
  return phoneme?.kind === 'stop' && !phoneme.voiced ? ms + puff(before, after) : ms
}

function puff(before: Phoneme | undefined, after: Segment | undefined): number {
  if (before?.kind === 'fricative' && !before.voiced) return puffMs.afterHiss
  if (!isOpen(after?.phoneme)) return puffMs.alone
  return (after?.loud ?? 0) > 0.9 ? puffMs.stressed : puffMs.light
}

/** Everything falls silent. */
function rest(
  { voice, breath, hiss, nose }: Pick<Movement, 'voice' | 'breath' | 'hiss' | 'nose'>,
  beginMs: number,
  endMs: number,
): void {
  for (const level of [voice, breath, hiss, nose]) {
    point(level, beginMs + 25, 0)
    point(level, Math.max(endMs, beginMs + 25), 0)
  }
}

/** Moves the formants through one sound: in from the sound before, to its own place, out to the next. */
function shape(
  lines: Movement['formants'],
  phoneme: Phoneme,
  before: Phoneme | undefined,
  after: Phoneme | undefined,
  beginMs: number,
  endMs: number,
): void {
  const put = (ms: number, formants: Formants): void => lines.forEach((one, k) => point(one, ms, formants[k] ?? 0))
  const ms = endMs - beginMs
  if (phoneme.kind === 'breath') {
    const next = after?.kind === 'vowel' || after?.kind === 'glide' ? after.formants : phoneme.formants
    put(beginMs + ms * 0.2, next)
    return put(endMs, next)
  }
  if (!isOpen(phoneme)) {
    const middle = phoneme.formants
    const from = isOpen(before) ? meeting(before?.to ?? before?.formants ?? middle, phoneme, middle) : middle
    const to = isOpen(after) ? meeting(after?.formants ?? middle, phoneme, middle) : middle
    put(beginMs + 1, from)
    if (phoneme.kind === 'fricative' || phoneme.kind === 'nasal')
      put((beginMs + endMs) / 2, blend(blend(from, to, 0.5), middle, 0.5))
    return put(endMs, to)
  }
  const own = phoneme.formants
  const last = phoneme.to ?? own
  const inMs = Math.min(turnMs[before?.kind ?? 'breath'], ms * 0.42)
  const outMs = Math.min(turnMs[after?.kind ?? 'breath'], ms * 0.42)
  if (phoneme.kind === 'glide') {
    put((beginMs + endMs) / 2, own)
    return put(endMs, isOpen(after) ? blend(own, after?.formants ?? own, 0.25) : own)
  }
  put(beginMs, meeting(own, before, before?.to ?? before?.formants))
  put(beginMs + inMs, own)
  if (phoneme.to !== undefined) put(beginMs + ms * 0.42, own)
  put(Math.max(endMs - outMs, beginMs + ms * (phoneme.to === undefined ? 0.5 : 0.7)), last)
  put(endMs, meeting(last, after, after?.formants))
}

type Levels = Pick<Movement, 'voice' | 'breath' | 'hiss' | 'nose'> & { readonly hissing: { fromMs: number; phoneme: Phoneme }[] }

/** Raises and lowers voice, breath, hiss and nose through one sound. */
function sound(
  { voice, breath, hiss, nose, hissing }: Levels,
  { loud }: Segment,
  phoneme: Phoneme,
  before: Phoneme | undefined,
  after: Segment | undefined,
  beginMs: number,
  endMs: number,
): void {
  const level = (one: Line, from: number, to: number, value: number, ramp = rampMs): void => {
    const edge = Math.min(ramp, (to - from) / 2)
    point(one, from + edge, value)
    point(one, to - edge, value)
  }
  const noise = (from: number, to: number, value: number, ramp: number): void => {
    hissing.push({ fromMs: from - 6, phoneme })
    point(hiss, from, 0)
    level(hiss, from, to, value, ramp)
    point(hiss, to, 0)
  }
  level(nose, beginMs, endMs, phoneme.kind === 'nasal' ? 1 : 0, 14)
  switch (phoneme.kind) {
    case 'vowel':
    case 'glide':
      level(voice, beginMs, endMs, loud * (phoneme.kind === 'glide' ? 0.72 : 1))
      return level(breath, beginMs, endMs, 0.02)
    case 'nasal':
      level(voice, beginMs, endMs, 0.5 * loud)
      return level(breath, beginMs, endMs, 0)
    case 'breath':
      level(voice, beginMs, endMs, 0)
      return level(breath, beginMs, endMs, 0.34)
    case 'fricative':
      level(voice, beginMs, endMs, phoneme.voiced ? 0.3 * loud : 0, 12)
      level(breath, beginMs, endMs, 0)
      return noise(beginMs - 6, endMs + 6, 0.75 + 0.25 * loud, 22)
    case 'affricate': {
      const openMs = beginMs + (endMs - beginMs) * 0.42
      level(voice, beginMs, openMs, phoneme.voiced ? 0.09 : 0)
      level(voice, openMs, endMs, phoneme.voiced ? 0.2 : 0)
      level(breath, beginMs, endMs, 0)
      return noise(openMs, endMs + 6, 1, 5)
    }
    case 'stop': {
      const afterMs = phoneme.voiced ? 4 : puff(before, after)
      const openMs = Math.max(beginMs + 18, endMs - afterMs - burstMs)
      level(voice, beginMs, openMs, phoneme.voiced ? 0.09 : 0, 6)
      level(voice, openMs, endMs, phoneme.voiced ? 0.2 : 0, 4)
      point(breath, beginMs + 6, 0)
      point(breath, openMs + 3, 0)
      if (!phoneme.voiced) level(breath, openMs + burstMs / 2, endMs + 4, 0.24, 5)
      // At the end of a word before silence a stop is hardly let go.
      return noise(openMs, openMs + burstMs + (phoneme.voiced ? 0 : 6), after?.phoneme === undefined ? 0.5 : 0.8 + 0.2 * loud, 2)
    }
    default:
      return phoneme.kind satisfies never
  }
}
