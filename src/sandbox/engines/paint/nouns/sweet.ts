import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { shine, steam } from './drink.ts'

/** Cakes and other sweet things. */
export const sweet =
  (kind: 'cake' | 'cupcake' | 'icecream' | 'donut' | 'pie' | 'cookie' | 'candy') =>
  (pen: Pen, look: Look): Drawn => {
    const icing =
      look.colours[0] ??
      {
        cake: '#f7a8bf',
        cupcake: '#f59ac0',
        icecream: '#f8b6c8',
        donut: '#f283b1',
        pie: '#d99a4a',
        cookie: '#d1995a',
        candy: '#e5485a',
      }[kind]
    const second = look.colours[1] ?? '#fdf4e4'
    const sprinkle = (x: number, y: number, i: number): string =>
      pen.limb(
        way(x - 2, y - 1, x + 2, y + 1),
        [2, 2],
        (['#f6d23c', '#5bb8f0', '#ffffff', '#7ad06a', '#e5483a'] as const)[i % 5] as Colour,
        { flat: true },
      )
    switch (kind) {
      case 'cake':
        return {
          svg:
            pen.oval(0, -3, 66, 7, '#e9e6ee') +
            pen.box(-52, -40, 104, 37, 5, second) +
            pen.path(
              'M-52 -40H52V-28Q44 -18 36 -28Q26 -14 16 -28Q6 -16 -4 -28Q-14 -14 -24 -28Q-34 -18 -42 -28Q-48 -20 -52 -28Z',
              icing,
            ) +
            pen.box(-36, -70, 72, 32, 5, second) +
            pen.path('M-36 -70H36V-58Q28 -48 20 -58Q10 -46 0 -58Q-10 -46 -20 -58Q-28 -48 -36 -58Z', icing) +
            [-20, 0, 20]
              .map(
                x =>
                  pen.box(x - 2, -90, 4, 20, 1, x ? '#5bb8f0' : '#f6d23c') +
                  pen.glow(x, -96, 13, '#ffd86a', 0.8) +
                  pen.blob(way(x, -102, x + 3.4, -95, x, -90, x - 3.4, -95), '#ffb63a', { bright: true }),
              )
              .join('') +
            [-28, -10, 10, 28].map(x => pen.oval(x, -71, 5, 5, '#d8324a')).join(''),
          width: 134,
          height: 104,
          seat: [0, -70],
        }
      case 'cupcake':
        return {
          svg:
            pen.path('M-30 -40H30L22 0H-22Z', second) +
            [-18, -6, 6, 18].map(x => pen.wire(way(x * 1.18, -40, x * 0.9, 0), 1.6, darker(second, 0.2))).join('') +
            pen.blob('-36 -40, -30 -54, 30 -54, 36 -40, 0 -34', icing) +
            pen.blob('-26 -54, -20 -68, 20 -68, 26 -54, 0 -49', lighter(icing, 0.12)) +
            pen.blob('-15 -67, 0 -90, 15 -67, 0 -62', lighter(icing, 0.24)) +
            pen.oval(0, -91, 7.4, 7.4, '#d8263c') +
            Array.from({ length: 12 }, (_, i) => sprinkle(-26 + ((i * 17) % 52), -44 - ((i * 11) % 26), i)).join(''),
          width: 76,
          height: 98,
          seat: [0, -86],
        }
      case 'icecream':
        return {
          svg:
            pen.poly('-20 -54, 20 -54, 0 0', '#dda55a') +
            [-10, 0, 10].map(x => pen.wire(way(x * 1.6, -54, x * 0.2 + 5, -14), 1.4, '#b57c36')).join('') +
            [-10, 0, 10].map(x => pen.wire(way(x * 1.6, -54, x * 0.2 - 5, -14), 1.4, '#b57c36')).join('') +
            pen.oval(-11, -64, 18, 17, look.colours[1] ?? '#8a5a3a') +
            pen.oval(12, -64, 18, 17, second) +
            pen.oval(0, -86, 19, 18, icing) +
            pen.limb('-14 -58, -13 -46', [8, 6], look.colours[1] ?? '#8a5a3a') +
            pen.oval(2, -107, 6, 6, '#d8263c') +
            Array.from({ length: 7 }, (_, i) => sprinkle(-10 + i * 3.4, -92 + ((i * 7) % 12), i)).join('') +
            shine(pen, -7, -94, 3, 6),
          width: 62,
          height: 112,
          seat: [0, -100],
        }
      case 'donut':
        return {
          svg:
            pen.path('M0 -88A42 42 0 1 1 -0.1 -88ZM0 -60A15 15 0 1 0 0.1 -60Z', '#dda35c') +
            pen.path('M0 -84A38 38 0 1 1 -0.1 -84ZM0 -64A18 18 0 1 0 0.1 -64Z', icing) +
            Array.from({ length: 16 }, (_, i) =>
              sprinkle(Math.cos(i * 2.4) * 28, -46 + Math.sin(i * 2.4) * (24 + (i % 3) * 3), i),
            ).join(''),
          width: 86,
          height: 90,
        }
      case 'pie':
        return {
          svg:
            pen.oval(0, -5, 60, 7, '#b9bec6') +
            pen.path('M-58 -26L-46 -4H46L58 -26Z', '#c9ced6') +
            pen.oval(0, -28, 58, 16, icing) +
            pen.oval(0, -30, 48, 11, '#b5382f') +
            [-30, -10, 10, 30].map(x => pen.line(way(x - 10, -22, x, -30, x + 10, -38), 5, lighter(icing, 0.2))).join('') +
            [-30, -10, 10, 30].map(x => pen.line(way(x + 10, -22, x, -30, x - 10, -38), 5, icing)).join('') +
            steam(pen, 0, -44),
          width: 122,
          height: 60,
          seat: [0, -34],
        }
      case 'cookie':
        return {
          svg:
            pen.oval(0, -42, 44, 42, icing) +
            points('-18 -58, 10 -64, 24 -40, -4 -40, -26 -32, 8 -20, -10 -16')
              .map(([x, y]) => pen.oval(x, y, 6, 5, '#4f2f1c'))
              .join(''),
          width: 88,
          height: 84,
        }
      case 'candy':
        return {
          svg:
            pen.wire('0 0, 0 -52', 4, '#f6f2ea') +
            pen.oval(0, -74, 32, 32, icing) +
            [24, 16, 8]
              .map(r =>
                pen.line(
                  Array.from({ length: 8 }, (_, i): Point => [Math.cos(i * 0.7 + r) * r, -74 + Math.sin(i * 0.7 + r) * r]),
                  3.4,
                  second,
                ),
              )
              .join(''),
          width: 66,
          height: 106,
        }
      default:
        return kind satisfies never
    }
  }
