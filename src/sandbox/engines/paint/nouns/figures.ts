import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import type { Drawn } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { strokesOf, wrap } from './letters.ts'

const cheerful: readonly Colour[] = ['#e5483a', '#f2a52c', '#3fae6a', '#3f8fd8', '#8a54c9', '#e85c9a']
const high = 96
/** More letters than these go into two rows. */
const mostInRow = 8
const unit = high / 6
const step = unit * 5.9

const moved = (line: readonly Point[], x: number, y: number): Point[] => line.map(([px, py]) => [px + x, py + y])

/** Letters and digits that stand by themselves: solid blocks, or balloons on strings. */
export function drawFigures(pen: Pen, text: string, form: 'block' | 'balloon'): Drawn {
  const lift = form === 'balloon' ? 66 : 10
  const rows = text.length > mostInRow && text.includes(' ') ? wrap(text) : [text]
  const gap = high * 1.35
  const widths = rows.map(row => row.length * step - unit * 1.2)
  const letters = rows.flatMap((row, r) => [...row].map((letter, i) => ({ letter, r, i })))
  const out: string[] = []
  letters.forEach(({ letter, r, i }, index) => {
    const colour = cheerful[index % cheerful.length] ?? '#e5483a'
    const x = -(widths[r] ?? 0) / 2 + i * step + unit * 0.4
    // Balloons bob, blocks stand.
    const y = -high - lift - (rows.length - 1 - r) * gap + (form === 'balloon' ? Math.sin(index * 2.1) * 7 : 0)
    const lines = strokesOf(letter, x, y, unit)
    if (form === 'balloon') {
      if (lines.length > 0)
        out.push(
          pen.line(way(x + unit * 2, y + high + 4, x + unit * 2 + 5, y + high + 30, x * 0.9 + unit * 2, 0), 1.4, '#f4f0e6'),
        )
      for (const line of lines) out.push(pen.wire(line, 25, darker(colour, 0.16)))
      for (const line of lines) out.push(pen.wire(line, 21, colour))
      for (const line of lines) out.push(pen.wire(moved(line, -4, -4), 4, lighter(colour, 0.62), { opacity: 0.85 }))
    } else {
      for (let deep = 9; deep > 0; deep -= 3)
        for (const line of lines) out.push(pen.wire(moved(line, deep, -deep * 0.5), 21, darker(colour, 0.42)))
      for (const line of lines) out.push(pen.wire(line, 21, colour))
      for (const line of lines) out.push(pen.wire(moved(line, -3, -4), 3, lighter(colour, 0.45), { opacity: 0.7 }))
    }
  })
  return { svg: out.join(''), width: Math.max(60, Math.max(...widths) + 30), height: high + lift + 18 + (rows.length - 1) * gap }
}
