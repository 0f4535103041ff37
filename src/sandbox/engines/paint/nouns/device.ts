import { type Colour, darker, lighter } from '../colour.ts'
import { way } from '../curve.ts'
import { type Draw, mainColour } from '../noun.ts'

/** An alarm clock. */
export const clock: Draw = (pen, look) => {
  const coat = mainColour(look, '#c4423a')
  const hand = (turn: number, long: number, w: number): string =>
    pen.wire(way(0, -50, Math.sin(turn) * long, -50 - Math.cos(turn) * long), w, '#2b2a33')
  return {
    svg:
      [-1, 1]
        .map(
          s =>
            pen.limb(way(s * 22, -14, s * 30, -1), [7, 6], darker(coat, 0.2)) +
            pen.oval(s * 22, -94, 14, 11, darker(coat, 0.1), {}, s * 34),
        )
        .join('') +
      pen.box(-3, -104, 6, 10, 2, darker(coat, 0.3)) +
      pen.oval(0, -50, 43, 43, coat) +
      pen.oval(0, -50, 34, 34, '#fbf8ef') +
      Array.from({ length: 12 }, (_, i) =>
        pen.wire(
          [
            [Math.sin(i * 0.5236) * 28, -50 - Math.cos(i * 0.5236) * 28],
            [Math.sin(i * 0.5236) * 31, -50 - Math.cos(i * 0.5236) * 31],
          ],
          i % 3 ? 1.4 : 3,
          '#4a4650',
        ),
      ).join('') +
      hand(5.2, 17, 4) +
      hand(1.05, 25, 3) +
      pen.oval(0, -50, 3, 3, '#c4423a'),
    width: 88,
    height: 104,
  }
}

/** A camera. */
export const camera: Draw = (pen, look) => {
  const coat = mainColour(look, '#3a3b46')
  return {
    svg:
      pen.box(-16, -80, 34, 16, 4, lighter(coat, 0.12)) +
      pen.box(-54, -68, 108, 66, 9, coat) +
      pen.box(-54, -54, 108, 30, 0, look.colours[1] ?? '#8a5a3c') +
      pen.oval(0, -36, 29, 29, '#c9ced6') +
      pen.oval(0, -36, 23, 23, '#22232b') +
      pen.oval(0, -36, 14, 14, '#36527a') +
      pen.oval(-6, -42, 5, 5, '#bfe3fa') +
      pen.box(32, -63, 13, 8, 2, '#fff0b8', { bright: true }) +
      pen.oval(-40, -70, 7, 4, '#d63c36'),
    width: 112,
    height: 82,
  }
}

const codeColours: readonly Colour[] = ['#6fe0a8', '#f7c95a', '#7fb8ff', '#f08ab8']

/** Computers, telephones and television sets. */
export const laptop =
  (kind: 'laptop' | 'phone' | 'tv'): Draw =>
  (pen, look) => {
    const coat = mainColour(look, { laptop: '#b9c0ca', phone: '#c4382f', tv: '#8a5a38' }[kind])
    if (kind === 'phone')
      return {
        svg:
          pen.blob('-50 -6, -40 -42, -14 -56, 14 -56, 40 -42, 50 -6, 0 -1', coat) +
          pen.limb('-54 -58, -40 -74, 0 -78, 40 -74, 54 -58', [22, 15, 13, 15, 22], darker(coat, 0.15)) +
          pen.oval(0, -28, 21, 20, '#f6f2e8') +
          Array.from({ length: 10 }, (_, i) =>
            pen.oval(Math.cos(i * 0.6) * 14, -28 + Math.sin(i * 0.6) * 13.4, 3, 3, '#35333c'),
          ).join('') +
          pen.oval(0, -28, 6, 6, coat),
        width: 124,
        height: 88,
      }
    if (kind === 'tv')
      return {
        svg:
          pen.wire('0 -82, -24 -112', 2.6, '#55505a') +
          pen.wire('0 -82, 26 -110', 2.6, '#55505a') +
          pen.box(-58, -84, 116, 78, 10, coat) +
          pen.box(-48, -76, 76, 60, 10, '#20303f') +
          pen.box(-45, -73, 70, 54, 8, '#7fd0e8', { bright: true }) +
          pen.poly('-40 -26, -18 -52, -4 -36, 8 -50, 22 -26', '#4f9a5f', { bright: true }) +
          [-60, -40].map(y => pen.oval(42, y, 6, 6, '#e8d9b8')).join('') +
          [-38, 38].map(x => pen.limb(way(x, -8, x * 1.15, 0), [6, 4], darker(coat, 0.3))).join(''),
        width: 118,
        height: 112,
      }
    return {
      svg:
        pen.box(-48, -76, 96, 64, 5, darker(coat, 0.5)) +
        pen.box(-43, -71, 86, 54, 2, '#17233f') +
        pen.glow(0, -44, 60, '#6fb8ff', 0.35) +
        [14, 34, 24, 44, 20]
          .map((w, i) =>
            pen.box(-36 + (i % 3) * 6, -64 + i * 9, w, 4, 2, codeColours[i % 4] ?? '#6fe0a8', { bright: true, flat: true }),
          )
          .join('') +
        pen.poly('-50 -12, 50 -12, 62 -1, -62 -1', coat) +
        pen.poly('-42 -10, 42 -10, 46 -5, -46 -5', darker(coat, 0.3)),
      width: 124,
      height: 78,
      seat: [0, -74],
    }
  }
