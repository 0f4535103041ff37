import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, way } from '../curve.ts'
import type { Noun } from '../noun.ts'

type Draw = Noun['draw']
const main = (colours: readonly Colour[], own: Colour): Colour => colours[0] ?? own

const branch: Draw = (pen, look) => {
  const wood = main(look.colours, '#6b4a33')
  const leaf = look.season === 'autumn' ? '#d9772c' : look.season === 'winter' ? '#dfe9f2' : '#5a9a48'
  const leaves = [
    [-92, -34],
    [-70, -52],
    [-36, -26],
    [34, -54],
    [66, -30],
    [92, -56],
    [112, -40],
    [-112, -44],
  ] as const
  return {
    svg:
      pen.limb('-140 -30, -60 -42, 30 -38, 120 -50', [20, 15, 12, 4], wood) +
      pen.limb('-40 -41, -70 -52', [6, 2], wood) +
      pen.limb('40 -39, 68 -28', [6, 2], wood) +
      leaves
        .map(([x, y], i) =>
          pen.limb(way(x, y, x + (i % 2 ? 14 : -12), y + (i % 3 ? 10 : -12)), [2, 14], i % 2 ? leaf : darker(leaf, 0.15)),
        )
        .join(''),
    width: 250,
    height: 64,
    seat: [0, -45],
  }
}
const rock: Draw = (pen, look) => {
  const stone = main(look.colours, '#85868f')
  return {
    svg:
      pen.blob('-72 -4, -66 -34, -38 -56, 6 -62, 44 -52, 70 -26, 74 -3, 0 2', stone) +
      pen.poly('-40 -54, 4 -60, -8 -34, -34 -30', lighter(stone, 0.14), { opacity: 0.8 }) +
      pen.line('14 -46, 24 -28, 20 -12', 2, darker(stone, 0.3)) +
      pen.oval(-44, -3, 26, 7, '#6f9a4f', { opacity: 0.7 }),
    width: 150,
    height: 64,
    seat: [0, -59],
  }
}
const log: Draw = (pen, look) => {
  const bark = main(look.colours, '#7a5236')
  return {
    svg:
      pen.limb('-78 -22, 64 -22', [44, 44], bark) +
      [-54, -20, 16].map(x => pen.line(way(x, -34, x + 18, -32, x + 30, -35), 2, darker(bark, 0.3))).join('') +
      pen.oval(66, -22, 14, 22, '#dcb685') +
      pen.ring(66, -22, 8, 1.6, '#b58a58') +
      pen.ring(66, -22, 4, 1.4, '#b58a58'),
    width: 168,
    height: 46,
    seat: [-4, -42],
  }
}
const pencil: Draw = (pen, look) => {
  const coat = main(look.colours, '#f2b82c')
  return {
    svg: `<g transform="rotate(24 0 -50)">${pen.box(-9, -104, 18, 84, 1, coat)}${pen.box(-3, -104, 6, 84, 0, lighter(coat, 0.3))}${pen.poly(
      '-9 -20, 9 -20, 0 4',
      '#f0d3a4',
    )}${pen.poly(
      '-3 -4, 3 -4, 0 4',
      '#33313a',
    )}${pen.box(-9, -112, 18, 9, 0, '#b9c0c8')}${pen.box(-9, -124, 18, 13, 4, '#ef8a92')}</g>`,
    width: 76,
    height: 110,
  }
}
const trophy: Draw = (pen, look) => {
  const gold = main(look.colours, '#eab93c')
  return {
    svg:
      pen.box(-30, -14, 60, 14, 2, '#5a3a2a') +
      pen.box(-16, -22, 32, 9, 2, gold) +
      pen.limb('0 -18, 0 -48', [10, 13], gold) +
      [-1, 1].map(s => pen.line(way(s * 28, -92, s * 50, -90, s * 44, -64, s * 22, -56), 6, darker(gold, 0.1))).join('') +
      pen.path('M-34 -102H34Q34 -44 0 -42Q-34 -44 -34 -102Z', gold) +
      pen.oval(0, -102, 34, 6, lighter(gold, 0.35)) +
      pen.oval(-16, -80, 4, 14, lighter(gold, 0.6), { opacity: 0.7 }, 8),
    width: 104,
    height: 108,
    seat: [0, -100],
  }
}
const bell: Draw = (pen, look) => {
  const gold = main(look.colours, '#e2b040')
  return {
    svg:
      pen.oval(0, -8, 10, 9, darker(gold, 0.3)) +
      pen.path('M-46 -14Q-36 -24 -32 -50Q-28 -88 0 -90Q28 -88 32 -50Q36 -24 46 -14Z', gold) +
      pen.limb('-46 -15, 46 -15', [8, 8], lighter(gold, 0.2)) +
      pen.ring(0, -96, 7, 4, darker(gold, 0.15)) +
      pen.oval(-14, -54, 4, 18, lighter(gold, 0.6), { opacity: 0.6 }, 8),
    width: 94,
    height: 104,
  }
}
const skull: Draw = (pen, look) => {
  const bone = main(look.colours, '#f1ead9')
  return {
    svg:
      pen.blob('0 -96, 36 -84, 46 -54, 34 -30, 26 -24, 24 -4, -24 -4, -26 -24, -34 -30, -46 -54, -36 -84', bone) +
      [-1, 1].map(s => pen.oval(s * 18, -50, 12, 13, '#2b2530', { flat: true })).join('') +
      pen.poly('0 -38, -6 -25, 6 -25', '#2b2530', { flat: true }) +
      [-12, -4, 4, 12].map(x => pen.wire(way(x, -14, x, -4), 2.4, '#5a5048')).join(''),
    width: 94,
    height: 96,
    seat: [0, -94],
    head: { at: [0, -92], width: 60 },
    eyes: { at: [0, -50] as Point, apart: 36 },
  }
}
const flag: Draw = (pen, look) => {
  const cloth = main(look.colours, '#d8342c')
  return {
    svg:
      pen.box(-44, -118, 5, 118, 1, '#8a8f98') +
      pen.oval(-41.5, -119, 4.4, 4.4, '#e8b33a') +
      pen.path('M-39 -114Q-18 -124 4 -114T48 -114V-66Q26 -56 4 -66T-39 -66Z', cloth) +
      (look.colours[1] === undefined
        ? ''
        : pen.path('M-39 -96Q-18 -106 4 -96T48 -96V-82Q26 -72 4 -82T-39 -82Z', look.colours[1])),
    width: 100,
    height: 122,
  }
}

