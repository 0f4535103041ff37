import type { Transcript } from './transcript.ts'

/** What a rule looks at: the newest words of a person, and the conversation they stand in. */
export type Question = {
  readonly text: string
  /** The text in lower case, without greeting marks at its end and with plain apostrophes: what patterns are held against. */
  readonly plain: string
  /** What the person is called by the transcript, if it says. */
  readonly speaker: string | undefined
  /** What the assistant is called. */
  readonly name: string
  readonly talk: Transcript
  /** Chooses by the seed: the same question with the same seed gets the same words. */
  readonly pick: <Item>(items: readonly Item[]) => Item
}

/** Answers in Markdown, or leaves the question to the next rule. */
export type Rule = (question: Question) => string | undefined

/** What is asked stands at the start or the end of a long text; patterns are held against no more than that. */
const mostCharacters = 1_000

/** Text as patterns want it. */
export const plainly = (text: string): string =>
  (text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters / 2)} … ${text.slice(-mostCharacters / 2)}`)
    .toLowerCase()
    .replace(/[’`´]/g, "'")
    .replace(/\bfavorite/g, 'favourite')
    .replace(/\bcolor/g, 'colour')
    .replace(/\s+/g, ' ')
    .replace(/[\s?!.…]+$/, '')
    .trim()

/** A chooser that draws from a seed: small, repeatable, good enough to vary wording. */
export function chooser(seed: number): <Item>(items: readonly Item[]) => Item {
  let state = seed >>> 0
  return <Item>(items: readonly Item[]): Item => {
    // Steele and Vigna's SplitMix in 32 bits.
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    const item = items[((mixed ^ (mixed >>> 16)) >>> 0) % items.length]
    if (item === undefined && items.length === 0) throw new Error('There is nothing to choose from.')
    return item as Item
  }
}

/** A number from a text, the same for the same text. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

const numerals =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'
const byWord: ReadonlyMap<string, number> = new Map([
  ...numerals.split(' ').map((word, value) => [word, value] as const),
  ...'thirty forty fifty sixty seventy eighty ninety hundred'.split(' ').map((word, tens) => [word, (tens + 3) * 10] as const),
  ['a dozen', 12],
  ['a couple of', 2],
  ['a few', 3],
])

/** A pattern for an amount, in digits or in words. */
export const amountPattern = `(?:\\d{1,6}|${[...byWord.keys()].join('|')})`

/** The number an amount says. */
export const amount = (words: string): number => byWord.get(words.trim()) ?? Number(words)

/** Number words as digits: "twenty percent" is "20 percent". */
export const numberWords = (text: string): string => text.replace(/\b[a-z]+\b/g, word => String(byWord.get(word) ?? word))

/** Upper case for the first letter, the rest as it is. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
