import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'

/** Petals around a middle. */
export const petals = (
  pen: Pen,
  x: number,
  y: number,
  count: number,
  long: number,
  wide: number,
  colour: Colour,
  offset = 0,
): string =>
  Array.from({ length: count }, (_, i) => {
    const a = (i / count) * Math.PI * 2 + offset
    return pen.limb(
      way(x, y, x + Math.cos(a) * long, y + Math.sin(a) * long),
      [wide * 0.5, wide],
      i % 2 ? colour : darker(colour, 0.07),
    )
  }).join('')

/** Single flowers. */
export const flower =
  (kind: 'flower' | 'rose' | 'sunflower' | 'tulip' | 'lotus' | 'lavender') =>
  (pen: Pen, look: Look): Drawn => {
    const coat =
      look.colours[0] ??
      {
        flower: look.random.branch('petal').pick(['#e85c8a', '#f2b02c', '#8a62d8', '#f07a4a', '#5a8ff0']),
        rose: '#d22f45',
        sunflower: '#f6bd22',
        tulip: look.random.branch('petal').pick(['#e5483a', '#f2a02c', '#e86aa6', '#a45ad0']),
        lotus: '#f4a3c3',
        lavender: '#9a7ae0',
      }[kind]
    const heart = look.colours[1] ?? (kind === 'sunflower' ? '#5d3a1e' : '#f8d24a')
    const green = '#4a8f3f'
    const leaf = (s: number, y: number): string =>
      pen.limb(way(0, y, s * 16, y - 12, s * 28, y - 12), [3, 12, 1], s < 0 ? green : darker(green, 0.12))
    if (kind === 'lotus')
      return {
        svg:
          pen.oval(0, -4, 52, 10, '#3f8a55') +
          [-1, 1]
            .flatMap(s =>
              [46, 32, 18].map((dx, i) =>
                pen.limb(
                  way(0, -8, s * dx, -24 - i * 12, s * dx * 0.9, -38 - i * 12),
                  [10, 20, 2],
                  i % 2 ? coat : darker(coat, 0.1),
                ),
              ),
            )
            .join('') +
          pen.limb('0 -8, 0 -40, 0 -64', [12, 22, 2], lighter(coat, 0.2)),
        width: 104,
        height: 66,
        seat: [0, -30],
      }
    const out = [pen.limb(way(0, 0, look.random.branch('stem').between(-5, 5), -34, 0, -70), [4.4, 4, 3.6], green)]
    if (kind === 'tulip')
      out.push(
        pen.limb('0 0, -16 -24, -15 -52', [5, 11, 1], green),
        pen.limb('0 0, 15 -20, 18 -44', [5, 10, 1], darker(green, 0.14)),
        pen.blob('-17 -94, -19 -74, 0 -62, 19 -74, 17 -94, 8 -84, 0 -98, -8 -84', coat),
        pen.blob('0 -99, 9 -82, 0 -64, -9 -82', lighter(coat, 0.16)),
      )
    else if (kind === 'lavender') {
      out.push(leaf(-1, -12), leaf(1, -16))
      for (let i = 0; i < 9; i++)
        for (const s of [-1, 1]) out.push(pen.oval(s * (5.6 - i * 0.4), -52 - i * 5.4, 5, 4, i % 2 ? coat : darker(coat, 0.12)))
    } else {
      out.push(leaf(-1, -24), leaf(1, -34))
      if (kind === 'rose') {
        out.push(petals(pen, 0, -80, 7, 13, 17, darker(coat, 0.14)), pen.oval(0, -81, 17, 16, coat))
        for (const [r, w] of points('13 2.6, 8.4 2.4, 4 2.2'))
          out.push(
            pen.line(
              Array.from({ length: 9 }, (_, i): Point => {
                const a = i * 0.62 + r
                return [Math.cos(a) * r * (1 - i * 0.02), -82 + Math.sin(a) * r * 0.86]
              }),
              w,
              darker(coat, 0.34),
            ),
          )
        out.push(pen.oval(-5, -88, 4.4, 2.6, lighter(coat, 0.4), { opacity: 0.7 }, -30))
      } else if (kind === 'sunflower')
        out.push(
          petals(pen, 0, -78, 18, 27, 9, coat),
          petals(pen, 0, -78, 18, 22, 8, lighter(coat, 0.12), 0.17),
          pen.oval(0, -78, 14.5, 14.5, heart),
          ...Array.from({ length: 24 }, (_, i) =>
            pen.oval(
              Math.cos(i * 2.4) * Math.sqrt(i) * 2.7,
              -78 + Math.sin(i * 2.4) * Math.sqrt(i) * 2.7,
              1.3,
              1.3,
              lighter(heart, 0.3),
            ),
          ),
        )
      else out.push(petals(pen, 0, -80, 8, 20, 14, coat), pen.oval(0, -80, 8.4, 8.4, heart))
    }
    return { svg: out.join(''), width: 60, height: 104, seat: [0, -84], hold: [0, -60] }
  }

