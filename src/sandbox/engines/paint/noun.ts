import type { Colour } from './colour.ts'
import type { Point } from './curve.ts'
import type { Pen } from './pen.ts'
import type { Random } from './random.ts'
import type { Act, Bunch, Place, Season } from './scene.ts'

/** What is asked of one drawing. */
export type Look = {
  /** True where somebody sits in it. */
  readonly filled?: boolean
  /** The noun it has in its hand: its own staff or sword stays at home. */
  readonly holds?: string
  /** What a bouquet is made of. */
  readonly bunch?: Bunch
  /** Colours asked for, the first is the main one; empty: the noun's own. */
  readonly colours: readonly Colour[]
  /** The colour of a named part, for nouns that have a second colour. */
  readonly accent?: Colour
  readonly act: Act
  readonly season?: Season | undefined
  readonly random: Random
}

/** A drawing in its own units: about 100 tall or wide, standing on y = 0, centred on x = 0, turned to the right. */
export type Drawn = {
  readonly svg: string
  readonly width: number
  readonly height: number
  /** Where something rests on it, and how much it sinks in (`behind`: it is drawn first, as in a cup or a boat). */
  readonly seat?: Point
  readonly behind?: boolean
  /** For what others sit in: the wall before them, drawn after them; `svg` is then what is behind them. */
  readonly front?: string
  /** The top of a head: where a hat sits, with its width. */
  readonly head?: { readonly at: Point; readonly width: number }
  /** Where a scarf goes, with its width. */
  readonly neck?: { readonly at: Point; readonly width: number }
  /** The middle between the eyes, with the distance of the eyes. */
  readonly eyes?: { readonly at: Point; readonly apart: number }
  /** The hand, or what serves as one. */
  readonly hold?: Point
}

/** Something the painter has a shape for. */
export type Noun = {
  /** The words that mean it, in the singular, parted by `|`. */
  readonly words: string
  /** How large it is beside other things: a person is 1. */
  readonly size: number
  /** Where it is shown when the prompt names no place. */
  readonly home: Place
  /** Where in a picture it belongs. */
  readonly lives: 'ground' | 'air' | 'water' | 'deep' | 'sky'
  readonly draw: (pen: Pen, look: Look) => Drawn
}

/** How a noun is drawn. */
export type Draw = Noun['draw']
/** The first colour asked for, else the noun's own. */
export const mainColour = (look: Look, own: Colour): Colour => look.colours[0] ?? own
