import { chessboard } from './chess.ts'
import { darker, lighter } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import { type Draw, mainColour, type Noun } from '../noun.ts'
import { camera, clock, laptop } from './device.ts'
import { emblem } from './emblem.ts'
import { campfire, lamp } from './lamp.ts'
import { guitar } from './music.ts'

const book: Draw = (pen, look) => {
  const coat = mainColour(look, look.random.branch('book').pick(['#b5402f', '#2f5fa8', '#3a7a4f', '#7d4a9a']))
  return {
    svg:
      pen.blob('0 -8, -62 -16, -62 -52, 0 -44', darker(coat, 0.1)) +
      pen.blob('0 -8, 62 -16, 62 -52, 0 -44', coat) +
      pen.path('M0 -12Q-26 -26 -56 -18V-56Q-26 -64 0 -48Z', '#fdf8ec') +
      pen.path('M0 -12Q26 -26 56 -18V-56Q26 -64 0 -48Z', '#f4ecd9') +
      [0, 1, 2, 3]
        .flatMap(i =>
          [-1, 1].map(s => pen.line(way(s * 8, -44 + i * 8 + 2, s * 28, -52 + i * 8 + 1, s * 48, -50 + i * 8), 1.4, '#b9ab94')),
        )
        .join(''),
    width: 124,
    height: 60,
    seat: [0, -44],
  }
}

const umbrella: Draw = (pen, look) => {
  const coat = mainColour(look, '#d63c36')
  const other = look.colours[1] ?? darker(coat, 0.14)
  return {
    svg:
      pen.limb('0 -70, 0 -12', [3.4, 3.4], '#6a4a33') +
      pen.line('0 -14, 0 -3, -8 0, -13 -6', 4, '#6a4a33') +
      pen.path(
        'M-58 -66A58 52 0 0 1 58 -66Q48 -74 38 -66Q28 -74 19 -66Q10 -74 0 -66Q-10 -74 -19 -66Q-28 -74 -38 -66Q-48 -74 -58 -66Z',
        coat,
      ) +
      pen.path('M-19 -66Q-16 -108 0 -118Q-50 -106 -58 -66Q-48 -74 -38 -66Q-28 -74 -19 -66Z', other, { opacity: 0.6 }) +
      pen.path('M19 -66Q16 -108 0 -118Q50 -106 58 -66Q48 -74 38 -66Q28 -74 19 -66Z', other, { opacity: 0.6 }) +
      pen.box(-1.6, -126, 3.2, 10, 1, '#6a4a33'),
    width: 118,
    height: 126,
    hold: [0, -10],
  }
}

const hat: Draw = (pen, look) => {
  const coat = mainColour(look, '#3a3340')
  return {
    svg:
      pen.oval(0, -8, 56, 11, coat) +
      pen.path('M-34 -10Q-38 -68 -26 -70Q0 -64 26 -70Q38 -68 34 -10Z', coat) +
      pen.path('M-35 -12L-36 -28Q0 -20 36 -28L35 -12Q0 -4 -35 -12Z', look.colours[1] ?? '#c9402f'),
    width: 112,
    height: 72,
    seat: [0, -66],
  }
}

const shoe: Draw = (pen, look) => {
  const coat = mainColour(look, '#e5483a')
  return {
    svg:
      pen.path('M-52 -12V-56Q-38 -62 -28 -54Q-18 -46 -8 -42L32 -28Q54 -22 54 -10Z', coat) +
      pen.box(-54, -13, 110, 13, 6, '#fbfaf6') +
      [0, 1, 2].map(i => pen.wire(way(-20 + i * 14, -50 + i * 6.5, -12 + i * 14, -34 + i * 5), 3, '#ffffff')).join('') +
      pen.path('M32 -28Q54 -22 54 -10H30Q28 -20 32 -28Z', lighter(coat, 0.5)),
    width: 112,
    height: 60,
    behind: true,
    seat: [-36, -38],
  }
}

