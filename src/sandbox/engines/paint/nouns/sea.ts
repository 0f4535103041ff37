import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { crab, turtle } from './shellfish.ts'

const fish =
  (coat: Colour, stripe: Colour | undefined, form: 'round' | 'angel' | 'any') =>
  (pen: Pen, look: Look): Drawn => {
    const own = form === 'any' ? look.random.branch('fish').pick([coat, coat, '#f2b52f', '#3b8fe0', '#e4557f']) : coat
    const body = look.colours[0] ?? own
    const fin = look.colours[1] ?? darker(body, 0.18)
    const tall = form === 'angel' ? 36 : 26
    const out = [
      pen.blob('-30 -40, -52 -62, -58 -52, -50 -40, -58 -28, -52 -18', fin),
      pen.blob(way(-14, -40 - tall * 0.7, 0, -48 - tall, 18, -44 - tall * 0.7, 10, -40 - tall * 0.5), fin),
      pen.blob(way(-8, -40 + tall * 0.7, 2, -32 + tall, 10, -36 + tall * 0.6), fin),
      pen.blob(
        [
          [-36, -40],
          [-14, -40 - tall * 0.8],
          [18, -40 - tall * 0.85],
          [44, -40],
          [18, -40 + tall * 0.8],
          [-14, -40 + tall * 0.75],
        ],
        body,
      ),
      pen.blob(way(-20, -32, 10, -30, 34, -32, 12, -40 + tall * 0.7, -10, -40 + tall * 0.6), lighter(body, 0.35)),
    ]
    const mark = look.colours[1] ?? stripe
    if (mark !== undefined)
      for (const [x, h] of points('-16 0.62, 10 0.8'))
        out.push(pen.limb(way(x, -40 - tall * h, x + 4, -40, x, -40 + tall * h * 0.9), [6, 9, 6], mark))
    out.push(
      pen.blob('2 -38, -12 -26, -10 -40', fin),
      pen.oval(30, -46, 6, 6.4, '#fbfaf4'),
      pen.eye(31, -46, 3.6),
      pen.line('36 -32, 40 -33, 43 -37', 1.6, darker(body, 0.5)),
    )
    return {
      svg: out.join(''),
      width: 104,
      height: 80,
      seat: [0, -62],
      head: { at: [22, -60], width: 24 },
      eyes: { at: [31, -46], apart: 6 },
      hold: [44, -38],
    }
  }

