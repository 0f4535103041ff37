import { brightness, type Colour, darker, lighter } from '../colour.ts'
import { points, triples, way } from '../curve.ts'
import type { Drawn, Look } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { lit, pane } from './pane.ts'

/** A lighthouse with its beam. */
export const lighthouse = (pen: Pen, look: Look): Drawn => {
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

/** Towers. */
export const skyscraper =
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
      // After dark the tower is lit.
      const golden = brightness(pen.light.lamp) < 0.78
      if (golden) out.push(pen.glow(0, -60, 76, '#ffc96a', 0.55))
      out.push(
        pen.path('M-34 0Q-12 -40 -4 -110L0 -124L4 -110Q12 -40 34 0H22Q10 -24 0 -24Q-10 -24 -22 0Z', golden ? '#f0b654' : colour, {
          bright: golden,
        }),
      )
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

/** A windmill. */
export const windmill = (pen: Pen, look: Look): Drawn => {
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

/** Pyramids, tents and igloos. */
export const pyramid =
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

/** A suspension bridge. */
export const bridge = (pen: Pen, look: Look): Drawn => {
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
