import { darker, lighter, shift } from '../colour.ts'
import type { Point } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { seeded } from '../random.ts'
import { hash } from '../random.ts'

/** A sculpture for a word without a shape: the word decides its form, so the same word always looks akin. */
export const drawAbstract =
  (word: string) =>
  (pen: Pen, look: Look): Drawn => {
    const random = seeded(hash(word))
    const coat = look.colours[0] ?? shift('#4f8fd0', random.between(0, 360), 1.1)
    const second = look.colours[1] ?? shift(coat, random.between(30, 70))
    const sides = random.whole(5, 9)
    const kind = random.whole(0, 2)
    const ring = (x: number, y: number, r: number, wobble: number, turn: number): Point[] =>
      Array.from({ length: sides }, (_, i): Point => {
        const a = (i / sides) * Math.PI * 2 + turn
        const far = r * (1 + Math.sin(i * 2.3 + turn * 3) * wobble)
        return [x + Math.cos(a) * far, y + Math.sin(a) * far]
      })
    const out = [pen.box(-34, -12, 68, 12, 3, '#8a8690'), pen.box(-28, -18, 56, 8, 2, '#a5a1ab')]
    if (kind === 0) {
      for (let i = 0; i < 4; i++)
        out.push(
          pen.blob(ring(random.between(-7, 7), -36 - i * 20, 27 - i * 4.4, 0.22, random.between(0, 6)), i % 2 ? second : coat),
        )
    } else if (kind === 1) {
      out.push(
        pen.limb('-20 -18, -38 -56, 4 -74, 30 -48, 8 -34, -10 -60, 14 -104', [17, 15, 14, 13, 11, 10, 5], coat),
        pen.oval(18, -108, 9, 9, second),
        pen.oval(32, -50, 8, 8, lighter(second, 0.2)),
      )
    } else {
      out.push(
        pen.blob(ring(0, -60, 40, 0.26, random.between(0, 6)), coat),
        pen.blob(ring(4, -60, 22, 0.2, random.between(0, 6)), darker(coat, 0.32)),
        pen.oval(2, -60, 12, 12, second),
        pen.ring(0, -60, 50, 2.4, lighter(second, 0.3), { opacity: 0.8 }),
      )
    }
    for (let i = 0; i < 5; i++)
      out.push(pen.oval(random.between(-46, 46), random.between(-108, -40), 2.6, 2.6, lighter(second, 0.3)))
    return { svg: out.join(''), width: 104, height: 116, seat: [0, -100], head: { at: [0, -100], width: 30 } }
  }
