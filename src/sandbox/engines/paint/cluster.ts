import { lighter, shift } from './colour.ts'
import { grasp } from './grasp.ts'
import { isBuilding, isPerson } from './kinds.ts'
import type { Drawn } from './noun.ts'
import { nouns } from './nouns.ts'
import { drawAbstract } from './nouns/abstract.ts'
import { dress } from './nouns/worn.ts'
import { type Pen, placed } from './pen.ts'
import type { Random } from './random.ts'
import type { Scene, Thing } from './scene.ts'

/** A thing with all that is placed to it, around x = 0, standing on y = 0; 100 units are the height of a person. */
export type Cluster = {
  readonly svg: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly thing: Thing
  readonly size: number
}

const shelters = new Set([
  'tree',
  'pine',
  'palm',
  'cherrytree',
  'umbrella',
  'bridge',
  'streetlamp',
  'lamp',
  'xmastree',
  'mushroom',
  'window',
  'lantern',
])
/** What must be broader than what stands on it. */
const flatTops = new Set(['table', 'bench', 'bed', 'sofa', 'cushion', 'rock', 'log', 'branch', 'lilypad', 'wall', 'fence', 'box'])
/** Sizes are pressed together, so that a mouse beside an elephant can still be seen. */
const sizeOf = (thing: Thing): number => (nouns[thing.noun]?.size ?? 0.8) ** 0.58 * thing.scale

/** Whether a thing is placed to another one that stays in the scene. */
export const isRoot = (scene: Scene, thing: Thing): boolean =>
  thing.link === undefined || scene.things[thing.link.to] === undefined

/** Whether a thing sits on or in what it is placed to. */
const isCarried = ({ link }: Thing): boolean => link?.how === 'on' || link?.how === 'in' || link?.how === 'ride'

/** How many of `many` fall to copy `copy` of `bases`: three knights on three horses are one each. */
const shareOf = (many: number, bases: number, copy: number): number => {
  const of = Math.max(1, Math.min(bases, many))
  return copy % bases < of ? Math.ceil(many / of) : 0
}

