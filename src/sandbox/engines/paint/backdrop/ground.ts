import type { Stage } from '../backdrop.ts'
import { type Colour, darker, lighter, mix } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import { drawPalm, drawPine, drawTree, leafColours } from '../nouns/tree.ts'
import { placed } from '../pen.ts'
import type { Random } from '../random.ts'

/** A line of hills from left to right: `rough` from 0 (waves) to 1 (peaks). */
export function ridge(random: Random, width: number, base: number, high: number, rough: number): Point[] {
  const points: Point[] = []
  const [a, b, c] = [random() * 6, random() * 6, random() * 6]
  const steps = rough > 0.5 ? 36 : 20
  for (let i = 0; i <= steps; i++) {
    const t = i / steps
    const wave = Math.sin(t * 4.2 + a) * 0.5 + Math.sin(t * 9.1 + b) * 0.28 * (0.4 + rough) + Math.sin(t * 19 + c) * 0.14 * rough
    points.push([t * (width + 80) - 40, base - high * (0.5 + wave * 0.62 + (random() - 0.5) * rough * 0.42)])
  }
  return points
}

/** The path of what lies under a line of points. */
export const below = (points: readonly Point[], bottom: number, round: boolean): string => {
  const text = round
    ? points
        .map((point, i) =>
          i === 0
            ? `M${point[0].toFixed(1)} ${point[1].toFixed(1)}`
            : `S${(point[0] - (point[0] - (points[i - 1] as Point)[0]) * 0.4).toFixed(1)} ${point[1].toFixed(1)} ${point[0].toFixed(1)} ${point[1].toFixed(1)}`,
        )
        .join('')
    : `M${points.map(point => `${point[0].toFixed(1)} ${point[1].toFixed(1)}`).join('L')}`
  return `${text}V${Math.ceil(bottom)}H${Math.floor(points[0]?.[0] ?? 0)}Z`
}

/** Three rows of mountains that fade into the air, the farthest first; `white` caps them with snow. */
export function peaks(stage: Stage, horizon: number, high: number, rock: Colour, white: boolean): string {
  const { pen, mood, width } = stage
  const random = stage.random.branch('peaks')
  const out: string[] = []
  for (let row = 0; row < 3; row++) {
    const share = [0.74, 0.48, 0.22][row] ?? 0
    const colour = mix(rock, mood.haze, share)
    const tall = high * (1 - row * 0.26)
    const summits = random.whole(3, 5)
    const outline: Point[] = [[-60, horizon + 6]]
    const caps: string[] = []
    for (let i = 0; i < summits; i++) {
      const x = ((i + 0.5 + random.between(-0.28, 0.28)) / summits) * width
      const top = horizon - tall * random.between(0.62, 1)
      const half = (width / summits) * random.between(0.66, 0.9)
      const peak: Point[] = [
        [x - half, horizon + 6],
        [x - half * 0.55, horizon - (horizon - top) * random.between(0.4, 0.5)],
        [x - half * 0.3, horizon - (horizon - top) * random.between(0.62, 0.7)],
        [x, top],
        [x + half * 0.24, horizon - (horizon - top) * random.between(0.66, 0.76)],
        [x + half * 0.6, horizon - (horizon - top) * random.between(0.34, 0.46)],
        [x + half, horizon + 6],
      ]
      caps.push(
        pen.poly(peak, colour),
        pen.poly(
          [
            [x, top],
            [x + half * 0.24, peak[4]?.[1] ?? 0],
            [x + half * 0.6, peak[5]?.[1] ?? 0],
            [x + half, horizon + 6],
            [x + half * 0.2, horizon + 6],
            [x - half * 0.06, horizon - (horizon - top) * 0.5],
            [x + half * 0.1, horizon - (horizon - top) * 0.72],
          ],
          mix(darker(colour, 0.22), mood.haze, share * 0.4),
          { opacity: 0.8 },
        ),
      )
      if (white) {
        const h = horizon - top
        caps.push(
          pen.poly(
            [
              [x, top],
              [x - half * 0.2, top + h * 0.26],
              [x - half * 0.11, top + h * 0.22],
              [x - half * 0.05, top + h * 0.33],
              [x + half * 0.04, top + h * 0.23],
              [x + half * 0.12, top + h * 0.3],
              [x + half * 0.19, top + h * 0.24],
            ],
            mix('#fbfdff', mood.haze, share * 0.5),
          ),
        )
      }
    }
    out.push(...caps)
    if (outline.length > 1) out.push('')
    out.push(
      pen.wash(
        `M0 ${horizon - tall * 0.34}H${width}V${horizon + 8}H0Z`,
        pen.blend([
          [0, mood.haze, 0],
          [1, mood.haze, 0.55],
        ]),
      ),
    )
  }
  return out.join('')
}

