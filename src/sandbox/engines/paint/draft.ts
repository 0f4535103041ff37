import type { Colour } from './colour.ts'
import { isFlora } from './kinds.ts'
import { nouns } from './nouns.ts'
import type { Act, Bunch, Hour, Link, Place, Season, Sight, Style, Weather, Worn } from './scene.ts'

/** A thing while its sentence is being read. */
export type Draft = {
  noun: string
  word: string
  count: number
  colours: Colour[]
  accent?: Colour
  scale: number
  act: Act | undefined
  glows?: boolean
  /** Its number was said. */
  counted?: boolean
  bunch?: Bunch
  wears: Worn[]
  /** It was joined by "and" to the thing before it: what is said of where one is holds for both. */
  joined?: boolean
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

/** Nothing said yet. */
export const nothing = (): Parsed => ({
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
})

/** What is filled with something: "a basket of apples". */
export const vessels: ReadonlySet<string> = new Set(['basket', 'box', 'bowl', 'cup', 'glass', 'bottle', 'pot', 'bouquet'])

/** A bouquet holds its flowers itself, and its vase: they leave the list of things. */
export function gather({ things }: Parsed): void {
  const bouquet = things.find(thing => thing.noun === 'bouquet' || thing.noun === 'pot')
  if (bouquet === undefined) return
  const kept = things.filter(thing => thing === bouquet || !(isFlora(thing.noun) || thing.noun === 'bouquet'))
  if (kept.length === things.length) return
  for (const thing of things) {
    if (kept.includes(thing)) continue
    if (isFlora(thing.noun)) {
      bouquet.colours.push(...thing.colours)
      bouquet.bunch ??= { noun: thing.noun, count: thing.counted === true && thing.count < 9 ? thing.count : undefined }
    }
    // "A vase of roses on a piano": it is the vase that stands there.
    if (thing.link !== undefined && kept.includes(things[thing.link.to] ?? bouquet) && things[thing.link.to] !== bouquet)
      bouquet.link ??= thing.link
  }
  const moved = things.map(thing => kept.indexOf(kept.includes(thing) ? thing : bouquet))
  for (const thing of kept) {
    if (thing.link === undefined) continue
    const to = moved[thing.link.to] ?? 0
    // What was placed to a flower is now placed to the bouquet, and the bouquet never to itself.
    if (kept[to] === thing || (thing !== bouquet && bouquet.link?.to === kept.indexOf(thing))) delete thing.link
    else thing.link = { how: thing.link.how, to }
  }
  things.splice(0, things.length, ...kept)
}

/** Gives a thing the colour of a part that was named. */
export function repaint(owner: Draft | undefined, colour: Colour): void {
  if (owner !== undefined && owner.noun in nouns) owner.accent = colour
}
