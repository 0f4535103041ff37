import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'

/** A bird told by its colours, its bill, its legs and its neck. */
export type Bird = {
  readonly coat: Colour
  readonly wing?: Colour
  readonly belly?: Colour
  readonly headColour?: Colour
  readonly beak: Colour
  readonly bill: 'short' | 'hook' | 'flat' | 'long' | 'big'
  readonly legs: number
  readonly legColour?: Colour
  /** Length and lean of the neck; 0 for none. */
  readonly neck?: number
  readonly tail?: 'short' | 'long' | 'fan' | 'rooster'
  readonly crest?: Colour
  readonly plump?: number
}

const beakAt = (pen: Pen, bird: Bird, x: number, y: number, r: number): string => {
  switch (bird.bill) {
    case 'short':
      return pen.poly(way(x + r * 0.8, y - r * 0.3, x + r * 1.7, y + r * 0.1, x + r * 0.8, y + r * 0.4), bird.beak)
    case 'hook':
      return pen.blob(
        [
          [x + r * 0.7, y - r * 0.4],
          [x + r * 1.5, y - r * 0.15],
          [x + r * 1.45, y + r * 0.75],
          [x + r * 1.1, y + r * 0.35],
          [x + r * 0.7, y + r * 0.4],
        ],
        bird.beak,
      )
    case 'flat':
      return pen.limb(
        way(x + r * 0.6, y + r * 0.2, x + r * 1.3, y + r * 0.35, x + r * 1.95, y + r * 0.3),
        [r * 0.7, r * 0.42, r * 0.5],
        bird.beak,
      )
    case 'long':
      return pen.limb(way(x + r * 0.7, y, x + r * 2.6, y + r * 0.3), [r * 0.5, r * 0.1], bird.beak)
    case 'big':
      return pen.limb(
        way(x + r * 0.5, y + r * 0.1, x + r * 1.8, y - r * 0.1, x + r * 2.4, y + r * 0.7),
        [r * 1.2, r * 1, r * 0.2],
        bird.beak,
      )
    default:
      return bird.bill satisfies never
  }
}

function flying(pen: Pen, bird: Bird, coat: Colour, wing: Colour): Drawn {
  const feathers = (dx: number, up: number, colour: Colour): string => {
    const tips = [0, 1, 2, 3, 4].map(i =>
      pen.limb(
        way(2 - i * 4, -26, dx * 0.5 - i * 6, -26 - up * 0.75, dx - i * 11, -26 - up + i * i * 3),
        [11, 12, 2],
        i % 2 ? colour : lighter(colour, 0.08),
      ),
    )
    return tips.reverse().join('')
  }
  const nx = 33 + (bird.neck ?? 0) * 0.9
  const out = [
    feathers(4, 46, darker(wing, 0.25)),
    ...[-1, 0, 1].map(i => pen.limb(way(-24, -25, -46, -22 + i * 7), [9, 7], i ? wing : darker(wing, 0.15))),
    pen.limb(way(16, -27, nx - 6, -30), [18, 12], bird.headColour ?? coat),
    pen.blob('-30 -26, -8 -37, 16 -35, 28 -27, 10 -16, -12 -17', coat),
    pen.blob('-16 -20, 8 -22, 22 -25, 8 -16, -8 -16', bird.belly ?? lighter(coat, 0.5)),
    beakAt(pen, bird, nx, -32, 9),
    pen.oval(nx, -32, 10, 9.5, bird.headColour ?? coat),
    pen.eye(nx + 3.5, -34, 1.9),
    feathers(-20, 58, wing),
  ]
  return {
    svg: out.join(''),
    width: 100,
    height: 88,
    seat: [-4, -34],
    head: { at: [nx, -41], width: 16 },
    neck: { at: [26, -28], width: 16 },
    eyes: { at: [nx + 3, -34], apart: 4 },
    hold: [4, -14],
  }
}

