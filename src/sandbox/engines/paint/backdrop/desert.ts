import type { Backdrop, Stage } from '../backdrop.ts'
import { darker, mix } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import { below, peaks, ridge } from './ground.ts'
import { land, setPiece } from './land.ts'
import { drawSky } from './sky.ts'

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
  if (scene.place === 'road' || scene.also.includes('road')) out.push(roadway(stage, horizon + height * 0.2))
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

/** A road that runs over the sand to where the ground ends, with its broken middle line. */
function roadway({ pen, width, height }: Stage, far: number): string {
  const c = width / 2
  const at = (t: number): number => far + (height + 10 - far) * t ** 1.6
  const half = (t: number): number => 7 + (width * 0.42 - 7) * t ** 1.6
  const band = (from: number, to: number, share: number): Point[] =>
    way(
      c - half(from) * share,
      at(from),
      c + half(from) * share,
      at(from),
      c + half(to) * share,
      at(to),
      c - half(to) * share,
      at(to),
    )
  return (
    pen.poly(band(0, 1, 1.08), '#c9b48c') +
    pen.poly(band(0, 1, 1), '#5d5f69') +
    [0.1, 0.3, 0.5, 0.7, 0.9].map(t => pen.poly(band(t, t + 0.1, 0.035), '#f4e7b4', { flat: true })).join('')
  )
}

/** A burning mountain. */
export function volcano(stage: Stage): Backdrop {
  const { pen, mood, width, height } = stage
  const made = land(stage, { ground: '#4a3d42', far: '#5a4a50', rough: 0.9 })
  const horizon = made.horizon - height * 0.1
  const x = width * stage.random.branch('cone').between(0.4, 0.6)
  const top = height * 0.24
  const out = [drawSky(stage, horizon + height * 0.06), pen.glow(x, top, height * 0.5, '#ff7a2a', 0.8)]
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
  const ground = ridge(stage.random.branch('ash'), width, horizon + height * 0.03, height * 0.05, 0.2)
  out.push(pen.path(below(ground, height, true), '#5c4a4e'))
  return { ...made, behind: out.join(''), horizon }
}
