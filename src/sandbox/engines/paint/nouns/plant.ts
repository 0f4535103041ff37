import { type Colour, darker, lighter, mix } from '../colour.ts'
import { type Point, triples, points, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'
import type { Random } from '../random.ts'

/** A crown of leaves: balls of light and shadow. */
function crown(pen: Pen, random: Random, x: number, y: number, r: number, colour: Colour): string {
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

const tree =
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

const petals = (pen: Pen, x: number, y: number, count: number, long: number, wide: number, colour: Colour, offset = 0): string =>
  Array.from({ length: count }, (_, i) => {
    const a = (i / count) * Math.PI * 2 + offset
    return pen.limb(
      way(x, y, x + Math.cos(a) * long, y + Math.sin(a) * long),
      [wide * 0.5, wide],
      i % 2 ? colour : darker(colour, 0.07),
    )
  }).join('')

const flower =
  (kind: 'flower' | 'rose' | 'sunflower' | 'tulip' | 'lotus' | 'lavender') =>
  (pen: Pen, look: Look): Drawn => {
    const coat =
      look.colours[0] ??
      {
        flower: look.random.branch('petal').pick(['#e85c8a', '#f2b02c', '#8a62d8', '#f07a4a', '#5a8ff0']),
        rose: '#d22f45',
        sunflower: '#f6bd22',
        tulip: look.random.branch('petal').pick(['#e5483a', '#f2a02c', '#e86aa6', '#a45ad0']),
        lotus: '#f4a3c3',
        lavender: '#9a7ae0',
      }[kind]
    const heart = look.colours[1] ?? (kind === 'sunflower' ? '#5d3a1e' : '#f8d24a')
    const green = '#4a8f3f'
    const leaf = (s: number, y: number): string =>
      pen.limb(way(0, y, s * 16, y - 12, s * 28, y - 12), [3, 12, 1], s < 0 ? green : darker(green, 0.12))
    if (kind === 'lotus')
      return {
        svg:
          pen.oval(0, -4, 52, 10, '#3f8a55') +
          [-1, 1]
            .flatMap(s =>
              [46, 32, 18].map((dx, i) =>
                pen.limb(
                  way(0, -8, s * dx, -24 - i * 12, s * dx * 0.9, -38 - i * 12),
                  [10, 20, 2],
                  i % 2 ? coat : darker(coat, 0.1),
                ),
              ),
            )
            .join('') +
          pen.limb('0 -8, 0 -40, 0 -64', [12, 22, 2], lighter(coat, 0.2)),
        width: 104,
        height: 66,
        seat: [0, -30],
      }
    const out = [pen.limb(way(0, 0, look.random.branch('stem').between(-5, 5), -34, 0, -70), [4.4, 4, 3.6], green)]
    if (kind === 'tulip')
      out.push(
        pen.limb('0 0, -16 -24, -15 -52', [5, 11, 1], green),
        pen.limb('0 0, 15 -20, 18 -44', [5, 10, 1], darker(green, 0.14)),
        pen.blob('-17 -94, -19 -74, 0 -62, 19 -74, 17 -94, 8 -84, 0 -98, -8 -84', coat),
        pen.blob('0 -99, 9 -82, 0 -64, -9 -82', lighter(coat, 0.16)),
      )
    else if (kind === 'lavender') {
      out.push(leaf(-1, -12), leaf(1, -16))
      for (let i = 0; i < 9; i++)
        for (const s of [-1, 1]) out.push(pen.oval(s * (5.6 - i * 0.4), -52 - i * 5.4, 5, 4, i % 2 ? coat : darker(coat, 0.12)))
    } else {
      out.push(leaf(-1, -24), leaf(1, -34))
      if (kind === 'rose') {
        out.push(petals(pen, 0, -80, 7, 13, 17, darker(coat, 0.14)), pen.oval(0, -81, 17, 16, coat))
        for (const [r, w] of points('13 2.6, 8.4 2.4, 4 2.2'))
          out.push(
            pen.line(
              Array.from({ length: 9 }, (_, i): Point => {
                const a = i * 0.62 + r
                return [Math.cos(a) * r * (1 - i * 0.02), -82 + Math.sin(a) * r * 0.86]
              }),
              w,
              darker(coat, 0.34),
            ),
          )
        out.push(pen.oval(-5, -88, 4.4, 2.6, lighter(coat, 0.4), { opacity: 0.7 }, -30))
      } else if (kind === 'sunflower')
        out.push(
          petals(pen, 0, -78, 18, 27, 9, coat),
          petals(pen, 0, -78, 18, 22, 8, lighter(coat, 0.12), 0.17),
          pen.oval(0, -78, 14.5, 14.5, heart),
          ...Array.from({ length: 24 }, (_, i) =>
            pen.oval(
              Math.cos(i * 2.4) * Math.sqrt(i) * 2.7,
              -78 + Math.sin(i * 2.4) * Math.sqrt(i) * 2.7,
              1.3,
              1.3,
              lighter(heart, 0.3),
            ),
          ),
        )
      else out.push(petals(pen, 0, -80, 8, 20, 14, coat), pen.oval(0, -80, 8.4, 8.4, heart))
    }
    return { svg: out.join(''), width: 60, height: 104, seat: [0, -84], hold: [0, -60] }
  }

const bouquet =
  (kind: 'vase' | 'pot') =>
  (pen: Pen, look: Look): Drawn => {
    const random = look.random.branch('bunch')
    const vase = kind === 'vase' ? '#5f8fc0' : '#b8694c'
    const out: string[] = []
    for (let i = 0; i < 9; i++) {
      const a = -Math.PI / 2 + (i - 4) * 0.26
      const [x, y] = [Math.cos(a) * random.between(38, 56), -44 + Math.sin(a) * random.between(38, 56)]
      const colour =
        look.colours[i % Math.max(1, look.colours.length)] ??
        ((['#e85c8a', '#f2b02c', '#8a62d8', '#f07a4a', '#fbf3ea'] as const)[i % 5] as Colour)
      out.push(
        pen.line(way(0, -34, x * 0.5, y * 0.6 - 14, x, y), 2.4, '#4a8f3f'),
        petals(pen, x, y, 7, 10, 8, colour),
        pen.oval(x, y, 4, 4, '#f8d24a'),
      )
    }
    out.push(
      pen.path(
        kind === 'vase' ? 'M-12 -44H12L9 -34Q26 -22 18 -4Q17 0 12 0H-12Q-17 0 -18 -4Q-26 -22 -9 -34Z' : 'M-20 -34H20L15 0H-15Z',
        vase,
      ),
      kind === 'pot'
        ? pen.box(-23, -38, 46, 9, 2, lighter(vase, 0.1))
        : pen.oval(-9, -18, 3, 8, lighter(vase, 0.6), { opacity: 0.6 }, 12),
    )
    return { svg: out.join(''), width: 100, height: 104, hold: [0, -20] }
  }

const mushroom = (pen: Pen, look: Look): Drawn => {
  const cap = look.colours[0] ?? '#d4362f'
  const dots = look.colours[1] ?? '#fbf6ea'
  const one = (x: number, s: number): string =>
    `<g transform="translate(${x} 0) scale(${s})">` +
    pen.limb('0 -2, -2 -24, 0 -46', [24, 17, 15], '#f3e8d4') +
    pen.path('M-42 -44C-40 -84 -16 -96 0 -96C16 -96 40 -84 42 -44Q20 -34 0 -34Q-20 -34 -42 -44Z', cap) +
    pen.path('M-38 -42Q-18 -50 0 -50Q18 -50 38 -42Q18 -34 0 -34Q-18 -34 -38 -42Z', '#efdfc5') +
    triples('-22 -62 6.4, 2 -78 7.4, 22 -60 5.4, -6 -57 4')
      .map(([dx, y, r]) => pen.oval(dx as number, y, r, r * 0.86, dots))
      .join('') +
    '</g>'
  return {
    svg: one(-38, 0.5) + one(34, 0.4) + one(0, 1),
    width: 96,
    height: 96,
    seat: [0, -94],
    head: { at: [0, -95], width: 40 },
  }
}

const cactus = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#4b9a58'
  const arm = (s: number, y: number, h: number): string =>
    pen.limb(way(0, y, s * 26, y, s * 29, y - 10, s * 29, y - h), [13, 13, 13, 12], coat)
  const lines = [-6, 0, 6].map(x => pen.line(way(x, -6, x, -50, x * 0.8, -92), 1, darker(coat, 0.3), { opacity: 0.6 })).join('')
  return {
    svg:
      arm(-1, -40, 32) +
      arm(1, -30, 40) +
      pen.limb('0 0, 0 -50, 0 -90', [23, 24, 20], coat) +
      lines +
      petals(pen, 0, -101, 6, 6, 5, '#f07ab0') +
      pen.oval(0, -101, 2.6, 2.6, '#f8d24a'),
    width: 76,
    height: 106,
  }
}

const leafy =
  (kind: 'leaf' | 'coral' | 'bush' | 'pumpkin') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? { leaf: '#d9682c', coral: '#ef6a72', bush: '#4f9a45', pumpkin: '#ef8322' }[kind]
    const random = look.random.branch('leafy')
    if (kind === 'leaf')
      return {
        svg:
          pen.limb('0 0, 2 -18', [3, 3], '#7a4a2a') +
          pen.blob('2 -14, -26 -32, -30 -62, 0 -98, 32 -62, 28 -32', coat) +
          pen.line('2 -14, 0 -50, 0 -92', 1.8, darker(coat, 0.35)) +
          [-1, 1]
            .flatMap(s => [30, 46, 62].map(y => pen.line(way(1, -y, s * 12, -y - 9, s * 20, -y - 10), 1.2, darker(coat, 0.3))))
            .join(''),
        width: 64,
        height: 98,
      }
    if (kind === 'bush')
      return {
        svg: crown(pen, random, -18, -24, 26, coat) + crown(pen, random, 20, -28, 30, coat),
        width: 100,
        height: 58,
        seat: [0, -44],
      }
    if (kind === 'pumpkin')
      return {
        svg:
          points('-26 21, 26 21, -14 24, 14 24, 0 20')
            .map(([x, r], i) => pen.oval(x, -34, r, 34, i < 2 ? darker(coat, 0.2) : i < 4 ? coat : lighter(coat, 0.1)))
            .join('') +
          pen.limb('0 -64, 4 -76, 12 -80', [9, 7, 5], '#5f7a34') +
          pen.line('8 -76, 24 -82, 30 -72', 2, '#5f9a3f'),
        width: 98,
        height: 82,
        seat: [0, -66],
      }
    const branches = Array.from({ length: 9 }, (_, i) => {
      const a = Math.PI * (0.14 + (i / 8) * 0.72)
      const l = random.between(50, 84)
      const tip: Point = [Math.cos(a) * l, -Math.sin(a) * l]
      return (
        pen.limb(
          [[0, 0], [tip[0] * 0.5 + random.between(-6, 6), tip[1] * 0.55], tip],
          [11, 8, 5],
          i % 2 ? coat : darker(coat, 0.12),
        ) + pen.oval(tip[0], tip[1], 5, 5, lighter(coat, 0.25))
      )
    })
    return { svg: branches.join(''), width: 120, height: 84 }
  }

