import { darker, lighter } from '../colour.ts'
import { way } from '../curve.ts'
import { type Draw, mainColour } from '../noun.ts'
import { placed } from '../pen.ts'
import { fruit } from './fruit.ts'

/** A bowl heaped with fruit. */
export const fruitBowl: Draw = (pen, look) => {
  const bowl = mainColour(look, '#5f8fb0')
  const plain = { ...look, colours: [] }
  const piece = (kind: Parameters<typeof fruit>[0], x: number, y: number, scale: number): string =>
    placed(fruit(kind)(pen, plain).svg, x, y, scale)
  return {
    svg:
      piece('pineapple', 0, -34, 0.62) +
      piece('banana', -26, -40, 0.5) +
      piece('grapes', 34, -32, 0.46) +
      piece('apple', -34, -26, 0.42) +
      piece('orange', -2, -28, 0.44) +
      piece('pear', 24, -26, 0.42) +
      pen.path('M-66 -42Q0 -24 66 -42Q62 -8 24 -5H-24Q-62 -8 -66 -42Z', bowl) +
      pen.box(-26, -7, 52, 7, 2, darker(bowl, 0.2)) +
      pen.line(way(-58, -30, -22, -20, 22, -20, 58, -30), 3, lighter(bowl, 0.5)),
    width: 136,
    height: 112,
  }
}
