import { gather, type Parsed, repaint } from './draft.ts'
import { filler } from './filler.ts'
import { costumes, isBeing, isBuilding, isFlora, isPerson } from './kinds.ts'
import { lexicon, type Meaning, wardrobe } from './lexicon.ts'
import { addThing, closePhrase, doerOf, forget, lastThing, type Sentence, startSentence } from './sentence.ts'
import { meaningAt, type Token } from './token.ts'

type Of<Type extends Meaning['type']> = Extract<Meaning, { type: Type }>

const prepositions = new Set(['in', 'on', 'under', 'above', 'over', 'at', 'through'])
/** Words that look alike for one and for many. */
const unmarked = new Set(['fish', 'sheep', 'deer', 'koi', 'salmon', 'trout', 'tropical', 'jellyfish', 'moose', 'bison'])
/** Endings of words that are seldom the name of a thing. */
const noThing = /(?:ly|ing|ed|ish|ous|ful|less|able|ible|ive|esque|ian|est|ness|ism|ist|like|ic)$|^\d|^.{1,2}$/
/** What stands for a place on its logo. */
const emblems: Readonly<Record<string, string>> = {
  'coffee shop': 'cup',
  cafe: 'cup',
  restaurant: 'bowl',
  diner: 'burger',
  bookshop: 'book',
  bookstore: 'book',
}
/** A field of plants holds so many that they are drawn in rows. */
const fieldOf = 9

/** Reads words one after the other. Every word means something, is passed over, or names a thing without a shape. */
export function parse(words: readonly string[]): Parsed {
  const sentence = startSentence(words.some(word => word === 'logo' || word === 'icon' || word === 'sticker'))
  for (let at = 0; at < words.length;) at += Math.max(1, step(sentence, words, at))
  closePhrase(sentence)
  gather(sentence.parsed)
  return sentence.parsed
}

/** Reads one word or phrase and says how many words it took. */
function step(sentence: Sentence, words: readonly string[], at: number): number {
  const word = words[at] ?? ''
  if (word === ',') {
    closePhrase(sentence)
    sentence.link = undefined
    sentence.joins = false
    sentence.aside = false
    sentence.wearing = false
    return 1
  }
  const worn = wear(sentence, words, at)
  if (worn > 0) return worn
  const found = lexicon.find(words, at)
  if (found === undefined) {
    if (!noThing.test(word) && /^\p{L}+$/u.test(word)) sentence.strange = word
    return 1
  }
  const token: Token = { words, at, length: found.length, word, plural: found.plural, next: meaningAt(words, at + found.length) }
  return understand(sentence, token, found.value) ?? found.length
}

/** Takes one meaning in. An answer is the number of words read, where it is not the phrase's own. */
function understand(sentence: Sentence, token: Token, meaning: Meaning): number | undefined {
  const { parsed } = sentence
  switch (meaning.type) {
    case 'noun':
      return noun(sentence, token, meaning)
    case 'place':
      return place(sentence, token, meaning)
    case 'colour':
      return colour(sentence, token, meaning)
    case 'act':
      return act(sentence, token, meaning)
    case 'link':
      return link(sentence, token, meaning)
    case 'filler':
      return filler(sentence, token)
    case 'name':
      return name(token)
    case 'hour':
      parsed.hour ??= meaning.hour
      if (meaning.sight !== undefined) parsed.sights.add(meaning.sight)
      if (sentence.colours[0] !== undefined) parsed.skyColour = sentence.colours[0]
      return air(sentence, token, true)
    case 'weather':
      parsed.weather.add(meaning.weather)
      if (meaning.weather === 'clouds' && sentence.colours[0] !== undefined) parsed.skyColour = sentence.colours[0]
      return air(sentence, token, token.next?.type !== 'noun')
    case 'season':
      parsed.season ??= meaning.season
      return air(sentence, token, token.next?.type !== 'noun')
    case 'sight':
      parsed.sights.add(meaning.sight)
      if (meaning.hour !== undefined) parsed.hour ??= meaning.hour
      sentence.link = undefined
      forget(sentence)
      return undefined
    case 'style':
      parsed.styles.add(meaning.style)
      sentence.strange = undefined
      return undefined
    case 'count':
      sentence.count = meaning.count
      sentence.opened = true
      return undefined
    case 'scale':
      sentence.scale = meaning.scale
      sentence.colourWord = token.word === 'baby' ? token.word : undefined
      return undefined
    case 'article':
      sentence.opened = true
      return undefined
    case 'wearing':
      closePhrase(sentence)
      sentence.wearing = true
      return undefined
    case 'and':
      if (sentence.colours.length > 0 && token.next?.type === 'colour') return undefined
      closePhrase(sentence)
      sentence.link = undefined
      sentence.aside = token.word === 'with' && parsed.things.length > 0
      sentence.joins = token.word === 'and' && parsed.things.length > 0
      sentence.wearing ||= token.word === 'with' || (parsed.things[sentence.subject]?.wears.length ?? 0) > 0
      return undefined
    default:
      return meaning satisfies never
  }
}

