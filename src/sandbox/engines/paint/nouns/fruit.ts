import { darker } from '../colour.ts'
import { points, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { shine } from './drink.ts'

/** Fruit and vegetables. */
export const fruit =
  (kind: 'apple' | 'pear' | 'orange' | 'banana' | 'strawberry' | 'grapes' | 'pineapple' | 'cherry' | 'avocado' | 'carrot') =>
  (pen: Pen, look: Look): Drawn => {
    const coat =
      look.colours[0] ??
      {
        apple: '#d6362f',
        pear: '#b9c848',
        orange: '#f2922c',
        banana: '#f6d23c',
        strawberry: '#dd3040',
        grapes: '#7a4aa8',
        pineapple: '#eeb53a',
        cherry: '#c4223a',
        avocado: '#4c6b34',
        carrot: '#ee7f26',
      }[kind]
    const leaf = '#4f9a3f'
    const stem = (x: number, y: number): string =>
      pen.limb(way(x, y, x + 4, y - 16), [4, 3], '#6b4a2c') +
      pen.limb(way(x + 3, y - 10, x + 16, y - 20, x + 26, y - 16), [2, 11, 1], leaf)
    switch (kind) {
      case 'apple':
        return {
          svg:
            pen.blob('0 -74, 22 -84, 44 -68, 42 -32, 20 -2, 0 -7, -20 -2, -42 -32, -44 -68, -22 -84', coat) +
            stem(0, -72) +
            shine(pen, -24, -56, 6, 13, 24),
          width: 92,
          height: 92,
          seat: [0, -74],
        }
      case 'pear':
        return {
          svg:
            pen.blob('0 -96, 14 -86, 20 -62, 38 -38, 34 -8, 0 0, -34 -8, -38 -38, -20 -62, -14 -86', coat) +
            stem(0, -92) +
            shine(pen, -20, -38, 6, 14, 16),
          width: 78,
          height: 104,
        }
      case 'orange':
        return {
          svg:
            pen.oval(0, -40, 42, 40, coat) +
            stem(0, -76) +
            Array.from({ length: 16 }, (_, i) =>
              pen.oval(Math.cos(i * 2.4) * i * 2.2, -40 + Math.sin(i * 2.4) * i * 2.1, 1.1, 1.1, darker(coat, 0.2)),
            ).join('') +
            shine(pen, -16, -56, 8, 11, 34),
          width: 84,
          height: 90,
        }
      case 'banana':
        return {
          svg:
            [-12, 0]
              .map(
                (d, i) =>
                  pen.limb(
                    way(-50 + d, -66 - d, -40 + d, -30, -6, -8 + d * 0.6, 40 - d, -16 + d),
                    [9, 23, 25, 8],
                    i ? coat : darker(coat, 0.14),
                  ) +
                  pen.oval(42 - d, -16 + d, 5, 4.4, '#6b4a2c') +
                  pen.limb(way(-50 + d, -64 - d, -52 + d, -76 - d), [8, 6], '#8a7a2f'),
              )
              .join('') + pen.line('-42 -56, -30 -28, -4 -10, 34 -16', 1.6, darker(coat, 0.2), { opacity: 0.6 }),
          width: 110,
          height: 84,
        }
      case 'strawberry':
        return {
          svg:
            pen.blob('0 -2, -26 -26, -36 -60, -18 -78, 0 -74, 18 -78, 36 -60, 26 -26', coat) +
            Array.from({ length: 18 }, (_, i) => {
              const row = Math.floor(i / 5)
              const y = -64 + row * 15
              const w = 26 - row * 5
              return pen.oval(-w + (i % 5) * (w / 2), y + (i % 2) * 5, 1.7, 2.6, '#f8d86a')
            }).join('') +
            [-24, -10, 6, 20].map(x => pen.limb(way(0, -76, x, -78, x * 1.4, -70), [5, 9, 1], leaf)).join('') +
            pen.limb('0 -76, 4 -92', [4, 3], leaf),
          width: 76,
          height: 92,
        }
      case 'grapes':
        return {
          svg:
            points('0 -10, -12 -26, 12 -26, -24 -44, 0 -44, 24 -44, -32 -62, -11 -62, 11 -62, 32 -62')
              .map(([x, y], i) => pen.oval(x, y, 13, 13, i % 3 ? coat : darker(coat, 0.14)) + shine(pen, x - 4, y - 5, 2.4, 4))
              .join('') + stem(0, -72),
          width: 90,
          height: 92,
        }
      case 'pineapple':
        return {
          svg:
            [-24, -12, 0, 12, 24]
              .map((x, i) =>
                pen.limb(
                  way(0, -70, x, -92 - (2 - Math.abs(i - 2)) * 5, x * 1.7, -104 - (2 - Math.abs(i - 2)) * 9),
                  [8, 10, 1],
                  i % 2 ? leaf : darker(leaf, 0.15),
                ),
              )
              .join('') +
            pen.oval(0, -38, 30, 38, coat) +
            [-3, -2, -1, 0, 1, 2, 3]
              .map(i =>
                pen.line(way(-26, -38 + i * 11, 0, -28 + i * 11, 26, -44 + i * 11), 1.4, darker(coat, 0.34), { opacity: 0.7 }),
              )
              .join('') +
            [-2, -1, 0, 1, 2]
              .map(i =>
                pen.line(way(24, -38 + i * 13, 0, -30 + i * 13, -24, -48 + i * 13), 1.4, darker(coat, 0.34), { opacity: 0.7 }),
              )
              .join(''),
          width: 66,
          height: 122,
        }
      case 'cherry':
        return {
          svg:
            pen.line('-20 -34, -8 -64, 8 -88', 2.6, leaf) +
            pen.line('22 -30, 18 -60, 8 -88', 2.6, leaf) +
            pen.limb('8 -88, 28 -94, 42 -84', [3, 13, 1], leaf) +
            [-20, 24].map(x => pen.oval(x, -20, 20, 20, coat) + shine(pen, x - 6, -28, 3.6, 6)).join(''),
          width: 90,
          height: 96,
        }
      case 'avocado':
        return {
          svg:
            pen.blob('0 -92, 20 -74, 36 -36, 26 -6, 0 0, -26 -6, -36 -36, -20 -74', coat) +
            pen.blob('0 -84, 15 -68, 29 -36, 20 -11, 0 -6, -20 -11, -29 -36, -15 -68', '#dfe38a') +
            pen.oval(0, -32, 14, 15, '#7a4a2a') +
            shine(pen, -5, -38, 3, 5),
          width: 76,
          height: 94,
        }
      case 'carrot':
        return {
          svg:
            [-16, -6, 6, 16].map(x => pen.limb(way(0, -74, x, -94, x * 1.6, -106), [4, 9, 1], leaf)).join('') +
            pen.limb('0 -72, 0 -40, 2 0', [30, 21, 3], coat) +
            [-60, -46, -30].map((y, i) => pen.line(way(-9 + i, y, 4, y + 2), 1.6, darker(coat, 0.24))).join(''),
          width: 56,
          height: 106,
        }
      default:
        return kind satisfies never
    }
  }
