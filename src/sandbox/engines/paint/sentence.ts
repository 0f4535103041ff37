import type { Colour } from './colour.ts'
import { type Draft, nothing, type Parsed } from './draft.ts'
import { alsoThings, isBeing, isBuilding, isPerson } from './kinds.ts'
import { nouns } from './nouns.ts'
import type { Act, Link, Place, Worn } from './scene.ts'

const mostThings = 8
const mostUnknown = 2

/** What is known in the middle of a prompt: the things so far, and what was said of the next one. */
export type Sentence = {
  readonly parsed: Parsed
  count: number | undefined
  colours: Colour[]
  /** The word of the last colour or size: alone at the end of a phrase it may be a thing itself. */
  colourWord: string | undefined
  scale: number
  act: Act | undefined
  worn: Worn | undefined
  glows: boolean
  /** What is to be set beside the next thing. */
  beside: { readonly noun: string; readonly word: string } | undefined
  /** A word nobody knows. */
  strange: string | undefined
  /** An article or a number was said: a thing must follow. */
  opened: boolean
  /** How the next thing is bound to an earlier one. */
  link: { readonly how: Link; readonly from: number } | undefined
  /** "With" was said: what follows belongs to the doer, who stays the doer. */
  aside: boolean
  /** A logo is asked for: a place is shown by what stands for it. */
  readonly logo: boolean
  /** "And" was said just before. */
  joins: boolean
  /** What follows is worn; `bywith`: it may be, since "with" was said. */
  wearing: boolean
  bywith: boolean
  /** The vessel the next thing is in, or -1. */
  filling: number
  /** The thing that does what is told, or -1. */
  subject: number
  /** The first of two places in a row lies behind the second: "a mountain lake". */
  setting: Place | undefined
}

/** The beginning of a prompt. */
export const startSentence = (logo = false): Sentence => ({
  parsed: nothing(),
  ...fresh(),
  aside: false,
  logo,
  link: undefined,
  joins: false,
  wearing: false,
  bywith: false,
  filling: -1,
  subject: -1,
  setting: undefined,
})

const fresh = () => ({
  count: undefined,
  colours: [] as Colour[],
  colourWord: undefined,
  scale: 1,
  act: undefined,
  worn: undefined,
  glows: false,
  beside: undefined,
  strange: undefined,
  opened: false,
})

/** Forgets what was said of the next thing. */
export function forget(sentence: Sentence): void {
  Object.assign(sentence, fresh())
}

/** The thing named last. */
export const lastThing = ({ parsed }: Sentence): Draft | undefined => parsed.things.at(-1)
/** The thing that does what is told. */
export const doerOf = (sentence: Sentence): Draft | undefined => sentence.parsed.things[sentence.subject] ?? lastThing(sentence)

const handy: ReadonlySet<string> = new Set(['toyballoon', 'kite', 'umbrella', 'lantern', 'book'])

/** Puts a thing into the scene, with all that was said of it. */
export function addThing(sentence: Sentence, noun: string, word: string, plural: boolean): void {
  const { things } = sentence.parsed
  // A cake brings its own candles.
  const trimming = noun === 'candle' && things.at(-1)?.noun === 'cake' && (sentence.aside || sentence.bywith)
  if (things.length < mostThings && !trimming) {
    const { colours, scale, act, worn, aside, subject } = sentence
    // "Children with balloons" have them in their hands.
    const link = sentence.link ?? (aside && subject >= 0 && handy.has(noun) ? { how: 'hold' as const, from: subject } : undefined)
    const count = sentence.count ?? (plural ? 3 : 1)
    const index = things.push({ noun, word, count, colours, scale, act, wears: worn === undefined ? [] : [worn] }) - 1
    if (sentence.count !== undefined) (things[index] as Draft).counted = true
    if (sentence.glows) (things[index] as Draft).glows = true
    if (sentence.joins && index > 0) (things[index] as Draft).joined = true
    if (link !== undefined) bind(sentence, link.how, link.from, index)
    if ((link?.how !== 'hold' && !sentence.aside) || sentence.subject < 0) sentence.subject = index
    if (sentence.beside !== undefined && things.length < mostThings)
      things.push({
        ...sentence.beside,
        count: 1,
        colours: [],
        scale: 0.6,
        act: undefined,
        wears: [],
        link: { how: 'beside', to: index },
      })
  }
  sentence.link = undefined
  sentence.joins = false
  sentence.aside = false
  sentence.wearing = false
  forget(sentence)
}

/** Binds two things. What carries is the base: "a cat on a chair" places the cat to the chair. */
function bind({ parsed: { things }, filling, bywith }: Sentence, how: Link, from: number, to: number): void {
  const [first, second] = [things[from], things[to]]
  if (first === undefined || second === undefined) return
  // Nobody sits in a sailing boat to fish: a small one shows them better.
  if ((how === 'in' || how === 'on' || how === 'ride') && second.word === 'boat' && isBeing(first.noun)) second.noun = 'rowboat'
  if (filling === from) second.link = { how: 'in', to: from }
  else if (how === 'hold' && !canHold(first, second, bywith)) second.link = { how: 'beside', to: from }
  // Who is in a house is shown before it.
  else if (how === 'in' && isBuilding(second.noun)) second.link = { how: 'behind', to: from }
  else if (how === 'on' || how === 'in' || how === 'ride' || how === 'over') {
    if (first.link === undefined) first.link = { how, to }
    else second.link = { how: 'beside', to: from }
    if (how === 'ride') first.act = 'ride'
    // "A cat and a dog in a boat": both are.
    for (let i = from; things[i]?.joined === true && i > 0; i--) {
      const other = things[i - 1]
      if (other !== undefined && other.link === undefined && how !== 'over') other.link = { how, to }
    }
  } else if (how === 'under') second.link = { how: 'over', to: from }
  else if (how === 'behind') second.link = { how: 'before', to: from }
  else if (how === 'before') second.link = { how: 'behind', to: from }
  else second.link = { how, to: from }
  if (how === 'hold' && second.noun === 'book') first.act = 'read'
}

/** What a person can take into the arms. */
const lapSize = 0.6

/** "A wizard with a dragon": nobody holds a dragon; a kitten is held where it says so. */
const canHold = (first: Draft, second: Draft, bywith: boolean): boolean => {
  const size = nouns[second.noun]?.size ?? 0
  if (isBeing(second.noun)) return isPerson(first.noun) && size <= lapSize && !bywith && second.count === 1
  return isBeing(first.noun) && size <= 1
}

/** The end of a phrase: what it named and nobody knows becomes an abstract form. */
export function closePhrase(sentence: Sentence): void {
  const { parsed, colourWord, strange, opened, link } = sentence
  const first = parsed.things.length === 0
  const alone = colourWord === undefined ? undefined : alsoThings[colourWord]
  if (colourWord !== undefined && alone !== undefined && (opened || link !== undefined || first)) {
    sentence.colours = sentence.colours.slice(0, -1)
    addThing(sentence, alone, colourWord, false)
  } else if (
    strange !== undefined &&
    parsed.unknown.length < mostUnknown &&
    (opened || link !== undefined || (first && parsed.places.length === 0))
  ) {
    parsed.unknown.push(strange)
    addThing(sentence, 'abstract', strange, false)
  }
  forget(sentence)
}
