import type { Random } from '../paint/random.ts'
import { lightWords } from './rules/words.ts'
import { type Phoneme, phonemes } from './phonemes.ts'
import { isVowel, pronounce } from './pronounce.ts'
import type { Pause, SaidWord } from './reading.ts'
import type { Voice } from './voices.ts'

/** One sound in time. A `pause` has no sound. */
export type Segment = {
  readonly name: string
  readonly phoneme: Phoneme | undefined
  readonly ms: number
  /** The tune at its beginning and its middle, in hertz. */
  readonly hertz: readonly [number, number]
  /** How loud beside an ordinary stressed sound. */
  readonly loud: number
}

/** Silence after a mark, in milliseconds at ordinary pace. */
const pauseMs: Readonly<Record<Pause, number>> = { comma: 210, colon: 300, full: 430, question: 450, exclamation: 430 }
const silence = (ms: number): Segment => ({ name: 'pause', phoneme: undefined, ms, hertz: [0, 0], loud: 0 })
const isLight = (word: string): boolean => lightWords.has(word)
const unvoiced = (phoneme: Phoneme | undefined): boolean => phoneme !== undefined && !phoneme.voiced && phoneme.kind !== 'breath'

type Placed = {
  readonly name: string
  readonly phoneme: Phoneme
  readonly accent: boolean
  readonly stressed: boolean
  readonly light: boolean
  readonly ofWord: number
  readonly syllables: number
}

/** The words up to the next pause, and what ends them. */
type Phrase = { readonly words: readonly SaidWord[]; readonly end: Pause | undefined; readonly stillMs: number }

/** Cuts words into the stretches that are said in one breath. */
export function phrasesOf(words: readonly SaidWord[]): readonly Phrase[] {
  const phrases: Phrase[] = []
  let open: SaidWord[] = []
  for (const word of words) {
    open.push(word)
    if (word.pause === undefined && word.stillMs === undefined) continue
    phrases.push({ words: open, end: word.pause, stillMs: word.stillMs ?? 0 })
    open = []
  }
  if (open.length > 0) phrases.push({ words: open, end: 'full', stillMs: 0 })
  return phrases
}

/** Sounds of a phrase with their lengths and tune, and the silence after it. `speed` 2 takes half as long. */
export function segmentsOf(phrase: Phrase, voice: Voice, speed: number, random: Random): readonly Segment[] {
  const placed = phrase.words.flatMap(({ word }, ofWord) => {
    const sounds = pronounce(word)
    const syllables = sounds.filter(({ name }) => isVowel(name)).length
    const light = isLight(word)
    return sounds.flatMap(({ name, stressed }): readonly Placed[] => {
      const phoneme = phonemes[weakened(word, name, light)]
      if (phoneme === undefined) return []
      return [{ name, phoneme, stressed: stressed && !light, accent: stressed && !light, light, ofWord, syllables }]
    })
  })
  const rate = speed * voice.pace
  const beats = placed.filter(({ phoneme }) => phoneme.kind === 'vowel').length
  const nucleus = placed.findLastIndex(({ accent }) => accent)
  const lastVowel = placed.findLastIndex(({ phoneme }) => phoneme.kind === 'vowel')
  const tune = tuneOf(phrase.end, voice, random)
  let beat = 0
  const segments = placed.map((one, i): Segment => {
    const ms = lengthOf(placed, i, i >= lastVowel && phrase.end !== undefined) / rate
    const isBeat = one.phoneme.kind === 'vowel'
    const hertz = tune(beats < 2 ? 0.6 : beat / (beats - 1), one.accent && isBeat, i === nucleus, i >= lastVowel)
    if (isBeat) beat++
    return { name: one.name, phoneme: one.phoneme, ms, hertz, loud: one.stressed ? 1 : one.light ? 0.66 : 0.76 }
  })
  const still = phrase.stillMs + (phrase.end === undefined ? 0 : pauseMs[phrase.end] / rate)
  return segments.length === 0 ? [silence(still)] : [...segments, silence(still)]
}

/** Small words lose their full vowels in running speech. */
const weakened = (word: string, name: string, light: boolean): string => {
  if (!light || word.length > 4) return name
  if (name === 'AE' || name === 'AH') return 'AX'
  return name
}

/** A sound's length before the pace is counted in: shorter in long words, weak places and clusters, longer at the end. */
function lengthOf(placed: readonly Placed[], i: number, final: boolean): number {
  const one = placed[i] as Placed
  const { phoneme } = one
  const [before, after] = [placed[i - 1], placed[i + 1]]
  let share = 1
  if (phoneme.kind === 'vowel') {
    if (!one.stressed) share *= one.light ? 0.6 : 0.72
    if (one.syllables > 2) share *= 0.86
    if (unvoiced(after?.phoneme)) share *= 0.8
    else if (after === undefined || after.phoneme.kind === 'fricative') share *= 1.12
    if (final) share *= 1.38
  } else {
    const near = [before, after].filter(other => other !== undefined && other.phoneme.kind !== 'vowel').length
    share *= 0.96 - near * 0.1
    if (!one.stressed && one.light) share *= 0.88
    if (final) share *= 1.2
  }
  return Math.max(
    phoneme.leastMs,
    phoneme.leastMs + (phoneme.ms - phoneme.leastMs) * share + (share > 1 ? phoneme.ms * (share - 1) * 0.4 : 0),
  )
}

type Tune = (along: number, accent: boolean, nucleus: boolean, last: boolean) => readonly [number, number]

/** A tune falls over a phrase, rises on what matters, and ends as its mark asks. `along` runs from 0 to 1. */
function tuneOf(end: Pause | undefined, voice: Voice, random: Random): Tune {
  const { hertz, lively } = voice
  const swing = (share: number): number => 1 + share * lively
  return (along, accent, nucleus, last) => {
    const base = hertz * swing(0.1 - 0.2 * along) * (1 + random.between(-0.012, 0.012))
    const lift = accent ? (nucleus ? 0.2 : 0.15) * (end === 'exclamation' ? 1.6 : 1) : 0
    if (last && end === 'question') return [base * swing(0.04), base * swing(0.42)]
    if (last && end === 'comma') return [base * swing(lift * 0.6), base * swing(0.12)]
    if (last) return [base * swing(lift), base * swing(-0.17)]
    return [base * swing(lift * 0.4), base * swing(lift)]
  }
}