const ball: Draw = (pen, look) => {
  const coat = mainColour(look, '#f6f4ee')
  const dark = look.colours[1] ?? (look.colours.length > 0 ? lighter(coat, 0.65) : '#26262c')
  const penta = (x: number, y: number, r: number): string =>
    pen.poly(
      Array.from({ length: 5 }, (_, i): Point => [x + Math.cos(i * 1.257 - 1.57) * r, y + Math.sin(i * 1.257 - 1.57) * r]),
      dark,
    )
  return {
    svg:
      pen.oval(0, -42, 42, 42, coat) +
      penta(0, -42, 14) +
      [0, 1, 2, 3, 4]
        .map(i => {
          const a = i * 1.257 - 1.57
          return (
            pen.wire(way(Math.cos(a) * 14, -42 + Math.sin(a) * 14, Math.cos(a) * 28, -42 + Math.sin(a) * 28), 2, dark) +
            pen.oval(Math.cos(a) * 33, -42 + Math.sin(a) * 33, 7, 7, dark)
          )
        })
        .join(''),
    width: 84,
    height: 84,
  }
}

const gift: Draw = (pen, look) => {
  const coat = mainColour(look, '#d63c46')
  const ribbon = look.colours[1] ?? '#f7cf5a'
  return {
    svg:
      pen.box(-40, -58, 80, 58, 3, coat) +
      pen.box(-45, -72, 90, 18, 3, lighter(coat, 0.12)) +
      pen.box(-8, -72, 16, 72, 0, ribbon) +
      [-1, 1]
        .map(
          s =>
            pen.blob(way(0, -72, s * 16, -92, s * 34, -92, s * 30, -76), ribbon) +
            pen.limb(way(s * 5, -84, s * 22, -86), [2, 5], darker(ribbon, 0.25)),
        )
        .join('') +
      pen.oval(0, -76, 7, 6, ribbon),
    width: 90,
    height: 94,
    seat: [0, -72],
  }
}

const key: Draw = (pen, look) => {
  const coat = mainColour(look, '#e2b23e')
  return {
    svg:
      pen.ring(0, -82, 20, 10, coat) +
      pen.box(-5, -62, 10, 62, 2, coat) +
      pen.box(4, -12, 18, 9, 2, coat) +
      pen.box(4, -28, 13, 8, 2, coat) +
      pen.oval(0, -82, 5, 5, lighter(coat, 0.4)),
    width: 52,
    height: 108,
  }
}

const box: Draw = (pen, look) => {
  const coat = mainColour(look, '#b98a54')
  if (look.filled)
    return {
      svg:
        pen.poly('-46 -52, -34 -62, 34 -62, 46 -52', darker(coat, 0.4)) +
        pen.poly('-46 -52, -66 -60, -54 -70, -34 -62', darker(coat, 0.1)) +
        pen.poly('46 -52, 66 -60, 54 -70, 34 -62', darker(coat, 0.1)),
      front: pen.box(-46, -52, 92, 52, 2, coat) + pen.box(-9, -52, 18, 20, 0, lighter(coat, 0.3)),
      width: 120,
      height: 66,
      seat: [0, -34],
    }
  return {
    svg:
      pen.poly('-46 -52, -62 -66, -10 -60, 0 -50', darker(coat, 0.1)) +
      pen.poly('46 -52, 62 -66, 10 -60, 0 -50', darker(coat, 0.16)) +
      pen.box(-46, -52, 92, 52, 2, coat) +
      pen.box(-9, -52, 18, 20, 0, lighter(coat, 0.3)),
    width: 120,
    height: 64,
    behind: true,
    seat: [0, -34],
  }
}

