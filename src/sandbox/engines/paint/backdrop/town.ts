import { points, way } from '../curve.ts'
import type { Backdrop, Stage } from '../backdrop.ts'
import { type Colour, darker, lighter, mix } from '../colour.ts'
import { land, setPiece } from './land.ts'
import { drawSky, sheet } from './sky.ts'

const isLit = (stage: Stage): boolean =>
  stage.mood.hour === 'night' || stage.mood.hour === 'sunset' || stage.scene.weather.includes('storm')

/** One house front with rows of windows. */
function tower(stage: Stage, x: number, base: number, w: number, h: number, colour: Colour, fade: number): string {
  const { pen, random, mood, scene } = stage
  const neon = scene.styles.includes('neon')
  const out = [pen.box(x, base - h, w, h + 4, 1, mix(colour, mood.haze, fade))]
  const lit = isLit(stage)
  const [cols, rows] = [Math.max(2, Math.floor(w / 17)), Math.max(3, Math.floor(h / 23))]
  for (let i = 0; i < cols; i++) {
    for (let j = 0; j < rows; j++) {
      const on = random.chance(lit ? 0.5 : 0.92)
      if (!on) continue
      const glow = neon ? random.pick(['#ffd27a', '#6ff0ff', '#ff7ae0', '#ffd27a']) : '#ffdf94'
      const pane = lit ? mix(glow, mood.haze, fade * 0.7) : mix('#bfe0f0', mood.haze, fade * 0.6)
      out.push(
        `<rect x="${(x + (i + 0.28) * (w / cols)).toFixed(1)}" y="${(base - h + 10 + j * 23).toFixed(1)}" width="${((w / cols) * 0.46).toFixed(1)}" height="12" fill="${lit ? pane : pen.tone(pane)}" opacity="${lit ? random.between(0.6, 1).toFixed(2) : '0.8'}"/>`,
      )
    }
  }
  return out.join('')
}

const fronts: readonly Colour[] = ['#5f6f94', '#7a6a8c', '#4f6680', '#8a7a86', '#66708a']
const bricks: readonly Colour[] = ['#c98a6a', '#d9b08a', '#8fa6b8', '#b56a5a', '#cfc0a4', '#7f9a8a']

/** A skyline over water or a park. */
export function city(stage: Stage): Backdrop {
  const { pen, random, mood, scene, width, height } = stage
  const horizon = height * 0.68
  const out = [drawSky(stage, horizon)]
  for (const [row, fade] of points('0 0.66, 1 0.4, 2 0.08')) {
    for (let x = -30; x < width;) {
      const w = random.between(44, 96)
      const h = height * random.between(0.16, 0.46) * (1 - row * 0.14)
      const colour = scene.placeColour ?? random.pick(fronts)
      out.push(tower(stage, x, horizon + 20, w, h, colour, fade))
      if (random.chance(0.3))
        out.push(pen.wire(way(x + w / 2, horizon + 20 - h, x + w / 2, horizon - 14 - h), 2, mix(colour, mood.haze, fade)))
      x += w + random.between(-6, 14)
    }
  }
  const wet = scene.weather.includes('rain') || isLit(stage)
  out.push(pen.path(sheet(width, height, horizon + 16), wet ? '#3a4560' : '#8d959e'))
  if (wet)
    for (let i = 0; i < 60; i++)
      out.push(
        `<rect x="${(random() * width).toFixed(0)}" y="${(horizon + 18 + random() * 60).toFixed(0)}" width="${random.between(3, 9).toFixed(0)}" height="${random.between(30, 180).toFixed(0)}" fill="${scene.styles.includes('neon') ? random.pick(['#ff5fd0', '#5fe8ff', '#ffd27a']) : '#ffdf94'}" opacity="${random.between(0.08, 0.3).toFixed(2)}"/>`,
      )
  else
    for (let i = -3; i <= 3; i++)
      out.push(
        pen.poly(
          [
            [width / 2 + i * 60 - 3, horizon + 18],
            [width / 2 + i * 60 + 3, horizon + 18],
            [width / 2 + i * 220 + 12, height],
            [width / 2 + i * 220 - 12, height],
          ],
          '#a4abb3',
          { flat: true },
        ),
      )
  return { behind: out.join(''), ahead: '', floor: height * 0.9, horizon: horizon + 20, surface: 'ground' }
}

