import { darker, lighter } from '../colour.ts'
import { type Point, points, triples, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'

const frog = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#5fae48'
  const belly = look.colours[1] ?? '#e9efb8'
  const asleep = look.act === 'sleep'
  const out: string[] = []
  for (const s of [-1, 1])
    out.push(
      pen.limb(way(s * 22, -26, s * 46, -34, s * 44, -8, s * 24, -6), [18, 20, 13, 10], darker(coat, 0.1)),
      pen.limb(way(s * 26, -5, s * 52, -4), [7, 9], coat),
    )
  out.push(
    pen.blob('0 -74, 30 -64, 36 -40, 28 -12, 0 -6, -28 -12, -36 -40, -30 -64', coat),
    pen.blob('0 -44, 24 -36, 20 -14, 0 -9, -20 -14, -24 -36', belly),
  )
  for (const s of [-1, 1]) {
    out.push(pen.limb(way(s * 17, -32, s * 20, -14, s * 18, -4), [9, 7, 10], coat), pen.oval(s * 18, -74, 13, 13, coat))
    out.push(asleep ? '' : pen.oval(s * 18, -76, 9, 9, '#f6e79a', { flat: true }), pen.eye(s * 18, -76, 5, asleep))
  }
  out.push(pen.line('-24 -54, -10 -47, 10 -47, 24 -54', 2, darker(coat, 0.5)))
  return {
    svg: out.join(''),
    width: 110,
    height: 88,
    seat: [0, -72],
    head: { at: [0, -74], width: 44 },
    neck: { at: [0, -44], width: 52 },
    eyes: { at: [0, -76], apart: 36 },
    hold: [36, -24],
  }
}

const snake = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#5a9a45'
  const mark = look.colours[1] ?? darker(coat, 0.4)
  const way: Point[] = points('-62 -6, -42 -16, -20 -7, 4 -16, 26 -8, 38 -26, 24 -46, 30 -66')
  const out = [pen.limb(way, [3, 9, 13, 15, 15, 14, 12, 12], coat)]
  for (let i = 1; i < way.length - 1; i++) {
    const [a, b] = [way[i] as Point, way[i + 1] as Point]
    for (const t of [0, 0.5]) out.push(pen.oval(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, 4.2, 3.2, mark))
  }
  out.push(
    pen.wire('46 -74, 58 -74, 63 -78', 1.6, '#d8323c'),
    pen.wire('58 -74, 63 -71', 1.6, '#d8323c'),
    pen.blob('24 -66, 28 -80, 42 -80, 50 -72, 40 -66', coat),
    pen.eye(38, -76, 2.8, look.act === 'sleep'),
  )
  return {
    svg: out.join(''),
    width: 124,
    height: 84,
    seat: [0, -18],
    head: { at: [34, -80], width: 18 },
    neck: { at: [29, -62], width: 14 },
    eyes: { at: [38, -76], apart: 6 },
    hold: [50, -70],
  }
}

const crocodile =
  (long: boolean) =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? (long ? '#5f7d48' : '#5cab57')
    const out: string[] = []
    for (const x of [-20, 26]) out.push(pen.limb(way(x - 6, -16, x - 12, -4), [12, 9], darker(coat, 0.25)))
    out.push(
      pen.limb('-84 -6, -56 -14, -24 -22, 14 -23, 36 -24', [2, 12, 27, 29, 22], coat),
      pen.limb('-40 -11, 0 -11, 34 -15', [5, 11, 7], lighter(coat, 0.5)),
    )
    for (let i = 0; i < 12; i++)
      out.push(
        pen.poly(
          [
            [-70 + i * 9, -18 - Math.min(i, 7) * 2.4],
            [-65 + i * 9, -27 - Math.min(i, 7) * 2.1],
            [-60 + i * 9, -19 - Math.min(i, 7) * 2.4],
          ],
          darker(coat, 0.2),
        ),
      )
    out.push(
      pen.limb('34 -20, 58 -15, 88 -14', [17, 10, 8], darker(coat, 0.08)),
      pen.limb('32 -28, 56 -25, 88 -23', [20, 12, 9], coat),
      pen.wire(
        Array.from({ length: 11 }, (_, i): Point => [48 + i * 4, i % 2 ? -16 : -20]),
        1.8,
        '#ffffff',
      ),
    )
    out.push(
      pen.oval(42, -36, 6.5, 6, coat),
      pen.eye(43, -37, 2.8, look.act === 'sleep'),
      pen.oval(87, -27, 2, 1.4, darker(coat, 0.5)),
    )
    for (const x of [-28, 18]) out.push(pen.limb(way(x, -14, x + 6, -4), [13, 10], coat))
    return {
      svg: out.join(''),
      width: 172,
      height: 44,
      seat: [-4, -36],
      head: { at: [42, -40], width: 20 },
      neck: { at: [30, -24], width: 26 },
      eyes: { at: [43, -37], apart: 5 },
      hold: [90, -18],
    }
  }

