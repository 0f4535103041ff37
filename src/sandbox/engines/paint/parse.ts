import type { Colour } from './colour.ts'
import { alsoThings, costumes, isBeing, isBuilding, isFlora, isPerson, parts } from './kinds.ts'
import { lexicon, type Meaning, wardrobe } from './lexicon.ts'
import { nouns } from './nouns.ts'
import type { Act, Hour, Link, Place, Season, Sight, Style, Weather, Worn } from './scene.ts'
import { singulars } from './words.ts'

/** A thing while its sentence is being read. */
export type Draft = {
  noun: string
  word: string
  count: number
  colours: Colour[]
  accent?: Colour
  scale: number
  act: Act | undefined
  wears: Worn[]
  link?: { readonly how: Link; readonly to: number }
}

/** What the words of a prompt say, before anything is filled in. */
export type Parsed = {
  readonly things: Draft[]
  readonly places: Place[]
  placeColour: Colour | undefined
  hour: Hour | undefined
  skyColour: Colour | undefined
  season: Season | undefined
  readonly weather: Set<Weather>
  readonly sights: Set<Sight>
  readonly styles: Set<Style>
  readonly unknown: string[]
}

const mostThings = 8
const mostUnknown = 2
const prepositions = new Set(['in', 'on', 'under', 'above', 'over', 'at', 'through'])
/** Words that look alike for one and for many. */
const unmarked = new Set(['fish', 'sheep', 'deer', 'koi', 'salmon', 'trout', 'tropical', 'jellyfish', 'moose', 'bison'])
const noThing = /(?:ly|ing|ed|ish|ous|ful|less|able|ible|ive|esque|ian|est|ness|ism|ist|like|ic)$|^\d|^.{1,2}$/

