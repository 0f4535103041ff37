import { cluster, isRoot } from '../../paint/cluster.ts'
import { moodOf } from '../../paint/mood.ts'
import { nouns } from '../../paint/nouns.ts'
import { makePen, placed } from '../../paint/pen.ts'
import { seeded } from '../../paint/random.ts'
import { readScene } from '../../paint/read.ts'
import type { Hour } from '../../paint/scene.ts'

/** A drawing of what a text names, on nothing: its SVG for a box of `width` by `height` units. */
export type Sprite = {
  readonly svg: (pixelsWide: number, pixelsHigh: number) => string
  readonly width: number
  readonly height: number
  /** It flies, floats or shines above the ground. */
  readonly isLofty: boolean
  /** How large it is beside a person (1), pressed together as the painter does. */
  readonly size: number
  /** Words the painter has no shape for. */
  readonly unknown: readonly string[]
}

/** Draws the things that a text names side by side, in the light of an hour; `undefined` when it names none. */
export function spriteOf(text: string, seed: number, hour: Hour): Sprite | undefined {
  const scene = { ...readScene(text), hour, timed: true, weather: [], styles: [] }
  const random = seeded(seed)
  const mood = moodOf(scene, random.branch('mood'))
  const pen = makePen(mood.subject, 'e')
  const drawn = scene.things
    .map((thing, index) => ({ thing, index }))
    .filter(({ thing }) => isRoot(scene, thing))
    .flatMap(({ thing, index }) =>
      Array.from({ length: Math.min(6, thing.count) }, (_, copy) => cluster(pen, scene, index, random.branch('things'), copy)),
    )
  if (drawn.length === 0) return undefined
  const gap = 8
  let x = gap
  const parts = drawn.map(one => {
    const svg = placed(one.svg, x - one.left, 0)
    x += one.right - one.left + gap
    return svg
  })
  const foot = gap * 1.5
  const height = Math.max(...drawn.map(one => -one.top)) + foot + gap
  const width = x
  const lives = nouns[drawn[0]?.thing.noun ?? '']?.lives
  const isLofty = lives === 'air' || lives === 'sky' || drawn[0]?.thing.act === 'fly'
  const shadow = isLofty ? '' : drawn.length === 0 ? '' : pen.shadow(width / 2, 0, width * 0.46, Math.min(9, foot * 0.7), 0.4)
  return {
    width,
    height,
    isLofty,
    size: Math.max(...drawn.map(one => one.size)),
    unknown: scene.unknown,
    svg: (pixelsWide, pixelsHigh) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${pixelsWide}" height="${pixelsHigh}" viewBox="0 ${(foot - height).toFixed(1)} ${width.toFixed(1)} ${height.toFixed(1)}"><defs>${pen.defs()}</defs>${shadow}${parts.join('')}</svg>`,
  }
}
