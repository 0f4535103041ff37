import type { Backdrop, Stage } from './backdrop.ts'
import { type Cluster, cluster, isRoot } from './cluster.ts'
import { field, fieldFrom } from './field.ts'
import { isBeing, isBird, isFlora } from './kinds.ts'
import type { Mood } from './mood.ts'
import { nouns } from './nouns.ts'
import { drawFigures } from './nouns/figures.ts'
import { drawSign } from './nouns/letters.ts'
import { type Pen, placed } from './pen.ts'
import type { Random } from './random.ts'
import type { Thing } from './scene.ts'

const mostCopies = 12

type Spot = { readonly y: number; readonly svg: string; readonly thing: Thing }

/** Which things are drawn. The others keep their places. */
export type Shown = (thing: Thing) => boolean

/** Puts the things of a scene where they belong: into the air, onto the ground, into the water, the first of them where it is seen first. */
export function arrange(pen: Pen, stage: Stage, back: Backdrop, random: Random, shown: Shown = () => true): string {
  const { scene, mood } = stage
  const roots = scene.things.map((thing, index) => ({ thing, index })).filter(({ thing }) => isRoot(scene, thing))
  const rooted = roots.length > 0 || scene.things.length === 0 ? roots : [{ thing: scene.things[0] as Thing, index: 0 }]
  const copies = (thing: Thing): number => Math.min(mostCopies, thing.count)
  const fields = back.surface === 'ground' ? rooted.filter(({ thing }) => isFlora(thing.noun) && thing.count >= fieldFrom) : []
  const grown = fields
    .filter(({ thing }) => shown(thing))
    .map(({ index }) =>
      field(
        stage,
        back,
        [0, 1, 2, 3].map(k => cluster(pen, scene, index, random, k)),
        random.branch(`field${index}`),
      ),
    )
    .join('')
  const made = rooted
    .filter(root => !fields.includes(root))
    .flatMap(({ thing, index }) => Array.from({ length: copies(thing) }, (_, k) => cluster(pen, scene, index, random, k)))
  if (scene.lettering !== undefined) {
    const sign =
      scene.letterform === 'sign'
        ? drawSign(pen, scene.lettering, scene.styles.includes('neon') || mood.hour === 'night', undefined)
        : drawFigures(pen, scene.lettering, scene.letterform)
    made.push({
      svg: sign.svg,
      left: -sign.width / 2,
      right: sign.width / 2,
      top: -sign.height,
      size: 1,
      thing: { noun: 'sign', word: 'sign', count: 1, colours: [], accent: undefined, scale: 1, act: 'stand', wears: [] },
    })
  }
  const lofty = made.filter(one => isLofty(one, back))
  const standing = made.filter(one => !isLofty(one, back))
  const drawn = (spots: readonly Spot[]): string =>
    spots
      .filter(({ thing }) => shown(thing))
      .map(({ svg }) => svg)
      .join('')
  const above = drawn(inAir(stage, back, lofty, standing.length > 0, random))
  const below = drawn(onGround(pen, stage, back, standing, mood, random))
  return grown + above + (scene.weather.includes('fog') && below !== '' ? `<g opacity="0.94">${below}</g>` : below)
}

/** Whether something hangs in the air (or the water) rather than standing. */
function isLofty({ thing }: Cluster, back: Backdrop): boolean {
  const lives = nouns[thing.noun]?.lives
  if (back.surface === 'air') return true
  if (back.surface === 'deep') return lives !== 'ground' || (isBeing(thing.noun) && thing.act === 'swim')
  if (thing.act === 'fly' && (isBeing(thing.noun) || thing.noun in nouns)) return true
  return lives === 'air' || lives === 'sky'
}

