import type { Backdrop, Stage } from './backdrop.ts'
import { airless, skies, space, underwater } from './backdrop/beyond.ts'
import { desert, volcano } from './backdrop/desert.ts'
import { cave, library, studio, theatre } from './backdrop/hall.ts'
import { lake, waterfall } from './backdrop/lake.ts'
import { land, mountains, snowfield } from './backdrop/land.ts'
import { room } from './backdrop/room.ts'
import { beach, island, sea } from './backdrop/sea.ts'
import { city, road, rooftop, street, village } from './backdrop/town.ts'
import type { Place } from './scene.ts'

/** The worlds the painter can build, by place. */
export const backdrops: Readonly<Record<Place, (stage: Stage) => Backdrop>> = {
  meadow: stage =>
    land(stage, { ground: stage.mood.grass, trees: 'broad', dense: 0.35, flowers: stage.scene.season !== 'autumn' }),
  forest: stage =>
    land(stage, {
      ground: stage.scene.season === 'autumn' ? '#b5803f' : '#5f8f4a',
      far: '#3f7a58',
      trees: stage.scene.season === 'autumn' ? 'broad' : stage.random.branch('wood').pick(['pine', 'mixed']),
      dense: 1,
    }),
  jungle: stage => land(stage, { ground: '#4f8f3f', far: '#2f6f4a', trees: 'palm', dense: 1, flowers: true }),
  garden: stage => land(stage, { ground: stage.mood.grass, trees: 'broad', dense: 0.6, flowers: true }),
  farm: stage =>
    land(stage, { ground: stage.scene.season === 'autumn' ? '#d9a94a' : '#d3b552', trees: 'broad', dense: 0.25, rows: true }),
  swamp: stage => lake(stage),
  mountains,
  snowfield,
  volcano,
  beach,
  sea,
  island,
  waterfall,
  city,
  street,
  rooftop,
  village,
  library,
  studio,
  cave,
  space,
  underwater,
  road: stage =>
    stage.scene.also.some(place => place === 'desert' || place === 'canyon')
      ? desert(stage, stage.scene.also.includes('canyon'))
      : road(stage),
  desert: stage => desert(stage, false),
  canyon: stage => desert(stage, true),
  lake: stage => lake(stage),
  river: stage => lake(stage, true),
  harbour: stage => sea(stage, true),
  room: stage => room(stage),
  kitchen: stage => room(stage, true),
  stage: theatre,
  moon: stage => airless(stage, false),
  mars: stage => airless(stage, true),
  sky: skies,
}