const butterfly = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? look.random.branch('wing').pick(['#f0862a', '#4f8ff0', '#d65fc0', '#f2c02e'])
  const rim = look.colours[1] ?? darker(coat, 0.62)
  const out: string[] = []
  for (const s of [-1, 1]) {
    out.push(
      pen.blob(way(s * 3, -52, s * 24, -96, s * 54, -92, s * 50, -60, s * 22, -46), coat, { edge: rim, edgeWidth: 5 }),
      pen.blob(way(s * 3, -48, s * 34, -46, s * 42, -22, s * 22, -8, s * 6, -28), lighter(coat, 0.12), {
        edge: rim,
        edgeWidth: 5,
      }),
    )
    for (const [x, y, r] of triples('42 -80 4.4, 30 -70 6, 28 -30 5')) out.push(pen.oval(s * x, y, r, r, lighter(coat, 0.7)))
    out.push(pen.line(way(s * 1, -64, s * 8, -82, s * 15, -88), 1.6, rim), pen.oval(s * 15, -88, 2, 2, rim))
  }
  out.push(pen.limb('0 -66, 0 -46, 0 -20', [7, 8, 3], rim))
  return { svg: out.join(''), width: 108, height: 98, seat: [0, -60], head: { at: [0, -67], width: 10 } }
}

const bee =
  (kind: 'bee' | 'beetle' | 'dragonfly') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? { bee: '#f4bf2e', beetle: '#d6352c', dragonfly: '#2f9fb0' }[kind]
    const dark = '#2a252b'
    const out: string[] = []
    if (kind !== 'beetle')
      for (const [x, y, turn] of triples('-12 -74 -24, 8 -78 14'))
        out.push(
          pen.oval(
            x,
            y,
            kind === 'dragonfly' ? 10 : 15,
            kind === 'dragonfly' ? 36 : 25,
            '#e6f5fb',
            { opacity: 0.78, edge: '#9cc3d6', edgeWidth: 1.2 },
            turn,
          ),
        )
    if (kind === 'beetle') {
      for (const x of [-22, 0, 22]) out.push(pen.line(way(x, -16, x + 5, -3), 4, dark))
      out.push(
        pen.oval(36, -26, 15, 15, dark),
        pen.eye(42, -30, 3, false, '#ffffff'),
        pen.blob('-42 -10, -32 -42, 0 -56, 30 -40, 38 -10', coat),
        pen.line('-2 -55, 0 -30, -4 -10', 2.4, dark),
      )
      for (const [x, y] of points('-22 -36, -14 -18, 14 -40, 20 -20')) out.push(pen.oval(x, y, 5.5, 5.5, dark))
      out.push(pen.line('44 -36, 52 -48', 2, dark), pen.line('38 -38, 42 -52', 2, dark))
    } else if (kind === 'bee') {
      out.push(pen.oval(0, -44, 38, 25, coat))
      for (const x of [-20, -2, 16]) out.push(pen.limb(way(x, -66, x + 4, -44, x, -22), [7, 9, 7], dark))
      out.push(
        pen.poly('-37 -48, -50 -43, -36 -39', dark),
        pen.oval(34, -46, 15, 15, lighter(coat, 0.15)),
        pen.eye(39, -48, 3.8),
        pen.line('42 -38, 38 -36, 34 -37', 1.6, dark),
        pen.line('38 -59, 46 -72', 2, dark),
        pen.line('30 -60, 33 -75', 2, dark),
      )
    } else
      out.push(
        pen.limb('-60 -36, -10 -46, 26 -50', [5, 8, 17], coat),
        pen.oval(34, -51, 11, 10, coat),
        pen.oval(40, -54, 6, 6, darker(coat, 0.4)),
      )
    return { svg: out.join(''), width: 96, height: 96, seat: [0, -62], head: { at: [34, -60], width: 20 } }
  }

