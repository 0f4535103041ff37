import { darker, lighter } from '../colour.ts'
import { way } from '../curve.ts'
import { type Draw, mainColour } from '../noun.ts'

/** Instruments. */
export const guitar =
  (kind: 'guitar' | 'violin' | 'drum' | 'trumpet'): Draw =>
  (pen, look) => {
    const coat = mainColour(look, { guitar: '#d98d3a', violin: '#a8522a', drum: '#cf3f38', trumpet: '#e8b53c' }[kind])
    if (kind === 'drum')
      return {
        svg:
          pen.path('M-46 -62V-10Q0 8 46 -10V-62Z', coat) +
          [-34, -12, 12, 34].map((x, i) => pen.wire(way(x, -56, x + (i % 2 ? -11 : 11), -8), 2.4, '#fbf5e6')).join('') +
          pen.oval(0, -62, 46, 13, '#fbf5e6') +
          pen.ring(0, -62, 1, 1, '#ccc') +
          pen.limb('-36 -98, 6 -68', [3.4, 4], '#c9975a') +
          pen.limb('40 -100, 2 -72', [3.4, 4], '#c9975a'),
        width: 96,
        height: 100,
        seat: [0, -62],
      }
    if (kind === 'trumpet')
      return {
        svg:
          pen.limb('-60 -46, 20 -46, 44 -46, 64 -46', [5, 6, 12, 44], coat) +
          pen.line('-30 -46, -40 -26, -10 -20, 20 -26, 14 -46', 5, darker(coat, 0.15)) +
          [-14, 0, 14].map(x => pen.box(x - 4, -64, 8, 36, 2, lighter(coat, 0.3))).join('') +
          pen.oval(-62, -46, 3, 6, darker(coat, 0.3)),
        width: 130,
        height: 70,
      }
    const violin = kind === 'violin'
    return {
      svg:
        `<g transform="rotate(24 0 -46)">${pen.box(-4, -128, 8, 80, 1, '#4a2f20')}${pen.poly(
          '-7 -128, 7 -128, 5 -146, -5 -146',
          '#3a241a',
        )}${[-140, -134].map(y => pen.oval(-9, y, 2.4, 2, '#d9d3c4') + pen.oval(9, y, 2.4, 2, '#d9d3c4')).join('')}${pen.blob(
          '0 -68, 20 -64, 24 -50, 17 -38, 30 -16, 20 4, 0 8, -20 4, -30 -16, -17 -38, -24 -50, -20 -64',
          coat,
        )}${
          violin
            ? [-1, 1].map(s => pen.line(way(s * 12, -40, s * 9, -30, s * 13, -20), 2, '#2b1a12')).join('')
            : pen.oval(0, -34, 10, 10, '#3a2216') + pen.ring(0, -34, 11.5, 1.6, '#f3d9a0')
        }${pen.box(-11, -6, 22, 4.4, 1, '#3a2216')}${[-2.4, -0.8, 0.8, 2.4]
          .map(x => pen.wire(way(x, -138, x, -5), 0.6, '#f3ead6'))
          .join('')}</g>` + (violin ? pen.wire('-50 -8, 44 -70', 2.4, '#8a5a34') : ''),
      width: 90,
      height: 130,
    }
  }