/** Reads words one after the other. Every word means something, is passed over, or names a thing without a shape. */
export function parse(words: readonly string[]): Parsed {
  const parsed: Parsed = {
    things: [],
    places: [],
    placeColour: undefined,
    hour: undefined,
    skyColour: undefined,
    season: undefined,
    weather: new Set(),
    sights: new Set(),
    styles: new Set(),
    unknown: [],
  }
  const { things } = parsed
  // What was said of the next thing.
  let count: number | undefined
  let colours: Colour[] = []
  let scale = 1
  let act: Act | undefined
  let worn: Worn | undefined
  let strange: string | undefined
  let opened = false
  let colourWord: string | undefined
  // How the next thing is bound to an earlier one.
  let link: { readonly how: Link; readonly from: number } | undefined
  let wearing = false
  let bywith = false
  let filling = -1
  let filled = false
  let subject = -1
  // "mountain lake": the first of two places lies behind the second.
  let setting: Place | undefined

  const last = (): Draft | undefined => things.at(-1)
  const clear = (): void => {
    ;[count, scale, act, strange, opened, colourWord, worn] = [undefined, 1, undefined, undefined, false, undefined, undefined]
    colours = []
  }
  const add = (noun: string, word: string, plural: boolean): void => {
    if (things.length < mostThings) {
      const draft: Draft = {
        noun,
        word,
        count: count ?? (plural ? 3 : 1),
        colours,
        scale,
        act,
        wears: worn === undefined ? [] : [worn],
      }
      const index = things.push(draft) - 1
      if (link !== undefined) join(link.how, link.from, index)
      if (link?.how !== 'hold' || subject < 0) subject = index
    }
    link = undefined
    wearing = false
    clear()
  }
  const join = (how: Link, from: number, to: number): void => {
    const [first, second] = [things[from], things[to]]
    if (first === undefined || second === undefined) return
    if (filling === from) {
      second.link = { how: 'in', to: from }
      return
    }
    // "A wizard with a dragon": nobody holds a dragon.
    if (
      how === 'hold' &&
      (!isBeing(first.noun) || (isBeing(second.noun) && first.act !== 'read') || (nouns[second.noun]?.size ?? 0) > 1)
    ) {
      second.link = { how: 'beside', to: from }
      return
    }
    // Who is in a house is shown before it.
    if (how === 'in' && isBuilding(second.noun)) second.link = { how: 'behind', to: from }
    else if (how === 'on' || how === 'in' || how === 'ride' || how === 'over') {
      if (first.link === undefined) first.link = { how, to }
      else second.link = { how: 'beside', to: from }
      if (how === 'ride') first.act = 'ride'
    } else if (how === 'under') second.link = { how: 'over', to: from }
    else if (how === 'behind') second.link = { how: 'before', to: from }
    else if (how === 'before') second.link = { how: 'behind', to: from }
    else second.link = { how, to: from }
    if (how === 'hold' && second.noun === 'book') first.act = 'read'
  }
  /** The end of a phrase: what it named and nobody knows becomes an abstract form. */
  const close = (): void => {
    const alone = colourWord === undefined ? undefined : alsoThings[colourWord]
    if (alone !== undefined && (opened || link !== undefined || things.length === 0)) {
      colours = colours.slice(0, -1)
      add(alone, colourWord ?? alone, false)
    } else if (
      strange !== undefined &&
      parsed.unknown.length < mostUnknown &&
      (opened || link !== undefined || (things.length === 0 && parsed.places.length === 0))
    ) {
      parsed.unknown.push(strange)
      add('abstract', strange, false)
    }
    clear()
  }

  for (let at = 0; at < words.length;) {
    const word = words[at] ?? ''
    if (word === ',') {
      close()
      link = undefined
      wearing = false
      at++
      continue
    }
    const dressed = things[subject] ?? last()
    if (
      dressed !== undefined &&
      isBeing(dressed.noun) &&
      (wearing || ((link?.how === 'in' || (link?.how === 'hold' && bywith)) && link.from === subject))
    ) {
      const item = wardrobe.find(words, at)
      if (item !== undefined) {
        dressed.wears.push({ what: item.value, colour: colours[0] })
        clear()
        link = undefined
        wearing = true
        at += item.length
        continue
      }
    }
    const found = lexicon.find(words, at)
    const length = found?.length ?? 1
    const next = lexicon.find(words, at + length)?.value
    if (found === undefined) {
      if (!noThing.test(word) && /^[\p{L}]+$/u.test(word)) strange = singulars(word)[0]
      at++
      continue
    }
    const meaning: Meaning = found.value
    switch (meaning.type) {
      case 'noun': {
        const nounNext = next?.type === 'noun' ? next.name : undefined
        // "A sunflower field" is full of them.
        if (next?.type === 'place' && isFlora(meaning.name) && ['meadow', 'garden', 'farm', 'forest'].includes(next.place))
          count ??= 9
        if (nounNext !== undefined && !found.plural) {
          // Two nouns in a row: the second is meant, the first tells of it ("pirate cat", "paper boat").
          const costume = costumes[meaning.name]
          if (costume !== undefined && isBeing(nounNext) && !isPerson(nounNext)) worn = { what: costume, colour: undefined }
          else if (isBeing(meaning.name) && costumes[nounNext] !== undefined && !isPerson(meaning.name)) {
            worn = { what: costumes[nounNext], colour: undefined }
            add(meaning.name, word, false)
            at += lexicon.find(words, at + length)?.length ?? 1
          } else if (meaning.name === 'robot') colours.push('#a9b7c6')
        } else
          add(
            meaning.name,
            words.slice(at, at + length).join(' '),
            found.plural || (!opened && count === undefined && unmarked.has(word)),
          )
        break
      }
      case 'place':
        // "A tardigrade on the moon": the place closes what stood before it.
        if (length > 1 && prepositions.has(word)) close()
        if (/^roofs?$/.test(word) && link?.how !== 'on' && last() !== undefined) {
          if (colours[0] !== undefined) repaint(last(), colours[0])
          clear()
          break
        }
        if (next?.type === 'place' && next.place !== meaning.place) {
          setting = meaning.place
          break
        }
        if (next?.type === 'noun' && length === 1 && meaning.place !== 'city') {
          at += length
          strange = undefined
          if (!parsed.places.includes(meaning.place)) parsed.places.push(meaning.place)
          continue
        }
        if (meaning.place === 'sky' && length === 1) {
          if (colours[0] !== undefined) parsed.skyColour = colours[0]
          if (parsed.places.length === 0 && colours.length === 0 && words[at - 1] !== 'clear') parsed.places.push('sky')
        } else {
          parsed.places.push(meaning.place)
          if (setting !== undefined) parsed.places.push(setting)
          setting = undefined
          filled = words[at + length] === 'of'
          if (parsed.placeColour === undefined && parsed.places[0] === meaning.place) parsed.placeColour = colours[0]
        }
        link = undefined
        clear()
        // "A field of tulips" is full of them.
        if (filled) count = 9
        filled = false
        break
      case 'hour':
        parsed.hour ??= meaning.hour
        if (meaning.sight !== undefined) parsed.sights.add(meaning.sight)
        if (colours[0] !== undefined) parsed.skyColour = colours[0]
        if (link !== undefined && next?.type !== 'noun') link = undefined
        clear()
        break
      case 'weather':
        parsed.weather.add(meaning.weather)
        if (meaning.weather === 'clouds' && colours[0] !== undefined) parsed.skyColour = colours[0]
        if (link !== undefined && next?.type !== 'noun') link = undefined
        if (next?.type !== 'noun') clear()
        break
      case 'season':
        parsed.season ??= meaning.season
        if (next?.type !== 'noun') clear()
        break
      case 'sight':
        parsed.sights.add(meaning.sight)
        if (meaning.hour !== undefined) parsed.hour ??= meaning.hour
        link = undefined
        clear()
        break
      case 'style':
        parsed.styles.add(meaning.style)
        strange = undefined
        break
      case 'colour':
        // "black and white cat" are colours, "in black and white" is a manner.
        if (word === 'black' && words[at + 1] === 'and' && words[at + 2] === 'white') {
          const after = lexicon.find(words, at + 3)?.value
          if (after?.type === 'noun' || after?.type === 'filler') colours.push('#24232b', '#f6f5f1')
          else parsed.styles.add('mono')
          at += 3
          continue
        }
        colours.push(meaning.colour)
        colourWord = word
        at += length
        continue
      case 'count':
        count = meaning.count
        opened = true
        break
      case 'scale':
        scale = meaning.scale
        colourWord = word === 'baby' ? word : undefined
        at += length
        continue
      case 'act': {
        if (strange !== undefined && (opened || things.length === 0) && next?.type !== 'noun') close()
        const doer = things[subject] ?? last()
        if (opened || doer === undefined || next?.type === 'noun') act = meaning.act
        else doer.act = meaning.act
        if (next?.type === 'article') {
          // "painting a picture", "fishing a boot": what follows belongs to the doer.
          if (doer !== undefined) link = { how: 'beside', from: subject }
        }
        break
      }
      case 'link': {
        close()
        bywith = word === 'with'
        if (/^an?$/.test(words[at + length - 1] ?? '')) opened = true
        if (things.length > 0)
          link = {
            how: meaning.how,
            from: meaning.how === 'hold' || meaning.how === 'ride' || subject >= 0 ? subject : things.length - 1,
          }
        if (/^read/.test(word) && things[subject] !== undefined) (things[subject] as Draft).act = 'read'
        break
      }
      case 'wearing':
        close()
        wearing = true
        break
      case 'and':
        if (colours.length > 0 && next?.type === 'colour') break
        close()
        link = undefined
        wearing = wearing || word === 'with' || dressedNow()
        break
      case 'article':
        if (!opened) opened = true
        break
      case 'name':
        // A painter's name is no thing to be painted.
        at += length
        while (at < words.length && words[at] !== ',' && lexicon.find(words, at) === undefined) at++
        continue
      case 'filler': {
        if (
          word === 'of' &&
          last() !== undefined &&
          vessels.has((last() as Draft).noun) &&
          next !== undefined &&
          next.type !== 'place'
        ) {
          const vessel = things.length - 1
          if (next.type === 'noun' && !isFlora(next.name)) link = { how: 'in', from: vessel }
          filling = vessel
        }
        const single = singulars(word).at(-1) ?? word
        if (parts.has(single) && colours[0] !== undefined && last() !== undefined && !nextNoun(words, at + length)) {
          repaint(last(), colours[0])
          colours = []
        } else if (
          /^(?:eye|hair|fur|dress|shirt|jacket|coat|robe|suit|sweater|feather|scale)/.test(word) &&
          colours.length > 0 &&
          last() !== undefined &&
          !nextNoun(words, at + length)
        ) {
          const owner = things[subject] ?? (last() as Draft)
          if (isPerson(owner.noun) && /^(?:dress|shirt|jacket|coat|robe|suit|sweater)/.test(word)) owner.colours = [...colours]
          else if (/^(?:fur|feather|scale)/.test(word) && owner.colours.length === 0) owner.colours = [...colours]
          colours = []
        }
        if (word !== 'style') break
        strange = undefined
        break
      }
      default:
        meaning satisfies never
    }
    at += length
  }
  close()
  gather(parsed)
  return parsed

  function dressedNow(): boolean {
    return (things[subject]?.wears.length ?? 0) > 0
  }
}