const spider =
  (kind: 'spider' | 'snail' | 'worm') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? { spider: '#35303c', snail: '#c9a77c', worm: '#7fbb4a' }[kind]
    if (kind === 'spider') {
      const legs = [-1, 1].flatMap(s =>
        [0, 1, 2, 3].map(i =>
          pen.wire(way(s * 10, -40, s * (30 + i * 8), -72 + i * 14, s * (42 + i * 6 - (i % 2) * 4), -4 - (3 - i) * 4), 3.4, coat),
        ),
      )
      const eyes = [-1, 1].map(s => pen.oval(s * 7, -34, 5, 5, '#f7f3ea') + pen.eye(s * 7, -34, 2.8))
      return {
        svg:
          legs.join('') +
          pen.oval(0, -54, 26, 24, coat) +
          pen.oval(0, -34, 17, 14, lighter(coat, 0.1)) +
          eyes.join('') +
          pen.line('-5 -25, 0 -23, 5 -25', 1.4, '#f7f3ea'),
        width: 120,
        height: 78,
        head: { at: [0, -76], width: 30 },
        seat: [0, -76],
      }
    }
    if (kind === 'worm') {
      const balls = [0, 1, 2, 3, 4, 5].map(i =>
        pen.oval(-46 + i * 17, -16 - Math.sin(i * 1.1) * 8 - 4, 14, 14, i % 2 ? coat : darker(coat, 0.1)),
      )
      return {
        svg:
          balls.join('') +
          pen.oval(48, -30, 17, 17, lighter(coat, 0.1)) +
          pen.eye(54, -33, 3.4) +
          pen.line('50 -46, 54 -58', 2, coat),
        width: 124,
        height: 60,
        head: { at: [48, -46], width: 22 },
        seat: [0, -32],
      }
    }
    const shell = look.colours[1] ?? '#a5623a'
    return {
      svg:
        pen.limb('-52 -4, -10 -8, 32 -10, 46 -34', [4, 14, 16, 14], coat) +
        [44, 52].map(x => pen.line(way(x, -36, x + 6, -54), 3, coat) + pen.eye(x + 6, -56, 3.4)).join('') +
        pen.oval(-8, -36, 31, 30, shell) +
        pen.ring(-8, -36, 20, 3.4, darker(shell, 0.3)) +
        pen.ring(-8, -36, 10, 3.4, darker(shell, 0.3)) +
        pen.oval(-18, -48, 8, 5, lighter(shell, 0.4), { opacity: 0.7 }),
      width: 112,
      height: 66,
      seat: [-8, -64],
      head: { at: [48, -42], width: 18 },
    }
  }

const noun = (words: string, size: number, home: Noun['home'], draw: Noun['draw'], lives: Noun['lives'] = 'ground'): Noun => ({
  words,
  size,
  home,
  lives,
  draw,
})

/** Reptiles, frogs, insects and other small creatures. */
export const crawlers: Readonly<Record<string, Noun>> = {
  frog: noun('frog|toad', 0.32, 'swamp', frog),
  snake: noun('snake|serpent|python|cobra|viper', 0.5, 'desert', snake),
  crocodile: noun('crocodile|alligator|croc|gator', 0.9, 'swamp', crocodile(true)),
  lizard: noun('lizard|gecko|chameleon|iguana|salamander|newt|axolotl', 0.4, 'desert', crocodile(false)),
  butterfly: noun('butterfly|moth', 0.22, 'garden', butterfly, 'air'),
  bee: noun('bee|bumblebee|wasp|hornet|honeybee|fly', 0.2, 'garden', bee('bee'), 'air'),
  dragonfly: noun('dragonfly|mosquito', 0.24, 'lake', bee('dragonfly'), 'air'),
  ladybug: noun('ladybug|ladybird|beetle|bug|scarab|insect', 0.2, 'garden', bee('beetle')),
  spider: noun('spider|tarantula|scorpion|ant', 0.24, 'forest', spider('spider')),
  snail: noun('snail|slug', 0.22, 'garden', spider('snail')),
  caterpillar: noun('caterpillar|worm|centipede', 0.2, 'garden', spider('worm')),
}
