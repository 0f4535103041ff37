import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'

const batWing = (pen: Pen, x: number, y: number, span: number, up: number, colour: Colour): string => {
  const tip: Point = [x - span * 0.35, y - up]
  const ribs: Point[] = way(x - span * 0.72, y - up * 0.42, x - span * 0.7, y - up * 0.02, x - span * 0.42, y + up * 0.16)
  return (
    pen.path(
      `M${x} ${y}L${tip.join(' ')}Q${x - span * 0.45} ${y - up * 0.6} ${(ribs[0] as Point).join(' ')}Q${x - span * 0.56} ${y - up * 0.3} ${(ribs[1] as Point).join(' ')}Q${x - span * 0.46} ${y - up * 0.1} ${(ribs[2] as Point).join(' ')}Q${x - span * 0.2} ${y - up * 0.02} ${x} ${y + up * 0.1}Z`,
      colour,
    ) +
    ribs.map(rib => pen.line([tip, [(tip[0] + rib[0]) / 2 - 2, (tip[1] + rib[1]) / 2], rib], 1.6, darker(colour, 0.3))).join('') +
    pen.limb([[x, y], tip], [7, 3], darker(colour, 0.22))
  )
}

const dragon = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#3f9a5a'
  const belly = look.colours[1] ?? lighter(coat, 0.6)
  const wing = look.colours[1] ?? darker(coat, 0.18)
  const fly = look.act === 'fly'
  const spine: Point[] = fly
    ? [
        [-66, -22],
        [-44, -12],
        [-16, -30],
        [10, -40],
        [26, -58],
        [44, -74],
      ]
    : [
        [-64, -8],
        [-42, -4],
        [-18, -24],
        [10, -32],
        [20, -58],
        [40, -80],
      ]
  const [hx, hy] = spine[5] as Point
  const out = [batWing(pen, 14, fly ? -48 : -42, fly ? 66 : 54, fly ? 62 : 52, darker(wing, 0.22))]
  if (!fly) for (const x of [-14, 14]) out.push(pen.limb(way(x, -22, x + 6, -10, x + 4, -3), [17, 11, 11], darker(coat, 0.25)))
  out.push(
    pen.poly(
      [
        [(spine[0] as Point)[0] + 4, (spine[0] as Point)[1] - 1],
        [(spine[0] as Point)[0] - 16, (spine[0] as Point)[1] - 14],
        [(spine[0] as Point)[0] - 9, (spine[0] as Point)[1] + 6],
      ],
      darker(coat, 0.2),
    ),
  )
  for (let i = 1; i < 10; i++) {
    const at = i / 2
    const [a, b] = [spine[Math.floor(at)] as Point, spine[Math.min(5, Math.ceil(at))] as Point]
    const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]
    const w = [4, 8, 14, 14, 9, 7][Math.floor(at)] ?? 7
    out.push(pen.poly(way(x - 7, y - w * 0.4, x - 6, y - w - 6, x + 5, y - w * 0.5), darker(coat, 0.3)))
  }
  out.push(
    pen.limb(spine, [4, 12, 30, 32, 19, 14], coat),
    pen.limb(
      points('-20 -16, 6 -25, 24 -46, 40 -70').map(([x, y]): Point => [x + (fly ? 2 : 0), y - (fly ? 4 : 0)]),
      [8, 13, 9, 6],
      belly,
    ),
  )
  for (const s of [-1, 1])
    out.push(pen.limb(way(hx - 2, hy - 6, hx - 12 + s * 2, hy - 16, hx - 16 + s * 4, hy - 26), [6, 4, 1], '#e9dcbc'))
  out.push(
    pen.limb(way(hx + 4, hy + 5, hx + 22, hy + 9), [9, 6], darker(coat, 0.1)),
    pen.limb(way(hx - 4, hy - 2, hx + 10, hy - 1, hx + 27, hy + 1), [20, 15, 10], coat),
    pen.oval(hx + 28, hy - 3, 1.8, 1.4, darker(coat, 0.6)),
    pen.oval(hx + 6, hy - 5, 4.4, 4.4, '#f6d34a', { bright: true, flat: true }),
    pen.eye(hx + 7, hy - 5, 2.4, look.act === 'sleep'),
  )
  out.push(pen.wire(way(hx + 12, hy + 5, hx + 15, hy + 8, hx + 18, hy + 5, hx + 21, hy + 8, hx + 24, hy + 6), 1.4, '#ffffff'))
  out.push(batWing(pen, 6, fly ? -44 : -38, fly ? 82 : 64, fly ? 50 : 50, wing))
  for (const x of fly ? [] : [-24, 4])
    out.push(pen.limb(way(x, -22, x + 8, -12, x + 4, -4), [20, 13, 12], coat), pen.limb(way(x + 2, -3, x + 14, -2), [6, 3], coat))
  if (look.random.branch('fire').chance(0.5))
    out.push(
      pen.limb(way(hx + 30, hy + 4, hx + 48, hy + 9, hx + 62, hy + 8), [5, 17, 4], '#f8a02c', { bright: true }),
      pen.limb(way(hx + 31, hy + 4, hx + 46, hy + 8), [3, 8], '#ffe27a', { bright: true }),
    )
  return {
    svg: out.join(''),
    width: 140,
    height: 108,
    seat: [-10, fly ? -40 : -38],
    head: { at: [hx, hy - 10], width: 22 },
    neck: { at: [30, hy + 18], width: 20 },
    eyes: { at: [hx + 7, hy - 5], apart: 4 },
    hold: [hx + 28, hy + 8],
  }
}

