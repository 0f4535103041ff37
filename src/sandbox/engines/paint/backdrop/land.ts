import type { Backdrop, Stage } from '../backdrop.ts'
import { type Colour, darker, lighter, mix } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import { placed } from '../pen.ts'
import { nouns } from '../nouns.ts'
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
  const horizon = height * random.between(0.5, 0.58)
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

/** Dunes or red rock under a wide sky. */
export function desert(stage: Stage, canyon: boolean): Backdrop {
  const { pen, mood, scene, width, height } = stage
  const random = stage.random.branch('desert')
  const horizon = height * random.between(0.54, 0.6)
  const sand = scene.placeColour ?? (canyon ? '#c96f42' : '#e6b872')
  const out = [drawSky(stage, horizon + height * 0.12)]
  if (scene.also.includes('mountains')) out.push(peaks(stage, horizon + 10, height * 0.26, '#8a6a70', false))
  if (canyon) {
    for (let row = 0; row < 2; row++) {
      for (let i = 0; i < 4; i++) {
        const [x, w, h] = [
          width * (i / 3.4 + random.between(-0.08, 0.08)),
          width * random.between(0.1, 0.2),
          height * random.between(0.12, 0.32) * (1 + row * 0.2),
        ]
        const colour = mix(sand, mood.haze, row ? 0.2 : 0.5)
        out.push(
          pen.poly(
            [
              [x - w * 0.62, horizon + 30],
              [x - w * 0.5, horizon - h],
              [x - w * 0.2, horizon - h - 8],
              [x + w * 0.44, horizon - h + 5],
              [x + w * 0.66, horizon + 30],
            ],
            colour,
          ),
        )
        for (let k = 1; k < 5; k++)
          out.push(
            pen.limb(
              [
                [x - w * (0.5 + k * 0.022), horizon - h + (h * k) / 5],
                [x + w * (0.45 + k * 0.03), horizon - h + (h * k) / 5 + 4],
              ],
              [4, 3],
              darker(colour, 0.16),
              { flat: true, opacity: 0.6 },
            ),
          )
      }
    }
  }
  const tones = [mix(sand, mood.haze, 0.5), mix(sand, mood.haze, 0.22), sand, darker(sand, 0.1)]
  tones.forEach((colour, i) => {
    const base = horizon + height * (0.02 + i * 0.105)
    const x = width * random.between(0.2, 0.8)
    const high = height * random.between(0.06, 0.13) * (canyon ? 0.35 : 1)
    const crest: Point[] = [
      [-40, base + high * 0.3],
      [x * 0.5, base - high * 0.4],
      [x, base - high],
      [x + (width - x) * 0.45, base - high * 0.15],
      [width + 40, base + high * 0.35],
    ]
    out.push(
      pen.path(
        `M-40 ${base + high * 0.3}Q${x * 0.55} ${base - high * 0.1} ${x} ${base - high}Q${x + (width - x) * 0.35} ${base - high * 0.05} ${width + 40} ${crest[4]?.[1]}V${height + 10}H-40Z`,
        colour,
      ),
    )
    out.push(
      pen.path(
        `M${x} ${base - high}Q${x + (width - x) * 0.35} ${base - high * 0.05} ${width + 40} ${crest[4]?.[1]}V${base + height * 0.12}Q${x + (width - x) * 0.2} ${base + height * 0.06} ${x} ${base - high}Z`,
        darker(colour, 0.3),
        { opacity: 0.5 },
      ),
    )
  })
  for (let i = 0; i < 9; i++) {
    const y = height * (0.84 + i * 0.018)
    out.push(
      pen.line(
        way(random() * width * 0.5, y, width * 0.5, y - 7, width * random.between(0.6, 1), y + 2),
        1.6,
        darker(sand, 0.22),
        { opacity: 0.35 },
      ),
    )
  }
  if (!scene.without.has('cactus') && scene.things.every(thing => thing.noun !== 'cactus') && random.chance(0.7))
    out.push(setPiece(stage, 'cactus', width * random.pick([0.1, 0.88]), height * 0.7, height * 0.13))
  return { behind: out.join(''), ahead: '', floor: height * 0.87, horizon: horizon + height * 0.2, surface: 'ground' }
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

/** A burning mountain. */
export function volcano(stage: Stage): Backdrop {
  const { pen, mood, width, height } = stage
  const made = land(stage, { ground: '#4a3d42', far: '#5a4a50', rough: 0.9 })
  const horizon = made.horizon - height * 0.1
  const x = width * stage.random.branch('cone').between(0.4, 0.6)
  const top = height * 0.24
  const out = [drawSky(stage, horizon), pen.glow(x, top, height * 0.5, '#ff7a2a', 0.8)]
  for (let i = 0; i < 9; i++)
    out.push(
      pen.oval(
        x + Math.sin(i * 1.7) * 34 + i * 10,
        top - 24 - i * 17,
        34 + i * 11,
        24 + i * 7,
        mix('#3a3138', mood.sky[0], 0.2),
        { opacity: 0.7 },
      ),
    )
  out.push(
    pen.poly(
      [
        [x - width * 0.42, horizon + 30],
        [x - 60, top + 10],
        [x - 26, top + 18],
        [x + 24, top + 12],
        [x + 60, top + 14],
        [x + width * 0.42, horizon + 30],
      ],
      '#4f3f48',
    ),
  )
  for (const [dx, w] of points('-20 13, 14 17, 38 10'))
    out.push(
      pen.limb(
        way(x + dx * 0.7, top + 14, x + dx * 2.2, top + (horizon - top) * 0.4, x + dx * 4, horizon - 10),
        [w, w * 0.8, w * 0.4],
        '#ff6a1f',
        { bright: true },
      ),
      pen.limb(way(x + dx * 0.7, top + 14, x + dx * 2.2, top + (horizon - top) * 0.4), [w * 0.5, w * 0.2], '#ffe07a', {
        bright: true,
      }),
    )
  for (let i = 0; i < 22; i++) {
    const a = stage.random()
    out.push(
      `<circle cx="${(x + (a - 0.5) * 240).toFixed(0)}" cy="${(top - stage.random() * 130).toFixed(0)}" r="${(1.5 + stage.random() * 4).toFixed(1)}" fill="#ffb04a"/>`,
    )
  }
  const ground = ridge(stage.random.branch('ash'), width, horizon + height * 0.08, height * 0.05, 0.2)
  out.push(pen.path(below(ground, height, true), '#3f353c'))
  return { ...made, behind: out.join(''), horizon }
}
