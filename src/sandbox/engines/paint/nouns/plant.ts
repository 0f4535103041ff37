import { darker, lighter } from '../colour.ts'
import { type Point, points, triples, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { bouquet, flower, petals } from './flower.ts'
import { crown, tree } from './tree.ts'

const mushroom = (pen: Pen, look: Look): Drawn => {
  const cap = look.colours[0] ?? '#d4362f'
  const dots = look.colours[1] ?? '#fbf6ea'
  const one = (x: number, s: number): string =>
    `<g transform="translate(${x} 0) scale(${s})">` +
    pen.limb('0 -2, -2 -24, 0 -46', [24, 17, 15], '#f3e8d4') +
    pen.path('M-42 -44C-40 -84 -16 -96 0 -96C16 -96 40 -84 42 -44Q20 -34 0 -34Q-20 -34 -42 -44Z', cap) +
    pen.path('M-38 -42Q-18 -50 0 -50Q18 -50 38 -42Q18 -34 0 -34Q-18 -34 -38 -42Z', '#efdfc5') +
    triples('-22 -62 6.4, 2 -78 7.4, 22 -60 5.4, -6 -57 4')
      .map(([dx, y, r]) => pen.oval(dx, y, r, r * 0.86, dots))
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
