import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { drawFace, type Face } from './face.ts'

/** A four-legged animal that looks at the viewer: one body for many animals, told apart by numbers and marks. */
export type Beast = {
  readonly coat: Colour
  readonly belly?: Colour
  readonly legColour?: Colour
  readonly socks?: Colour
  readonly face: Face
  /** Radius of the head, of 100 units of height. */
  readonly head: number
  /** Half width of the sitting body. */
  readonly girth: number
  readonly tail: 'brush' | 'thin' | 'stub' | 'puff' | 'curl' | 'tuft' | 'plume' | 'none'
  readonly tailTip?: Colour
  readonly marks?: 'stripes' | 'spots' | 'spines' | 'wool' | 'saddle' | 'patches'
  readonly markColour?: Colour
  /** Legs as a share of the usual length. */
  readonly legs?: number
}

const tailOf = (pen: Pen, beast: Beast, coat: Colour, points: readonly Point[]): string => {
  const [base, mid, , end] = points as readonly [Point, Point, Point, Point]
  const tip = beast.tailTip ?? coat
  switch (beast.tail) {
    case 'brush': {
      const last: Point = [end[0] + (end[0] - (points[2] as Point)[0]) * 0.35, end[1] + (end[1] - (points[2] as Point)[1]) * 0.35]
      return (
        pen.limb(points, [7, 17, 23, 15], coat) +
        pen.limb(
          [[end[0] * 0.75 + (points[2] as Point)[0] * 0.25, end[1] * 0.75 + (points[2] as Point)[1] * 0.25], end, last],
          [20, 15, 3],
          tip,
        )
      )
    }
    case 'plume':
      return pen.limb([base, mid, points[2] as Point, end, [end[0] + 9, end[1] - 9]], [8, 26, 32, 24, 6], coat)
    case 'thin':
      return pen.limb(points, [6, 6, 5.5, 4], coat)
    case 'tuft':
      return pen.limb(points, [5, 4, 4, 4], coat) + pen.oval(...end, 6.5, 5, tip)
    case 'curl':
      return pen.line(
        [
          base,
          [base[0] - 6, base[1] - 8],
          [base[0] - 13, base[1] - 3],
          [base[0] - 8, base[1] + 2],
          [base[0] - 5, base[1] - 6],
          [base[0] - 15, base[1] - 10],
        ],
        2.6,
        coat,
      )
    case 'stub':
      return pen.limb([base, mid], [11, 7], coat)
    case 'puff':
      return pen.oval(base[0] - 3, base[1], 8, 8, lighter(coat, 0.6))
    default:
      return ''
  }
}

/** Marks strewn over a body given as an ellipse. */
function marksOf(pen: Pen, beast: Beast, coat: Colour, look: Look, x: number, y: number, rx: number, ry: number): string {
  const colour = beast.markColour ?? darker(coat, 0.6)
  const random = look.random.branch('marks')
  const out: string[] = []
  if (beast.marks === 'stripes') {
    for (let i = -3; i <= 3; i++) {
      const cx = x + (i / 3.6) * rx
      const h = ry * Math.sqrt(Math.max(0.05, 1 - (i / 3.9) ** 2))
      out.push(pen.limb(way(cx, y - h * 0.94, cx + 3, y - h * 0.3, cx - 1, y + h * 0.15), [4.2, 3, 0.6], colour, { flat: true }))
    }
  } else if (beast.marks === 'spots' || beast.marks === 'patches') {
    const many = beast.marks === 'spots' ? 16 : 4
    for (let i = 0; i < many; i++) {
      const angle = i * 2.4 + random.between(0, 0.6)
      const far = Math.sqrt((i + 0.5) / many) * 0.78
      const r = beast.marks === 'spots' ? random.between(2, 3.4) : random.between(7, 11)
      out.push(pen.oval(x + Math.cos(angle) * rx * far, y + Math.sin(angle) * ry * far, r * 1.15, r, colour, { flat: true }))
    }
  } else if (beast.marks === 'spines') {
    for (let i = 0; i < 70; i++) {
      const angle = Math.PI * (1.02 + 0.96 * random())
      const far = random.between(0.25, 1)
      const [bx, by] = [x + Math.cos(angle) * rx * far, y + Math.sin(angle) * ry * far + 3]
      out.push(pen.limb(way(bx, by, bx - 7, by - 10), [3, 0.6], i % 3 ? colour : lighter(colour, 0.3), { flat: true }))
    }
  } else if (beast.marks === 'wool') {
    for (let i = 0; i < 26; i++) {
      const angle = i * 2.4
      const far = Math.sqrt((i + 0.5) / 26)
      out.push(
        pen.oval(x + Math.cos(angle) * rx * far, y + Math.sin(angle) * ry * far, 9, 8.4, i % 4 ? coat : darker(coat, 0.05)),
      )
    }
  } else if (beast.marks === 'saddle') out.push(pen.oval(x - 4, y - ry * 0.4, rx * 0.62, ry * 0.5, colour))
  return out.join('')
}

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
