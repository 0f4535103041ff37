import type { Noun } from './noun.ts'
import { beasts } from './nouns/beasts.ts'
import { birds } from './nouns/birds.ts'
import { buildings } from './nouns/building.ts'
import { crafts } from './nouns/craft.ts'
import { crawlers } from './nouns/crawlers.ts'
import { foods } from './nouns/food.ts'
import { furniture } from './nouns/furniture.ts'
import { heavens } from './nouns/heavens.ts'
import { hooves } from './nouns/hooves.ts'
import { myths } from './nouns/myth.ts'
import { people } from './nouns/people.ts'
import { plants } from './nouns/plant.ts'
import { rests } from './nouns/rest.ts'
import { seaLife } from './nouns/sea.ts'
import { things } from './nouns/thing.ts'
import { vehicles } from './nouns/vehicle.ts'

/** Everything the painter has a shape for, by name. */
export const nouns: Readonly<Record<string, Noun>> = {
  ...beasts,
  ...hooves,
  ...birds,
  ...seaLife,
  ...crawlers,
  ...myths,
  ...people,
  ...buildings,
  ...vehicles,
  ...crafts,
  ...plants,
  ...foods,
  ...things,
  ...furniture,
  ...heavens,
  ...rests,
}
