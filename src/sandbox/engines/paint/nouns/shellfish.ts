import { darker, lighter } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'

/** A turtle, walking or swimming. */
export const turtle = (pen: Pen, look: Look): Drawn => {
  const skin = look.colours[0] ?? '#6fa860'
  const shell = look.colours[1] ?? (look.colours[0] === undefined ? '#7b6a35' : darker(skin, 0.3))
  const swim = look.act === 'swim' || look.act === 'fly'
  const leg = (x: number, dx: number, dy: number): string =>
    pen.limb(way(x, -18, x + dx, -18 + dy), [16, swim ? 7 : 12], darker(skin, 0.12))
  const out = [
    leg(-30, swim ? -20 : -4, swim ? 18 : 12),
    leg(22, swim ? 8 : 4, swim ? 30 : 12),
    pen.limb('-44 -18, -56 -14', [8, 2], skin),
    pen.limb('36 -22, 52 -30, 60 -36', [17, 14, 15], skin),
    pen.oval(63, -38, 13, 11, skin),
    pen.eye(68, -41, 2.6, look.act === 'sleep'),
    pen.line('75 -35, 70 -32, 65 -33', 1.3, darker(skin, 0.5)),
    pen.blob('-52 -16, -42 -44, -8 -64, 26 -52, 46 -20, 20 -13, -26 -13', shell),
    ...points('-26 -34, -4 -44, 18 -38, -12 -24, 12 -24, -36 -22, 32 -25').map(([x, y]) =>
      pen.blob(
        Array.from({ length: 6 }, (_, i): Point => [x + Math.cos(i * 1.047) * 10, y + Math.sin(i * 1.047) * 8]),
        lighter(shell, 0.22),
        { edge: darker(shell, 0.3), edgeWidth: 1 },
      ),
    ),
    leg(-18, swim ? -16 : -2, swim ? 26 : 15),
    leg(34, swim ? 22 : 6, swim ? 26 : 15),
  ]
  return {
    svg: out.join(''),
    width: 130,
    height: 66,
    seat: [-4, -60],
    head: { at: [63, -47], width: 18 },
    neck: { at: [52, -30], width: 16 },
    eyes: { at: [68, -41], apart: 4 },
    hold: [76, -34],
  }
}

/** Crabs, starfish and shells. */
export const crab =
  (kind: 'crab' | 'starfish' | 'shell') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? { crab: '#e0522f', starfish: '#f0904a', shell: '#f3cdb8' }[kind]
    if (kind === 'starfish') {
      const points = Array.from({ length: 10 }, (_, i): Point => [
        Math.cos(i * 0.628 - 1.57) * (i % 2 ? 20 : 50),
        -46 + Math.sin(i * 0.628 - 1.57) * (i % 2 ? 20 : 50),
      ])
      return {
        svg:
          pen.poly(points, coat, { edge: coat, edgeWidth: 12 }) +
          points.map(([x, y]) => pen.oval(x * 0.6, -46 + (y + 46) * 0.6, 2.6, 2.6, lighter(coat, 0.4))).join(''),
        width: 100,
        height: 96,
      }
    }
    if (kind === 'shell') {
      return {
        svg:
          Array.from({ length: 7 }, (_, i) => {
            const a = Math.PI * (0.1 + (i / 6) * 0.8)
            return pen.limb(way(0, -4, Math.cos(a) * 46, -Math.sin(a) * 60 - 4), [8, 22], i % 2 ? coat : darker(coat, 0.12))
          }).join('') + pen.box(-14, -9, 28, 9, 4, darker(coat, 0.1)),
        width: 96,
        height: 72,
      }
    }
    const out: string[] = []
    for (const s of [-1, 1]) {
      for (let i = 0; i < 3; i++)
        out.push(pen.line(way(s * 24, -20 + i * 3, s * (48 + i * 2), -30 + i * 8, s * (54 - i * 3), -2), 5, darker(coat, 0.14)))
      out.push(
        pen.line(way(s * 26, -30, s * 46, -42, s * 44, -58), 7, coat),
        pen.blob(way(s * 42, -54, s * 58, -66, s * 50, -84, s * 45, -70, s * 34, -80, s * 34, -62), coat),
      )
      out.push(pen.line(way(s * 9, -40, s * 10, -54), 3, coat), pen.oval(s * 10, -56, 6, 6, '#fbf7ee'), pen.eye(s * 10, -56, 3.4))
    }
    out.push(
      pen.blob('-34 -22, -24 -42, 24 -42, 34 -22, 18 -8, -18 -8', coat),
      pen.line('-7 -20, 0 -17, 7 -20', 1.8, darker(coat, 0.5)),
    )
    return { svg: out.join(''), width: 118, height: 84, seat: [0, -40], head: { at: [0, -42], width: 36 }, hold: [50, -74] }
  }