const dinosaur =
  (kind: 'rex' | 'long') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? (kind === 'rex' ? '#6fa04b' : '#5f93a8')
    const belly = look.colours[1] ?? lighter(coat, 0.5)
    const out: string[] = []
    if (kind === 'long') {
      for (const x of [-20, 18]) out.push(pen.limb(way(x, -26, x + 2, -4), [15, 12], darker(coat, 0.24)))
      out.push(
        pen.limb('-82 -10, -52 -20, -20 -38, 10 -40, 30 -50, 42 -76, 50 -92', [2, 13, 34, 38, 22, 13, 11], coat),
        pen.limb('-22 -24, 0 -22, 22 -28', [8, 10, 6], belly),
        pen.limb('48 -93, 66 -88', [15, 10], coat),
        pen.eye(56, -95, 2.2, look.act === 'sleep'),
      )
      for (const x of [-30, 10]) out.push(pen.limb(way(x, -28, x + 2, -4), [18, 14], coat))
      return {
        svg: out.join(''),
        width: 150,
        height: 100,
        seat: [-4, -56],
        head: { at: [52, -100], width: 16 },
        eyes: { at: [56, -95], apart: 4 },
        hold: [66, -86],
      }
    }
    out.push(pen.limb('-2 -34, -12 -18, -4 -4', [26, 15, 11], darker(coat, 0.22)))
    out.push(
      pen.limb('-76 -28, -44 -26, -12 -42, 12 -58, 24 -74', [2, 16, 36, 32, 22], coat),
      pen.limb('-14 -28, 8 -38, 24 -56', [8, 14, 8], belly),
    )
    out.push(
      pen.limb('28 -68, 50 -66', [14, 9], darker(coat, 0.1)),
      pen.limb('18 -80, 36 -82, 56 -78', [26, 23, 16], coat),
      pen.wire(
        Array.from({ length: 10 }, (_, i): Point => [34 + i * 3, i % 2 ? -67 : -71]),
        1.8,
        '#ffffff',
      ),
      pen.eye(32, -86, 3.2, look.act === 'sleep'),
      pen.oval(57, -83, 1.8, 1.4, darker(coat, 0.5)),
    )
    for (let i = 0; i < 7; i++)
      out.push(pen.poly(way(-40 + i * 9, -36 - i * 5, -39 + i * 9, -46 - i * 6, -32 + i * 9, -40 - i * 5.4), darker(coat, 0.3)))
    out.push(
      pen.limb('24 -48, 36 -42, 40 -48', [8, 6, 3], coat),
      pen.limb('-8 -38, 4 -20, -4 -4', [32, 18, 13], coat),
      pen.limb('-6 -3, 14 -3', [7, 5], coat),
    )
    return {
      svg: out.join(''),
      width: 140,
      height: 96,
      seat: [-20, -56],
      head: { at: [30, -92], width: 24 },
      neck: { at: [18, -62], width: 28 },
      eyes: { at: [32, -86], apart: 6 },
      hold: [42, -46],
    }
  }

