import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import { type Draw, mainColour } from '../noun.ts'
import type { Pen } from '../pen.ts'

/** One chessman on its foot: a pawn, or a taller king with its cross. */
function man(pen: Pen, [x, y]: Point, s: number, colour: Colour, king: boolean): string {
  const tall = king ? 34 : 22
  return (
    pen.oval(x, y, 8 * s, 3 * s, darker(colour, 0.3)) +
    pen.poly(way(x - 6.4 * s, y, x - 2.6 * s, y - tall * 0.7 * s, x + 2.6 * s, y - tall * 0.7 * s, x + 6.4 * s, y), colour) +
    pen.oval(x, y - tall * 0.8 * s, 4.8 * s, 4.8 * s, lighter(colour, 0.12)) +
    (king
      ? pen.wire(way(x, y - tall * s, x, y - (tall + 9) * s), 2 * s, colour) +
        pen.wire(way(x - 3.4 * s, y - (tall + 5) * s, x + 3.4 * s, y - (tall + 5) * s), 2 * s, colour)
      : '')
  )
}

/** A chess board seen from its side, with a game on it. */
export const chessboard: Draw = (pen, look) => {
  const dark = mainColour(look, '#7a4a2c')
  const pale = look.colours[1] ?? '#f3e3c3'
  const at = (column: number, row: number): Point => {
    const half = 94 - row * 4.2
    return [-half + (column / 8) * half * 2, -12 - row * 7.4 + row * row * 0.14]
  }
  const out = [
    pen.poly([at(-0.5, -0.4), at(8.5, -0.4), at(8.5, 8.4), at(-0.5, 8.4)], darker(dark, 0.35)),
    pen.box(-101, -9, 202, 9, 2, darker(dark, 0.5)),
  ]
  for (let row = 0; row < 8; row++)
    for (let column = 0; column < 8; column++)
      out.push(
        pen.poly(
          [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)],
          (row + column) % 2 ? pale : dark,
          {
            flat: true,
          },
        ),
      )
  const white = ['0 1', '1 1', '2 3', '3 1', '5 1', '6 2', '4 0', '7 1']
  const black = ['0 6', '2 6', '3 4', '4 6', '5 6', '7 5', '4 7', '6 6']
  const men = [...white.map(text => [text, '#f7efdc'] as const), ...black.map(text => [text, '#2d2a33'] as const)]
    .map(([text, colour]) => ({ column: Number(text[0]), row: Number(text[2]), colour, king: text === '4 0' || text === '4 7' }))
    .sort((a, b) => b.row - a.row)
  for (const { column, row, colour, king } of men) {
    const [x, y] = at(column + 0.5, row + 0.4)
    out.push(man(pen, [x, y], 1.15 - row * 0.045, colour, king))
  }
  return { svg: out.join(''), width: 208, height: 100, seat: [0, -40] }
}
