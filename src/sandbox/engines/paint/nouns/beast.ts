import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { type Beast, marksOf, tailOf } from './beast-marks.ts'
import { drawFace } from './face.ts'

function sitting(pen: Pen, beast: Beast, coat: Colour, look: Look): Drawn {
  const g = beast.girth
  const r = beast.head
  const leg = beast.legColour ?? coat
  const belly = beast.belly ?? lighter(coat, 0.7)
  const top = -94 + r * 0.1
  const hy = top + r
  const out = [
    tailOf(pen, beast, coat, [
      [g * 0.5, -10],
      [g * 1.15, -9],
      [g * 1.5, -26],
      [g * 1.42, -48],
    ]),
    pen.blob(
      [
        [-g * 0.5, hy + r * 0.4],
        [g * 0.5, hy + r * 0.4],
        [g * 0.78, -34],
        [g, -14],
        [g * 0.7, 0],
        [-g * 0.7, 0],
        [-g, -14],
        [-g * 0.78, -34],
      ],
      coat,
    ),
    marksOf(pen, beast, coat, look, 0, -24, g * 0.85, 22),
    pen.oval(-g * 0.72, -12, g * 0.36, 13, leg),
    pen.oval(g * 0.72, -12, g * 0.36, 13, leg),
    pen.blob(way(0, hy + r * 0.5, g * 0.38, -42, g * 0.3, -24, 0, -14, -g * 0.3, -24, -g * 0.38, -42), belly),
    ...[-1, 1].map(
      s =>
        pen.limb(way(s * g * 0.3, -38, s * g * 0.27, -16, s * g * 0.28, -5), [g * 0.36, g * 0.33, g * 0.38], leg) +
        pen.oval(s * g * 0.3, -4, g * 0.25, 4.6, beast.socks ?? leg),
    ),
    pen.oval(-g * 0.82, -4, g * 0.3, 4.6, beast.socks ?? leg),
    pen.oval(g * 0.82, -4, g * 0.3, 4.6, beast.socks ?? leg),
    drawFace(pen, 0, hy, r, beast.face, coat, false),
  ]
  return {
    svg: out.join(''),
    width: g * 2.7,
    height: 100,
    seat: [0, top],
    head: { at: [0, top + r * 0.12], width: r * 1.3 },
    neck: { at: [0, hy + r * 0.85], width: r * 1.35 },
    eyes: { at: [0, hy - r * 0.08], apart: r * 0.84 },
    hold: [g * 0.7, -34],
  }
}

function standing(pen: Pen, beast: Beast, coat: Colour, look: Look, running: boolean): Drawn {
  const leg = beast.legColour ?? coat
  const long = 30 * (beast.legs ?? 1)
  const by = -long - 15
  const ry = 15 + beast.girth * 0.14
  const half = 36
  const r = beast.head * 0.82
  const [hx, hy] = [half + 4, by - 18 - r * 0.3]
  const wide = 9 + beast.girth * 0.12
  const far = darker(leg, 0.22)
  const paw = (x: number, swing: number, colour: Colour): string =>
    pen.limb(way(x, by + 4, x + swing * 0.5, by * 0.5, x + swing, -4), [wide * 1.35, wide, wide * 0.8], colour) +
    pen.oval(x + swing + 2, -3.6, wide * 0.56, 4, beast.socks ?? colour)
  const swing = running ? 20 : 0
  const out = [
    tailOf(
      pen,
      beast,
      coat,
      running
        ? [
            [-half, by - 4],
            [-half - 14, by - 10],
            [-half - 28, by - 12],
            [-half - 42, by - 6],
          ]
        : [
            [-half, by - 4],
            [-half - 15, by - 2],
            [-half - 24, by - 18],
            [-half - 24, by - 38],
          ],
    ),
    paw(-half + 14, -swing * 0.6, far),
    paw(half - 6, swing * 1.2, far),
    pen.limb(way(half - 16, by, half - 2, by - 10, hx - 2, hy), [ry * 1.6, ry * 1.35, r * 1.1], coat),
    pen.blob(
      [
        [-half - 5, by],
        [-half + 6, by - ry],
        [0, by - ry * 0.92],
        [half - 6, by - ry],
        [half + 6, by],
        [half - 6, by + ry],
        [0, by + ry * 0.92],
        [-half + 8, by + ry * 0.96],
      ],
      coat,
    ),
    pen.blob(
      [
        [-half + 12, by + ry * 0.6],
        [0, by + ry * 0.45],
        [half - 6, by + ry * 0.5],
        [half - 8, by + ry * 0.95],
        [0, by + ry * 0.9],
        [-half + 14, by + ry * 0.9],
      ],
      beast.belly ?? lighter(coat, 0.55),
    ),
    marksOf(pen, beast, coat, look, -2, by, half, ry),
    paw(-half + 6, -swing, leg),
    paw(half - 12, swing * 0.7, leg),
    pen.blob(
      [
        [hx - r * 0.5, hy + r * 0.5],
        [hx + r * 0.5, hy + r * 0.5],
        [hx + r * 0.1, by + ry * 0.3],
        [hx - r * 0.6, by + ry * 0.2],
      ],
      beast.belly ?? coat,
    ),
    drawFace(pen, hx, hy, r, beast.face, coat, false),
  ]
  return {
    svg: out.join(''),
    width: 130,
    height: -hy + r,
    seat: [-6, by - ry + 4],
    head: { at: [hx, hy - r * 0.8], width: r * 1.3 },
    neck: { at: [hx - r * 0.1, hy + r * 0.8], width: r * 1.35 },
    eyes: { at: [hx, hy - r * 0.08], apart: r * 0.84 },
    hold: [hx + r, hy + r * 0.7],
  }
}