/** Draws a thing of a scene with what hangs on it; `copy` tells repetitions apart. */
export function cluster(pen: Pen, scene: Scene, index: number, random: Random, copy: number): Cluster {
  const thing = scene.things[index] as Thing
  const own = random.branch(`${index}/${copy}`)
  const children = scene.things
    .map((child, i) => ({ child, i }))
    .filter(({ child, i }) => child.link?.to === index && i !== index)
  const filled = children.some(({ child }) => child.link?.how === 'in')
  const holds = children.find(({ child }) => child.link?.how === 'hold')?.child.noun
  const drawn = drawThing(pen, scene, thing, own, filled, holds)
  const riders = children.reduce(
    (sum, { child }) => sum + (isCarried(child) ? Math.min(5, shareOf(child.count, thing.count, copy)) : 0),
    0,
  )
  let size = sizeOf(thing)
  for (const { child } of children) {
    // What carries must be large enough for what it carries.
    const how = child.link?.how
    if (isCarried(child))
      size = Math.max(
        size,
        sizeOf(child) *
          (drawn.front !== undefined ? 1.2 : drawn.behind === true ? (drawn.width < 60 ? 0.8 : 1.1) : 0.62) *
          Math.max(1, Math.sqrt(riders) * 0.8),
      )
    if (how === 'on' && flatTops.has(thing.noun)) {
      const above = cluster(pen, scene, scene.things.indexOf(child), random, copy * 7)
      size = Math.max(size, ((above.right - above.left) * 1.12 * Math.min(5, child.count)) / drawn.width)
    }
  }
  let [left, right, top] = [(-drawn.width / 2) * size, (drawn.width / 2) * size, -drawn.height * size]
  const before: string[] = []
  const within: string[] = []
  const after: string[] = []
  let rider = 0
  for (const { child, i } of children) {
    const copies = Math.min(5, shareOf(child.count, thing.count, copy))
    for (let k = 0; k < copies; k++) {
      const inner = cluster(pen, scene, i, random, copy * 7 + k)
      const half = (inner.right - inner.left) / 2
      const [seated, of] = isCarried(child) ? [rider++, riders] : [k, copies]
      const spread = of > 1 ? (seated / (of - 1) - 0.5) * Math.min(drawn.width * size * 0.66, half * 2 * of) : 0
      const seat = drawn.seat ?? [0, -drawn.height * 0.92]
      switch (child.link?.how) {
        case 'on':
        case 'in':
        case 'ride': {
          const sink =
            drawn.front !== undefined
              ? 0.12 * -inner.top
              : drawn.behind === true
                ? 0.16 * -inner.top
                : child.link.how === 'ride' && isPerson(child.noun)
                  ? 33 * inner.size
                  : 3 * size
          const [x, y] = [seat[0] * size + spread, seat[1] * size + sink]
          ;(drawn.front !== undefined ? within : drawn.behind === true ? before : after).push(placed(inner.svg, x, y))
          ;[left, right, top] = [Math.min(left, x + inner.left), Math.max(right, x + inner.right), Math.min(top, y + inner.top)]
          break
        }
        case 'over': {
          if (shelters.has(child.noun)) {
            const grown =
              child.noun === 'umbrella'
                ? Math.max(1.25, (-drawn.height * size) / inner.top + 0.28)
                : Math.max(1, (drawn.height * size * 1.5) / -inner.top)
            const x = child.noun === 'umbrella' ? 0 : (own.chance(0.5) ? 1 : -1) * half * grown * 0.22
            before.push(placed(inner.svg, x, 0, grown))
            ;[left, right, top] = [
              Math.min(left, x + inner.left * grown),
              Math.max(right, x + inner.right * grown),
              Math.min(top, inner.top * grown),
            ]
          } else {
            const y = top - 12 * size
            after.push(placed(inner.svg, spread, y))
            ;[left, right, top] = [Math.min(left, inner.left), Math.max(right, inner.right), y + inner.top]
          }
          break
        }
        case 'behind': {
          // A building behind a bus must look out above it, and beside it.
          const grown = isBuilding(child.noun) ? Math.max(1, (top * 1.75) / inner.top) : 0.84
          const x = (own.chance(0.5) ? 1 : -1) * Math.max(half * grown, right) * (isBuilding(child.noun) ? 0.5 : 0.42) + spread
          before.push(placed(inner.svg, x, -12 * size, grown))
          ;[left, right, top] = [
            Math.min(left, x + inner.left * grown),
            Math.max(right, x + inner.right * grown),
            Math.min(top, inner.top * grown - 12 * size),
          ]
          break
        }
        case 'before': {
          const x = (own.chance(0.5) ? 0.5 : -0.5) * right + spread
          after.push(placed(inner.svg, x, 9 * size))
          ;[left, right, top] = [Math.min(left, x + inner.left), Math.max(right, x + inner.right), Math.min(top, inner.top)]
          break
        }
        case 'hold': {
          const held = grasp(pen, thing.noun, drawn, size, { ...inner, noun: child.noun }, spread)
          after.push(held.svg)
          ;[left, right, top] = [Math.min(left, held.left), Math.max(right, held.right), Math.min(top, held.top)]
          break
        }
        default: {
          // A wall or a fence stands behind what leans on it.
          if (
            ['wall', 'fence', 'house', 'castle', 'cabin', 'barn', 'tree', 'lighthouse', 'window', 'campfire'].includes(
              child.noun,
            ) &&
            child.noun !== 'campfire'
          ) {
            const x = ['wall', 'fence'].includes(child.noun) ? 0 : (own.chance(0.5) ? 1 : -1) * (right * 0.6 + half * 0.55)
            before.push(
              placed(
                inner.svg,
                x,
                -4 * size,
                ['wall', 'fence'].includes(child.noun) ? Math.max(1, ((right - left) * 1.1) / (half * 2)) : 1,
              ),
            )
            ;[left, right, top] = [Math.min(left, x + inner.left), Math.max(right, x + inner.right), Math.min(top, inner.top)]
            break
          }
          const [x, gap] = [right + half * 1.02, 4 * size]
          after.push(placed(inner.svg, x + gap, own.between(0, 5) * size))
          ;[right, top] = [x + gap + half, Math.min(top, inner.top)]
        }
      }
    }
  }
  const self = placed(drawn.svg + dress(pen, drawn, thing.wears), 0, 0, size)
  const middle = (left + right) / 2
  return {
    svg: `<g transform="translate(${(-middle).toFixed(1)} 0)">${before.join('')}${self}${within.join('')}${drawn.front === undefined ? '' : placed(drawn.front, 0, 0, size)}${after.join('')}</g>`,
    left: left - middle,
    right: right - middle,
    top,
    thing,
    size,
  }
}

function drawThing(pen: Pen, scene: Scene, thing: Thing, random: Random, filled: boolean, holds: string | undefined): Drawn {
  const noun = nouns[thing.noun]
  const colours = thing.colours.map((colour, i) => (i === 0 && thing.noun === 'fox' && colour === '#d8342c' ? '#d9521f' : colour))
  // Copies of one thing differ a little, as living things do.
  const tinted =
    thing.count > 1 && colours.length > 0 ? colours.map(colour => shift(colour, random.branch('tint').between(-4, 4))) : colours
  const look = {
    colours: tinted,
    act: thing.act,
    random,
    filled,
    season: scene.season,
    ...(holds === undefined ? {} : { holds }),
    ...(thing.bunch === undefined ? {} : { bunch: thing.bunch }),
    ...(thing.accent === undefined ? {} : { accent: thing.accent }),
  }
  const drawn = noun === undefined ? drawAbstract(thing.word)(pen, look) : noun.draw(pen, look)
  if (thing.glows !== true) return drawn
  const light = pen.glow(0, -drawn.height / 2, Math.max(drawn.width, drawn.height), lighter(colours[0] ?? '#ffd98a', 0.35), 0.8)
  return { ...drawn, svg: light + drawn.svg }
}