const bunchColours: readonly Colour[] = ['#e85c8a', '#f2b02c', '#8a62d8', '#f07a4a', '#fbf3ea']

/** The head of one flower of a bunch: of its own kind where that is known. */
function bloom(pen: Pen, noun: string | undefined, x: number, y: number, asked: Colour | undefined, other: Colour): string {
  if (noun === 'tulip')
    return (
      pen.blob(
        way(x - 9, y - 7, x - 9, y + 3, x, y + 9, x + 9, y + 3, x + 9, y - 7, x + 4, y - 2, x, y - 10, x - 4, y - 2),
        other,
      ) + pen.blob(way(x, y - 10, x + 4, y - 2, x, y + 8, x - 4, y - 2), lighter(other, 0.16))
    )
  if (noun === 'rose') {
    const coat = asked ?? '#d8324a'
    return (
      petals(pen, x, y, 7, 8, 10, darker(coat, 0.16)) +
      pen.oval(x, y, 9, 8.4, coat) +
      pen.ring(x, y, 4.6, 1.8, darker(coat, 0.22)) +
      pen.oval(x, y, 2, 2, darker(coat, 0.3))
    )
  }
  if (noun === 'sunflower') return petals(pen, x, y, 12, 13, 6, asked ?? '#f5bd2c') + pen.oval(x, y, 6, 6, '#5b3a22')
  return petals(pen, x, y, 7, 10, 8, other) + pen.oval(x, y, 4, 4, '#f8d24a')
}

/** A bunch of flowers in a vase or a pot. */
export const bouquet =
  (kind: 'vase' | 'pot') =>
  (pen: Pen, look: Look): Drawn => {
    const random = look.random.branch('bunch')
    const vase = kind === 'vase' ? '#5f8fc0' : '#b8694c'
    const out: string[] = []
    const many = look.bunch?.count ?? 9
    for (let i = 0; i < many; i++) {
      // Few flowers stand apart, so that they can be counted.
      const a = -Math.PI / 2 + (i - (many - 1) / 2) * (many < 5 ? 0.52 : 0.26)
      const [x, y] = [Math.cos(a) * random.between(38, 56), -44 + Math.sin(a) * random.between(38, 56)]
      const colour = look.colours[i % Math.max(1, look.colours.length)] ?? bunchColours[i % bunchColours.length] ?? '#e85c8a'
      out.push(
        pen.line(way(0, -34, x * 0.5, y * 0.6 - 14, x, y), 2.4, '#4a8f3f'),
        bloom(pen, look.bunch?.noun, x, y, look.colours.length > 0 ? colour : undefined, colour),
      )
    }
    out.push(
      pen.path(
        kind === 'vase' ? 'M-12 -44H12L9 -34Q26 -22 18 -4Q17 0 12 0H-12Q-17 0 -18 -4Q-26 -22 -9 -34Z' : 'M-20 -34H20L15 0H-15Z',
        vase,
      ),
      kind === 'pot'
        ? pen.box(-23, -38, 46, 9, 2, lighter(vase, 0.1))
        : pen.oval(-9, -18, 3, 8, lighter(vase, 0.6), { opacity: 0.6 }, 12),
    )
    return { svg: out.join(''), width: 100, height: 104, hold: [0, -20] }
  }
