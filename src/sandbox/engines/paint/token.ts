import { lexicon, type Meaning } from './lexicon.ts'

/** A word or phrase with what stands around it. */
export type Token = {
  readonly words: readonly string[]
  readonly at: number
  readonly length: number
  readonly word: string
  readonly plural: boolean
  readonly next: Meaning | undefined
}

/** What the word or phrase at a place means. */
export const meaningAt = (words: readonly string[], at: number): Meaning | undefined => lexicon.find(words, at)?.value