/** A street that runs away from the viewer between two rows of houses. */
export function street(stage: Stage): Backdrop {
  const { pen, random, mood, scene, width, height } = stage
  const [vx, vy] = [width * random.between(0.44, 0.56), height * 0.54]
  const neon = scene.styles.includes('neon')
  const wet = scene.weather.includes('rain') || scene.weather.includes('storm') || neon
  const out = [drawSky(stage, vy + 20)]
  for (let i = 0; i < 9; i++)
    out.push(tower(stage, vx - 120 + i * 28, vy + 16, 30, random.between(60, 170), random.pick(fronts), 0.55))
  const lights: string[] = []
  for (const side of [-1, 1]) {
    for (let i = 5; i >= 0; i--) {
      const [t0, t1] = [0.16 + i * 0.16, 0.16 + (i + 1) * 0.16]
      const far = (t: number): number => 1 - t
      const edge = side < 0 ? -40 : width + 40
      const x = (t: number): number => edge + (vx - edge) * Math.min(0.93, 1 - far(t) ** 1.3)
      const y = (t: number): number => height * 0.9 + (vy - height * 0.9) * Math.min(0.95, 1 - far(t) ** 1.3)
      const top = (t: number): number => {
        const base = -height * random.branch(`${side}${i}`).between(0.02, 0.3)
        return base + (vy - base) * Math.min(0.9, 1 - far(t) ** 1.3)
      }
      const [a, b] = [t0 - 0.16, t1 - 0.16]
      const colour = neon ? mix(random.pick(fronts), '#241a52', 0.45) : random.pick(bricks)
      out.push(pen.poly(way(x(a), y(a), x(a), top(a), x(b), top(b) + 6, x(b), y(b)), mix(colour, mood.haze, i * 0.09)))
      const floors = 5
      for (let f = 1; f < floors; f++)
        for (let c = 0; c < 3; c++) {
          if (!random.chance(0.78)) continue
          const at = (u: number, v: number): readonly [number, number] => {
            const tt = a + (b - a) * u
            return [x(tt), y(tt) + (top(tt) - y(tt)) * v]
          }
          const [u, v] = [0.12 + c * 0.3, 0.12 + f * 0.165]
          const on = isLit(stage) && random.chance(0.6)
          const colour2 = on ? (neon ? random.pick(['#ffd27a', '#6ff0ff', '#ff7ae0']) : '#ffdf94') : mix('#9fc4d8', colour, 0.3)
          out.push(
            pen.poly([at(u, v), at(u + 0.18, v), at(u + 0.18, v + 0.09), at(u, v + 0.09)], colour2, { flat: true, bright: on }),
          )
        }
      const shop = (u: number, v: number): readonly [number, number] => {
        const tt = a + (b - a) * u
        return [x(tt), y(tt) + (top(tt) - y(tt)) * v]
      }
      const awning = neon
        ? random.pick(['#ff3fc8', '#37e8ff', '#a66bff', '#ffe14a'])
        : random.pick(['#c9483a', '#3f7a6a', '#d9a03a', '#4a6aa8'])
      out.push(
        pen.poly([shop(0.1, 0.02), shop(0.9, 0.02), shop(0.9, 0.15), shop(0.1, 0.15)], isLit(stage) ? '#ffd992' : '#d9e8ee', {
          flat: true,
          bright: isLit(stage),
        }),
        pen.poly([shop(0.04, 0.15), shop(0.96, 0.15), shop(0.92, 0.21), shop(0.08, 0.21)], awning, { bright: neon }),
      )
      if (neon) {
        const [nx, ny] = shop(0.4, 0.45)
        const size = (1 - i * 0.13) * 46
        const c = random.pick(['#ff4fd8', '#4fe8ff', '#ffe45c', '#8f6bff'])
        lights.push(
          pen.glow(nx, ny, size * 2.2, c, 0.55),
          pen.box(nx - size * 0.24, ny - size, size * 0.48, size * 2, 4, '#150f38', { edge: c, edgeWidth: 3, bright: true }),
          ...[0, 1, 2, 3].map(k =>
            pen.wire(
              [
                [nx - size * 0.12, ny - size * 0.76 + k * size * 0.44],
                [nx + size * 0.12, ny - size * 0.76 + k * size * 0.44],
                [nx + (k % 2 ? size * 0.12 : -size * 0.12), ny - size * 0.56 + k * size * 0.44],
              ],
              3,
              c,
              { bright: true },
            ),
          ),
        )
      }
    }
  }
  const road = mood.snowy ? '#dfe8f1' : wet ? '#2d3346' : '#767b85'
  out.push(
    pen.poly(
      way(vx - 16, vy + 14, vx + 16, vy + 14, width * 1.25, height + 10, -width * 0.25, height + 10),
      mood.snowy ? '#eef4fa' : darker('#a8a49c', wet ? 0.4 : 0.05),
    ),
    pen.poly(way(vx - 9, vy + 14, vx + 9, vy + 14, width * 0.98, height + 10, width * 0.02, height + 10), road),
  )
  if (!mood.snowy)
    for (let i = 0; i < 5; i++) {
      const t = (i / 5) ** 1.7
      const y = vy + 22 + (height - vy) * t
      const w = 1.4 + 13 * t
      out.push(
        pen.poly(way(vx - w, y, vx + w, y, vx + w * 1.5, y + 8 + 60 * t, vx - w * 1.5, y + 8 + 60 * t), '#e9e2c4', {
          flat: true,
          opacity: 0.8,
        }),
      )
    }
  if (wet)
    for (let i = 0; i < 70; i++) {
      const y = vy + 30 + random() * (height - vy)
      const c = neon ? random.pick(['#ff4fd8', '#4fe8ff', '#ffe45c', '#8f6bff']) : '#ffdf94'
      out.push(
        `<ellipse cx="${(random() * width).toFixed(0)}" cy="${y.toFixed(0)}" rx="${random.between(4, 26).toFixed(0)}" ry="${random.between(8, 46).toFixed(0)}" fill="${c}" opacity="${random.between(0.05, 0.22).toFixed(2)}"/>`,
      )
    }
  out.push(...lights)
  if (!neon)
    out.push(
      setPiece(stage, 'streetlamp', width * 0.14, height * 0.8, height * 0.4),
      setPiece(stage, 'streetlamp', width * 0.87, height * 0.8, height * 0.4),
    )
  return { behind: out.join(''), ahead: '', floor: height * 0.89, horizon: vy + 80, surface: 'ground' }
}