/** A row of trees along a line, each about `high`. */
export function treeline(
  stage: Stage,
  at: (x: number) => number,
  high: number,
  count: number,
  kind: 'pine' | 'broad' | 'palm' | 'bare' | 'mixed',
  fade: number,
  name: string,
): string {
  const { pen, mood, scene, width } = stage
  const hidden = (tree: string): boolean => scene.without.has(tree)
  if (hidden('tree') || hidden('forest')) return ''
  const random = stage.random.branch(name)
  const out: { readonly y: number; readonly svg: string }[] = []
  for (let i = 0; i < count; i++) {
    const x = ((i + random.between(0.1, 0.9)) / count) * (width + 60) - 30
    const own = kind === 'mixed' ? (random.chance(mood.snowy ? 0.85 : 0.5) ? 'pine' : 'broad') : kind
    const leaf = mix(
      own === 'pine' ? mix('#2a6a4a', '#3f8a4a', random()) : leafColours(mood.snowy ? undefined : scene.season, random),
      mood.haze,
      fade,
    )
    const tree =
      own === 'pine'
        ? drawPine(pen, random, leaf, mood.snowy)
        : own === 'palm'
          ? drawPalm(pen, leaf)
          : drawTree(pen, random, mood.snowy ? lighter(leaf, 0.55) : leaf, own === 'bare')
    const y = at(x)
    out.push({ y, svg: placed(tree, x, y + 3, (high * random.between(0.75, 1.2)) / 100, random.chance(0.5)) })
  }
  return out
    .sort((a, b) => a.y - b.y)
    .map(tree => tree.svg)
    .join('')
}

/** Tufts of grass and flowers on the ground between two heights. */
export function tufts(stage: Stage, from: number, to: number, count: number, colour: Colour, flowers: boolean): string {
  const { pen, width, scene } = stage
  const random = stage.random.branch(`tufts${from.toFixed(0)}`)
  const blooms = flowers && !scene.without.has('flower')
  const out: string[] = []
  for (let i = 0; i < count; i++) {
    const t = random()
    const [x, y, s] = [random() * width, from + (to - from) * t, 4 + 13 * t]
    const own = random.chance(0.5) ? darker(colour, 0.16) : lighter(colour, 0.14)
    out.push(
      pen.limb(way(x, y, x - s * 0.5, y - s * 1.1), [s * 0.22, 0.5], own, { flat: true }),
      pen.limb(way(x, y, x + s * 0.1, y - s * 1.5), [s * 0.24, 0.5], own, { flat: true }),
      pen.limb(way(x, y, x + s * 0.6, y - s), [s * 0.22, 0.5], own, { flat: true }),
    )
    if (blooms && random.chance(0.55)) {
      const petal = random.pick(['#ffffff', '#ffd84a', '#ff8fb4', '#b48cff', '#ff7a5a'])
      out.push(
        ...[0, 1, 2, 3, 4].map(k =>
          pen.oval(x + Math.cos(k * 1.257) * s * 0.24, y - s * 1.5 + Math.sin(k * 1.257) * s * 0.24, s * 0.19, s * 0.19, petal, {
            flat: true,
          }),
        ),
        pen.oval(x, y - s * 1.5, s * 0.14, s * 0.14, '#f2a92c', { flat: true }),
      )
    }
  }
  return out.join('')
}

/** Water from `top` down, with the sky in it and streaks of light. */
export function water(stage: Stage, top: number, bottom: number, colour: Colour | undefined, rough: number): string {
  const { pen, mood, width } = stage
  const random = stage.random.branch('water')
  const deep = colour ?? mix('#1f6f9a', mood.sky[1], 0.35)
  const out = [
    pen.wash(
      sheetBetween(width, top, bottom),
      pen.blend([
        [0, mix(pen.tone(deep), mood.sky[2], 0.62)],
        [0.35, mix(pen.tone(deep), mood.sky[1], 0.4)],
        [1, mix(pen.tone(deep), mood.sky[0], 0.25)],
      ]),
    ),
  ]
  for (let i = 0; i < 90; i++) {
    const t = random() ** 1.4
    const [y, x, w] = [top + 3 + (bottom - top) * t, random() * width, (14 + 90 * t) * random.between(0.5, 1.3)]
    const light = random.chance(0.62)
    const h = 1 + t * 4 * (0.6 + rough)
    const bow = rough * (4 + 12 * t)
    out.push(
      `<path d="M${(x - w).toFixed(0)} ${y.toFixed(1)}Q${x.toFixed(0)} ${(y - h - bow).toFixed(1)} ${(x + w).toFixed(0)} ${y.toFixed(1)}Q${x.toFixed(0)} ${(y + h - bow).toFixed(1)} ${(x - w).toFixed(0)} ${y.toFixed(1)}Z" fill="${light ? mood.sky[2] : pen.tone(darker(deep, 0.35))}" opacity="${(light ? 0.5 : 0.3).toFixed(2)}"/>`,
    )
  }
  if (rough < 0.5 && mood.hour !== 'day') {
    // The low sun or the moon lays a road of light on the water.
    const x =
      width *
      (stage.random.branch('sun').chance(0.5)
        ? stage.random.branch('sunx').between(0.16, 0.34)
        : stage.random.branch('sunx').between(0.66, 0.84))
    for (let i = 0; i < 34; i++)
      out.push(
        `<ellipse cx="${(x + random.between(-1, 1) * (10 + i * 1.7)).toFixed(0)}" cy="${(top + 4 + ((bottom - top) * i) / 34).toFixed(0)}" rx="${(random.between(10, 34) + i * 0.7).toFixed(0)}" ry="${(1.2 + i * 0.09).toFixed(1)}" fill="${mood.sun}" opacity="${random.between(0.25, 0.6).toFixed(2)}"/>`,
      )
  }
  return out.join('')
}

const sheetBetween = (width: number, top: number, bottom: number): string =>
  `M0 ${top.toFixed(0)}H${Math.ceil(width)}V${Math.ceil(bottom)}H0Z`
