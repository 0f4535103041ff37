import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { bridge, lighthouse, pyramid, skyscraper, windmill } from './landmark.ts'
import { lit, pane } from './pane.ts'
import { shop } from './shop.ts'

const smoke = (pen: Pen, x: number, y: number): string =>
  [0, 1, 2, 3]
    .map(i => pen.oval(x + i * 4 + (i % 2) * 3, y - i * 9, 4 + i * 1.8, 3.4 + i * 1.4, '#eef0f3', { opacity: 0.5 - i * 0.09 }))
    .join('')

/** Joints of mortar over the wall of a house, every second row set off by half a brick. */
const bricks = (pen: Pen, wall: Colour): string =>
  Array.from({ length: 10 }, (_, row) =>
    Array.from({ length: 8 }, (_, i) => {
      const [left, right] = [Math.max(-42, -42 + i * 11.2 - (row % 2) * 5.6), Math.min(42, -31.8 + i * 11.2 - (row % 2) * 5.6)]
      return pen.box(
        left,
        -51.6 + row * 5.2,
        Math.max(0, right - left),
        4.3,
        0.6,
        (row * 3 + i) % 4 ? lighter(wall, 0.1) : darker(wall, 0.14),
        {
          flat: true,
        },
      )
    }).join(''),
  ).join('')

const house =
  (kind: 'house' | 'cabin' | 'barn' | 'brick') =>
  (pen: Pen, look: Look): Drawn => {
    const wall = look.colours[0] ?? { house: '#f1dcb9', cabin: '#8d5b37', barn: '#b5392f', brick: '#b2492f' }[kind]
    const roof = look.accent ?? look.colours[1] ?? { house: '#b04a36', cabin: '#5a3a2a', barn: '#5c4a45', brick: '#4d4452' }[kind]
    const out = [
      pen.box(22, -92, 10, 26, 1, '#8b6a5a'),
      kind === 'barn' ? '' : smoke(pen, 27, -98),
      pen.box(-42, -52, 84, 52, 1, wall),
    ]
    if (kind === 'cabin') for (let i = 1; i < 7; i++) out.push(pen.wire(way(-42, -i * 7.4, 42, -i * 7.4), 1.6, darker(wall, 0.3)))
    if (kind === 'brick') out.push(bricks(pen, wall))
    if (kind === 'barn')
      out.push(
        pen.poly('-50 -50, -38 -76, 0 -92, 38 -76, 50 -50', roof),
        pen.poly('-40 -51, -32 -72, 0 -86, 32 -72, 40 -51', wall),
      )
    else
      out.push(
        pen.poly('-52 -49, 0 -92, 52 -49', roof, { edge: roof, edgeWidth: 3 }),
        pen.poly('-36 -52, 0 -82, 36 -52', lighter(wall, 0.08)),
      )
    if (kind === 'barn')
      out.push(
        pen.box(-18, -36, 36, 36, 0, darker(wall, 0.25), { edge: '#f7efe4', edgeWidth: 2 }),
        pen.wire('-18 -36, 18 0', 2, '#f7efe4'),
        pen.wire('18 -36, -18 0', 2, '#f7efe4'),
        pen.box(-8, -68, 16, 13, 1, '#4a2a24', { edge: '#f7efe4', edgeWidth: 2 }),
      )
    else
      out.push(
        pen.box(-8, -29, 17, 29, 2, kind === 'cabin' ? '#4b2c1c' : '#7a4a2e'),
        pen.oval(5.4, -14, 1.3, 1.3, '#f2cf72'),
        pane(pen, -33, -36, 16, 16),
        pane(pen, 18, -36, 16, 16),
        pane(pen, -6, -67, 12, 11),
      )
    return { svg: out.join(''), width: 106, height: 94, seat: [-22, -72], head: { at: [0, -91], width: 40 } }
  }

const tower = (pen: Pen, x: number, w: number, h: number, wall: Colour, roof: Colour): string =>
  pen.box(x - w / 2, -h, w, h, 0, wall) +
  pen.box(x - w * 0.6, -h - 5, w * 1.2, 7, 0, lighter(wall, 0.1)) +
  pen.poly(way(x - w * 0.68, -h - 4, x, -h - w * 1.5, x + w * 0.68, -h - 4), roof) +
  pen.wire(way(x, -h - w * 1.45, x, -h - w * 1.5 - 9), 1.2, '#5b4a45') +
  pen.poly(way(x, -h - w * 1.5 - 9, x + 10, -h - w * 1.5 - 6, x, -h - w * 1.5 - 3), '#e2b33b') +
  pen.box(x - 2.6, -h * 0.74, 5.2, 10, 2.6, lit, { bright: true })

const castle = (pen: Pen, look: Look): Drawn => {
  const wall = look.colours[0] ?? '#b9b4bf'
  const roof = look.accent ?? look.colours[1] ?? '#5a5fa8'
  const crenel = (x: number, w: number, y: number): string =>
    Array.from({ length: Math.floor(w / 8) }, (_, i) => pen.box(x + i * 8, y - 5, 5, 6, 0, wall)).join('')
  const out = [
    tower(pen, 0, 24, 82, darker(wall, 0.12), roof),
    tower(pen, -26, 16, 66, darker(wall, 0.06), roof),
    tower(pen, 27, 17, 70, darker(wall, 0.06), roof),
    pen.box(-46, -42, 92, 42, 0, wall),
    crenel(-46, 92, -42),
    tower(pen, -48, 19, 52, lighter(wall, 0.06), roof),
    tower(pen, 48, 19, 52, lighter(wall, 0.06), roof),
    pen.path('M-11 0V-20A11 11 0 0 1 11 -20V0Z', '#4a352c'),
    pen.line('-5 0, -5 -28', 1.2, '#2f211b'),
    pen.line('5 0, 5 -28', 1.2, '#2f211b'),
  ]
  for (const x of [-30, -20, 20, 30]) out.push(pen.box(x - 2, -28, 4.4, 9, 2.2, lit, { bright: true }))
  return { svg: out.join(''), width: 122, height: 126, seat: [0, -82], head: { at: [0, -118], width: 20 } }
}

