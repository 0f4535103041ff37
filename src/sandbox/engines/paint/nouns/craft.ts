import { type Colour, darker, lighter, rainbow } from '../colour.ts'
import { type Point, points, triples, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'

const flame = (pen: Pen, x: number, y: number, w: number, h: number): string =>
  pen.glow(x, y + h * 0.4, h, '#ffb04a', 0.7) +
  pen.blob(way(x - w, y, x + w, y, x + w * 0.5, y + h * 0.6, x, y + h, x - w * 0.5, y + h * 0.6), '#f7892b', { bright: true }) +
  pen.blob(way(x - w * 0.5, y, x + w * 0.5, y, x, y + h * 0.62), '#ffe48a', { bright: true })

const sailboat =
  (kind: 'boat' | 'ship' | 'rowboat') =>
  (pen: Pen, look: Look): Drawn => {
    const hull = look.colours[0] ?? { boat: '#c9452f', ship: '#6d4427', rowboat: '#9c6a3c' }[kind]
    const sail = look.accent ?? look.colours[1] ?? '#fbf5e8'
    if (kind === 'rowboat') {
      return {
        svg:
          pen.limb('-20 -22, -62 -4', [3, 3], '#c99a63') +
          pen.path('M-58 -26Q-50 0 -30 2H30Q52 0 60 -28Q30 -18 0 -18Q-30 -18 -58 -26Z', hull) +
          pen.line('-56 -24, -20 -17, 20 -17, 58 -26', 3, lighter(hull, 0.35)) +
          pen.line('-50 -12, 0 -6, 52 -13', 1.4, darker(hull, 0.3)),
        width: 122,
        height: 30,
        seat: [0, -12],
        behind: true,
      }
    }
    const out: string[] = []
    if (kind === 'boat') {
      out.push(
        pen.wire('2 -14, 2 -112', 2.6, '#6d4a33'),
        pen.path('M6 -108Q48 -70 50 -24H6Z', sail),
        pen.path('M-2 -100Q-34 -66 -38 -24H-2Z', look.colours[0] === undefined ? lighter(hull, 0.3) : lighter(sail, 0.2)),
        pen.poly('2 -112, 20 -107, 2 -102', hull),
        pen.path('M-56 -20H60Q52 2 34 4H-32Q-50 2 -56 -20Z', hull),
        pen.wire('-55 -17, 58 -17', 3, '#fdf8ee'),
      )
      return { svg: out.join(''), width: 118, height: 114, seat: [-26, -30], behind: true }
    }
    for (const [x, h] of points('-40 86, 4 112, 44 88')) {
      out.push(pen.wire(way(x, -20, x, -h), 3, '#4f3522'))
      for (const [from, to, w] of triples('0.34 0.62 19, 0.66 0.92 14'))
        out.push(
          pen.path(
            `M${x - w} ${-h * to}Q${x + w * 1.35} ${-h * (to - 0.03)} ${x + w} ${-h * to}Q${x + w * 1.5} ${(-h * (from + to)) / 2} ${x + w * 1.1} ${-h * from}Q${x} ${-h * from - 6} ${x - w * 1.1} ${-h * from}Q${x - w * 0.5} ${(-h * (from + to)) / 2} ${x - w} ${-h * to}Z`,
            sail,
          ),
        )
      out.push(pen.poly(way(x, -h, x - 15, -h - 5, x, -h - 9), hull === '#6d4427' ? '#c0392f' : hull))
    }
    out.push(
      pen.limb('62 -26, 92 -44', [4, 2], '#4f3522'),
      pen.poly('64 -32, 90 -44, 48 -80', sail, { opacity: 0.95 }),
      pen.path('M-76 -40L-66 -26Q0 -14 70 -30Q62 0 42 4H-44Q-68 0 -76 -40Z', hull),
      pen.line('-70 -26, 0 -15, 66 -25', 3, '#d9a93c'),
      ...[-44, -24, -4, 16, 36].map(x => pen.box(x, -12, 6, 5, 1, darker(hull, 0.6))),
    )
    return { svg: out.join(''), width: 158, height: 120, seat: [0, -22], behind: true }
  }

const submarine = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#f2b62e'
  return {
    svg:
      pen.wire('6 -66, 6 -84, 18 -84', 4, darker(coat, 0.3)) +
      pen.path('M-14 -56L-10 -72H24L28 -56Z', coat) +
      pen.limb('-70 -32, -40 -33, 20 -34, 60 -32', [10, 44, 54, 30], coat) +
      pen.limb('-56 -18, 0 -12, 54 -20', [5, 10, 6], darker(coat, 0.2)) +
      [-20, 8, 36]
        .map(x => pen.oval(x, -36, 9, 9, darker(coat, 0.35)) + pen.oval(x, -36, 6.4, 6.4, '#bfeaf8', { bright: true }))
        .join('') +
      pen.blob('-70 -32, -84 -52, -78 -32, -84 -12', '#c8453a'),
    width: 150,
    height: 86,
    seat: [6, -72],
  }
}