const ghost =
  (kind: 'ghost' | 'monster') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? (kind === 'ghost' ? '#f1f3fb' : '#7a59c9')
    const out: string[] = []
    if (kind === 'ghost') {
      out.push(
        pen.glow(0, -52, 74, '#cfe0ff', 0.5),
        pen.blob('-30 -4, -34 -50, -24 -84, 0 -98, 24 -84, 34 -50, 30 -4, 19 -13, 10 -2, 0 -12, -10 -2, -19 -13', coat),
      )
      for (const s of [-1, 1])
        out.push(
          pen.oval(s * 11, -64, 5.4, 8, '#2b2a3c', { flat: true }),
          pen.oval(s * 18, -52, 4, 2.6, '#f3b5bd', { flat: true }),
          pen.limb(way(s * 30, -50, s * 42, -58), [12, 9], coat),
        )
      out.push(pen.oval(0, -48, 4.4, 6, '#2b2a3c', { flat: true }))
    } else {
      for (const s of [-1, 1])
        out.push(
          pen.limb(way(s * 16, -84, s * 26, -98, s * 24, -108), [8, 5, 1], '#f0dfb4'),
          pen.limb(way(s * 32, -46, s * 50, -34, s * 46, -18), [14, 12, 11], coat),
          pen.oval(s * 16, -4, 14, 6, darker(coat, 0.15)),
        )
      out.push(
        pen.blob('0 -94, 28 -84, 38 -48, 34 -10, 0 -4, -34 -10, -38 -48, -28 -84', coat),
        pen.oval(0, -28, 22, 20, lighter(coat, 0.4)),
      )
      for (const s of [-1, 1]) out.push(pen.oval(s * 12, -68, 10, 11, '#fdfaf0'), pen.eye(s * 12, -67, 5.4, look.act === 'sleep'))
      out.push(
        pen.blob('-16 -50, 0 -46, 16 -50, 8 -40, -8 -40', '#4a1f3a'),
        pen.poly('-8 -49, -5 -43, -2 -48', '#ffffff'),
        pen.poly('3 -48, 6 -43, 9 -49', '#ffffff'),
      )
    }
    return {
      svg: out.join(''),
      width: 92,
      height: 100,
      seat: [0, -94],
      head: { at: [0, -95], width: 40 },
      neck: { at: [0, -42], width: 58 },
      eyes: { at: [0, -65], apart: 23 },
      hold: [42, -50],
    }
  }