/** A tiled roof high over the town. */
export function rooftop(stage: Stage): Backdrop {
  const { pen, random, mood, width, height } = stage
  const out = [drawSky(stage, height * 0.8)]
  for (let x = -20; x < width;) {
    const w = random.between(70, 130)
    out.push(tower(stage, x, height * 0.86, w, height * random.between(0.1, 0.26), random.pick(fronts), 0.5))
    x += w + random.between(-10, 10)
  }
  const tile = stage.scene.placeColour ?? '#b5583f'
  const eaves = height * 0.76
  out.push(
    pen.path(
      `M-20 ${eaves + 16}Q${width / 2} ${eaves - 16} ${width + 20} ${eaves + 16}V${height + 10}H-20Z`,
      mood.snowy ? '#e9f1f8' : tile,
    ),
  )
  for (let row = 0; row < 7; row++) {
    const y = eaves + 24 + row * (height - eaves) * 0.155
    for (let i = -1; i < 22; i++) {
      const x = (i + (row % 2) * 0.5) * (width / 20)
      out.push(
        pen.path(
          `M${x.toFixed(0)} ${y.toFixed(0)}V${(y + 20).toFixed(0)}Q${(x + width / 40).toFixed(0)} ${(y + 40).toFixed(0)} ${(x + width / 20).toFixed(0)} ${(y + 20).toFixed(0)}V${y.toFixed(0)}Z`,
          mood.snowy ? '#dfeaf4' : random.chance(0.5) ? darker(tile, 0.1) : lighter(tile, 0.05),
        ),
      )
    }
  }
  out.push(
    pen.limb(
      way(-20, eaves + 18, width / 2, eaves + 2, width + 20, eaves + 18),
      [20, 18, 20],
      mood.snowy ? '#ffffff' : darker(tile, 0.25),
    ),
  )
  const cx = random.chance(0.5) ? width * 0.13 : width * 0.82
  out.push(pen.box(cx - 34, eaves - 92, 68, 112, 2, '#9a5f4c'), pen.box(cx - 42, eaves - 104, 84, 17, 2, '#7d4a3c'))
  return { behind: out.join(''), ahead: '', floor: eaves + 8, horizon: eaves, surface: 'ground' }
}

/** Cottages along a lane. */
export function village(stage: Stage): Backdrop {
  const { random, width } = stage
  const made = land(stage, { ground: stage.mood.grass, trees: 'mixed', dense: 0.45, path: '#d9c49a', flowers: true })
  const homes = random.branch('homes')
  const row = Array.from({ length: 5 }, (_, i) =>
    setPiece(
      stage,
      i === 2 ? 'church' : homes.chance(0.3) ? 'cabin' : 'house',
      width * (0.08 + i * 0.21),
      made.horizon + homes.between(-16, 26),
      homes.between(120, 165) * (i === 2 ? 1.3 : 1),
      [homes.pick(bricks)],
    ),
  )
  return { ...made, behind: made.behind + row.join('') }
}

/** A road through the land. */
export const road = (stage: Stage): Backdrop =>
  land(stage, {
    ground: stage.mood.grass,
    trees: 'broad',
    dense: stage.scene.also.includes('forest') ? 1 : 0.4,
    path: stage.mood.snowy ? '#cfd9e4' : '#6d7078',
    peaks: stage.random.branch('road').chance(0.6),
  })
