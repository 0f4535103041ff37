import type { Backdrop, Stage } from '../backdrop.ts'
import { type Colour, darker, lighter, mix } from '../colour.ts'
import { type Point, points } from '../curve.ts'
import { nouns } from '../nouns.ts'
import { placed } from '../pen.ts'
import { below, peaks, ridge, treeline, tufts } from './ground.ts'
import { drawSky, sheet } from './sky.ts'

type Land = {
  readonly ground: Colour
  readonly far?: Colour
  readonly trees?: 'pine' | 'broad' | 'palm' | 'mixed'
  readonly dense?: number
  readonly flowers?: boolean
  readonly peaks?: boolean
  readonly rows?: boolean
  readonly path?: Colour
  readonly rough?: number
}

/** A noun of the painter set into a backdrop at a height. */
export function setPiece(
  { pen, random }: Stage,
  noun: string,
  x: number,
  y: number,
  high: number,
  colours: readonly Colour[] = [],
  flip = false,
): string {
  const drawn = nouns[noun]?.draw(pen, { colours, act: 'stand', random: random.branch(`${noun}${x.toFixed(0)}`) })
  return drawn === undefined ? '' : placed(drawn.svg, x, y, high / drawn.height, flip)
}

/** Hills, fields and woods: land that goes back to a horizon. */
export function land(stage: Stage, spec: Land): Backdrop {
  const { pen, mood, scene, width, height } = stage
  const random = stage.random.branch('land')
  const horizon = height * random.between(0.46, 0.6)
  const ground = scene.placeColour ?? (mood.snowy ? '#eef5fb' : spec.ground)
  const out = [drawSky(stage, horizon + 30)]
  const also = (place: string): boolean => scene.also.includes(place as never)
  if (spec.peaks === true || also('mountains') || also('volcano'))
    out.push(peaks(stage, horizon + 24, height * 0.36, '#5d6f92', mood.snowy || random.chance(0.75)))
  if (also('city'))
    for (let i = 0; i < 14; i++)
      out.push(
        pen.box(i * (width / 13) - 20, horizon - random.between(30, 150), width / 15, 220, 1, mix('#4a5a80', mood.haze, 0.55)),
      )
  const far = ridge(random, width, horizon + 30, height * 0.1, spec.rough ?? 0.2)
  out.push(pen.path(below(far, height, true), mix(spec.far ?? ground, mood.haze, 0.62)))
  const heightAt =
    (line: readonly Point[]) =>
    (x: number): number =>
      line[Math.max(0, Math.min(line.length - 1, Math.round(((x + 40) / (width + 80)) * (line.length - 1))))]?.[1] ?? horizon
  const kind = also('forest') && spec.trees === undefined ? 'mixed' : spec.trees
  const dense = spec.dense ?? 0.4
  if (kind !== undefined)
    out.push(treeline(stage, x => heightAt(far)(x) + 10, height * 0.1, Math.round(34 * dense), kind, 0.6, 'far'))
  const mid = ridge(random, width, horizon + height * 0.11, height * 0.08, (spec.rough ?? 0.2) * 0.5)
  out.push(pen.path(below(mid, height, true), mix(ground, mood.haze, 0.32)))
  if (kind !== undefined)
    out.push(
      treeline(stage, x => heightAt(mid)(x) + 12, height * (dense > 0.7 ? 0.3 : 0.17), Math.round(17 * dense), kind, 0.3, 'mid'),
    )
  const near = ridge(random, width, horizon + height * 0.2, height * 0.05, 0.05)
  out.push(
    pen.path(below(near, height, true), ground),
    pen.wash(
      sheet(width, height, horizon + height * 0.2),
      pen.blend([
        [0, pen.tone(lighter(ground, 0.2)), 0],
        [1, pen.tone(darker(ground, 0.42)), 0.75],
      ]),
    ),
  )
  if (spec.rows)
    for (let i = -7; i <= 7; i++)
      out.push(
        pen.poly(
          [
            [width / 2 + i * 34, horizon + height * 0.18],
            [width / 2 + i * 240 - 26, height],
            [width / 2 + i * 240 + 30, height],
          ],
          darker(ground, 0.16),
          { flat: true, opacity: 0.5 },
        ),
      )
  if (spec.path !== undefined)
    out.push(
      pen.poly(
        [
          [width * 0.5 - 12, horizon + height * 0.16],
          [width * 0.5 + 16, horizon + height * 0.16],
          [width * 0.92, height],
          [width * 0.08, height],
        ],
        spec.path,
      ),
      ...[0, 1, 2, 3].map(i =>
        pen.poly(
          [
            [width * 0.5 - 2 - i, horizon + height * (0.18 + i * 0.07)],
            [width * 0.5 + 2 + i, horizon + height * (0.18 + i * 0.07)],
            [width * 0.5 + 4 + i * 2, horizon + height * (0.215 + i * 0.075)],
            [width * 0.5 - 4 - i * 2, horizon + height * (0.215 + i * 0.075)],
          ],
          '#f7f1d8',
          { flat: true },
        ),
      ),
    )
  if (!mood.snowy && spec.rough !== 0.9)
    out.push(tufts(stage, horizon + height * 0.22, height * 0.98, 70, ground, spec.flowers ?? false))
  const ahead: string[] = []
  if (dense > 0.7 && kind !== undefined && !mood.snowy && !scene.without.has('tree')) {
    // Near trees frame the picture.
    for (const [x, s] of points('-0.04 0.98, 1.05 0.86')) {
      const broad = kind === 'broad' || (kind === 'mixed' && scene.season === 'autumn')
      ahead.push(
        setPiece(
          stage,
          kind === 'palm' ? 'palm' : broad ? 'tree' : 'pine',
          width * (x < 0.5 ? -0.09 : 1.09),
          height * 0.97,
          height * (kind === 'palm' ? s * 0.8 : s),
          [mix(scene.season === 'autumn' ? '#a8521f' : kind === 'palm' ? '#2f7a45' : '#234f38', mood.land.cool, 0.2)],
          x < 0.5,
        ),
      )
    }
  }
  if (!mood.snowy && spec.rough !== 0.9)
    ahead.push(
      tufts(
        { ...stage, random: stage.random.branch('front') },
        height * 0.97,
        height * 1.02,
        26,
        darker(ground, 0.3),
        spec.flowers ?? false,
      ),
    )
  return { behind: out.join(''), ahead: ahead.join(''), floor: height * 0.87, horizon: horizon + height * 0.2, surface: 'ground' }
}

