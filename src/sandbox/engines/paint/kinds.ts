import { beasts } from './nouns/beasts.ts'
import { birds } from './nouns/birds.ts'
import { buildings } from './nouns/building.ts'
import { crawlers } from './nouns/crawlers.ts'
import { hooves } from './nouns/hooves.ts'
import { myths } from './nouns/myth.ts'
import { people } from './nouns/people.ts'
import { seaLife } from './nouns/sea.ts'
import type { Worn } from './scene.ts'

const animals = new Set([beasts, hooves, birds, crawlers, seaLife, myths].flatMap(family => Object.keys(family)))

/** Whether a noun means a person. */
export const isPerson = (noun: string): boolean => noun in people && noun !== 'snowman'
/** Whether a noun means a being that can wear, hold and do something. */
export const isBeing = (noun: string): boolean => animals.has(noun) || noun in people
/** Whether a noun means a bird. */
export const isBird = (noun: string): boolean => noun in birds
/** Whether a noun means something with rooms in it. */
export const isBuilding = (noun: string): boolean => noun in buildings && noun !== 'wall' && noun !== 'fence' && noun !== 'bridge'
/** Whether a noun means a tall animal that does not sit. */
export const isHoofed = (noun: string): boolean => noun in hooves

const flora = new Set([
  'tree',
  'pine',
  'palm',
  'cherrytree',
  'flower',
  'rose',
  'sunflower',
  'tulip',
  'lavender',
  'mushroom',
  'lotus',
  'cactus',
  'pumpkin',
])
/** Whether a noun means a plant that grows in numbers. */
export const isFlora = (noun: string): boolean => flora.has(noun)

/** What an animal wears that is also an astronaut, a wizard and so on. */
export const costumes: Readonly<Record<string, Worn['what']>> = {
  astronaut: 'helmet',
  diver: 'helmet',
  knight: 'helmet',
  samurai: 'helmet',
  viking: 'helmet',
  wizard: 'wizardhat',
  witch: 'wizardhat',
  pirate: 'piratehat',
  king: 'crown',
  queen: 'crown',
  cowboy: 'hat',
  chef: 'hat',
  man: 'tophat',
  oldman: 'santahat',
  superhero: 'cape',
  athlete: 'sunglasses',
}

/** Words for a colour or a size that are things when no noun follows. */
export const alsoThings: Readonly<Record<string, string>> = {
  orange: 'orangefruit',
  lemon: 'orangefruit',
  peach: 'orangefruit',
  coffee: 'cup',
  chocolate: 'candy',
  lavender: 'lavender',
  gold: 'crown',
  coral: 'coral',
  salmon: 'fish',
  violet: 'flower',
  baby: 'child',
  plum: 'grapes',
  ruby: 'diamond',
  emerald: 'diamond',
  sapphire: 'diamond',
}

/** Parts of a thing that take its second colour. */
export const parts: ReadonlySet<string> = new Set([
  'roof',
  'sail',
  'wing',
  'belly',
  'mane',
  'tail',
  'stripe',
  'spot',
  'dot',
  'window',
  'trouser',
  'pant',
  'skirt',
  'icing',
  'frosting',
  'trim',
])
