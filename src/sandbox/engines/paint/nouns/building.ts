import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, triples, points, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'

const lit = '#ffdf8e'

const pane = (pen: Pen, x: number, y: number, w: number, h: number): string =>
  pen.glow(x + w / 2, y + h / 2, w * 1.5, lit, 0.3) +
  pen.box(x, y, w, h, 1, lit, { bright: true }) +
  pen.wire(way(x + w / 2, y, x + w / 2, y + h), 1, '#6d4a2c') +
  pen.wire(way(x, y + h / 2, x + w, y + h / 2), 1, '#6d4a2c')
const smoke = (pen: Pen, x: number, y: number): string =>
  [0, 1, 2, 3]
    .map(i => pen.oval(x + i * 4 + (i % 2) * 3, y - i * 9, 4 + i * 1.8, 3.4 + i * 1.4, '#eef0f3', { opacity: 0.5 - i * 0.09 }))
    .join('')

const house =
  (kind: 'house' | 'cabin' | 'barn') =>
  (pen: Pen, look: Look): Drawn => {
    const wall = look.colours[0] ?? { house: '#f1dcb9', cabin: '#8d5b37', barn: '#b5392f' }[kind]
    const roof = look.accent ?? look.colours[1] ?? { house: '#b04a36', cabin: '#5a3a2a', barn: '#5c4a45' }[kind]
    const out = [
      pen.box(22, -92, 10, 26, 1, '#8b6a5a'),
      kind === 'barn' ? '' : smoke(pen, 27, -98),
      pen.box(-42, -52, 84, 52, 1, wall),
    ]
    if (kind === 'cabin') for (let i = 1; i < 7; i++) out.push(pen.wire(way(-42, -i * 7.4, 42, -i * 7.4), 1.6, darker(wall, 0.3)))
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

const lighthouse = (pen: Pen, look: Look): Drawn => {
  const band = look.colours[0] ?? '#d5382f'
  const wall = look.colours[1] ?? '#f6f2ea'
  const at = (h: number): number => 15 - h * 0.075
  const ringed = (from: number, to: number, colour: Colour): string =>
    pen.poly(way(-at(from), -from, at(from), -from, at(to), -to, -at(to), -to), colour)
  const out = [
    pen.blob('-44 2, -30 -10, 0 -15, 32 -9, 46 2', '#5c5a62'),
    pen.poly('6 -98, 120 -132, 120 -72', '#fff3b8', { bright: true, flat: true, opacity: 0.32 }),
    pen.poly('-6 -98, -120 -118, -120 -86', '#fff3b8', { bright: true, flat: true, opacity: 0.2 }),
    ringed(8, 88, wall),
    ringed(8, 26, band),
    ringed(44, 62, band),
    ringed(76, 88, band),
    pen.box(-12, -91, 24, 4, 1, '#3b3d48'),
    pen.box(-7, -105, 14, 15, 1, '#fff0a6', { bright: true }),
    pen.glow(0, -98, 40, '#fff1a0', 0.95),
    pen.wire('0 -105, 0 -90', 1.2, '#3b3d48'),
    pen.poly('-10 -104, 0 -116, 10 -104', band),
    pen.oval(0, -117, 2, 2, '#3b3d48'),
    pen.box(-4, -20, 8, 12, 4, '#3f3a44'),
    pen.box(-2.4, -40, 5, 8, 2, '#33435c'),
    pen.box(-2.2, -72, 4.6, 7, 2, '#33435c'),
  ]
  return { svg: out.join(''), width: 66, height: 119, seat: [0, -118] }
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

const skyscraper =
  (kind: 'skyscraper' | 'eiffel' | 'pagoda') =>
  (pen: Pen, look: Look): Drawn => {
    const colour = look.colours[0] ?? { skyscraper: '#55709a', eiffel: '#7d5f47', pagoda: '#a8382f' }[kind]
    const out: string[] = []
    if (kind === 'skyscraper') {
      for (const [x, w, h] of triples('-30 26 74, 4 30 112, 32 22 58')) {
        out.push(pen.box(x - w / 2, -h, w, h, 1, colour))
        for (let j = 0; j < h / 8 - 1.4; j++)
          for (let i = 0; i < w / 6 - 1; i++)
            if (look.random.branch(`${x}/${i}/${j}`).chance(0.6))
              out.push(pen.box(x - w / 2 + 3 + i * 6, -h + 5 + j * 8, 3.4, 4.4, 0, lit, { bright: true, flat: true }))
      }
      out.push(pen.wire('4 -112, 4 -126', 1.6, '#c6ccd8'))
    } else if (kind === 'eiffel') {
      out.push(pen.path('M-34 0Q-12 -40 -4 -110L0 -124L4 -110Q12 -40 34 0H22Q10 -24 0 -24Q-10 -24 -22 0Z', colour))
      for (const [y, w] of points('-30 20, -58 12')) out.push(pen.box(-w, y, w * 2, 4, 1, darker(colour, 0.25)))
      for (let i = 0; i < 6; i++)
        out.push(pen.wire(way(-9 + i * 1.2, -34 - i * 11, 7 - i, -42 - i * 11), 0.9, lighter(colour, 0.4)))
    } else {
      for (let i = 0; i < 4; i++) {
        const [y, w] = [-i * 26, 34 - i * 6]
        out.push(
          pen.box(-w * 0.7, y - 22, w * 1.4, 22, 0, colour),
          pen.box(-3, y - 16, 6, 10, 1, lit, { bright: true }),
          pen.box(-w * 0.5, y - 16, 5, 9, 1, lit, { bright: true }),
          pen.box(w * 0.5 - 5, y - 16, 5, 9, 1, lit, { bright: true }),
        )
        out.push(
          pen.path(
            `M${-w - 10} ${y - 20}Q${-w * 0.5} ${y - 24} ${-w * 0.45} ${y - 33}H${w * 0.45}Q${w * 0.5} ${y - 24} ${w + 10} ${y - 20}Q0 ${y - 16} ${-w - 10} ${y - 20}Z`,
            '#39424f',
          ),
        )
      }
      out.push(pen.wire('0 -108, 0 -122', 2.4, '#d9a93c'))
    }
    return { svg: out.join(''), width: 92, height: 126, seat: [4, -112] }
  }

const windmill = (pen: Pen, look: Look): Drawn => {
  const wall = look.colours[0] ?? '#f2e6d0'
  const turn = look.random.branch('sails').between(10, 70)
  const sails = [0, 1, 2, 3].map(
    i =>
      `<g transform="rotate(${turn + i * 90} 0 -74)">${pen.wire(
        '0 -74, 0 -124',
        2.4,
        '#6a4a33',
      )}${pen.box(1, -122, 11, 38, 0, '#faf5ea', { edge: '#8a6a4a', edgeWidth: 1 })}${pen.wire(
        '1 -110, 12 -110',
        1,
        '#8a6a4a',
      )}${pen.wire('1 -98, 12 -98', 1, '#8a6a4a')}</g>`,
  )
  return {
    svg:
      pen.poly('-24 0, -14 -70, 14 -70, 24 0', wall) +
      pen.blob('-16 -68, -12 -84, 0 -90, 12 -84, 16 -68', '#8a4a35') +
      pen.path('M-7 0V-18A7 7 0 0 1 7 -18V0Z', '#6b4430') +
      pane(pen, -5, -46, 10, 11) +
      sails.join('') +
      pen.oval(0, -74, 4, 4, '#5a3d2a'),
    width: 104,
    height: 124,
  }
}

const pyramid =
  (kind: 'pyramid' | 'tent' | 'igloo') =>
  (pen: Pen, look: Look): Drawn => {
    const colour = look.colours[0] ?? { pyramid: '#e0b668', tent: '#e5763a', igloo: '#e9f4fb' }[kind]
    if (kind === 'pyramid') {
      const rows = Array.from({ length: 8 }, (_, i) =>
        pen.wire(way(-6 - i * 7.2, -86 + i * 11, 22 - i * -4, -86 + i * 11), 0.8, darker(colour, 0.22), { opacity: 0.5 }),
      )
      return {
        svg:
          pen.poly('0 -96, -74 0, 34 0', lighter(colour, 0.1)) +
          pen.poly('0 -96, 34 0, 74 0', darker(colour, 0.34)) +
          rows.join(''),
        width: 148,
        height: 96,
        seat: [0, -94],
      }
    }
    if (kind === 'tent')
      return {
        svg:
          pen.poly('0 -66, -52 0, 28 0', colour) +
          pen.poly('0 -66, 28 0, 56 -4', darker(colour, 0.3)) +
          pen.poly('-12 0, -3 -50, 12 0', '#5b2f1e') +
          pen.poly('-9 0, -3 -44, 8 0', lit, { bright: true, opacity: 0.85 }) +
          pen.glow(0, -16, 30, lit, 0.5) +
          pen.wire('0 -66, 0 -74', 2, '#6a4a33'),
        width: 108,
        height: 74,
        seat: [0, -64],
      }
    const lines: string[] = []
    for (const [y, half] of points('-14 49, -28 43, -41 31'))
      lines.push(pen.line(way(-half, y, 0, y + 2, half, y), 1.2, '#a9c6dc'))
    for (const [x, y] of points('-30 -7, -38 -21, -12 -35, -22 -21, 12 -47, -4 -47, 18 -34, 38 -20'))
      lines.push(pen.wire(way(x, y - 7, x, y + 7), 1.2, '#a9c6dc'))
    return {
      svg:
        pen.path('M-50 0A50 54 0 0 1 50 0Z', colour) +
        lines.join('') +
        pen.path('M6 0V-14A16 16 0 0 1 38 -14V0Z', lighter(colour, 0.3), { edge: '#a9c6dc', edgeWidth: 1.4 }) +
        pen.path('M12 0V-12A10 10 0 0 1 32 -12V0Z', '#35516e'),
      width: 100,
      height: 56,
      seat: [0, -52],
    }
  }

const bridge = (pen: Pen, look: Look): Drawn => {
  const colour = look.colours[0] ?? '#c04a35'
  const cable = (x0: number, x1: number): string =>
    Array.from({ length: 9 }, (_, i) => {
      const t = i / 8
      const y = -84 + 4 * 50 * t * (1 - t)
      return pen.wire(way(x0 + (x1 - x0) * t, Math.min(-30, y), x0 + (x1 - x0) * t, -26), 1, colour)
    }).join('') + pen.path(`M${x0} -84Q${(x0 + x1) / 2} 16 ${x1} -84L${x1} -81Q${(x0 + x1) / 2} 20 ${x0} -81Z`, colour)
  return {
    svg:
      pen.line('-120 -26, -50 -84', 2, colour) +
      pen.line('120 -26, 50 -84', 2, colour) +
      cable(-50, 50) +
      pen.box(-125, -28, 250, 6, 0, darker(colour, 0.15)) +
      [-50, 50]
        .map(
          x =>
            pen.box(x - 6, -92, 4, 92, 0, colour) +
            pen.box(x + 2, -92, 4, 92, 0, colour) +
            pen.box(x - 6, -80, 12, 4, 0, colour) +
            pen.box(x - 6, -58, 12, 4, 0, colour),
        )
        .join(''),
    width: 250,
    height: 94,
    seat: [0, -28],
  }
}

/** A wall with a corner, a fence, a sign: what stands about. */
const wall =
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
  house: noun(
    'house|cottage|home|villa|mansion|farmhouse|bungalow|shop|store|cafe building|tavern|inn',
    2.2,
    'meadow',
    house('house'),
  ),
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
