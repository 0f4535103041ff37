import { repaint, vessels } from './draft.ts'
import { isBeing, isFlora, isPerson, parts } from './kinds.ts'
import { doerOf, lastThing, type Sentence } from './sentence.ts'
import { meaningAt, type Token } from './token.ts'
import { singulars } from './words.ts'

/** "A penguin family". */
const familyOf = 4

/** Words that say little: a part of a thing may be coloured ("with a red roof"), a vessel filled ("of apples"). */
export function filler(sentence: Sentence, { words, at, length, word, next }: Token): undefined {
  const { colours } = sentence
  const thing = lastThing(sentence)
  if (word === 'style') sentence.strange = undefined
  if (word === 'glowing' || word === 'shining') sentence.glows = true
  if (word === 'family' && thing !== undefined && isBeing(thing.noun)) thing.count = Math.max(thing.count, familyOf)
  if (word === 'of' && thing !== undefined && vessels.has(thing.noun) && next !== undefined && next.type !== 'place') {
    sentence.filling = sentence.parsed.things.length - 1
    if (next.type === 'noun' && !isFlora(next.name)) sentence.link = { how: 'in', from: sentence.filling }
  }
  if (colours[0] === undefined || thing === undefined || meaningAt(words, at + length)?.type === 'noun') return
  if (parts.has(singulars(word).at(-1) ?? word)) {
    repaint(thing, colours[0])
    sentence.colours = []
  } else if (
    /^(?:eye|hair|fur|dress|shirt|jacket|coat|robe|suit|sweater|feather|scale|beard|m(?:o)?ustache|whisker|nose|cheek|lip)/.test(
      word,
    )
  ) {
    const owner = doerOf(sentence) ?? thing
    const clothes = /^(?:dress|shirt|jacket|coat|robe|suit|sweater)/.test(word) && isPerson(owner.noun)
    const skin = /^(?:fur|feather|scale)/.test(word) && owner.colours.length === 0
    if (clothes || skin) owner.colours = [...colours]
    sentence.colours = []
  }
}