const balloon = (pen: Pen, look: Look): Drawn => {
  const random = look.random.branch('balloon')
  const main = look.colours[0] ?? random.pick(['#e5483a', '#f2a32c', '#3f8fd8', '#8a54c9', '#2fa58a', '#ec6a94'])
  const other = look.colours[1] ?? (random.chance(0.5) ? '#fdf3dc' : lighter(main, 0.55))
  const out: string[] = []
  for (const x of [-9, 9]) out.push(pen.wire(way(x * 1.5, -34, x, -16), 1, '#6a4a33'))
  const d = (from: number, to: number): string =>
    `M0 -118C${from * 58} -118 ${from * 62} -62 ${from * 14} -34H${to * 14}C${to * 62} -62 ${to * 58} -118 0 -118Z`
  const cuts = [-1, -0.62, -0.2, 0.2, 0.62, 1]
  out.push(pen.path(d(-1, 1), main))
  for (let i = 0; i < 5; i += 2)
    out.push(pen.path(d(cuts[i] as number, cuts[i + 1] as number), i === 0 ? other : i === 2 ? other : other, { opacity: 0.92 }))
  out.push(
    pen.wash(
      d(-1, 1),
      pen.blend(
        [
          [0, '#ffffff', 0.28],
          [0.45, '#ffffff', 0],
          [1, '#20123a', 0.34],
        ],
        'across',
      ),
    ),
    pen.box(-14, -37, 28, 4, 2, darker(main, 0.3)),
    pen.box(-10, -17, 20, 16, 3, '#a8713f'),
    pen.wire('-10 -11, 10 -11', 1.2, '#7c4f28'),
    pen.box(-11, -19, 22, 4, 2, '#7c4f28'),
  )
  return { svg: out.join(''), width: 88, height: 118, seat: [0, -12], behind: true }
}

const plane = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#f3f5f8'
  const trim = look.colours[1] ?? (look.colours.length > 0 ? lighter(coat, 0.5) : '#d8432f')
  return {
    svg:
      pen.poly('-10 -46, -34 -76, -22 -76, 18 -46', darker(coat, 0.2)) +
      pen.poly('-62 -46, -80 -78, -66 -78, -44 -48', trim) +
      pen.limb('-78 -48, -40 -42, 30 -40, 72 -36', [8, 24, 27, 12], coat) +
      pen.limb('-70 -42, 0 -33, 70 -33', [3, 4, 3], trim) +
      Array.from({ length: 9 }, (_, i) => pen.oval(-36 + i * 10, -44, 2.4, 3, '#5a86a8')).join('') +
      pen.blob('52 -46, 62 -43, 68 -39, 52 -39', '#3d6a8c') +
      pen.poly('8 -36, -36 -4, -22 -2, 34 -35', darker(coat, 0.1)) +
      pen.oval(2, -15, 11, 5.4, trim) +
      pen.poly('-62 -44, -82 -32, -72 -30, -46 -40', darker(coat, 0.12)),
    width: 160,
    height: 80,
    seat: [0, -54],
  }
}

const rocket = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#f4f5f9'
  const trim = look.colours[1] ?? (look.colours.length > 0 ? lighter(coat, 0.5) : '#e0453a')
  return {
    svg:
      flame(pen, 0, -20, 11, 36) +
      pen.path('M-16 -44Q-36 -32 -32 -12L-14 -22Z', trim) +
      pen.path('M16 -44Q36 -32 32 -12L14 -22Z', darker(trim, 0.15)) +
      pen.path('M0 -124C24 -100 24 -52 15 -20H-15C-24 -52 -24 -100 0 -124Z', coat) +
      pen.path('M0 -124C9 -115 15 -104 18 -92H-18C-15 -104 -9 -115 0 -124Z', trim) +
      pen.oval(0, -74, 10, 10, trim) +
      pen.oval(0, -74, 7, 7, '#8fd0f2') +
      pen.oval(-2, -76, 2.4, 2, '#ffffff') +
      pen.oval(0, -50, 6, 6, trim) +
      pen.oval(0, -50, 4, 4, '#8fd0f2') +
      pen.limb('0 -36, 0 -16', [5, 5], darker(trim, 0.2)) +
      pen.box(-11, -23, 22, 5, 2, '#5a606c'),
    width: 70,
    height: 126,
    seat: [0, -122],
  }
}

const ufo = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#9fb0c2'
  return {
    svg:
      pen.poly('-20 -40, 20 -40, 58 30, -58 30', '#b8ffcf', { bright: true, flat: true, opacity: 0.3 }) +
      pen.path('M-26 -56A26 30 0 0 1 26 -56Z', '#a8ecf5', { opacity: 0.85 }) +
      pen.oval(0, -62, 7, 8, '#6fce6a') +
      pen.eye(-3, -63, 2) +
      pen.eye(3, -63, 2) +
      pen.limb('-62 -48, 0 -50, 62 -48', [8, 27, 8], coat) +
      pen.oval(0, -43, 30, 7, darker(coat, 0.4)) +
      [-44, -22, 0, 22, 44]
        .map(
          (x, i) =>
            pen.oval(x, -47 + Math.abs(x) * -0.04, 3.6, 3.6, rainbow[i + 1] as Colour, { bright: true }) +
            pen.glow(x, -47, 9, rainbow[i + 1] as Colour, 0.7),
        )
        .join(''),
    width: 130,
    height: 88,
    seat: [0, -86],
  }
}