const church = (pen: Pen, look: Look): Drawn => {
  const wall = look.colours[0] ?? '#ece5d8'
  const roof = look.accent ?? look.colours[1] ?? '#6f5f74'
  return {
    svg:
      pen.box(-12, -46, 56, 46, 0, wall) +
      pen.poly('-16 -45, 16 -74, 48 -45', roof) +
      pen.box(-40, -70, 28, 70, 0, lighter(wall, 0.1)) +
      pen.poly('-43 -69, -26 -110, -9 -69', roof) +
      pen.wire('-26 -110, -26 -122', 2, '#c69b3b') +
      pen.wire('-30 -118, -22 -118', 2, '#c69b3b') +
      pen.path('M-33 0V-16A7 7 0 0 1 -19 -16V0Z', '#5b4030') +
      [2, 18, 34].map(x => pen.path(`M${x} -10V-24A4 4 0 0 1 ${x + 8} -24V-10Z`, lit, { bright: true })).join('') +
      pen.oval(-26, -54, 5, 5, lit, { bright: true }),
    width: 94,
    height: 124,
    seat: [14, -74],
  }
}

/** A wall with a corner, a fence, a sign: what stands about. */
export const wall =
  (kind: 'wall' | 'fence') =>
  (pen: Pen, look: Look): Drawn => {
    const colour = look.colours[0] ?? (kind === 'wall' ? '#b8694c' : '#f1ede4')
    const out: string[] = []
    if (kind === 'wall') {
      out.push(pen.box(-120, -88, 240, 88, 0, colour), pen.box(-123, -94, 246, 8, 1, lighter(colour, 0.2)))
      for (let row = 0; row < 8; row++)
        for (let i = 0; i < 12; i++)
          out.push(
            pen.box(
              -119 + i * 20 + (row % 2) * 10 - (i === 11 && row % 2 ? 4 : 0),
              -85 + row * 10.6,
              i === 11 && row % 2 ? 8 : 18,
              8.8,
              1,
              look.random.branch(`${row}/${i}`).chance(0.3) ? darker(colour, 0.13) : lighter(colour, 0.07),
            ),
          )
    } else {
      for (const y of [-46, -20]) out.push(pen.box(-100, y, 200, 7, 1, darker(colour, 0.08)))
      for (let i = 0; i < 10; i++)
        out.push(pen.poly(way(-96 + i * 21, 0, -96 + i * 21, -58, -90 + i * 21, -66, -84 + i * 21, -58, -84 + i * 21, 0), colour))
    }
    const points: Point = [0, kind === 'wall' ? -93 : -62]
    return { svg: out.join(''), width: 236, height: 94, seat: points }
  }

const noun = (words: string, size: number, home: Noun['home'], draw: Noun['draw']): Noun => ({
  words,
  size,
  home,
  lives: 'ground',
  draw,
})

/** Things people built to stay. */
export const buildings: Readonly<Record<string, Noun>> = {
  house: noun('house|cottage|home|villa|mansion|farmhouse|bungalow|tavern|inn', 2.2, 'meadow', house('house')),
  brickhouse: noun('brick house|brick building|brick home|brick cottage|house of bricks', 2.2, 'meadow', house('brick')),
  bakery: noun('bakery|bread shop|patisserie', 2, 'village', shop('bakery')),
  shop: noun('shop|store|cafe building|flower shop|toy shop|ice cream shop', 2, 'village', shop('shop')),
  cabin: noun('cabin|log cabin|hut|lodge|chalet|shack|treehouse', 2, 'forest', house('cabin')),
  barn: noun('barn|stable|shed', 2.2, 'farm', house('barn')),
  castle: noun('castle|fortress|palace|citadel|keep', 3.2, 'mountains', castle),
  lighthouse: noun('lighthouse|beacon', 3, 'sea', lighthouse),
  tower: noun('eiffel tower|eiffel|tower', 3.2, 'city', skyscraper('eiffel')),
  pagoda: noun('pagoda|temple|shrine|dojo', 2.8, 'garden', skyscraper('pagoda')),
  skyscraper: noun('skyscraper|office building|building|high rise', 3.2, 'city', skyscraper('skyscraper')),
  church: noun('church|cathedral|chapel|monastery|mosque', 2.7, 'village', church),
  windmill: noun('windmill|mill', 2.6, 'meadow', windmill),
  pyramid: noun('pyramid', 3, 'desert', pyramid('pyramid')),
  tent: noun('tent|tipi|teepee|campsite|yurt', 1.2, 'forest', pyramid('tent')),
  igloo: noun('igloo', 1.4, 'snowfield', pyramid('igloo')),
  bridge: noun('bridge|golden gate', 3, 'river', bridge),
  wall: noun('wall|brick wall', 1.5, 'street', wall('wall')),
  fence: noun('fence|gate', 1, 'meadow', wall('fence')),
}
