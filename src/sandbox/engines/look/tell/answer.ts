import { readScene } from '../../paint/read.ts'
import { captionOf, hourPhrase, inWords, placePhrase, thingsPhrase } from './caption.ts'
import { placeWords } from './places.ts'
import type { Seen } from './see.ts'

const percent = (share: number): string => `${Math.round(share * 100)} %`
const hours = { day: 'daytime', dawn: 'morning, about dawn', sunset: 'evening, about sunset', night: 'night' } as const

/** A question about a picture answered from what was measured; an honest sentence where that does not tell. */
export function answerTo(question: string, seen: Seen): string {
  const asked = question.toLowerCase()
  const about = (words: RegExp): boolean => words.test(asked)
  if (about(/\b(?:how many|number of) (?:different )?colou?rs\b/)) {
    const counted = seen.colours.filter(({ share }) => share >= 0.02)
    return `${inWords(counted.length)}: ${counted.map(({ name }) => name).join(', ')}`
  }
  if (about(/\bcolou?rs?\b/)) return colourAsked(asked, seen)
  if (
    about(/\b(?:how (?:large|big)|size|resolution|dimensions?|pixels?|width|height|wide|tall|megapixels?)\b/) &&
    !about(/\bcolou?r/)
  )
    return `${seen.width} by ${seen.height} pixels`
  if (about(/\b(?:portrait|landscape|square|orientation|upright|aspect)\b/))
    return seen.width === seen.height ? 'square' : seen.width > seen.height ? 'landscape' : 'portrait'
  if (about(/\b(?:bright|dark|brightness|light or|lit)\b/))
    return `${seen.light > 66 ? 'bright' : seen.light > 42 ? 'of medium brightness' : 'dark'}: ${Math.round(seen.light)} of 100`
  if (about(/\b(?:time of (?:the )?day|day or night|night or day|what time|daytime|is it (?:day|night)|hour)\b/))
    return timeOf(asked, seen)
  if (about(/\b(?:in|out)(?:doors?|side)\b/))
    return seen.place === undefined
      ? unsure('whether it is indoors')
      : placeWords[seen.place].isIndoors === true
        ? 'indoors'
        : 'outdoors'
  if (about(/\b(?:season|snow|winter|weather)\b/)) return snowOf(asked, seen)
  if (about(/\bwhere\b|\b(?:what|which) (?:kind of )?(?:place|setting|background|location)\b/))
    return seen.place === undefined
      ? `${unsure('where it is')} The background is ${seen.background[0]?.name ?? 'grey'}.`
      : placePhrase(seen)
  if (about(/\bhow many\b/)) return seen.things.length === 0 ? 'I see nothing that stands out.' : inWords(seen.things.length)
  if (about(/^\s*(?:is|are|does|do|can you see|has|have)\b/)) return isThere(question, seen)
  if (about(/\b(?:what|which|describe|caption|show|picture|image|photo|see)\b/)) {
    if (about(/\b(?:animal|object|thing|subject|creature|vehicle|building)\b/))
      return thingsPhrase(seen) ?? 'I see nothing that stands out.'
    return captionOf(seen)
  }
  return unsure('that')
}

const unsure = (what: string): string =>
  `I cannot tell ${what}: the sandbox measures what stands out, places, light, colours and size.`

function colourAsked(asked: string, seen: Seen): string {
  if (/\b(?:sky|top|above|ceiling)\b/.test(asked)) return seen.above
  if (/\b(?:ground|floor|grass|bottom|below|water)\b/.test(asked)) return seen.below
  if (/\bbackground\b/.test(asked)) return seen.background[0]?.name ?? seen.above
  if (/\b(?:dominant|main|most|which colou?rs|what colou?rs|colou?rs)\b/.test(asked))
    return seen.colours
      .filter(({ share }) => share >= 0.08)
      .map(({ name, share }) => `${name} (${percent(share)})`)
      .join(', ')
  const wanted = readScene(asked).things.map(({ noun }) => noun)
  const thing = seen.things.find(({ noun }) => noun !== undefined && wanted.includes(noun)) ?? seen.things[0]
  return thing?.colour ?? seen.colours[0]?.name ?? 'grey'
}

function timeOf(asked: string, seen: Seen): string {
  const isOpen = hourPhrase(seen) !== '' || (seen.place !== undefined && placeWords[seen.place].isIndoors !== true)
  if (!isOpen && seen.place !== undefined) return unsure('the time of day')
  if (/^\s*is it (?:a )?night\b(?!.*\bor\b)/.test(asked)) return seen.hour === 'night' ? 'yes' : 'no'
  if (/^\s*is it (?:a )?day(?:time)?\b(?!.*\bor\b)/.test(asked)) return seen.hour === 'night' ? 'no' : 'yes'
  return hours[seen.hour]
}

function snowOf(asked: string, seen: Seen): string {
  const isSnowy = seen.isSnowy || seen.place === 'snowfield'
  if (/^\s*is\b/.test(asked) && /\b(?:snow|winter)/.test(asked)) return isSnowy ? 'yes' : 'no'
  return isSnowy ? 'winter: there is snow' : unsure('the season or the weather, except that there is no snow')
}

/** "Is there a cat?": yes where it was recognised, else no more than what was measured allows. */
function isThere(question: string, seen: Seen): string {
  const scene = readScene(question)
  const wanted = scene.things.map(({ noun }) => noun)
  if (wanted.length === 0) return scene.placed ? (scene.place === seen.place ? 'yes' : 'no') : unsure('that')
  if (seen.things.some(({ noun }) => noun !== undefined && wanted.includes(noun))) return 'yes'
  return seen.things.every(({ noun }) => noun !== undefined) ? 'no' : 'not that I can recognise'
}

/** How well a text fits a picture, from 0 to 1: the share of what it names that was seen, its colours and hour included. */
export function likelihoodOf(text: string, seen: Seen): number {
  const scene = readScene(text)
  const marks: number[] = []
  for (const thing of scene.things) marks.push(seen.things.some(({ noun }) => noun === thing.noun) ? 1 : 0, 0.5)
  if (scene.placed) marks.push(scene.place === seen.place ? 1 : 0)
  if (scene.timed) marks.push(scene.hour === seen.hour ? 1 : 0)
  const named = seen.colours.filter(({ share }) => share > 0.03).map(({ name }) => name)
  for (const word of text.toLowerCase().match(/\b(?:red|orange|yellow|green|blue|purple|pink|brown|black|white|grey)\b/g) ?? [])
    marks.push(named.includes(word) ? 1 : 0)
  return marks.length === 0 ? 0.5 : marks.reduce((sum, mark) => sum + mark, 0) / marks.length
}