const basket: Draw = (pen, look) => {
  const coat = mainColour(look, '#b5793c')
  return {
    svg:
      pen.line('-40 -44, -28 -88, 28 -88, 40 -44', 6, coat) +
      pen.path('M-48 -46H48L38 0H-38Z', coat) +
      [0, 1, 2, 3]
        .map(r =>
          Array.from({ length: 9 }, (_, i) =>
            pen.oval(-40 + i * 10 + (r % 2) * 5 - 1, -39 + r * 11, 5.4, 3.4, lighter(coat, 0.2)),
          ).join(''),
        )
        .join('') +
      pen.limb('-50 -46, 50 -46', [8, 8], darker(coat, 0.14)),
    width: 100,
    height: 90,
    behind: true,
    seat: [0, -32],
  }
}

const noun = (words: string, size: number, draw: Draw, home: Noun['home'] = 'studio'): Noun => ({
  words,
  size,
  home,
  lives: 'ground',
  draw,
})

/** Things people hold, wear, give and use. */
export const things: Readonly<Record<string, Noun>> = {
  book: noun('book|novel|magazine|newspaper|notebook|map|scroll|letter|spellbook', 0.34, book),
  chessboard: noun('chessboard|chess board|chess set|chess game|game of chess|chess', 0.5, chessboard),
  lamp: noun('lamp|table lamp|desk lamp|light bulb|lightbulb', 0.5, lamp('lamp'), 'room'),
  candle: noun('candle', 0.3, lamp('candle'), 'room'),
  lantern: noun('lantern|paper lantern', 0.4, lamp('lantern'), 'village'),
  streetlamp: noun('street lamp|streetlamp|street light|lamppost|lamp post|streetlight', 1.8, lamp('street'), 'street'),
  clock: noun('clock|watch|alarm clock|compass|hourglass', 0.3, clock),
  guitar: noun('guitar|ukulele|banjo|bass guitar', 0.8, guitar('guitar')),
  violin: noun('violin|cello|fiddle', 0.7, guitar('violin')),
  drum: noun('drum|drums|drum kit', 0.6, guitar('drum'), 'stage'),
  trumpet: noun('trumpet|saxophone|flute|horn|trombone', 0.5, guitar('trumpet')),
  umbrella: noun('umbrella|parasol', 0.95, umbrella, 'street'),
  hat: noun('hat|top hat|fedora|cap', 0.36, hat),
  shoe: noun('shoe|boot|sneaker|sandal|slipper', 0.32, shoe),
  ball: noun('ball|football|soccer ball|basketball|tennis ball|beach ball|volleyball', 0.32, ball, 'meadow'),
  gift: noun('gift|present|gift box', 0.4, gift),
  key: noun('key', 0.3, key),
  camera: noun('camera|photo camera|binoculars', 0.34, camera),
  laptop: noun('laptop|computer|notebook computer|keyboard', 0.5, laptop('laptop'), 'room'),
  telephone: noun('telephone|phone|smartphone|cellphone', 0.34, laptop('phone')),
  television: noun('television|tv|radio|screen|monitor|microwave', 0.6, laptop('tv'), 'room'),
  heart: noun('heart', 0.5, emblem('heart')),
  star: noun('gold star|star shape|starry shape|big star', 0.6, emblem('star')),
  diamond: noun('diamond|gem|crystal|jewel|gemstone|emerald stone', 0.4, emblem('diamond')),
  crown: noun('crown|tiara', 0.4, emblem('crown')),
  sword: noun('sword|dagger|katana|knife|excalibur', 0.8, emblem('sword')),
  anchor: noun('anchor', 0.7, emblem('anchor'), 'beach'),
  shield: noun('shield|armor|armour', 0.7, emblem('shield')),
  box: noun('box|cardboard box|chest|treasure chest|treasure|suitcase|crate|bag|backpack', 0.5, box),
  basket: noun('basket|nest|bucket', 0.45, basket),
  campfire: noun('campfire|fire|bonfire|fireplace|flame', 0.7, campfire, 'forest'),
}