/** Hangs things into the upper part of the picture, or around its middle when they are alone. */
function inAir(
  { width, height, facing }: Stage,
  back: Backdrop,
  made: readonly Cluster[],
  shared: boolean,
  random: Random,
): readonly Spot[] {
  if (made.length === 0) return []
  const alone = made.length === 1
  const band = shared ? [0.1, 0.42] : back.surface === 'deep' ? [0.2, 0.7] : [0.16, 0.66]
  const spots: Spot[] = []
  const biggest = Math.max(...made.map(one => Math.max(-one.top, (one.right - one.left) * 0.75)))
  const columns = Math.ceil(Math.sqrt((made.length * width) / height))
  const rows = Math.ceil(made.length / columns)
  made.forEach((one, i) => {
    const fit = Math.min(
      (height * (shared ? 0.3 : alone ? 0.5 : 0.4 / Math.sqrt(rows))) / biggest,
      (width * (alone ? 0.62 : 0.8 / columns)) / (one.right - one.left),
    )
    const near = alone ? 1 : random.between(0.62, 1.08)
    const scale = fit * near
    const [column, row] = [i % columns, Math.floor(i / columns)]
    const inRow = row === rows - 1 ? made.length - row * columns : columns
    const x = alone
      ? width *
        (shared ? (random.chance(0.5) ? random.between(0.24, 0.38) : random.between(0.62, 0.76)) : random.between(0.45, 0.55))
      : width * ((column + 0.5) / inRow + random.between(-0.16, 0.16) / inRow)
    const middle = alone
      ? shared
        ? 0.3
        : 0.5
      : (band[0] as number) +
        ((band[1] as number) - (band[0] as number)) *
          (rows === 1 ? random.between(0.25, 0.75) : (row + random.between(0.2, 0.8)) / rows)
    const y = height * middle - (one.top * scale) / 2
    const half = ((one.right - one.left) / 2) * scale
    const safeX = Math.max(half * 0.9, Math.min(width - half * 0.9, x))
    spots.push({
      y: scale,
      thing: one.thing,
      svg: placed(one.svg, safeX, Math.max(y, -one.top * scale + height * 0.03), scale, mayFlip(one, random, facing)),
    })
  })
  return spots.sort((a, b) => a.y - b.y)
}

const mayFlip = (one: Cluster, random: Random, facing: Stage['facing']): boolean =>
  random.chance(0.5) && one.thing.noun !== 'sign' && facing === 'either'

/** Stands things on the ground: the first in the middle, the others beside and behind it. */
function onGround(pen: Pen, stage: Stage, back: Backdrop, made: readonly Cluster[], mood: Mood, random: Random): readonly Spot[] {
  if (made.length === 0) return []
  const { width, height } = stage
  const tallest = Math.max(...made.map(one => -one.top))
  const rows = made.length > 5 ? 2 : 1
  const perRow = Math.ceil(made.length / rows)
  const wide = made.map(one => (one.right - one.left) * (isFlora(one.thing.noun) ? 0.72 : 0.94))
  const rowWidth = Math.max(
    ...Array.from({ length: rows }, (_, row) =>
      wide.slice(row * perRow, row * perRow + perRow).reduce((sum, one) => sum + one, 0),
    ),
  )
  const grand = Math.max(...made.map(one => nouns[one.thing.noun]?.size ?? 1)) >= 1.9
  const room = back.floor - height * 0.06
  // Who flies a kite needs the sky as well.
  const high = made.length === 1 && made.some(one => -one.top > 150 * one.size)
  const target = Math.min(room, height * (high ? 0.8 : made.length === 1 ? (grand ? 0.62 : 0.52) : grand ? 0.56 : 0.44))
  // Near or far: pictures of one prompt should not all be framed alike.
  const framing = made.length === 1 ? random.between(0.66, 1.08) : random.between(0.84, 1.06)
  const scale = framing * Math.min(target / tallest, (width * (made.length === 1 ? 0.74 : 0.88)) / rowWidth)
  const spots: Spot[] = []
  for (let row = 0; row < rows; row++) {
    const part = made.slice(row * perRow, row * perRow + perRow)
    // The first thing of a picture is what it is about: it goes to the middle.
    const order =
      row === 0 && part.length > 2
        ? [
            ...part.slice(1, 1 + Math.floor((part.length - 1) / 2)),
            part[0] as Cluster,
            ...part.slice(1 + Math.floor((part.length - 1) / 2)),
          ]
        : random.chance(0.5)
          ? [...part].reverse()
          : part
    const shrink = row === 0 ? 1 : 0.74
    const total = order.reduce((sum, one) => sum + wide[made.indexOf(one)]! * scale * shrink, 0)
    const slack = Math.max(0, width * 0.9 - total)
    let x = width / 2 - total / 2 + random.pick([-1, -0.5, 0, 0.5, 1]) * random.between(0.2, 0.44) * Math.min(slack, width * 0.5)
    for (const one of order) {
      const own = scale * shrink * (made.length > 1 ? random.between(0.92, 1.06) : 1)
      const step = wide[made.indexOf(one)]! * scale * shrink
      const depth = made.length > 1 ? random.between(-0.025, 0.022) * height : 0
      const y = Math.min(height * 0.96, back.floor + depth) - row * Math.min(height * 0.12, (back.floor - back.horizon) * 0.5)
      spots.push({ y, thing: one.thing, svg: grounded(pen, stage, back, one, x + step / 2, y, own, mood, random) })
      x += step + (slack > 0 && order.length > 1 ? Math.min(26, slack / order.length / 2) : 0)
    }
  }
  return spots.sort((a, b) => a.y - b.y)
}

