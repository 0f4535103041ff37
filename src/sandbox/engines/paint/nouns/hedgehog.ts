import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'

/** Rows of spines over a back: each stands off the middle, the lower rows cover the roots of the upper ones. */
function spines(pen: Pen, look: Look, [x, y]: Point, rx: number, ry: number, colour: Colour): string {
  const random = look.random.branch('spines')
  const out: string[] = []
  for (const [far, count] of [
    [1, 27],
    [0.82, 25],
    [0.62, 20],
    [0.42, 14],
    [0.2, 8],
  ] as const)
    for (let i = 0; i <= count; i++) {
      const a = Math.PI * (0.97 + (i / count) * 0.95) + random.between(-0.03, 0.03)
      const [cx, cy] = [Math.cos(a), Math.sin(a)]
      const [bx, by] = [x + cx * rx * far, y + cy * ry * far]
      const long = random.between(11, 16)
      out.push(
        pen.limb(
          way(bx, by, bx + (cx - 0.45) * long, by + (cy - 0.12) * long),
          [4.6, 0.5],
          i % 3 === 0 ? lighter(colour, 0.42) : i % 3 === 1 ? colour : darker(colour, 0.25),
          { flat: true },
        ),
      )
    }
  return out.join('')
}

/** A hedgehog from the side: a dome of spines, a small pointed snout, four short feet. Asleep it is a ball. */
export function hedgehog(pen: Pen, look: Look): Drawn {
  const asleep = look.act === 'sleep'
  const spine = look.colours[0] ?? '#6a4a34'
  const skin = look.colours[1] ?? '#e9cfa9'
  const run = look.act === 'run' || look.act === 'jump'
  const foot = (x: number, colour: Colour): string => pen.oval(x, -4, 9, 5, colour)
  const [swing, lift] = run ? [7, 3] : [0, 0]
  const face = asleep
    ? pen.blob('26 -36, 46 -32, 60 -12, 44 -3, 22 -4', skin)
    : pen.blob('20 -50, 38 -50, 54 -36, 78 -24, 80 -17, 60 -9, 30 -4, 14 -10', skin)
  const eye: Point = asleep ? [40, -20] : [51, -30]
  const svg = [
    asleep ? '' : foot(-32 - swing, darker(skin, 0.45)) + foot(38 + swing, darker(skin, 0.35)),
    pen.blob('-50 -10, -30 -20, 24 -22, 46 -10, 30 -3, -30 -2', darker(skin, 0.08)),
    pen.blob('-60 -10, -60 -38, -38 -66, 0 -74, 30 -58, 38 -34, 30 -14, 0 -8, -40 -5', darker(spine, 0.3)),
    spines(pen, look, [-12, -18], 48, 55, spine),
    pen.oval(asleep ? 26 : 27, asleep ? -38 : -49, 8, 9, darker(skin, 0.22)),
    pen.oval(asleep ? 27 : 28, asleep ? -37 : -48, 4.6, 5.4, '#d79f92'),
    face,
    pen.eye(...eye, 4.4, asleep),
    pen.oval(asleep ? 60 : 80, asleep ? -13 : -22, 5.2, 4.6, '#231c20'),
    asleep ? '' : pen.line('70 -13, 62 -11, 56 -14', 1.6, darker(skin, 0.6)),
    pen.oval(asleep ? 46 : 58, asleep ? -11 : -20, 5, 3.4, '#ee9a8c', { flat: true, opacity: 0.55 }),
    foot(-18 + swing, darker(skin, 0.25)) + foot(24 - swing, darker(skin, 0.18)),
  ].join('')
  return {
    svg: lift ? `<g transform="translate(0 ${-lift})">${svg}</g>` : svg,
    width: 162,
    height: 84,
    seat: [-12, -80],
    head: { at: asleep ? [34, -40] : [34, -54], width: 30 },
    neck: { at: [22, -16], width: 34 },
    eyes: { at: eye, apart: 9 },
    hold: [58, -10],
  }
}
