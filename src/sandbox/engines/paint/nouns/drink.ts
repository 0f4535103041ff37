import { type Colour, darker, lighter } from '../colour.ts'
import { way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'

/** Three curls of steam that rise from a place. */
export const steam = (pen: Pen, x: number, y: number): string =>
  [-12, 0, 12]
    .map((dx, i) =>
      pen.line(way(x + dx, y, x + dx + 5, y - 10, x + dx - 4, y - 20, x + dx + 3, y - 32 - (i % 2) * 5), 3, '#ffffff', {
        opacity: 0.55,
      }),
    )
    .join('')

/** A light spot on a round thing. */
export const shine = (pen: Pen, x: number, y: number, rx: number, ry: number, turn = -24): string =>
  pen.oval(x, y, rx, ry, '#ffffff', { flat: true, opacity: 0.45 }, turn)

/** Cups, glasses, pots and bottles. */
export const cup =
  (kind: 'cup' | 'glass' | 'teapot' | 'bottle') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? { cup: '#f3efe8', glass: '#cfe6ef', teapot: '#4f8fa8', bottle: '#4f8a5a' }[kind]
    if (kind === 'cup') {
      const saucer =
        pen.oval(0, -3, 56, 8, darker(coat, 0.08)) +
        pen.oval(0, -5, 40, 5, lighter(coat, 0.3)) +
        pen.line('38 -50, 60 -50, 58 -24, 32 -20', 8, darker(coat, 0.1))
      if (look.filled)
        return {
          svg: saucer + pen.oval(0, -60, 42, 10, darker(coat, 0.3)),
          front: pen.path('M-42 -60Q0 -41 42 -60Q42 -6 14 -6H-14Q-42 -6 -42 -60Z', coat) + shine(pen, -28, -36, 4, 12, 8),
          width: 114,
          height: 70,
          seat: [0, -52],
        }
      return {
        svg:
          steam(pen, 0, -70) +
          saucer +
          pen.path('M-42 -60H42Q42 -6 14 -6H-14Q-42 -6 -42 -60Z', coat) +
          pen.oval(0, -60, 42, 10, lighter(coat, 0.35)) +
          pen.oval(0, -58.6, 36, 7.4, look.colours[1] ?? '#6f4328') +
          pen.line('-10 -58, 0 -61, 12 -58, 4 -55, -6 -56', 2, '#c99a6a') +
          shine(pen, -28, -38, 4, 14, 8),
        width: 114,
        height: 76,
        seat: [-2, -44],
        behind: true,
      }
    }
    if (kind === 'glass')
      return {
        svg:
          pen.path('M-24 -86H24L17 0H-17Z', coat, { opacity: 0.55 }) +
          pen.path('M-20.5 -62H20.5L15.6 -4H-15.6Z', look.colours[1] ?? '#f2992c', { opacity: 0.9 }) +
          pen.oval(0, -62, 20.5, 4, lighter(look.colours[1] ?? '#f2992c', 0.3)) +
          pen.oval(0, -86, 24, 4.6, '#ffffff', { opacity: 0.5 }) +
          pen.wire('4 -20, 18 -104', 3, '#e5483a') +
          shine(pen, -13, -44, 2.6, 22, 4),
        width: 56,
        height: 100,
        seat: [0, -62],
        behind: true,
      }
    if (kind === 'teapot')
      return {
        svg:
          pen.limb('34 -34, 52 -44, 62 -66', [17, 11, 8], coat) +
          pen.line('-34 -56, -62 -56, -62 -28, -34 -22', 7, darker(coat, 0.12)) +
          pen.blob('0 -72, 36 -58, 44 -30, 24 -4, -24 -4, -44 -30, -36 -58', coat) +
          pen.blob('-24 -66, 0 -80, 24 -66, 0 -61', lighter(coat, 0.14)) +
          pen.oval(0, -83, 6, 6, '#e5b84a') +
          petalsRing(pen, 0, -34, 9, '#ffffff') +
          shine(pen, -26, -48, 5, 12, 24),
        width: 126,
        height: 90,
        seat: [0, -84],
      }
    return {
      svg:
        pen.path('M-9 -116H9V-88Q24 -78 24 -60V-8Q24 0 16 0H-16Q-24 0 -24 -8V-60Q-24 -78 -9 -88Z', coat, { opacity: 0.88 }) +
        pen.box(-11, -122, 22, 12, 2, '#b8864a') +
        pen.box(-24, -54, 48, 30, 1, '#f6ecd6') +
        pen.oval(0, -39, 8, 8, '#b5402f') +
        shine(pen, -14, -74, 3, 10, 10),
      width: 50,
      height: 122,
      seat: [0, look.filled ? -62 : -24],
      behind: true,
    }
  }

/** A small flower as an ornament. */
const petalsRing = (pen: Pen, x: number, y: number, r: number, colour: Colour): string =>
  Array.from({ length: 5 }, (_, i) =>
    pen.oval(x + Math.cos(i * 1.257) * r, y + Math.sin(i * 1.257) * r, r * 0.6, r * 0.6, colour),
  ).join('') + pen.oval(x, y, r * 0.5, r * 0.5, '#f4c23a')
