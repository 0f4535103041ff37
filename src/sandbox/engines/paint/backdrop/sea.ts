import type { Backdrop, Stage } from '../backdrop.ts'
import { darker, lighter, mix } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import { isBuilding } from '../kinds.ts'
import { peaks, water } from './ground.ts'
import { setPiece } from './land.ts'
import { drawSky } from './sky.ts'

/** How high the waves go, from 0 to 1. */
export const isRough = (stage: Stage): number =>
  stage.scene.weather.includes('storm') || stage.scene.sights.includes('waves')
    ? 1
    : stage.scene.weather.includes('wind') || stage.scene.weather.includes('rain')
      ? 0.55
      : 0.12

/** Open water; in a storm it rolls. */
export function sea(stage: Stage, harbour = false): Backdrop {
  const { pen, mood, scene, width, height } = stage
  const rough = isRough(stage)
  const horizon = height * 0.56
  const out = [drawSky(stage, horizon + 2)]
  if (scene.also.includes('mountains') || scene.also.includes('island'))
    out.push(peaks(stage, horizon, height * 0.2, '#5d7290', false))
  if (harbour || scene.also.includes('city')) out.push(houses(stage, horizon + 6))
  out.push(water(stage, horizon, height, scene.placeColour ?? (rough > 0.5 ? '#2a5470' : undefined), rough))
  if (rough > 0.4)
    for (let i = 0; i < 5; i++)
      out.push(
        swell(
          stage,
          horizon + height * (0.05 + i * 0.085),
          (12 + i * 11 * rough) * (scene.sights.includes('waves') ? 1.9 : 1),
          i,
        ),
      )
  const crowded = scene.things.some(thing => isBuilding(thing.noun))
  if (crowded || (harbour && scene.things.length > 0)) {
    const rock = '#5b5a66'
    const c = width * 0.5
    out.push(
      pen.blob(
        [
          [c - width * 0.46, height * 0.9],
          [c - width * 0.32, height * 0.79],
          [c - width * 0.12, height * 0.765],
          [c + width * 0.1, height * 0.77],
          [c + width * 0.3, height * 0.8],
          [c + width * 0.44, height * 0.91],
          [c, height * 0.95],
        ],
        rock,
      ),
    )
    for (let i = 0; i < 16; i++)
      out.push(
        pen.blob(
          Array.from({ length: 6 }, (_, k): Point => {
            const a = (k / 6) * Math.PI * 2
            const r = stage.random.between(16, 34)
            return [
              c + (i / 15 - 0.5) * width * 0.86 + Math.cos(a) * r * 1.5,
              height * (0.87 + Math.sin(i * 2) * 0.03) + Math.sin(a) * r * 0.8,
            ]
          }),
          i % 2 ? darker(rock, 0.2) : lighter(rock, 0.08),
        ),
      )
    for (let i = 0; i < 22; i++)
      out.push(
        pen.oval(
          c + (i / 21 - 0.5) * width * 0.94,
          height * 0.905 + Math.sin(i * 1.9) * 9,
          stage.random.between(14, 38),
          stage.random.between(5, 11 + rough * 9),
          '#f4f9fc',
          { opacity: 0.75 },
        ),
      )
    return {
      behind: out.join(''),
      ahead: rough > 0.4 ? swell(stage, height * 0.95, 34, 7) : '',
      floor: height * 0.8,
      horizon,
      surface: 'ground',
    }
  }
  return {
    behind: out.join(''),
    ahead: rough > 0.4 ? swell(stage, height * 0.9, 40 * rough, 7) : '',
    floor: height * 0.8,
    horizon,
    surface: 'water',
  }
  function houses(at: Stage, y: number): string {
    const random = at.random.branch('quay')
    return Array.from({ length: 11 }, (_, i) =>
      setPiece(at, random.chance(0.2) ? 'church' : 'house', (i + 0.5) * (width / 10.4), y, random.between(46, 78), [
        mix(random.pick(['#e9b48a', '#f2dcb4', '#c9dbe2', '#e59a86']), mood.haze, 0.3),
      ]),
    ).join('')
  }
}