const helicopter = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#d8492f'
  return {
    svg:
      pen.limb('-16 -46, -76 -54', [16, 5], coat) +
      pen.poly('-70 -52, -86 -72, -76 -50', darker(coat, 0.2)) +
      pen.ring(-78, -58, 10, 1.6, '#5a606c') +
      pen.blob('-28 -44, -16 -68, 14 -70, 40 -50, 36 -26, 0 -20, -22 -28', coat) +
      pen.blob('12 -66, 38 -50, 36 -38, 10 -40', '#a9d6ee') +
      pen.wire('2 -68, 2 -80', 4, '#4a4f5a') +
      pen.limb('-72 -82, 2 -81, 76 -82', [2, 5, 2], '#4a4f5a', { opacity: 0.85 }) +
      pen.wire('-22 -6, 38 -6, 46 -12', 3, '#4a4f5a') +
      pen.wire('-8 -22, -12 -6', 2.4, '#4a4f5a') +
      pen.wire('20 -22, 24 -6', 2.4, '#4a4f5a'),
    width: 160,
    height: 84,
    seat: [2, -80],
  }
}

const kite =
  (kind: 'kite' | 'toyballoon') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? look.random.branch('kite').pick(['#e5483a', '#f2b52c', '#3f8fd8', '#8a54c9', '#3fae6a'])
    const other = look.colours[1] ?? lighter(coat, 0.5)
    if (kind === 'toyballoon')
      return {
        svg:
          pen.line('0 -46, -4 -24, 3 0', 1.4, '#e9e6ee') +
          pen.blob('0 -46, -26 -72, -20 -104, 0 -112, 20 -104, 26 -72', coat) +
          pen.poly('-4 -43, 4 -43, 0 -49', coat) +
          pen.oval(-9, -94, 5, 9, lighter(coat, 0.65), { opacity: 0.8 }, 20),
        width: 54,
        height: 112,
      }
    const tail: Point[] = points('0 -30, 10 -18, 0 -8, 12 4, 4 16')
    return {
      svg:
        pen.line(tail, 1.6, '#6a5a52') +
        tail
          .slice(1)
          .map(([x, y], i) => pen.poly(way(x - 7, y - 4, x + 7, y + 4, x + 7, y - 4, x - 7, y + 4), rainbow[i] as Colour))
          .join('') +
        pen.poly('0 -112, -34 -72, 0 -30', coat) +
        pen.poly('0 -112, 34 -72, 0 -30', other) +
        pen.poly('-34 -72, 0 -30, 0 -72', other) +
        pen.poly('34 -72, 0 -30, 0 -72', coat) +
        pen.wire('0 -112, 0 -30', 1.6, '#6a4a33') +
        pen.wire('-34 -72, 34 -72', 1.6, '#6a4a33'),
      width: 70,
      height: 112,
    }
  }

const noun = (words: string, size: number, home: Noun['home'], lives: Noun['lives'], draw: Noun['draw']): Noun => ({
  words,
  size,
  home,
  lives,
  draw,
})

/** What floats, flies or dives with people in it. */
export const crafts: Readonly<Record<string, Noun>> = {
  sailboat: noun('boat|sailboat|sailing boat|yacht|fishing boat|sail boat|paper boat', 1.9, 'sea', 'water', sailboat('boat')),
  ship: noun(
    'ship|sailing ship|pirate ship|galleon|frigate|schooner|viking ship|cruise ship',
    3,
    'sea',
    'water',
    sailboat('ship'),
  ),
  rowboat: noun('rowboat|canoe|kayak|gondola|row boat|rowing boat|raft|dinghy', 1.3, 'lake', 'water', sailboat('rowboat')),
  submarine: noun('submarine|yellow submarine', 1.8, 'underwater', 'deep', submarine),
  balloon: noun('hot air balloon|air balloon|hot-air balloon|airship|zeppelin|blimp', 1.9, 'sky', 'air', balloon),
  plane: noun('plane|airplane|aeroplane|jet|aircraft|biplane|glider', 1.9, 'sky', 'air', plane),
  rocket: noun('rocket|spaceship|spacecraft|space shuttle|starship|rocket ship', 2.2, 'space', 'air', rocket),
  ufo: noun('ufo|flying saucer|alien ship|saucer', 1.6, 'sky', 'air', ufo),
  helicopter: noun('helicopter|chopper|drone', 1.8, 'sky', 'air', helicopter),
  kite: noun('kite', 0.8, 'sky', 'air', kite('kite')),
  toyballoon: noun('balloon|party balloon', 0.5, 'meadow', 'air', kite('toyballoon')),
}
