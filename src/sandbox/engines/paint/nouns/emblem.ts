import { type Colour, darker, lighter } from '../colour.ts'
import { points, way } from '../curve.ts'
import { type Draw, mainColour } from '../noun.ts'
import { starPoints } from './star.ts'

/** Signs and treasures with a clear outline. */
export const emblem =
  (kind: 'heart' | 'star' | 'diamond' | 'crown' | 'sword' | 'anchor' | 'shield'): Draw =>
  (pen, look) => {
    const coat = mainColour(
      look,
      {
        heart: '#e0364f',
        star: '#f7c93a',
        diamond: '#7fd4f2',
        crown: '#eab93c',
        sword: '#d5dce6',
        anchor: '#4a5a72',
        shield: '#3a66b0',
      }[kind],
    )
    switch (kind) {
      case 'heart':
        return {
          svg:
            pen.path('M0 -4C-70 -46 -56 -100 -24 -96C-8 -94 0 -80 0 -74C0 -80 8 -94 24 -96C56 -100 70 -46 0 -4Z', coat) +
            pen.oval(-24, -76, 8, 13, lighter(coat, 0.6), { opacity: 0.7 }, 30),
          width: 104,
          height: 96,
        }
      case 'star':
        return {
          svg:
            pen.glow(0, -52, 80, coat, 0.4) +
            pen.poly(starPoints(0, -52, 50), coat, { edge: coat, edgeWidth: 6 }) +
            pen.poly(starPoints(0, -54, 24), lighter(coat, 0.35), { opacity: 0.8 }),
          width: 104,
          height: 104,
        }
      case 'diamond':
        return {
          svg:
            pen.glow(0, -46, 76, lighter(coat, 0.5), 0.5) +
            pen.poly('-50 -64, -28 -88, 28 -88, 50 -64, 0 0', coat) +
            pen.poly('-50 -64, -20 -64, 0 0', lighter(coat, 0.25)) +
            pen.poly('20 -64, 50 -64, 0 0', darker(coat, 0.24)) +
            pen.poly('-28 -88, -20 -64, 0 -88', lighter(coat, 0.55)) +
            pen.poly('28 -88, 20 -64, 0 -88', lighter(coat, 0.3)) +
            pen.poly('-20 -64, 20 -64, 0 -88', lighter(coat, 0.7)),
          width: 104,
          height: 90,
        }
      case 'crown':
        return {
          svg:
            pen.poly('-50 -14, -56 -74, -26 -46, 0 -88, 26 -46, 56 -74, 50 -14', coat, { edge: coat, edgeWidth: 4 }) +
            pen.box(-52, -18, 104, 18, 4, darker(coat, 0.12)) +
            points('-56 -76, 0 -90, 56 -76')
              .map(([x, y]) => pen.oval(x, y, 7, 7, '#e0364f'))
              .join('') +
            [-32, 0, 32].map((x, i) => pen.oval(x, -9, 6, 6, (['#3d94f0', '#e0364f', '#3fae6a'] as const)[i] as Colour)).join(''),
          width: 120,
          height: 96,
        }
      case 'sword':
        return {
          svg:
            pen.poly('-7 -34, -6 -112, 0 -126, 6 -112, 7 -34', coat) +
            pen.wire('0 -36, 0 -114', 2, darker(coat, 0.25)) +
            pen.limb('-28 -34, 0 -31, 28 -34', [6, 9, 6], '#d9a93c') +
            pen.box(-5, -30, 10, 22, 2, '#6a3f2a') +
            pen.oval(0, -5, 7, 6, '#d9a93c'),
          width: 60,
          height: 126,
        }
      case 'anchor':
        return {
          svg:
            pen.ring(0, -96, 10, 6, coat) +
            pen.box(-5, -86, 10, 80, 2, coat) +
            pen.box(-28, -74, 56, 9, 4, coat) +
            pen.limb('-44 -34, -30 -10, 0 -3, 30 -10, 44 -34', [4, 11, 12, 11, 4], coat) +
            [-1, 1].map(s => pen.poly(way(s * 54, -30, s * 44, -48, s * 34, -30), coat)).join(''),
          width: 108,
          height: 108,
        }
      case 'shield':
        return {
          svg:
            pen.path('M-42 -92Q0 -104 42 -92V-52Q40 -18 0 0Q-40 -18 -42 -52Z', coat) +
            pen.path('M0 -98Q22 -97 42 -92V-52Q40 -18 0 0Z', darker(coat, 0.2)) +
            pen.poly(starPoints(0, -54, 22), '#f4cf5a'),
          width: 88,
          height: 100,
        }
      default:
        return kind satisfies never
    }
  }