/** Dresses the doer when the next words are clothes and clothes were meant. */
function wear(sentence: Sentence, words: readonly string[], at: number): number {
  const doer = doerOf(sentence)
  const { link, subject } = sentence
  const meant = sentence.wearing || (link?.from === subject && (link.how === 'in' || (link.how === 'hold' && sentence.bywith)))
  if (doer === undefined || !isBeing(doer.noun) || !meant) return 0
  const item = wardrobe.find(words, at)
  if (item === undefined) return 0
  doer.wears.push({ what: item.value, colour: sentence.colours[0] })
  forget(sentence)
  sentence.link = undefined
  sentence.wearing = true
  return item.length
}

function noun(sentence: Sentence, { words, at, length, word, plural, next }: Token, meaning: Of<'noun'>): number | undefined {
  // "A sunflower field" is full of them.
  if (next?.type === 'place' && isFlora(meaning.name) && ['meadow', 'garden', 'farm', 'forest'].includes(next.place))
    sentence.count ??= fieldOf
  const named = next?.type === 'noun' && !plural ? next.name : undefined
  if (named === undefined) {
    const many = plural || (!sentence.opened && sentence.count === undefined && unmarked.has(word))
    addThing(sentence, meaning.name, words.slice(at, at + length).join(' '), many)
    return undefined
  }
  // Two nouns in a row: the second is meant, the first tells of it ("pirate cat", "paper boat").
  const costume = costumes[meaning.name]
  const uniform = costumes[named]
  if (costume !== undefined && isBeing(named) && !isPerson(named)) sentence.worn = { what: costume, colour: undefined }
  else if (uniform !== undefined && isBeing(meaning.name) && !isPerson(meaning.name)) {
    sentence.worn = { what: uniform, colour: undefined }
    addThing(sentence, meaning.name, word, false)
    return length + (lexicon.find(words, at + length)?.length ?? 1)
  } else if (meaning.name === 'robot') sentence.colours.push('#a9b7c6')
  // "A mushroom house": what has no shape of its own is shown with both its halves.
  else if (isBuilding(named) && !isBeing(meaning.name)) sentence.beside = { noun: meaning.name, word }
  return undefined
}

function place(sentence: Sentence, { words, at, length, word, next }: Token, meaning: Of<'place'>): number | undefined {
  const emblem = sentence.logo ? emblems[words.slice(at, at + length).join(' ')] : undefined
  if (emblem !== undefined) {
    sentence.parsed.places.push('studio')
    addThing(sentence, emblem, word, false)
    return undefined
  }
  // "A tardigrade on the moon": the place closes what stood before it.
  if (length > 1 && prepositions.has(word)) closePhrase(sentence)
  const { parsed, colours, link } = sentence
  if (/^roofs?$/.test(word) && link?.how !== 'on' && lastThing(sentence) !== undefined) {
    if (colours[0] !== undefined) repaint(lastThing(sentence), colours[0])
    forget(sentence)
    return undefined
  }
  if (next?.type === 'place' && next.place !== meaning.place) {
    sentence.setting = meaning.place
    return undefined
  }
  if (next?.type === 'noun' && length === 1 && meaning.place !== 'city') {
    // "A forest fox": the word tells of the thing that follows.
    sentence.strange = undefined
    if (!parsed.places.includes(meaning.place)) parsed.places.push(meaning.place)
    return undefined
  }
  // "A witch over a village" flies.
  const flyer = doerOf(sentence)
  const busy = parsed.things.some(({ link: to }) => to?.how === 'hold' && parsed.things[to.to] === flyer)
  if (link?.how === 'over' && flyer !== undefined && isBeing(flyer.noun) && !busy) flyer.act ??= 'fly'
  let full = false
  if (meaning.place === 'sky' && length === 1) {
    if (colours[0] !== undefined) parsed.skyColour = colours[0]
    else if (parsed.places.length === 0 && words[at - 1] !== 'clear') parsed.places.push('sky')
  } else {
    parsed.places.push(meaning.place)
    if (sentence.setting !== undefined) parsed.places.push(sentence.setting)
    sentence.setting = undefined
    if (parsed.places[0] === meaning.place) parsed.placeColour ??= colours[0]
    full = words[at + length] === 'of'
  }
  sentence.link = undefined
  forget(sentence)
  // "A field of tulips" is full of them.
  if (full) sentence.count = fieldOf
  return undefined
}