const noun = (words: string, size: number, home: Noun['home'], draw: Noun['draw']): Noun => ({
  words,
  size,
  home,
  lives: 'ground',
  draw,
})

/** What grows. */
export const plants: Readonly<Record<string, Noun>> = {
  tree: noun('tree|oak|maple|willow|birch|apple tree|olive tree', 2.4, 'meadow', tree('tree')),
  pine: noun('pine|pine tree|fir|spruce|conifer|evergreen', 2.4, 'mountains', tree('pine')),
  xmastree: noun('christmas tree|xmas tree', 1.8, 'room', tree('xmas')),
  palm: noun('palm|palm tree|coconut tree', 2.4, 'beach', tree('palm')),
  cherrytree: noun('cherry tree|cherry blossom tree|sakura tree|blossom tree|sakura', 2.3, 'garden', tree('cherry')),
  bonsai: noun('bonsai|bonsai tree', 0.5, 'studio', tree('bonsai')),
  flower: noun(
    'flower|daisy|poppy|lily|orchid|blossom|wildflower|daffodil|iris|violet flower|dandelion',
    0.4,
    'garden',
    flower('flower'),
  ),
  rose: noun('rose|peony|carnation|camellia|hibiscus', 0.42, 'garden', flower('rose')),
  sunflower: noun('sunflower', 0.8, 'meadow', flower('sunflower')),
  tulip: noun('tulip|crocus', 0.4, 'garden', flower('tulip')),
  lotus: noun('lotus|water lily|waterlily', 0.4, 'lake', flower('lotus')),
  lavender: noun('lavender field|lavender flower|lavender plant|hyacinth|wheat', 0.5, 'meadow', flower('lavender')),
  bouquet: noun('bouquet|vase|vase of flowers|bouquet of flowers|flower arrangement', 0.6, 'studio', bouquet('vase')),
  pot: noun('plant|potted plant|houseplant|flower pot|flowerpot|succulent', 0.6, 'studio', bouquet('pot')),
  mushroom: noun('mushroom|toadstool|fungus', 0.35, 'forest', mushroom),
  cactus: noun('cactus|saguaro', 1.2, 'desert', cactus),
  leaf: noun('leaf|maple leaf', 0.3, 'forest', leafy('leaf')),
  bush: noun('bush|shrub|hedge|fern', 0.8, 'garden', leafy('bush')),
  pumpkin: noun('pumpkin|jack o lantern|gourd|squash|melon|watermelon', 0.4, 'farm', leafy('pumpkin')),
  coral: noun('coral|seaweed|anemone|reef', 0.6, 'underwater', leafy('coral')),
}
/** Leaves by season. */
export const leafColours = (season: string | undefined, random: Random): Colour =>
  season === 'autumn'
    ? random.pick(['#d9682c', '#e0912a', '#c4402c', '#e5b53a'])
    : season === 'spring'
      ? random.pick(['#8cc152', '#f2a8c4', '#76b84a'])
      : mix('#3f8a3c', random.pick(['#2f7a4a', '#6a9f3a', '#4f9a3f']), random())