function sleeping(pen: Pen, beast: Beast, coat: Colour, look: Look): Drawn {
  const r = beast.head * 0.8
  const [hx, hy] = [30, -r * 0.82]
  const ring: Point[] = points('-50 -8, -34 -3, -8 -5, 12 -9')
  const out = [
    pen.blob('-54 -12, -44 -38, -14 -50, 20 -42, 44 -18, 36 -2, -36 -1', coat),
    marksOf(pen, beast, coat, look, -10, -26, 40, 20),
    pen.oval(-34, -16, 20, 15, darker(coat, 0.07)),
    pen.oval(6, -4, 18, 5, beast.socks ?? beast.legColour ?? coat),
    drawFace(pen, hx, hy, r, beast.face, coat, true),
    tailOf(pen, beast, coat, ring),
  ]
  return {
    svg: out.join(''),
    width: 118,
    height: 58,
    seat: [-12, -46],
    head: { at: [hx, hy - r * 0.8], width: r * 1.3 },
    neck: { at: [hx - r * 0.5, hy + r * 0.6], width: r },
    eyes: { at: [hx, hy - r * 0.08], apart: r * 0.84 },
    hold: [hx + r, -8],
  }
}

/** How a beast is drawn: it sits unless it runs, sleeps or carries somebody. */
export const drawBeast =
  (beast: Beast, stance: 'sit' | 'stand' = 'sit') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? beast.coat
    const own = look.colours.length === 0
    const second = look.colours[1]
    const painted: Beast = {
      ...beast,
      ...(own || beast.legColour === undefined ? {} : { legColour: darker(coat, 0.45) }),
      ...(own ? {} : { markColour: darker(coat, 0.5) }),
      ...(second === undefined
        ? {}
        : { belly: second, tailTip: second, markColour: second, socks: second, face: { ...beast.face, muzzleColour: second } }),
    }
    switch (look.act) {
      case 'sleep':
        return sleeping(pen, painted, coat, look)
      case 'run':
      case 'jump':
      case 'fly':
      case 'swim':
        return standing(pen, painted, coat, look, true)
      case 'drink':
        return standing(pen, painted, coat, look, false)
      case 'stand':
        return stance === 'stand' || look.random.branch('stance').chance(0.25)
          ? standing(pen, painted, coat, look, false)
          : sitting(pen, painted, coat, look)
      case 'sit':
      case 'dance':
      case 'read':
      case 'ride':
        return sitting(pen, painted, coat, look)
      default:
        return look.act satisfies never
    }
  }