const robot = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#a9b7c6'
  const trim = look.colours[1] ?? (look.colours.length > 0 ? lighter(coat, 0.55) : '#e2714a')
  const glow = '#5df0ff'
  const seated = look.act === 'sit' || look.act === 'ride' || look.act === 'read'
  const dance = look.act === 'dance' || look.act === 'jump'
  const out: string[] = []
  for (const s of [-1, 1])
    out.push(
      seated
        ? pen.limb(way(s * 9, -28, s * 12 + 14, -16, s * 12 + 18, -3), [8, 8, 8], darker(coat, 0.2)) +
            pen.box(s * 12 + 11, -7, 18, 7, 3, trim)
        : pen.limb(way(s * 10, -28, s * 12 + (dance ? s * 6 : 0), -5), [8, 8], darker(coat, 0.2)) +
            pen.box(s * 13 - 9 + (dance ? s * 6 : 0), -8, 18, 8, 3.4, trim),
    )
  for (const s of [-1, 1])
    out.push(
      pen.limb(
        way(s * 24, -54, s * 34, -42, look.act === 'read' ? s * 16 + 8 : s * 36, dance ? -72 : -30),
        [8, 7, 7],
        darker(coat, 0.16),
      ),
      pen.oval(look.act === 'read' ? s * 16 + 8 : s * 36, dance ? -74 : -28, 6, 6, trim),
      pen.oval(s * 24, -55, 7, 7, trim),
    )
  out.push(
    pen.box(-22, -60, 44, 36, 8, coat),
    pen.box(-13, -52, 26, 17, 4, darker(coat, 0.5)),
    pen.wire('-9 -43, -4 -43, -1 -48, 3 -39, 6 -43, 9 -43', 1.8, glow, { bright: true }),
    pen.oval(-8, -30, 2.6, 2.6, '#f25c4a', { bright: true }),
    pen.oval(0, -30, 2.6, 2.6, '#f7c948', { bright: true }),
    pen.oval(8, -30, 2.6, 2.6, '#5bd06a', { bright: true }),
  )
  out.push(
    pen.box(-6, -66, 12, 8, 2, darker(coat, 0.3)),
    pen.wire('0 -92, 0 -102', 2.6, darker(coat, 0.3)),
    pen.oval(0, -104, 4, 4, '#f25c4a', { bright: true }),
    pen.glow(0, -104, 12, '#ff8a70', 0.6),
  )
  for (const s of [-1, 1]) out.push(pen.box(s * 27 - 3.4, -84, 7, 13, 3, trim))
  out.push(pen.box(-26, -94, 52, 31, 10, lighter(coat, 0.12)), pen.box(-20, -88, 40, 19, 8, '#1d2734'))
  for (const s of [-1, 1])
    out.push(
      look.act === 'sleep'
        ? pen.line(way(s * 9 - 5, -78, s * 9 + 5, -78), 2.4, glow, { bright: true })
        : pen.oval(s * 9, -79, 4.8, 5.4, glow, { bright: true }) + pen.glow(s * 9, -79, 13, glow, 0.6),
    )
  out.push(pen.line('-5 -72.5, 0 -71, 5 -72.5', 1.6, glow, { bright: true }))
  return {
    svg: out.join(''),
    width: 84,
    height: 106,
    seat: [0, -94],
    head: { at: [0, -94], width: 46 },
    neck: { at: [0, -61], width: 40 },
    eyes: { at: [0, -79], apart: 18 },
    hold: look.act === 'read' ? [14, -32] : [36, -30],
  }
}

const noun = (words: string, size: number, home: Noun['home'], draw: Noun['draw']): Noun => ({
  words,
  size,
  home,
  lives: 'ground',
  draw,
})

/** Creatures of stories, robots among them. */
export const myths: Readonly<Record<string, Noun>> = {
  dragon: noun('dragon|wyvern|drake|griffin', 1.8, 'mountains', dragon),
  dinosaur: noun('dinosaur|t rex|trex|tyrannosaurus|raptor|velociraptor|godzilla', 1.7, 'jungle', dinosaur('rex')),
  brontosaurus: noun('brontosaurus|brachiosaurus|diplodocus|long neck|nessie', 2, 'jungle', dinosaur('long')),
  ghost: noun('ghost|spirit|phantom|spectre|specter', 0.9, 'forest', ghost('ghost')),
  monster: noun('monster|creature|beast|yeti|troll|goblin|gremlin|demon|alien|ogre|blob', 1, 'forest', ghost('monster')),
  robot: noun('robot|android|cyborg|droid|automaton|mech', 1, 'city', robot),
}
