import { type Colour, darker, lighter, mix } from '../colour.ts'
import { type Point, points, triples, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import type { Random } from '../random.ts'

/** A crown of leaves: balls of light and shadow. */
export function crown(pen: Pen, random: Random, x: number, y: number, r: number, colour: Colour): string {
  const out: string[] = []
  for (const [count, far, size, tint] of [
    [9, 0.72, 0.5, darker(colour, 0.3)],
    [8, 0.52, 0.46, colour],
    [7, 0.42, 0.3, lighter(colour, 0.16)],
  ] as const) {
    for (let i = 0; i < count; i++) {
      const a = (i / count) * Math.PI * 2 + random.between(-0.25, 0.25)
      const lift = tint === colour || count === 9 ? 0 : -0.22
      out.push(
        pen.oval(
          x + Math.cos(a) * r * far,
          y + Math.sin(a) * r * far * 0.82 + lift * r,
          r * size * random.between(0.85, 1.1),
          r * size * 0.88,
          tint,
        ),
      )
    }
  }
  return out.join('')
}

/** A broad-leaved tree 100 high. */
export function drawTree(pen: Pen, random: Random, leaves: Colour, bare = false): string {
  const trunk = '#6b4a33'
  const out = [
    pen.limb(way(0, 0, random.between(-2, 2), -26, random.between(-3, 3), -56), [15, 8, 6], trunk),
    pen.limb('0 -32, -16 -52', [6, 3], trunk),
    pen.limb('0 -36, 17 -58', [6, 3], trunk),
  ]
  if (bare)
    for (let i = 0; i < 12; i++) {
      const a = Math.PI * (0.1 + 0.8 * (i / 11))
      const r = random.between(34, 46)
      out.push(
        pen.limb(
          way(0, -44, Math.cos(a) * r * 0.5, -50 - Math.sin(a) * r * 0.5, Math.cos(a) * r, -54 - Math.sin(a) * r),
          [4, 2, 0.6],
          trunk,
        ),
      )
    }
  else out.push(crown(pen, random, 0, -68, 36, leaves))
  return out.join('')
}

/** A pine 100 high, with snow on its branches when asked. */
export function drawPine(pen: Pen, random: Random, leaves: Colour, snowy = false): string {
  const out = [pen.box(-3.4, -16, 6.8, 16, 1, '#5d4030')]
  for (let i = 0; i < 4; i++) {
    const y = -12 - i * 19
    const w = 30 - i * 6.2 + random.between(-1.5, 1.5)
    const tier = (inset: number): string =>
      `M0 ${y - 33}Q${w * 0.34} ${y - 14} ${w - inset} ${y - inset}Q${w * 0.62} ${y + 4 - inset * 2} ${w * 0.36} ${y - inset}Q${w * 0.1} ${y + 5 - inset * 2} ${-w * 0.24} ${y + 1 - inset}Q${-w * 0.6} ${y + 4 - inset * 2} ${-w + inset} ${y - inset}Q${-w * 0.34} ${y - 14} 0 ${y - 33}Z`
    out.push(pen.path(tier(0), i % 2 ? leaves : darker(leaves, 0.1)))
    if (snowy)
      out.push(
        pen.path(
          `M0 ${y - 33}Q${w * 0.34} ${y - 14} ${w * 0.9} ${y - 2}Q${w * 0.5} ${y - 10} ${w * 0.2} ${y - 4}Q${-w * 0.1} ${y - 14} ${-w * 0.4} ${y - 5}Q${-w * 0.6} ${y - 9} ${-w * 0.9} ${y - 2}Q${-w * 0.34} ${y - 14} 0 ${y - 33}Z`,
          '#f6fafd',
        ),
      )
  }
  return out.join('')
}

const palmSvg = (pen: Pen, leaf: Colour): string => {
  const top: Point = [10, -88]
  const out = [
    pen.limb([[-6, 0], [-4, -34], [2, -64], top], [11, 8, 6.4, 5.6], '#9a7148'),
    ...Array.from({ length: 9 }, (_, i) =>
      pen.line(way(-9 + i * 1.5, -8 - i * 9, -4 + i * 1.5, -9.5 - i * 9, 1 + i * 1.3, -8.6 - i * 9), 1, '#6d4c2c'),
    ),
  ]
  for (const [dx, dy, bend] of triples('-46 10 -22, -38 34 -8, -24 -22 -18, 12 -30 -10, 38 -16 -24, 52 12 -24, 40 36 -8'))
    out.push(
      pen.limb(
        [top, [top[0] + dx * 0.55, top[1] + dy * 0.3 + bend], [top[0] + dx, top[1] + dy]],
        [5, 13, 1],
        dx % 4 ? leaf : darker(leaf, 0.18),
      ),
    )
  return (
    out.join('') +
    points('6 -84, 13 -82, 9 -79')
      .map(([x, y]) => pen.oval(x, y, 4, 4.4, '#6b4326'))
      .join('')
  )
}

/** A palm 100 high. */
export const drawPalm = (pen: Pen, leaf: Colour): string => palmSvg(pen, leaf)

/** Trees of all kinds. */
export const tree =
  (kind: 'tree' | 'pine' | 'palm' | 'cherry' | 'bonsai' | 'xmas') =>
  (pen: Pen, look: Look): Drawn => {
    const leaf =
      look.colours[0] ??
      (kind === 'tree' && look.season !== undefined && look.season !== 'winter'
        ? leafColours(look.season, look.random.branch('season'))
        : undefined) ??
      { tree: '#4f9a3f', pine: '#2f6f4c', palm: '#3f9a4c', cherry: '#f4a6c1', bonsai: '#4f8f45', xmas: '#2f7a4a' }[kind]
    const random = look.random.branch('leaves')
    if (kind === 'pine' || kind === 'xmas') {
      const lights =
        kind === 'xmas'
          ? Array.from({ length: 16 }, (_, i) => {
              const y = -14 - (i / 16) * 74
              const w = 24 * (1 - i / 16)
              const c = (['#ff5b4a', '#ffd34a', '#5bb8ff', '#ff8ad0'] as const)[i % 4] as Colour
              const x = Math.sin(i * 2.4) * w
              return pen.glow(x, y, 6, c, 0.6) + pen.oval(x, y, 2.2, 2.2, c, { bright: true })
            }).join('') +
            pen.poly(
              Array.from({ length: 10 }, (_, i): Point => [
                Math.cos(i * 0.628 - 1.57) * (i % 2 ? 3.6 : 8.6),
                -104 + Math.sin(i * 0.628 - 1.57) * (i % 2 ? 3.6 : 8.6),
              ]),
              '#ffd34a',
              { bright: true },
            )
          : ''
      return { svg: drawPine(pen, random, leaf) + lights, width: 62, height: 104, seat: [0, -40] }
    }
    if (kind === 'palm') return { svg: palmSvg(pen, leaf), width: 100, height: 110, seat: [-4, -2] }
    if (kind === 'bonsai')
      return {
        svg:
          pen.box(-32, -14, 64, 14, 4, '#7b4a3a') +
          pen.limb('0 -12, -14 -30, 8 -46, -8 -66', [12, 9, 7, 4], '#6b4a33') +
          crown(pen, random, -24, -48, 16, leaf) +
          crown(pen, random, 24, -56, 17, leaf) +
          crown(pen, random, -6, -78, 20, leaf),
        width: 90,
        height: 100,
      }
    return { svg: drawTree(pen, random, leaf), width: 80, height: 104, seat: [0, -52] }
  }

/** Leaves by season. */
export const leafColours = (season: string | undefined, random: Random): Colour =>
  season === 'autumn'
    ? random.pick(['#d9682c', '#e0912a', '#c4402c', '#e5b53a'])
    : season === 'spring'
      ? random.pick(['#8cc152', '#f2a8c4', '#76b84a'])
      : mix('#3f8a3c', random.pick(['#2f7a4a', '#6a9f3a', '#4f9a3f']), random())
