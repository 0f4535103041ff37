import { isBeing } from '../paint/kinds.ts'
import type { Scene, Thing } from '../paint/scene.ts'

/** How a thing goes. */
export type Gait = 'run' | 'roll' | 'fly' | 'swim' | 'sail' | 'float' | 'rise' | 'jump' | 'dance' | 'breathe'

const crafts: Readonly<Record<string, Gait>> = {
  car: 'roll',
  racecar: 'roll',
  van: 'roll',
  bus: 'roll',
  truck: 'roll',
  train: 'roll',
  bicycle: 'roll',
  motorcycle: 'roll',
  tractor: 'roll',
  sailboat: 'sail',
  ship: 'sail',
  rowboat: 'sail',
  submarine: 'swim',
  balloon: 'float',
  toyballoon: 'float',
  kite: 'float',
  cloud: 'float',
  plane: 'fly',
  helicopter: 'fly',
  ufo: 'fly',
  comet: 'fly',
  rocket: 'rise',
}
const acts: Readonly<Record<Thing['act'], Gait>> = {
  stand: 'breathe',
  sit: 'breathe',
  sleep: 'breathe',
  read: 'breathe',
  drink: 'breathe',
  run: 'run',
  ride: 'run',
  fly: 'fly',
  swim: 'swim',
  dance: 'dance',
  jump: 'jump',
}

/** How a thing goes by what it is and does; `undefined` for what stays where it is. */
export const gaitOf = ({ noun, act }: Thing): Gait | undefined => crafts[noun] ?? (isBeing(noun) ? acts[act] : undefined)

/** How the things of a scene that go at all go together: as the first that travels, or the first. */
export function sceneGait(scene: Scene): Gait | undefined {
  const gaits = scene.things.map(gaitOf).filter(gait => gait !== undefined)
  const found = gaits.find(gait => gait !== 'breathe') ?? gaits[0]
  return found === 'breathe' && scene.place === 'underwater' ? 'swim' : found
}
