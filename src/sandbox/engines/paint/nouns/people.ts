import { way } from '../curve.ts'
import type { Noun } from '../noun.ts'
import { darker, lighter } from '../colour.ts'
import type { Person } from './headgear.ts'
import { drawPerson } from './person.ts'

const person = (words: string, home: Noun['home'], spec: Person): Noun => ({
  words,
  size: spec.child ? 0.75 : 1,
  home,
  lives: 'ground',
  draw: drawPerson(spec),
})

/** People by what they are or do. */
export const people: Readonly<Record<string, Noun>> = {
  man: person(
    'man|guy|gentleman|farmer|father|grandfather|fisherman|traveler|traveller|person|human|hiker|explorer|skier|surfer|scientist|doctor|painter|artist|musician|student|teacher|tourist|driver',
    'street',
    { top: '#3d6fb4', wear: 'trousers', hair: 'short' },
  ),
  oldman: person('old man|grandpa|elder|monk|hermit|sage|santa|santa claus|dwarf|gnome', 'village', {
    top: '#b5402f',
    wear: 'robe',
    hair: 'short',
    hairColour: '#e8e6e1',
    beard: '#f1efea',
  }),
  woman: person('woman|lady|mother|grandmother|female|bride|geisha|model|goddess|actress|singer', 'meadow', {
    top: '#d2486a',
    wear: 'dress',
    hair: 'long',
  }),
  girl: person('girl|daughter|schoolgirl', 'meadow', { top: '#e9a13b', wear: 'dress', hair: 'long', child: true }),
  child: person('child|boy|kid|son|toddler|baby', 'meadow', {
    top: '#46a5a0',
    wear: 'trousers',
    legs: '#5b4a7d',
    hair: 'short',
    child: true,
  }),
  astronaut: person('astronaut|cosmonaut|spaceman', 'moon', {
    top: '#eef1f5',
    wear: 'suit',
    hair: 'none',
    headgear: 'helmet',
    extra: 'pack',
  }),
  diver: person('diver|scuba diver|snorkeler', 'underwater', {
    top: '#2b3648',
    wear: 'suit',
    hair: 'none',
    headgear: 'helmet',
    extra: 'pack',
  }),
  knight: person('knight|paladin|soldier|warrior|gladiator', 'meadow', {
    top: '#a8b1bd',
    wear: 'suit',
    hair: 'none',
    headgear: 'visor',
    carries: 'sword',
  }),
  samurai: person('samurai|ninja|assassin', 'village', {
    top: '#7a1f2b',
    wear: 'suit',
    hair: 'bun',
    headgear: 'mask',
    carries: 'sword',
  }),
  viking: person('viking|barbarian', 'snowfield', {
    top: '#6d5236',
    wear: 'trousers',
    hair: 'long',
    beard: '#b8742f',
    hairColour: '#b8742f',
    headgear: 'viking',
    carries: 'sword',
  }),
  wizard: person('wizard|sorcerer|mage|magician|merlin|gandalf', 'forest', {
    top: '#4a3aa8',
    wear: 'robe',
    hair: 'long',
    hairColour: '#e8e8ec',
    beard: '#f2f1f4',
    headgear: 'wizard',
    carries: 'staff',
  }),
  witch: person('witch|sorceress|enchantress', 'forest', {
    top: '#3b2c55',
    wear: 'dress',
    hair: 'long',
    hairColour: '#b0532b',
    headgear: 'witch',
    carries: 'wand',
  }),
  pirate: person('pirate|captain|sailor|buccaneer', 'beach', {
    top: '#a92f35',
    wear: 'trousers',
    legs: '#2f3340',
    hair: 'long',
    headgear: 'pirate',
    carries: 'sword',
  }),
  dancer: person('dancer|ballerina|ballet dancer', 'stage', { top: '#f08bb0', wear: 'suit', hair: 'bun', extra: 'tutu' }),
  king: person('king|emperor|prince', 'room', {
    top: '#8c2638',
    wear: 'robe',
    hair: 'short',
    beard: '#7a5533',
    headgear: 'crown',
  }),
  queen: person('queen|princess|empress', 'room', { top: '#7d4ad6', wear: 'dress', hair: 'long', headgear: 'crown' }),
  chef: person('chef|cook|baker', 'kitchen', {
    top: '#f4f2ee',
    wear: 'trousers',
    hair: 'short',
    headgear: 'chef',
    extra: 'apron',
  }),
  cowboy: person('cowboy|cowgirl|sheriff|rancher', 'desert', {
    top: '#b5623a',
    wear: 'trousers',
    legs: '#33507d',
    hair: 'short',
    headgear: 'cowboy',
  }),
  superhero: person('superhero|hero|superman|batman', 'city', {
    top: '#2f5fd0',
    wear: 'suit',
    hair: 'short',
    headgear: 'mask',
    extra: 'cape',
  }),
  mermaid: {
    ...person('mermaid|siren', 'underwater', {
      top: '#b46ad0',
      wear: 'suit',
      hair: 'long',
      hairColour: '#d8523a',
      extra: 'fishtail',
    }),
    lives: 'deep',
  },
  fairy: person('fairy|angel|pixie|elf', 'forest', {
    top: '#b6e08a',
    wear: 'dress',
    hair: 'long',
    extra: 'wings',
    headgear: 'halo',
    child: true,
  }),
  cloaked: person('cloaked figure|hooded figure|figure|vampire|reaper|mage in cloak|hobbit|ranger', 'forest', {
    top: '#4b5a45',
    wear: 'robe',
    hair: 'short',
    headgear: 'hood',
  }),
  athlete: person('runner|athlete|skateboarder|cyclist|player|footballer|skater', 'road', {
    top: '#e5532f',
    wear: 'trousers',
    legs: '#2a2d3a',
    hair: 'short',
    headgear: 'cap',
  }),
  snowman: {
    words: 'snowman',
    size: 0.9,
    home: 'snowfield',
    lives: 'ground',
    draw: (pen, look) => {
      const snow = look.colours[0] ?? '#f7fafd'
      const out = [
        ...[-1, 1].map(
          s =>
            pen.line(way(s * 18, -52, s * 34, -62, s * 42, -74), 3, '#6b4a32') +
            pen.line(way(s * 36, -65, s * 44, -64), 2.4, '#6b4a32'),
        ),
        pen.oval(0, -22, 30, 25, snow),
        pen.oval(0, -54, 22, 19, snow),
        pen.oval(0, -81, 16.5, 15.5, lighter(snow, 0.2)),
        ...[-1, 1].map(s => pen.oval(s * 5.6 + 1, -85, 2.3, 2.3, '#22222a')),
        pen.limb('2 -80, 18 -77', [5.4, 1], '#f08a2a'),
        ...[-7, -4, 0, 4, 7].map(x => pen.oval(x + 1, -74 + Math.abs(x) * -0.24 + 1.4, 1.2, 1.2, '#22222a')),
        ...[-58, -50, -42].map(y => pen.oval(1, y, 2, 2, '#22222a')),
        pen.limb('-14 -68, 0 -65, 14 -68', [6, 7, 6], '#d23b36'),
        pen.limb('8 -66, 13 -50', [6, 7], darker('#d23b36', 0.1)),
        pen.box(-15, -96, 30, 4.6, 2, '#2a2a34'),
        pen.box(-10, -112, 20, 18, 2, '#2f2f3a'),
        pen.box(-10, -100, 20, 4.4, 0, '#d23b36'),
      ]
      return {
        svg: out.join(''),
        width: 86,
        height: 112,
        seat: [0, -96],
        head: { at: [0, -94], width: 28 },
        neck: { at: [0, -68], width: 28 },
        eyes: { at: [1, -85], apart: 11 },
        hold: [42, -74],
      }
    },
  },
}