function colour(sentence: Sentence, { words, at, word }: Token, meaning: Of<'colour'>): number | undefined {
  if (word === 'black' && words[at + 1] === 'and' && words[at + 2] === 'white') {
    // "Black and white cat" are colours, "in black and white" is a manner.
    const after = meaningAt(words, at + 3)?.type
    if (after === 'noun' || after === 'filler') sentence.colours.push('#24232b', '#f6f5f1')
    else sentence.parsed.styles.add('mono')
    return 3
  }
  sentence.colours.push(meaning.colour)
  sentence.colourWord = word
  return undefined
}

/** After an hour, a weather or a season: what was to follow a link was this. */
function air(sentence: Sentence, { next }: Token, ends: boolean): undefined {
  if (next?.type !== 'noun') sentence.link = undefined
  if (ends) forget(sentence)
}

function act(sentence: Sentence, { words, at, next }: Token, meaning: Of<'act'>): undefined {
  if (sentence.strange !== undefined && (sentence.opened || sentence.parsed.things.length === 0) && next?.type !== 'noun')
    closePhrase(sentence)
  const doer = doerOf(sentence)
  // "Flying a kite": the kite flies, on a string.
  if (
    meaning.act === 'fly' &&
    doer !== undefined &&
    /^kites?$/.test(words.slice(at + 1, at + 4).find(word => /^kites?$/.test(word)) ?? '')
  ) {
    sentence.link = { how: 'hold', from: Math.max(0, sentence.subject) }
    return
  }
  if (sentence.opened || doer === undefined || next?.type === 'noun') sentence.act = meaning.act
  else doer.act = meaning.act
  // "Painting a picture": what follows belongs to the doer.
  if (next?.type === 'article' && doer !== undefined) sentence.link = { how: 'beside', from: sentence.subject }
}

function link(sentence: Sentence, { words, at, length, word, next }: Token, meaning: Of<'link'>): undefined {
  closePhrase(sentence)
  sentence.joins = false
  const { things } = sentence.parsed
  // "A table with a cake on it": the cake is placed to the table once more, better.
  const last = things.at(-1)
  if (
    meaning.how === 'on' &&
    /^(?:it|top|them)$/.test(words[at + length] ?? '') &&
    last?.link !== undefined &&
    last.link.how !== 'on'
  ) {
    last.link = { how: 'on', to: last.link.to }
    return
  }
  sentence.bywith = word === 'with'
  if (/^an?$/.test(words[at + length - 1] ?? '')) sentence.opened = true
  if (things.length > 0) sentence.link = { how: meaning.how, from: sentence.subject >= 0 ? sentence.subject : things.length - 1 }
  const reader = things[sentence.subject]
  if (word.startsWith('read') && reader !== undefined) reader.act = 'read'
  // "Drinking at a river", not "drinking tea".
  if (
    /^(?:drink|eat)/.test(word) &&
    reader !== undefined &&
    !isPerson(reader.noun) &&
    (at + length >= words.length || /^(?:link|place|filler)$/.test(next?.type ?? ''))
  ) {
    reader.act = 'drink'
    sentence.link = undefined
  }
  if (/^(?:flying|hovering)$/.test(word) && meaning.how === 'over' && reader !== undefined) reader.act = 'fly'
}

/** Passes by the words of a painter's name: they are no things to be painted. */
function name({ words, at, length }: Token): number {
  let end = at + length
  while (end < words.length && words[end] !== ',' && meaningAt(words, end) === undefined) end++
  return end - at
}