/** What is filled with something: "a basket of apples". */
const vessels = new Set(['basket', 'box', 'bowl', 'cup', 'glass', 'bottle', 'pot', 'bouquet'])

/** A bouquet holds its flowers itself, and its vase. */
function gather({ things }: Parsed): void {
  const bouquet = things.find(thing => thing.noun === 'bouquet' || thing.noun === 'pot')
  if (bouquet === undefined) return
  const kept = things.filter(thing => thing === bouquet || !(isFlora(thing.noun) || thing.noun === 'bouquet'))
  if (kept.length === things.length) return
  for (const thing of things) if (!kept.includes(thing) && isFlora(thing.noun)) bouquet.colours.push(...thing.colours)
  const moved = new Map(things.map((thing, index) => [index, kept.indexOf(kept.includes(thing) ? thing : bouquet)]))
  for (const thing of kept) {
    const to = thing.link === undefined ? undefined : moved.get(thing.link.to)
    if (thing === bouquet && (to === undefined || kept[to] === bouquet)) delete thing.link
    else if (thing.link !== undefined && to !== undefined) thing.link = { how: thing.link.how, to }
  }
  things.splice(0, things.length, ...kept)
}

/** Gives a thing its second colour. */
function repaint(owner: Draft | undefined, colour: Colour): void {
  if (owner === undefined || !(owner.noun in nouns)) return
  owner.accent = colour
}

const nextNoun = (words: readonly string[], at: number): boolean => lexicon.find(words, at)?.value.type === 'noun'
