import { placeWords } from './places.ts'
import type { Seen, SeenThing } from './see.ts'

const article = (words: string): string => `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`
const plural = (noun: string): string =>
  /(?:s|x|ch|sh)$/.test(noun) ? `${noun}es` : /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`
const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six']
/** A small number in words. */
export const inWords = (count: number): string => numbers[count] ?? String(count)

const hourPhrases = { day: '', dawn: ' at dawn', sunset: ' at sunset', night: ' at night' } as const

/** Where nothing about the light outside can be said. */
const isTimeless = ({ place }: Seen): boolean =>
  place === undefined || placeWords[place].isIndoors === true || /^(?:space|moon|mars|underwater|cave)$/.test(place)

/** The light of the picture as the end of a sentence, or nothing. */
export const hourPhrase = (seen: Seen): string => (isTimeless(seen) ? '' : hourPhrases[seen.hour])

/** Where the picture plays, or what its background looks like. */
export function placePhrase(seen: Seen): string {
  if (seen.place === undefined) return `before a ${seen.background[0]?.name ?? seen.above} background`
  const snow = seen.isSnowy && seen.place !== 'snowfield' ? ' in the snow' : ''
  return `${placeWords[seen.place].phrase}${snow}`
}

const nameOf = ({ name, colour }: SeenThing): string =>
  name === undefined ? `something ${colour}` : article(/\b(?:earth|sun|moon)\b/.test(name) ? name : `${colour} ${name}`)

/** The things of a picture, the largest first: "a red fox and something blue". */
export function thingsPhrase({ things }: Seen): string | undefined {
  const known = things.filter(({ name }) => name !== undefined)
  const told = known.length > 0 ? known : things.slice(0, 1)
  const first = told[0]
  if (first === undefined) return undefined
  const alike = told.filter(({ name }) => name !== undefined && name === first.name)
  if (alike.length > 1 && first.name !== undefined) return `${inWords(alike.length)} ${plural(first.name)}`
  return told.slice(0, 2).map(nameOf).join(' and ')
}

/** One sentence on what a picture shows, from what was measured alone. */
export function captionOf(seen: Seen): string {
  const things = thingsPhrase(seen)
  if (things !== undefined) return `${things} ${placePhrase(seen)}${hourPhrase(seen)}`
  if (seen.place !== undefined) return `a view ${placePhrase(seen).replace(/^(?:in|on|by|before) /, 'of ')}${hourPhrase(seen)}`
  const [most, next] = seen.colours
  return `a picture in ${most?.name ?? 'grey'}${next !== undefined && next.share > 0.15 ? ` and ${next.name}` : ''}`
}