const noun = (words: string, size: number, home: Noun['home'], draw: Draw): Noun => ({ words, size, home, lives: 'ground', draw })

const lilypad: Draw = (pen, look) => {
  const green = main(look.colours, '#4f9f5a')
  const veins = [-60, -30, 0, 30, 60].map(x =>
    pen.line(way(0, -9, x * 0.6, -9 + Math.abs(x) * 0.02, x, -6), 1.4, darker(green, 0.2)),
  )
  const petals = [-14, -7, 0, 7, 14].map(x => pen.limb(way(74, -14, 74 + x, -34 + Math.abs(x) * 0.6), [8, 10, 1], '#f6a9c6'))
  return {
    svg: pen.oval(0, -6, 88, 14, darker(green, 0.25)) + pen.oval(0, -9, 86, 13, green) + veins.join('') + petals.join(''),
    width: 176,
    height: 40,
    seat: [0, -9],
  }
}

/** What things rest on, and a few prizes. */
export const rests: Readonly<Record<string, Noun>> = {
  lilypad: noun('lily pad|lilypad|leaf in a pond', 0.8, 'lake', lilypad),
  branch: noun('branch|twig|tree branch|perch', 0.9, 'forest', branch),
  rock: noun('rock|stone|boulder|pebble|cliff edge', 0.8, 'mountains', rock),
  log: noun('log|stump|tree stump|tree trunk', 0.8, 'forest', log),
  pencil: noun('pencil|pen|crayon pencil|paintbrush|brush', 0.3, 'studio', pencil),
  trophy: noun('trophy|medal|goblet|chalice', 0.45, 'studio', trophy),
  bell: noun('bell', 0.35, 'studio', bell),
  skull: noun('skull|skeleton|bone', 0.4, 'studio', skull),
  flag: noun('flag|banner flag', 1.4, 'meadow', flag),
}