/** How a bird is drawn from the side: standing, swimming or flying. */
export const drawBird =
  (bird: Bird) =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? bird.coat
    const wing = look.colours[1] ?? (look.colours.length > 0 ? darker(coat, 0.22) : (bird.wing ?? darker(coat, 0.25)))
    const own: Bird =
      look.colours.length > 0 ? { ...bird, headColour: coat, belly: look.colours[1] ?? lighter(coat, 0.45) } : bird
    if (look.act === 'fly') return flying(pen, own, coat, wing)
    const plump = bird.plump ?? 1
    const legs = look.act === 'swim' || look.act === 'sleep' ? 0 : bird.legs
    const neck = bird.neck ?? 0
    const by = -legs - 22 * plump
    const r = neck > 0 ? 9.5 : 13
    const [hx, hy]: Point = neck > 0 ? [24 + neck * 0.2, by - 12 - neck] : [20, by - 20 * plump]
    const leg = bird.legColour ?? bird.beak
    const out: string[] = []
    if (legs > 0)
      for (const x of [-4, 7])
        out.push(
          pen.limb(way(x, by + 8, x - 2, -legs * 0.5, x + 1, -1.5), [4, 2.4, 2.4], leg),
          pen.line(way(x - 4, -1, x + 1, -2, x + 7, -1), 2.6, leg),
        )
    const tails: Record<NonNullable<Bird['tail']>, string> = {
      short: pen.limb(way(-20, by + 2, -36, by - 4), [14, 8], wing),
      long: [0, 1, 2]
        .map(i =>
          pen.limb(
            way(-18, by + 2, -38, by + 14 + i * 3, -54 + i * 4, by + 34 + i * 4),
            [10, 7, 2],
            i % 2 ? lighter(wing, 0.2) : wing,
          ),
        )
        .join(''),
      fan: Array.from({ length: 9 }, (_, i) => {
        const a = Math.PI * (0.72 + i * 0.075)
        const tip: Point = [-10 + Math.cos(a) * 62, by - Math.sin(a) * -62 - 20]
        return (
          pen.limb([[-12, by], tip], [6, 15], i % 2 ? darker(wing, 0.1) : wing) +
          pen.oval(tip[0], tip[1], 5, 5, '#2fb5c9') +
          pen.oval(tip[0], tip[1], 2.4, 2.4, '#1d3a8a', { flat: true })
        )
      }).join(''),
      rooster: [0, 1, 2, 3]
        .map(i =>
          pen.limb(way(-16, by, -34 - i * 2, by - 24 + i * 8, -46 + i * 2, by - 4 + i * 6), [9, 9, 2], i % 2 ? '#2f5d52' : wing),
        )
        .join(''),
    }
    out.push(tails[bird.tail ?? 'short'])
    if (neck > 0)
      out.push(
        pen.limb(
          way(16, by - 2, 26, by - neck * 0.35, hx - 8, by - neck * 0.75, hx, hy),
          [22 * plump, 11, 8.5, 11],
          own.headColour ?? coat,
        ),
      )
    out.push(
      pen.blob(
        [
          [-28, by + 2],
          [-16, by - 17 * plump],
          [8, by - 20 * plump],
          [26, by - 8],
          [24, by + 12 * plump],
          [4, by + 20 * plump],
          [-18, by + 14 * plump],
        ],
        coat,
      ),
      pen.blob(
        way(10, by - 10, 25, by - 4, 22, by + 11 * plump, 4, by + 18 * plump, -4, by + 8),
        own.belly ?? lighter(coat, 0.5),
      ),
      pen.blob(way(10, by - 8, 2, by - 14, -22, by - 6, -36, by + 10, -12, by + 11, 6, by + 6), wing),
      pen.line(way(-2, by + 2, -16, by + 4, -28, by + 8), 1.4, darker(wing, 0.3), { opacity: 0.6 }),
    )
    if (bird.crest !== undefined)
      out.push(
        ...[-1, 0, 1].map(i =>
          pen.limb(way(hx + i * 4, hy - r * 0.6, hx + i * 6 - 3, hy - r * 1.55), [6, 3], bird.crest as Colour),
        ),
      )
    out.push(beakAt(pen, own, hx, hy, r), pen.oval(hx, hy, r, r * 0.95, own.headColour ?? coat))
    if (bird.bill === 'hook' && bird.crest !== undefined) out.push(pen.oval(hx + r * 0.4, hy, r * 0.45, r * 0.5, '#faf6ec'))
    if (bird.tail === 'rooster' || bird.legs === 12.5) out.push(pen.oval(hx + r * 0.9, hy + r * 1, r * 0.3, r * 0.55, '#d8342c'))
    out.push(pen.eye(hx + r * 0.36, hy - r * 0.16, r * 0.19, look.act === 'sleep'))
    return {
      svg: out.join(''),
      width: 84,
      height: -hy + r * 1.2,
      seat: [-4, by - 16 * plump],
      head: { at: [hx, hy - r * 0.8], width: r * 1.5 },
      neck: { at: [hx - 2, hy + r], width: r * 1.5 },
      eyes: { at: [hx + r * 0.36, hy - 1], apart: 4 },
      hold: [hx + r * 1.6, hy + 4],
    }
  }

