import type { Colour } from './colour.ts'
import type { Letterform } from './lettering.ts'

/** Where a picture plays. */
export type Place =
  | 'meadow'
  | 'forest'
  | 'jungle'
  | 'mountains'
  | 'desert'
  | 'beach'
  | 'sea'
  | 'lake'
  | 'river'
  | 'underwater'
  | 'snowfield'
  | 'garden'
  | 'farm'
  | 'city'
  | 'street'
  | 'rooftop'
  | 'village'
  | 'road'
  | 'harbour'
  | 'room'
  | 'library'
  | 'kitchen'
  | 'studio'
  | 'space'
  | 'moon'
  | 'mars'
  | 'sky'
  | 'island'
  | 'cave'
  | 'volcano'
  | 'waterfall'
  | 'canyon'
  | 'swamp'
  | 'stage'

/** The time of day. */
export type Hour = 'day' | 'dawn' | 'sunset' | 'night'
/** What the air does. */
export type Weather = 'snow' | 'rain' | 'fog' | 'storm' | 'wind' | 'clouds' | 'clear'
/** The season. */
export type Season = 'spring' | 'summer' | 'autumn' | 'winter'
/** What is seen besides things. */
export type Sight =
  | 'moon'
  | 'stars'
  | 'aurora'
  | 'rainbow'
  | 'fireworks'
  | 'sun'
  | 'petals'
  | 'leaves'
  | 'bubbles'
  | 'fireflies'
  | 'balloons'
  | 'birds'
  | 'embers'
  | 'waves'
/** Manners of painting. */
export type Style =
  | 'watercolour'
  | 'oil'
  | 'pixel'
  | 'sketch'
  | 'ink'
  | 'neon'
  | 'flat'
  | 'glass'
  | 'mono'
  | 'vintage'
  | 'papercut'
  | 'lowpoly'
  | 'blueprint'
  | 'popart'
  | 'ukiyoe'
  | 'pastel'
  | 'comic'
  | 'mosaic'
  | 'dark'
  | 'bright'
  | 'dreamy'
  | 'photo'
/** What a thing does. */
export type Act = 'stand' | 'sit' | 'sleep' | 'run' | 'fly' | 'swim' | 'dance' | 'ride' | 'read' | 'jump' | 'drink'
/** What a being wears, and in which colour. */
export type Worn = {
  readonly what:
    | 'hat'
    | 'tophat'
    | 'crown'
    | 'scarf'
    | 'glasses'
    | 'sunglasses'
    | 'helmet'
    | 'wizardhat'
    | 'piratehat'
    | 'headphones'
    | 'bow'
    | 'cape'
    | 'santahat'
    | 'flowercrown'
    | 'beard'
  readonly colour: Colour | undefined
}
/** How a thing is placed to another one. */
export type Link = 'on' | 'in' | 'under' | 'over' | 'beside' | 'behind' | 'before' | 'ride' | 'hold'

/** The flowers of a bouquet: their noun, and how many where it was said. */
export type Bunch = { readonly noun: string; readonly count: number | undefined }

/** One thing of a picture. */
export type Thing = {
  /** The noun's name; `abstract` for a word the painter has no shape for. */
  readonly noun: string
  /** The word as it was typed. */
  readonly word: string
  readonly count: number
  readonly colours: readonly Colour[]
  /** The colour of a part that was named (a roof, a sail). */
  readonly accent: Colour | undefined
  /** A factor on its usual size. */
  readonly scale: number
  readonly act: Act
  /** It was said to shine. */
  readonly glows?: boolean
  readonly bunch?: Bunch
  readonly wears: readonly Worn[]
  /** Which other thing of the scene (by index) it is placed to; links never form a circle. */
  readonly link?: { readonly how: Link; readonly to: number }
}

/** What a prompt asks to be shown. */
export type Scene = {
  readonly things: readonly Thing[]
  readonly place: Place
  /** False where the place follows from the things alone. */
  readonly placed: boolean
  readonly placeColour: Colour | undefined
  /** Further places that are seen behind: mountains, a forest, a city. */
  readonly also: readonly Place[]
  readonly hour: Hour
  /** False where no word said so: the seed may choose a friendlier hour. */
  readonly timed: boolean
  readonly skyColour: Colour | undefined
  readonly weather: readonly Weather[]
  readonly season: Season | undefined
  readonly sights: readonly Sight[]
  readonly styles: readonly Style[]
  /** Letters to be written on a sign: A–Z, 0–9 and spaces only. */
  readonly lettering: string | undefined
  readonly letterform: Letterform
  /** Names of nouns, weathers and sights that must not be shown. */
  readonly without: ReadonlySet<string>
  /** Words that were taken for things without a shape. */
  readonly unknown: readonly string[]
}