const whale =
  (kind: 'whale' | 'shark' | 'dolphin') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? { whale: '#3b6ea5', shark: '#6b7d8f', dolphin: '#6f93b5' }[kind]
    const pale = look.colours[1] ?? '#eaf1f6'
    const out: string[] = []
    if (kind === 'whale') {
      out.push(
        pen.blob('-62 -42, -88 -66, -80 -40, -92 -22, -62 -34', darker(coat, 0.12)),
        pen.blob('-70 -38, -30 -56, 10 -76, 52 -62, 62 -34, 36 -8, -10 -8, -46 -26', coat),
        pen.blob('60 -30, 34 -8, -10 -8, -40 -24, -6 -22, 30 -26', pale),
        ...[0, 1, 2, 3].map(i =>
          pen.line(way(-8 + i * 12, -14 - i, 10 + i * 10, -12 - i * 2, 26 + i * 8, -20 - i * 2), 0.9, darker(pale, 0.25)),
        ),
        pen.blob('4 -22, -14 6, 22 -14', darker(coat, 0.16)),
        pen.eye(40, -36, 3),
        pen.line('62 -36, 48 -28, 36 -28', 1.6, darker(coat, 0.5)),
        ...[-1, 1].map(s => pen.limb(way(14, -76, 14 + s * 4, -94, 14 + s * 18, -90), [4, 4, 2], '#d5edf9', { opacity: 0.9 })),
      )
    } else {
      const shark = kind === 'shark'
      out.push(
        pen.blob(
          shark
            ? [
                [-54, -40],
                [-84, -74],
                [-72, -42],
                [-80, -22],
                [-58, -34],
              ]
            : [
                [-54, -34],
                [-82, -44],
                [-72, -32],
                [-84, -16],
                [-54, -28],
              ],
          darker(coat, 0.1),
        ),
        pen.poly('-6 -56, -8 -86, 22 -56', coat, { edge: coat, edgeWidth: 3 }),
        pen.blob(
          shark
            ? [
                [-62, -38],
                [-20, -58],
                [30, -58],
                [66, -42],
                [44, -24],
                [-16, -24],
              ]
            : [
                [-62, -30],
                [-24, -54],
                [22, -60],
                [44, -46],
                [68, -38],
                [44, -32],
                [10, -22],
                [-30, -22],
              ],
          coat,
        ),
        pen.blob(
          shark
            ? [
                [64, -41],
                [44, -24],
                [-16, -24],
                [-50, -34],
                [0, -36],
                [40, -38],
              ]
            : [
                [66, -36],
                [44, -31],
                [10, -22],
                [-30, -22],
                [10, -34],
                [42, -37],
              ],
          pale,
        ),
        pen.blob('10 -32, -8 -4, 26 -28', darker(coat, 0.18)),
        pen.eye(shark ? 46 : 36, shark ? -47 : -45, 2.8),
      )
      if (shark)
        out.push(
          ...[0, 1, 2].map(i => pen.line(way(12 + i * 5, -50, 10 + i * 5, -40), 1.2, darker(coat, 0.45))),
          pen.line('62 -38, 50 -31, 38 -32', 1.6, '#2c3640'),
          pen.wire('42 -32, 45 -28, 48 -32, 51 -28, 54 -33, 57 -30, 59 -35', 1.3, '#ffffff'),
        )
      else out.push(pen.line('66 -37, 52 -37, 42 -40', 1.2, darker(coat, 0.5)))
    }
    if (look.act === 'jump') return leaping(pen, out.join(''))
    return {
      svg: out.join(''),
      width: 150,
      height: 84,
      seat: [6, -66],
      head: { at: [40, -62], width: 30 },
      eyes: { at: [40, -40], apart: 8 },
      hold: [62, -36],
    }
  }

/** Out of the water in an arch: nose up, the tail still in the spray. */
function leaping(pen: Pen, body: string): Drawn {
  const spray = Array.from({ length: 34 }, (_, i) => {
    const side = (i / 33) * 2 - 1
    const high = 12 + ((i * 37) % 34) * (1.2 - Math.abs(side))
    return pen.limb(
      way(-26 + side * 34, -2, -26 + side * 48, -high * 0.7, -26 + side * 58, -high),
      [8, 5, 1],
      i % 3 ? '#f4fbff' : '#bfe3f5',
      {
        opacity: 0.9,
      },
    )
  })
  const foam = [-64, -46, -26, -6, 14].map((x, i) => pen.oval(x, -3, 22, i % 2 ? 9 : 12, '#f8fdff', { opacity: 0.92 }))
  const drops = points('-92 -44, -78 -62, 12 -52, 26 -34, -100 -24, 34 -16').map(([x, y], i) =>
    pen.oval(x, y, 2.4 + (i % 3), 3 + (i % 3), '#e9f7ff'),
  )
  return {
    svg: `<g transform="translate(4 -52) rotate(-42 0 -40)">${body}</g>${spray.join('')}${foam.join('')}${drops.join('')}`,
    width: 150,
    height: 150,
    seat: [18, -110],
    head: { at: [34, -132], width: 30 },
  }
}