/** One wave across the picture with foam on its crest. */
function swell({ pen, mood, width, height }: Stage, y: number, high: number, row: number): string {
  const n = 5
  let d = `M-40 ${y}`
  let foam = ''
  for (let i = 0; i < n; i++) {
    const [x0, x1] = [-40 + (i * (width + 80)) / n + (row % 2) * -50, -40 + ((i + 1) * (width + 80)) / n + (row % 2) * -50]
    d += `Q${(x0 + (x1 - x0) * 0.62).toFixed(0)} ${(y - high * 1.7).toFixed(0)} ${(x0 + (x1 - x0) * 0.74).toFixed(0)} ${(y - high * 0.4).toFixed(0)}Q${(x0 + (x1 - x0) * 0.84).toFixed(0)} ${(y + high * 0.4).toFixed(0)} ${x1.toFixed(0)} ${y.toFixed(0)}`
    foam += `<path d="M${(x0 + (x1 - x0) * 0.3).toFixed(0)} ${(y - high * 0.72).toFixed(0)}Q${(x0 + (x1 - x0) * 0.62).toFixed(0)} ${(y - high * 1.5).toFixed(0)} ${(x0 + (x1 - x0) * 0.74).toFixed(0)} ${(y - high * 0.34).toFixed(0)}" fill="none" stroke="${mix('#ffffff', mood.sky[2], 0.2)}" stroke-width="${(1.4 + high * 0.07).toFixed(1)}" stroke-linecap="round" opacity="0.6"/>`
  }
  return pen.path(`${d}V${height + 10}H-40Z`, mix('#1d4d6c', mood.sky[1], 0.16 + (7 - row) * 0.03), { opacity: 0.86 }) + foam
}

/** Sand, surf and sea. */
export function beach(stage: Stage): Backdrop {
  const { pen, scene, width, height } = stage
  const horizon = height * 0.5
  const sand = scene.placeColour ?? '#f0d6a2'
  const shore = height * 0.68
  const out = [
    drawSky(stage, horizon + 2),
    water(stage, horizon, shore + 30, undefined, isRough(stage)),
    pen.path(
      `M0 ${shore + 8}Q${width * 0.3} ${shore - 20} ${width * 0.55} ${shore + 6}T${width} ${shore - 8}V${height}H0Z`,
      '#ffffff',
      { opacity: 0.85, flat: true },
    ),
    pen.path(
      `M0 ${shore + 22}Q${width * 0.3} ${shore - 6} ${width * 0.55} ${shore + 20}T${width} ${shore + 6}V${height}H0Z`,
      darker(sand, 0.16),
    ),
    pen.path(
      `M0 ${shore + 40}Q${width * 0.3} ${shore + 12} ${width * 0.55} ${shore + 38}T${width} ${shore + 24}V${height}H0Z`,
      sand,
    ),
  ]
  const random = stage.random.branch('sand')
  for (let i = 0; i < 120; i++)
    out.push(
      `<circle cx="${(random() * width).toFixed(0)}" cy="${(shore + 60 + random() * (height - shore - 60)).toFixed(0)}" r="${random.between(0.8, 2.2).toFixed(1)}" fill="${random.chance(0.5) ? '#cfae74' : '#fff2cf'}" opacity="0.6"/>`,
    )
  if (!scene.without.has('palm') && scene.things.every(thing => thing.noun !== 'palm'))
    out.push(
      setPiece(stage, 'palm', width * (random.chance(0.5) ? 0.08 : 0.93), height * 0.8, height * 0.62, [], random.chance(0.5)),
    )
  out.push(
    setPiece(stage, random.pick(['starfish', 'seashell']), width * random.between(0.14, 0.3), height * 0.95, 34),
    setPiece(stage, 'seashell', width * random.between(0.72, 0.88), height * 0.92, 26),
  )
  return { behind: out.join(''), ahead: '', floor: height * 0.87, horizon: shore, surface: 'ground' }
}

/** A small island in the sea. */
export function island(stage: Stage): Backdrop {
  const { pen, width, height } = stage
  const made = sea({ ...stage, scene: { ...stage.scene, things: [] } })
  const [c, y] = [width / 2, height * 0.8]
  const sand = [
    pen.blob(
      [
        [c - width * 0.4, y + 12],
        [c - width * 0.22, y - 34],
        [c, y - 46],
        [c + width * 0.24, y - 32],
        [c + width * 0.4, y + 12],
        [c, y + 40],
      ],
      '#f2d9a0',
    ),
    pen.blob(
      [
        [c - width * 0.25, y - 18],
        [c - width * 0.1, y - 46],
        [c + width * 0.12, y - 48],
        [c + width * 0.26, y - 16],
        [c, y - 4],
      ],
      stage.mood.snowy ? '#eef5fb' : '#7fbf5a',
    ),
    pen.line(way(c - width * 0.42, y + 20, c, y + 46, c + width * 0.42, y + 20), 7, '#ffffff', { opacity: 0.7 }),
    setPiece(stage, 'palm', c - width * 0.2, y - 14, height * 0.4),
    setPiece(stage, 'palm', c + width * 0.22, y - 12, height * 0.3, [], true),
  ]
  return { ...made, behind: made.behind + sand.join(''), floor: y - 4, surface: 'ground' }
}
