import type { Colour } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import type { Drawn } from '../noun.ts'
import type { Pen } from '../pen.ts'

// Strokes on a grid of 4 by 6: each letter is rows of points "xy xy …", strokes parted by "/".
const strokes: Readonly<Record<string, string>> = {
  A: '06 20 46/13 33 14 34',
  B: '06 00 30 41 42 33 03/33 44 45 36 06',
  C: '41 30 10 01 05 16 36 45',
  D: '06 00 20 42 44 26 06',
  E: '40 00 06 46/03 33',
  F: '40 00 06/03 33',
  G: '41 30 10 01 05 16 36 45 43 23',
  H: '00 06/40 46/03 43',
  I: '20 26',
  J: '40 45 36 16 05',
  K: '00 06/40 03 46',
  L: '00 06 46',
  M: '06 00 23 40 46',
  N: '06 00 46 40',
  O: '10 30 41 45 36 16 05 01 10',
  P: '06 00 30 41 42 33 03',
  Q: '10 30 41 45 36 16 05 01 10/24 46',
  R: '06 00 30 41 42 33 03/23 46',
  S: '41 30 10 01 02 13 33 44 45 36 16 05',
  T: '00 40/20 26',
  U: '00 05 16 36 45 40',
  V: '00 26 40',
  W: '00 16 23 36 40',
  X: '00 46/40 06',
  Y: '00 23 40/23 26',
  Z: '00 40 06 46',
  0: '10 30 41 45 36 16 05 01 10/14 32',
  1: '11 20 26/16 36',
  2: '01 10 30 41 42 06 46',
  3: '00 40 23 44 45 36 16 05',
  4: '36 30 04 44',
  5: '40 00 02 32 43 45 36 06',
  6: '40 10 03 05 16 36 45 44 33 03',
  7: '00 40 16',
  8: '13 02 01 10 30 41 42 33 13 04 05 16 36 45 44 33',
  9: '06 36 43 41 30 10 01 02 13 43',
}

/** The strokes of a letter or digit whose upper left corner is at (x, y); `unit` is a sixth of its height. */
export const strokesOf = (letter: string, x: number, y: number, unit: number): Point[][] =>
  (strokes[letter] ?? '')
    .split('/')
    .map(stroke =>
      stroke
        .split(' ')
        .filter(pair => pair.length === 2)
        .map((pair): Point => [x + Number(pair[0]) * unit, y + Number(pair[1]) * unit]),
    )
    .filter(line => line.length > 1)

/** Writes capital letters and digits with strokes, centred on (x, y). Returns the SVG and the width. */
export function written(
  pen: Pen,
  text: string,
  x: number,
  y: number,
  high: number,
  colour: Colour,
  glow: boolean,
): { readonly svg: string; readonly width: number } {
  const unit = high / 6
  const step = unit * 5.6
  const width = text.length * step - unit * 1.6
  const out: string[] = []
  ;[...text].forEach((letter, i) => {
    for (const points of strokesOf(letter, x - width / 2 + i * step, y - high / 2, unit)) {
      if (glow) out.push(pen.wire(points, unit * 2.2, colour, { bright: true, opacity: 0.28 }))
      out.push(pen.wire(points, unit * (glow ? 0.8 : 1.05), glow ? '#fff4ff' : colour, { bright: glow }))
    }
  })
  return { svg: out.join(''), width }
}

/** A sign with letters on it: a board on posts, or neon on a dark plate. */
export function drawSign(pen: Pen, text: string, neon: boolean, colour: Colour | undefined): Drawn {
  const lines = text.length > 12 && text.includes(' ') ? wrap(text) : [text]
  const longest = Math.max(...lines.map(line => line.length), 3)
  const high = Math.min(22, 190 / longest)
  const ink = colour ?? (neon ? '#ff4fd8' : '#4a2a1c')
  const drawn = lines.map((line, i) => written(pen, line, 0, -86 + (i - (lines.length - 1) / 2) * high * 1.5, high, ink, neon))
  const half = Math.max(40, ...drawn.map(line => line.width / 2 + 14))
  const tall = lines.length * high * 1.5 + 18
  const board = neon
    ? pen.box(-half, -86 - tall / 2, half * 2, tall, 6, '#1d1830', { edge: '#5ce8ff', edgeWidth: 2.4, bright: true })
    : pen.box(-half, -86 - tall / 2, half * 2, tall, 4, '#d9b07a', { edge: '#8a5a32', edgeWidth: 3 }) +
      [-0.25, 0.25].map(t => pen.wire(way(-half + 4, -86 + t * tall, half - 4, -86 + t * tall), 0.8, '#b98a54')).join('')
  return {
    svg:
      [-half * 0.6, half * 0.6].map(x => pen.box(x - 4, -76, 8, 76, 1, neon ? '#3a3550' : '#7a5030')).join('') +
      (neon ? pen.glow(0, -86, half * 1.3, ink, 0.35) : '') +
      board +
      drawn.map(line => line.svg).join(''),
    width: half * 2,
    height: 90 + tall / 2,
    seat: [0, -86 - tall / 2],
  }
}

/** A text in two rows, parted at the gap nearest to its middle. */
export function wrap(text: string): string[] {
  const middle = text.length / 2
  const gaps = [...text.matchAll(/ /g)].map(match => match.index)
  const cut = gaps.reduce((best, gap) => (Math.abs(gap - middle) < Math.abs(best - middle) ? gap : best), gaps[0] ?? 0)
  return [text.slice(0, cut), text.slice(cut + 1)]
}