/** Snow to the horizon, with blue shadows. */
export function snowfield(stage: Stage): Backdrop {
  const { pen, random, width, height } = stage
  const made = land(stage, {
    ground: stage.scene.placeColour ?? '#eef5fb',
    far: '#d5e4f2',
    trees: 'pine',
    dense: 0.3,
    peaks: true,
  })
  const drifts = random.branch('drifts')
  const extra = Array.from({ length: 6 }, () =>
    pen.oval(
      drifts() * width,
      made.horizon + drifts() * (height - made.horizon),
      drifts.between(60, 190),
      drifts.between(7, 15),
      '#c9dcee',
      { flat: true, opacity: 0.5 },
    ),
  ).join('')
  return { ...made, behind: made.behind + extra }
}

/** Mountains with a meadow at their feet. */
export const mountains = (stage: Stage): Backdrop => {
  const { pen, mood, scene, width, height } = stage
  const hero = scene.things.length === 0
  const horizon = height * (hero ? 0.66 : 0.58)
  const rock = scene.placeColour ?? '#566a93'
  const ground = mood.snowy ? '#edf4fb' : mood.grass
  const near = ridge(stage.random.branch('near'), width, horizon + height * 0.12, height * 0.08, 0.1)
  const out = [
    drawSky(stage, horizon + 12),
    peaks(stage, horizon + 12, height * (hero ? 0.54 : 0.46), rock, !scene.without.has('snow')),
    pen.path(
      below(ridge(stage.random.branch('foot'), width, horizon + height * 0.05, height * 0.06, 0.2), height, true),
      mix(mix(ground, '#2f5f4a', 0.4), mood.haze, 0.34),
    ),
    treeline(stage, () => horizon + height * 0.06, height * 0.12, 26, 'pine', 0.34, 'far'),
    pen.path(below(near, height, true), ground),
    pen.wash(
      sheet(width, height, horizon + height * 0.1),
      pen.blend([
        [0, pen.tone(ground), 0],
        [1, pen.tone(darker(ground, 0.45)), 0.7],
      ]),
    ),
    treeline(stage, x => height * (x < width * 0.24 || x > width * 0.76 ? 0.8 : 2), height * 0.26, 9, 'pine', 0.1, 'sides'),
  ]
  if (!mood.snowy) out.push(tufts(stage, horizon + height * 0.16, height, 60, ground, scene.season !== 'autumn'))
  return { behind: out.join(''), ahead: '', floor: height * 0.88, horizon: horizon + height * 0.1, surface: 'ground' }
}
