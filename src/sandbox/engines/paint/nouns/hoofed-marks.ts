import { type Colour, darker } from '../colour.ts'
import { type Point, quads, way } from '../curve.ts'
import type { Look } from '../noun.ts'
import type { Pen } from '../pen.ts'

/** A tall animal seen from the side. Lengths are in units of the drawing. */
export type Hoofed = {
  readonly coat: Colour
  readonly belly?: Colour
  readonly hoof?: Colour
  readonly body: readonly [halfLength: number, thickness: number]
  readonly legs: readonly [length: number, width: number]
  /** Where the head ends up, seen from the shoulder. */
  readonly neck: readonly [dx: number, dy: number, width: number]
  readonly head: readonly [length: number, thickness: number]
  readonly mane?: Colour
  readonly horns?: 'antlers' | 'horn' | 'curved' | 'bumps' | 'nose' | 'ram'
  readonly ears?: 'leaf' | 'long' | 'fan'
  readonly tail?: 'horse' | 'tuft' | 'stub'
  readonly hump?: number
  readonly marks?: 'patches' | 'stripes' | 'giraffe' | 'fawn'
  readonly markColour?: Colour
  readonly trunk?: boolean
  readonly muzzle?: Colour
}

/** Patches, stripes and spots on a body whose middle is at height `by`. */
export function bodyMarks(pen: Pen, beast: Hoofed, colour: Colour, look: Look, by: number): string {
  const [half, thick] = beast.body
  const random = look.random.branch('marks')
  const out: string[] = []
  if (beast.marks === 'stripes') {
    for (let i = -4; i <= 4; i++)
      out.push(
        pen.limb(
          way((i / 4.6) * half, by - thick * 0.52, (i / 4.6) * half + 4, by, (i / 4.6) * half, by + thick * 0.38),
          [4.4, 3.6, 1],
          colour,
          { flat: true },
        ),
      )
  } else if (beast.marks === 'patches') {
    for (const [dx, dy, rx, ry] of quads('-0.6 -0.18 0.28 0.26, 0.05 0.02 0.3 0.28, 0.62 -0.16 0.2 0.24')) {
      out.push(
        pen.blob(
          Array.from({ length: 7 }, (_, i): Point => {
            const a = (i / 7) * Math.PI * 2
            const wobble = random.between(0.75, 1.15)
            return [dx * half + Math.cos(a) * rx * half * wobble, by + dy * thick + Math.sin(a) * ry * thick * wobble]
          }),
          colour,
        ),
      )
    }
  } else if (beast.marks === 'giraffe' || beast.marks === 'fawn') {
    const r = beast.marks === 'giraffe' ? 4.4 : 1.6
    for (let i = 0; i < 22; i++) {
      const x = ((i % 8) / 7 - 0.5) * half * 1.75 + random.between(-1.5, 1.5)
      const y = by + (Math.floor(i / 8) - 1) * thick * 0.28 + random.between(-1, 1) + (beast.marks === 'fawn' ? -3 : 0)
      out.push(pen.oval(x, y, r, r * 0.86, colour, { flat: true }, random.between(-30, 30)))
    }
  }
  return out.join('')
}

/** Horns and antlers that grow from (x, y). */
export function horns(pen: Pen, beast: Hoofed, x: number, y: number, unit: number): string {
  const bone = '#d8c4a0'
  switch (beast.horns) {
    case 'antlers':
      return [-1, 1]
        .map(s => {
          const tip: Point = [x - 6 + s * unit * 0.95, y - unit * 2.6]
          const stem: Point[] = [[x - 3, y], [x - 6 + s * unit * 1.1, y - unit * 1.2], tip]
          return (
            pen.limb(stem, [3.6, 3, 1], s < 0 ? darker('#a77f56', 0.2) : '#b48a5e') +
            [0.9, 1.5, 2]
              .map((h, i) =>
                pen.limb(
                  way(x - 6 + s * unit * 1.05, y - unit * h, x - 6 + s * unit * (1.75 + i * 0.08), y - unit * (h + 0.7)),
                  [2.4, 0.8],
                  '#b48a5e',
                ),
              )
              .join('') +
            pen.limb(way(x - 5 + s * unit * 0.8, y - unit * 0.8, x + s * unit * 0.2, y - unit * 1.6), [2.2, 0.8], '#b48a5e')
          )
        })
        .join('')
    case 'horn':
      return (
        pen.limb(way(x + 4, y - 1, x + 10, y - unit * 1.3, x + 15, y - unit * 2.7), [5, 3.4, 0.6], '#f7d877') +
        [0.7, 1.3, 1.9]
          .map(h => pen.line(way(x + 4 + h * 3.6, y - unit * h, x + 9 + h * 3.4, y - unit * (h + 0.12)), 0.9, '#c79a35'))
          .join('')
      )
    case 'curved':
      return [-1, 1]
        .map(s =>
          pen.limb(
            way(x - 3 + s * 2, y, x - 4 + s * 8, y - 6, x + s * 7, y - 13),
            [4.4, 3.4, 0.8],
            s < 0 ? darker(bone, 0.2) : bone,
          ),
        )
        .join('')
    case 'ram':
      return (
        pen.limb(way(x, y + 2, x - 8, y - 8, x - 17, y - 15), [5, 4, 1], bone) +
        pen.limb(way(x + 3, y + 2, x - 3, y - 9, x - 11, y - 17), [5, 4, 1], darker(bone, 0.15))
      )
    case 'bumps':
      return [-3, 3]
        .map(
          dx =>
            pen.limb(way(x + dx, y + 1, x + dx - 1, y - 8), [2.4, 2], beast.coat) +
            pen.oval(x + dx - 1, y - 9, 2.4, 2, '#5a3d22'),
        )
        .join('')
    default:
      return ''
  }
}
