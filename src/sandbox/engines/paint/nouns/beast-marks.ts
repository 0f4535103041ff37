import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import type { Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import type { Face } from './face.ts'

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
  readonly marks?: 'stripes' | 'spots' | 'wool' | 'saddle' | 'patches'
  readonly markColour?: Colour
  /** Legs as a share of the usual length. */
  readonly legs?: number
}

/** A tail along four points. */
export const tailOf = (pen: Pen, beast: Beast, coat: Colour, points: readonly Point[]): string => {
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
export function marksOf(pen: Pen, beast: Beast, coat: Colour, look: Look, x: number, y: number, rx: number, ry: number): string {
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