/** Birds that face the viewer: owls and penguins. */
export const drawUpright =
  (kind: 'owl' | 'penguin') =>
  (pen: Pen, look: Look): Drawn => {
    const owl = kind === 'owl'
    const coat = look.colours[0] ?? (owl ? '#8b6340' : '#2b303c')
    const belly = look.colours[1] ?? (owl ? lighter(coat, 0.55) : '#f8f6f0')
    const asleep = look.act === 'sleep'
    const out = [
      pen.oval(-9, -2, 8, 3.6, '#f0a63a'),
      pen.oval(9, -2, 8, 3.6, '#f0a63a'),
      pen.limb('-24 -58, -35 -36, -31 -16', [9, 15, 4], darker(coat, 0.15)),
      pen.limb(
        way(24, -58, 35, -36, look.act === 'dance' ? 46 : 31, look.act === 'dance' ? -66 : -16),
        [9, 15, 4],
        darker(coat, 0.15),
      ),
      pen.blob('0 -96, 22 -90, 29 -60, 31 -26, 18 -3, -18 -3, -31 -26, -29 -60, -22 -90', coat),
      pen.blob(way(0, owl ? -62 : -78, 18, -58, 22, -28, 12, -6, -12, -6, -22, -28, -18, -58), belly),
    ]
    if (owl) {
      for (const s of [-1, 1]) out.push(pen.poly(way(s * 6, -92, s * 25, -106, s * 26, -82), coat, { edge: coat, edgeWidth: 2 }))
      for (let row = 0; row < 4; row++)
        for (let i = -2; i <= 2; i++)
          out.push(
            pen.line(
              [
                [i * 7 + (row % 2) * 3 - 3, -50 + row * 11],
                [i * 7 + (row % 2) * 3, -47 + row * 11],
                [i * 7 + (row % 2) * 3 + 3, -50 + row * 11],
              ],
              1.4,
              darker(belly, 0.4),
            ),
          )
      for (const s of [-1, 1])
        out.push(
          pen.oval(s * 12.5, -76, 14, 14, lighter(coat, 0.6)),
          asleep ? '' : pen.oval(s * 11.5, -76, 8.5, 8.5, '#f3b52f', { bright: true, flat: true }),
          pen.eye(s * 11.5, -76, 4.8, asleep),
        )
      out.push(pen.poly('-4 -72, 4 -72, 0 -62', '#e9a63b'))
    } else {
      for (const s of [-1, 1])
        out.push(
          pen.oval(s * 9, -76, 11, 12, belly),
          pen.eye(s * 9, -78, 3, asleep),
          pen.oval(s * 17, -68, 3.6, 2.4, '#f5b3a8', { flat: true }),
        )
      out.push(pen.poly('-6 -72, 6 -72, 0 -64', '#f0952d'))
    }
    return {
      svg: out.join(''),
      width: 66,
      height: owl ? 106 : 97,
      seat: [0, -94],
      head: { at: [0, -92], width: 36 },
      neck: { at: [0, -58], width: 48 },
      eyes: { at: [0, -77], apart: owl ? 23 : 18 },
      hold: [32, -34],
    }
  }
