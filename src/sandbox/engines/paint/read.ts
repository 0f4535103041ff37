import { isBeing, isBird, isBuilding, isHoofed, isPerson } from './kinds.ts'
import { lexicon } from './lexicon.ts'
import { nouns } from './nouns.ts'
import { parse } from './parse.ts'
import { people } from './nouns/people.ts'
import type { Draft } from './draft.ts'
import type { Act, Hour, Place, Scene, Sight, Thing } from './scene.ts'
import { type Letterform, letteringOf } from './lettering.ts'
import { feelingIn, reworded } from './reword.ts'
import { wordsOf } from './words.ts'

/** Reads a prompt into a scene; what `negative` names is left out. Never throws, whatever the text. */
export function readScene(prompt: string, negative = ''): Scene {
  const without = new Set(namesIn(reworded(negative)))
  const kept = prompt.slice(0, 8_000).replace(/\b(?:no|without(?: any)?) ([a-z]+(?: [a-z]+)?)/gi, (whole, words: string) => {
    const names = namesIn(wordsOf(words).slice(0, 2))
    for (const name of names) without.add(name)
    return names.length > 0 ? ' , ' : whole
  })
  const lettering = letteringOf(kept)
  // The text of a sign is written, not painted.
  const words = reworded(lettering === undefined ? kept : kept.replace(lettering.source, ' , '))
  const said = parse(words)
  const feeling = said.things.length + said.places.length === 0 && lettering === undefined ? feelingIn(words) : undefined
  const parsed = feeling === undefined ? said : parse([...words, ',', ...feeling])
  const { things, moved } = remaining(parsed.things, without)
  const places = [...new Set(parsed.places)].filter(place => !without.has(place))
  const home = things.length === 0 && lettering !== undefined ? letterHomes[lettering.form] : homeOf(things)
  // Where it snows there is no desert.
  const hot = ['desert', 'jungle', 'beach', 'farm', 'swamp'].includes(home)
  const chilled = parsed.weather.has('snow') && hot ? 'snowfield' : home
  const place =
    (places.includes('mountains') && parsed.sights.has('waves')) || (places[0] === 'lake' && home === 'sea')
      ? 'sea'
      : (places[0] ?? (parsed.sights.has('waves') ? 'sea' : chilled))
  const painted = things.map((draft): Thing => ({
    noun: draft.noun,
    word: draft.word,
    count: draft.count,
    colours: draft.colours.slice(0, 2),
    accent: draft.accent,
    scale: draft.scale,
    act: actOf(draft, place),
    wears: draft.wears,
    ...(draft.glows === true ? { glows: true } : {}),
    ...(draft.bunch === undefined ? {} : { bunch: draft.bunch }),
    ...(draft.link === undefined ? {} : { link: { how: draft.link.how, to: moved.get(draft.link.to) as number } }),
  }))
  const sights = [...parsed.sights].filter(sight => !without.has(sight))
  return {
    things: painted,
    place,
    placed: places.length > 0,
    placeColour: parsed.placeColour,
    also: places.filter(other => other !== place),
    hour: parsed.hour !== undefined && !without.has(parsed.hour) ? parsed.hour : hourOf(sights, [...parsed.styles]),
    timed: parsed.hour !== undefined || parsed.styles.has('neon') || parsed.weather.has('clear'),
    skyColour: parsed.skyColour,
    weather: [...parsed.weather].filter(kind => !without.has(kind)),
    season: parsed.season !== undefined && !without.has(parsed.season) ? parsed.season : undefined,
    sights,
    styles: [...parsed.styles].filter(style => !without.has(style)),
    lettering: lettering?.text,
    letterform: lettering?.form ?? 'sign',
    without,
    unknown: parsed.unknown,
  }
}

/** Where letters are shown that nothing else is shown with. */
const letterHomes: Readonly<Record<Letterform, Place>> = { sign: 'mountains', block: 'studio', balloon: 'meadow' }

