import { type Colour, darker, lighter } from '../colour.ts'
import { points, triples, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { shine, steam } from './drink.ts'

/** What is eaten from a plate or a bowl. */
export const meal =
  (kind: 'pizza' | 'burger' | 'sushi' | 'bread' | 'egg' | 'bowl' | 'taco' | 'cheese' | 'salad') =>
  (pen: Pen, look: Look): Drawn => {
    const coat =
      look.colours[0] ??
      {
        pizza: '#e3a44f',
        burger: '#d9924a',
        sushi: '#f58a5a',
        bread: '#c98a48',
        egg: '#f7ead6',
        bowl: '#c4392f',
        taco: '#e9b650',
        cheese: '#f6c63a',
        salad: '#f1efe8',
      }[kind]
    switch (kind) {
      case 'pizza':
        return {
          svg:
            pen.poly('-46 -82, 46 -82, 0 0', '#f7cf5a', { edge: '#f0bb3f', edgeWidth: 4 }) +
            pen.limb('-50 -84, 0 -92, 50 -84', [15, 17, 15], coat) +
            triples('-18 -64 11, 16 -60 11, 0 -36 10')
              .map(([x, y, r]) => pen.oval(x, y, r, r * 0.92, '#c4382f') + pen.oval(x - 3, y - 3, 2, 2, '#e46a55'))
              .join('') +
            points('-4 -72, 6 -46, -12 -46, 26 -72')
              .map(([x, y]) => pen.limb(way(x, y, x + 8, y - 3), [3, 5], '#4f9a3f'))
              .join('') +
            points('-24 -52, 12 -20')
              .map(([x, y]) => pen.limb(way(x, y, x, y + 9), [5, 6], '#f3c24a'))
              .join(''),
          width: 108,
          height: 100,
        }
      case 'burger':
        return {
          svg:
            pen.box(-46, -18, 92, 18, 8, coat) +
            pen.box(-49, -30, 98, 14, 6, '#5a3320') +
            pen.poly('-46 -36, 46 -36, 30 -26, 14 -34, -8 -22, -28 -34', '#f6bd2c') +
            pen.box(-46, -42, 92, 8, 4, '#d63a30') +
            pen.limb('-50 -44, -30 -40, -10 -46, 10 -40, 30 -46, 50 -43', [7, 8, 8, 8, 8, 7], '#6dbb45') +
            pen.path('M-48 -48Q-46 -88 0 -88Q46 -88 48 -48Z', coat) +
            points('-22 -70, 0 -78, 22 -70, -10 -62, 12 -62, 30 -58, -32 -58')
              .map(([x, y]) => pen.oval(x, y, 3, 1.9, '#fbeecd', {}, 20))
              .join(''),
          width: 104,
          height: 90,
          seat: [0, -86],
        }
      case 'sushi':
        return {
          svg:
            [-46, 2]
              .map(
                (x, i) =>
                  pen.box(x - 24, -28, 50, 26, 12, '#f8f5ee') +
                  pen.limb(way(x - 26, -30, x, -38, x + 28, -28), [15, 19, 12], i ? '#f6ead0' : coat) +
                  (i
                    ? pen.box(x - 4, -42, 9, 40, 2, '#2a3a30')
                    : [-12, 0, 12].map(d => pen.line(way(x + d - 4, -42, x + d + 4, -30), 2.4, '#fbd3bd')).join('')),
              )
              .join('') +
            pen.oval(56, -18, 20, 18, '#2a3a30') +
            pen.oval(56, -26, 17, 10, '#f8f5ee') +
            pen.oval(56, -27, 7, 5, coat) +
            pen.box(-80, -2, 164, 7, 2, '#8a5a38'),
          width: 164,
          height: 56,
        }
      case 'bread':
        return {
          svg:
            pen.blob('-62 -10, -60 -38, -30 -54, 20 -56, 58 -40, 64 -12, 30 -1, -32 -1', coat) +
            [-34, -6, 22].map(x => pen.limb(way(x - 8, -46, x + 4, -30, x + 6, -16), [3, 9, 3], lighter(coat, 0.5))).join(''),
          width: 128,
          height: 58,
          seat: [0, -52],
        }
      case 'egg':
        return {
          svg: pen.blob('0 -92, 26 -72, 36 -36, 24 -6, 0 0, -24 -6, -36 -36, -26 -72', coat) + shine(pen, -13, -56, 6, 14, 16),
          width: 74,
          height: 92,
        }
      case 'bowl': {
        const body =
          pen.path('M-60 -54Q0 -30 60 -54Q58 -10 22 -6H-22Q-58 -10 -60 -54Z', coat) +
          pen.box(-24, -8, 48, 8, 2, darker(coat, 0.2)) +
          pen.line('-52 -38, -20 -27, 20 -27, 52 -38', 3, lighter(coat, 0.6))
        if (look.filled)
          return { svg: pen.oval(0, -54, 60, 15, darker(coat, 0.4)), front: body, width: 126, height: 70, seat: [0, -44] }
        return {
          svg:
            steam(pen, 0, -72) +
            pen.oval(0, -54, 60, 15, darker(coat, 0.3)) +
            pen.oval(0, -53, 54, 12, '#e9b259') +
            Array.from({ length: 8 }, (_, i) =>
              pen.line(way(-44 + i * 6, -52, -30 + i * 7, -59 + (i % 3) * 3, -14 + i * 7, -50, 4 + i * 5, -55), 2.4, '#f9e3a8'),
            ).join('') +
            pen.oval(24, -58, 14, 8, '#fdf9ef') +
            pen.oval(24, -58, 6.4, 4.4, '#f39a2c') +
            [-30, -18]
              .map(x => pen.oval(x, -60, 9, 5, '#d89a72', {}, -12) + pen.oval(x, -60, 5, 2.4, '#b5664a', {}, -12))
              .join('') +
            [0, 6, -6, 38, 44].map((x, i) => pen.oval(x, -62 + (i % 2) * 3, 3.4, 2, '#5fae45')).join('') +
            pen.poly('40 -56, 52 -84, 66 -80, 52 -54', '#2c4634') +
            pen.wire('-20 -62, -76 -96', 3.4, '#8a5232') +
            pen.wire('-12 -62, -64 -102', 3.4, '#a3653f') +
            body,
          width: 126,
          height: 94,
          seat: [0, -52],
          behind: true,
        }
      }
      case 'taco':
        return {
          svg:
            Array.from({ length: 13 }, (_, i) =>
              pen.oval(
                -44 + i * 7.4,
                -50 - Math.sin((i / 12) * Math.PI) * 24,
                9,
                8,
                (['#6dbb45', '#d63a30', '#f6bd2c', '#7a4528'] as const)[i % 4] as Colour,
              ),
            ).join('') +
            pen.path('M-56 0A56 62 0 0 1 56 0Z', coat) +
            points('-20 -24, 10 -36, 24 -14, -4 -12, -34 -10')
              .map(([x, y]) => pen.oval(x, y, 2.4, 2, darker(coat, 0.24)))
              .join(''),
          width: 114,
          height: 82,
        }
      case 'cheese':
        return {
          svg:
            pen.poly('-56 -36, 40 -66, 58 -36', lighter(coat, 0.2)) +
            pen.poly('-56 -36, 58 -36, 58 0, -56 0', coat) +
            triples('-30 -18 9, 6 -24 7, 30 -12 9, -6 -8 5, 48 -28 5')
              .map(([x, y, r]) => pen.oval(x, y, r, r * 0.9, darker(coat, 0.2)))
              .join(''),
          width: 118,
          height: 68,
          seat: [10, -58],
        }
      case 'salad':
        return {
          svg:
            Array.from({ length: 22 }, (_, i) =>
              pen.limb(
                way(0, -44, -46 + ((i * 23) % 92), -54 - ((i * 13) % 26)),
                [10, 15],
                (['#6dbb45', '#4f9a3f', '#8fcf5a'] as const)[i % 3] as Colour,
              ),
            ).join('') +
            points('-26 -60, 8 -70, 32 -58')
              .map(([x, y]) => pen.oval(x, y, 10, 9, '#dc3d33'))
              .join('') +
            points('-8 -58, 22 -66')
              .map(([x, y]) => pen.oval(x, y, 9, 8, '#c9e6a0') + pen.oval(x, y, 6, 5, '#e9f5cf'))
              .join('') +
            pen.path('M-58 -50Q0 -34 58 -50Q56 -8 22 -4H-22Q-56 -8 -58 -50Z', coat),
          width: 120,
          height: 86,
        }
      default:
        return kind satisfies never
    }
  }
