import { darker, lighter } from '../colour.ts'
import { way } from '../curve.ts'
import { type Draw, mainColour } from '../noun.ts'

/** What gives light at home and on the street. */
export const lamp =
  (kind: 'lamp' | 'candle' | 'lantern' | 'street'): Draw =>
  (pen, look) => {
    const coat = mainColour(look, { lamp: '#e8c06a', candle: '#f6ecd8', lantern: '#d8402f', street: '#33353f' }[kind])
    if (kind === 'candle')
      return {
        svg:
          pen.glow(0, -82, 60, '#ffc96a', 0.7) +
          pen.oval(0, -4, 30, 6, '#c9a24a') +
          pen.box(-13, -62, 26, 60, 4, coat) +
          pen.limb('-9 -58, -10 -40', [6, 7], lighter(coat, 0.4)) +
          pen.wire('0 -62, 0 -70', 2, '#33302c') +
          pen.blob('0 -98, 8 -78, 0 -67, -8 -78', '#ff9f2e', { bright: true }) +
          pen.blob('0 -88, 4 -76, 0 -69, -4 -76', '#fff0a8', { bright: true }),
        width: 60,
        height: 98,
      }
    if (kind === 'lantern')
      return {
        svg:
          pen.glow(0, -52, 70, '#ffb45a', 0.75) +
          pen.line('-12 -92, 0 -106, 12 -92', 2.4, '#3a2d2a') +
          pen.box(-16, -94, 32, 7, 2, '#3a2d2a') +
          pen.blob('-18 -88, 18 -88, 34 -52, 18 -16, -18 -16, -34 -52', coat, { bright: true }) +
          [-14, 0, 14].map(x => pen.line(way(x * 0.8, -87, x * 1.7, -52, x * 0.8, -17), 1.4, darker(coat, 0.25))).join('') +
          pen.box(-16, -18, 32, 6, 2, '#3a2d2a') +
          [-6, 0, 6].map(x => pen.wire(way(x, -12, x, 0), 2, '#e8b33a')).join(''),
        width: 70,
        height: 108,
      }
    if (kind === 'street')
      return {
        svg:
          pen.limb('0 0, 0 -50, 0 -100', [6, 4, 3.6], coat) +
          pen.box(-8, -5, 16, 5, 2, coat) +
          pen.glow(0, -110, 46, '#ffd88a', 0.85) +
          pen.poly('-9 -102, 9 -102, 12 -120, -12 -120', '#ffe9ae', { bright: true }) +
          pen.poly('-14 -119, 0 -128, 14 -119', coat),
        width: 40,
        height: 128,
      }
    return {
      svg:
        pen.glow(0, -64, 66, '#ffe0a0', 0.6) +
        pen.oval(0, -4, 24, 5, '#7a5a3c') +
        pen.limb('0 -4, -3 -24, 0 -56', [7, 11, 4], '#8a6a45') +
        pen.poly('-17 -98, 17 -98, 36 -54, -36 -54', coat, { bright: true }),
      width: 74,
      height: 98,
    }
  }

/** A fire of logs between stones. */
export const campfire: Draw = pen => ({
  svg:
    pen.glow(0, -30, 120, '#ff9a3a', 0.6) +
    [-1, 1]
      .map(s => pen.limb(way(s * 38, -3, s * -26, -14), [11, 10], '#6b4429') + pen.oval(s * 38, -3, 5, 5.5, '#d9a870'))
      .join('') +
    pen.blob('0 -96, 18 -62, 28 -34, 16 -8, -16 -8, -28 -34, -10 -52', '#f2692a', { bright: true }) +
    pen.blob('4 -72, 16 -40, 10 -10, -10 -10, -16 -34, -2 -46', '#fba62f', { bright: true }) +
    pen.blob('0 -46, 8 -24, 0 -9, -8 -24', '#fff0a0', { bright: true }) +
    [-44, -24, 24, 44].map(x => pen.oval(x, 0, 10, 6, '#7d7a80')).join(''),
  width: 100,
  height: 96,
})