/** The names of all nouns, weathers, sights and places in a text; "people" stands for everybody. */
function namesIn(words: readonly string[]): string[] {
  const names: string[] = []
  for (let at = 0; at < words.length;) {
    const found = lexicon.find(words, at)
    at += found?.length ?? 1
    const meaning = found?.value
    switch (meaning?.type) {
      case 'noun':
        names.push(
          ...(meaning.name === 'man' ? Object.keys(people) : meaning.name === 'tree' ? ['tree', 'pine', 'palm'] : [meaning.name]),
        )
        break
      case 'weather':
        names.push(meaning.weather)
        break
      case 'sight':
        names.push(meaning.sight)
        break
      case 'place':
        names.push(meaning.place)
        break
      case 'style':
        names.push(meaning.style)
        break
      case 'hour':
        names.push(meaning.hour)
        break
      case 'season':
        names.push(meaning.season)
        break
      default:
        break
    }
  }
  return names
}

/** The things that stay, and where each went. */
function remaining(
  drafts: readonly Draft[],
  without: ReadonlySet<string>,
): { readonly things: Draft[]; readonly moved: ReadonlyMap<number, number> } {
  const moved = new Map<number, number>()
  const things: Draft[] = []
  drafts.forEach((draft, index) => {
    if (!without.has(draft.noun)) moved.set(index, things.push({ ...draft }) - 1)
  })
  for (const thing of things) {
    if (thing.link !== undefined && !moved.has(thing.link.to)) delete thing.link
    if (isCircular(drafts, thing)) delete thing.link
  }
  return { things, moved }
}

/** Whether the links from a thing come back to it. */
function isCircular(drafts: readonly Draft[], thing: Draft): boolean {
  let to = thing.link?.to
  for (let hops = 0; to !== undefined && hops <= drafts.length; hops++) to = drafts[to]?.link?.to
  return to !== undefined
}

const rootOf = (things: readonly Draft[], index: number): Draft | undefined => {
  let thing = things[index]
  for (let hops = 0; thing?.link !== undefined && thing.link.how !== 'hold' && hops < things.length; hops++)
    thing = things[thing.link.to] ?? thing
  return thing
}

function homeOf(things: readonly Draft[]): Place {
  const first = things[0]
  if (first === undefined) return 'mountains'
  if (things.some(thing => thing.act === 'fly' && isBeing(thing.noun) && thing.link === undefined)) return 'sky'
  // What leaps out of the water is seen from above it.
  if (nouns[first.noun]?.home === 'underwater' && first.act === 'jump') return 'sea'
  const afloat = things.find(thing => nouns[thing.noun]?.lives === 'water')
  if (afloat !== undefined) return nouns[afloat.noun]?.home ?? 'sea'
  const root = rootOf(things, 0)
  const beyond = things.find(thing =>
    ['space', 'underwater', 'moon', 'snowfield', 'beach', 'sea', 'lake', 'desert'].includes(nouns[thing.noun]?.home ?? ''),
  )
  const own = nouns[root?.noun ?? '']?.home ?? 'studio'
  // Between the fronts of a street one house more would not be seen.
  const home = !things.some(thing => isBuilding(thing.noun)) ? own : own === 'street' ? 'road' : own === 'room' ? 'meadow' : own
  if (root !== undefined && root.noun !== first.noun && home !== 'studio') return home
  // A thing of everyday has no home of its own: it goes where its company lives.
  if ((home === 'studio' || home === 'room') && beyond !== undefined && first.noun !== 'cup')
    return nouns[beyond.noun]?.home ?? home
  if (home === 'studio' && things.some(thing => isBeing(thing.noun))) return 'meadow'
  return home
}

function actOf(draft: Draft, place: Place): Act {
  if (draft.act !== undefined) return draft.act
  if (place === 'underwater' && isBeing(draft.noun)) return 'swim'
  if (place === 'sky' && (isBird(draft.noun) || draft.noun === 'dragon') && draft.link === undefined) return 'fly'
  if ((place === 'lake' || place === 'river' || place === 'sea') && (draft.noun === 'duck' || draft.noun === 'swan'))
    return 'swim'
  if (draft.link?.how === 'ride') return 'ride'
  if (draft.link !== undefined && (draft.link.how === 'on' || draft.link.how === 'in'))
    return isHoofed(draft.noun) ? 'stand' : 'sit'
  if (draft.link?.how === 'over') return 'fly'
  if (place === 'space' && isPerson(draft.noun)) return 'jump'
  return 'stand'
}

const hourOf = (sights: readonly Sight[], styles: readonly string[]): Hour =>
  styles.includes('neon')
    ? 'night'
    : sights.some(sight => sight === 'stars' || sight === 'moon' || sight === 'aurora' || sight === 'fireworks')
      ? 'night'
      : 'day'