const octopus =
  (kind: 'octopus' | 'jellyfish') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? (kind === 'octopus' ? '#c9527a' : '#d79bf0')
    const random = look.random.branch('arms')
    const out: string[] = []
    const arms = kind === 'octopus' ? 8 : 9
    for (let i = 0; i < arms; i++) {
      const s = (i / (arms - 1)) * 2 - 1
      const wave = random.between(-6, 6)
      const end: Point = kind === 'octopus' ? [s * 58 + wave, -6 - Math.abs(s) * 14] : [s * 22 + wave, -4 + wave]
      out.push(
        kind === 'octopus'
          ? pen.limb(
              [[s * 16, -44], [s * 32 + wave, -20], [s * 46, -5], end, [end[0] + Math.sign(s || 1) * 7, end[1] - 9]],
              [14, 11, 8, 5, 2],
              i % 2 ? coat : darker(coat, 0.14),
            )
          : pen.line([[s * 22, -50], [s * 20 + wave, -36], [s * 24 - wave, -20], end], 2.6, lighter(coat, 0.3), { opacity: 0.8 }),
      )
    }
    if (kind === 'octopus') {
      out.push(pen.blob('-22 -42, -33 -70, -18 -96, 12 -98, 32 -76, 24 -42, 0 -34', coat))
      for (const s of [-1, 1]) out.push(pen.oval(s * 11, -56, 8, 9, '#fbf7ee'), pen.eye(s * 11, -55, 4.6, look.act === 'sleep'))
      out.push(
        pen.line('-5 -43, 0 -41, 5 -43', 1.8, darker(coat, 0.5)),
        ...points('-12 -82, 4 -88, 16 -78').map(([x, y]) => pen.oval(x, y, 3.4, 2.8, lighter(coat, 0.25))),
      )
    } else {
      out.push(
        pen.blob('-34 -48, -32 -74, 0 -96, 32 -74, 34 -48, 17 -53, 0 -47, -17 -53', coat, { opacity: 0.88 }),
        pen.blob('-20 -62, -14 -80, 2 -86, -6 -72', lighter(coat, 0.6), { opacity: 0.7 }),
        pen.glow(0, -66, 40, lighter(coat, 0.5), 0.35),
      )
    }
    return {
      svg: out.join(''),
      width: kind === 'octopus' ? 128 : 72,
      height: 100,
      seat: [0, -94],
      head: { at: [0, -95], width: 44 },
      neck: { at: [0, -38], width: 46 },
      eyes: { at: [0, -56], apart: 22 },
      hold: [56, -20],
    }
  }

const noun = (words: string, size: number, draw: Noun['draw'], home: Noun['home'] = 'underwater'): Noun => ({
  words,
  size,
  home,
  lives: 'deep',
  draw,
})

/** What lives in water. */
export const seaLife: Readonly<Record<string, Noun>> = {
  fish: noun('fish|salmon|trout|tuna|piranha|minnow', 0.36, fish('#f2842c', undefined, 'any')),
  goldfish: noun('goldfish|koi|koi fish|gold fish', 0.36, fish('#f2842c', undefined, 'round')),
  clownfish: noun('clownfish|nemo|clown fish', 0.36, fish('#f2762c', '#fbfaf6', 'round')),
  angelfish: noun('angelfish|tropical fish|seahorse|pufferfish', 0.4, fish('#f6c83a', '#2a4a8a', 'angel')),
  whale: noun('whale|orca|narwhal|humpback', 1.9, whale('whale')),
  shark: noun('shark', 1.3, whale('shark')),
  dolphin: noun('dolphin|porpoise|manatee', 1, whale('dolphin')),
  octopus: noun('octopus|squid|kraken|cuttlefish', 0.8, octopus('octopus')),
  jellyfish: noun('jellyfish|medusa', 0.6, octopus('jellyfish')),
  turtle: noun('turtle|tortoise|sea turtle', 0.6, turtle),
  crab: { ...noun('crab|lobster|crayfish|shrimp', 0.34, crab('crab'), 'beach'), lives: 'ground' },
  starfish: { ...noun('starfish|sea star', 0.26, crab('starfish'), 'beach'), lives: 'ground' },
  seashell: { ...noun('seashell|shell|clam|oyster', 0.24, crab('shell'), 'beach'), lives: 'ground' },
}
