import { darker, lighter } from '../colour.ts'
import { way } from '../curve.ts'
import { type Draw, mainColour } from '../noun.ts'
import { type Pen, placed } from '../pen.ts'
import { seeded } from '../random.ts'
import { meal } from './meal.ts'
import { lit } from './pane.ts'

/** What hangs over the door. */
const emblem = (pen: Pen, kind: 'bakery' | 'shop'): string =>
  kind === 'bakery'
    ? placed(meal('bread')(pen, { colours: [], act: 'stand', random: seeded(1) }).svg, 0, -75, 0.27)
    : pen.wire('-20 -86, 20 -86', 3, '#b98a54') + pen.wire('-12 -79, 12 -79', 3, '#b98a54')

/** A small house with an awning, a show window and a sign: a bakery with its bread, or any shop. */
export const shop =
  (kind: 'bakery' | 'shop'): Draw =>
  (pen, look) => {
    const wall = mainColour(look, kind === 'bakery' ? '#f3dfc0' : '#cfe0e6')
    const awning = look.accent ?? look.colours[1] ?? (kind === 'bakery' ? '#d9594c' : '#3f8a7a')
    const stripes = Array.from({ length: 10 }, (_, i) =>
      pen.path(
        `M${-46 + i * 9.2} -52H${-36.8 + i * 9.2}L${-40 + i * 10} -38Q${-45 + i * 10} -33 ${-50 + i * 10} -38Z`,
        i % 2 ? '#fbf6ea' : awning,
      ),
    )
    const goods = [-34, -24, -14, -4].map((x, i) =>
      kind === 'bakery'
        ? pen.oval(x + 4, -15, 5.2, i % 2 ? 3.4 : 4.4, i % 2 ? '#c9823e' : '#dca055') +
          pen.line(way(x + 1, -16, x + 7, -17), 1, '#8a4f22')
        : pen.box(x, -21, 7, 9, 1, ['#d9594c', '#f2c14e', '#3f8fd8', '#8a62c9'][i] ?? '#d9594c'),
    )
    const svg = [
      pen.poly('-56 -66, -40 -98, 40 -98, 56 -66', '#a8553f'),
      pen.box(26, -110, 10, 20, 1, '#8b6a5a'),
      pen.box(-48, -68, 96, 68, 1, wall),
      pen.box(-40, -34, 50, 26, 2, lit, { bright: true, edge: '#7a5030', edgeWidth: 2.4 }),
      pen.glow(-15, -20, 34, lit, 0.35),
      pen.box(-40, -12, 50, 3, 0, '#8a5a34'),
      ...goods,
      pen.box(18, -38, 20, 38, 2, darker(awning, 0.2)),
      pen.box(21, -34, 14, 16, 1, lit, { bright: true }),
      pen.oval(35, -14, 1.4, 1.4, '#f2cf72'),
      ...stripes,
      pen.box(-30, -94, 60, 22, 6, '#fbf3df', { edge: '#8a5a34', edgeWidth: 2.4 }),
      emblem(pen, kind),
      pen.box(-52, -3, 104, 3, 0, lighter('#8d8790', 0.3)),
    ]
    return { svg: svg.join(''), width: 114, height: 110, seat: [0, -98], head: { at: [0, -98], width: 40 } }
  }