/** A thing with its shadow, its mirror image in water, or the snow at its feet. */
function grounded(
  pen: Pen,
  { width, height, facing, mood: { snowy } }: Stage,
  back: Backdrop,
  one: Cluster,
  x: number,
  y: number,
  scale: number,
  mood: Mood,
  random: Random,
): string {
  const half = ((one.right - one.left) / 2) * scale
  const safe = Math.max(Math.min(half * 0.85, width / 2), Math.min(width - Math.min(half * 0.85, width / 2), x))
  const flip = mayFlip(one, random, facing)
  const body = placed(one.svg, safe, y, scale, flip)
  if (back.surface === 'water') {
    const afloat = isBird(one.thing.noun) || nouns[one.thing.noun]?.lives === 'water'
    const deep = nouns[one.thing.noun]?.lives === 'deep'
    const sunk = one.thing.act !== 'jump' && (deep || (!afloat && isBeing(one.thing.noun))) ? -one.top * scale * 0.34 : 0
    const mirror = `<g opacity="0.24" transform="translate(0 ${(y * 2 - sunk * 0.4).toFixed(0)}) scale(1 -1)">${placed(one.svg, safe, y + sunk, scale, flip)}</g>`
    const ripples = [0, 1, 2]
      .map(
        i =>
          `<ellipse cx="${safe.toFixed(0)}" cy="${(y + 5 + i * 11).toFixed(0)}" rx="${(half * (1.04 - i * 0.2)).toFixed(0)}" ry="${(5 - i).toFixed(0)}" fill="none" stroke="#ffffff" stroke-width="2" opacity="${(0.5 - i * 0.13).toFixed(2)}"/>`,
      )
      .join('')
    const id = `w${safe.toFixed(0)}${y.toFixed(0)}`
    const above =
      sunk > 0
        ? `<clipPath id="${id}"><path d="M0 -10H${width.toFixed(0)}V${y.toFixed(0)}H0Z"/></clipPath><g clip-path="url(#${id})">${placed(one.svg, safe, y + sunk, scale, flip)}</g>`
        : body
    return mirror + above + ripples
  }
  const shade = mood.hour === 'night' ? 0.55 : 0.42
  const shadow =
    back.surface === 'deep'
      ? ''
      : pen.shadow(
          safe + half * 0.06,
          y + 1,
          Math.max(half * 0.94, 12),
          Math.max(6, Math.min(half * 0.16, height * 0.028)),
          shade,
        )
  const drift =
    snowy && back.surface === 'ground' && half < width * 0.4
      ? `<ellipse cx="${(safe - half * 0.06).toFixed(0)}" cy="${(y + 7).toFixed(0)}" rx="${(half * 0.95).toFixed(0)}" ry="${Math.min(half * 0.13, 15).toFixed(0)}" fill="${pen.blend(
          [
            [0, pen.tone('#f8fbff'), 1],
            [0.6, pen.tone('#f3f8fd'), 0.9],
            [1, pen.tone('#f3f8fd'), 0],
          ],
          'radial',
        )}"/>`
      : ''
  return shadow + body + drift
}
