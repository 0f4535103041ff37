import { type Colour, darker, lighter } from '../colour.ts'
import { way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'

const wheel = (pen: Pen, x: number, r: number): string =>
  pen.oval(x, -r, r, r, '#25252c') + pen.oval(x, -r, r * 0.56, r * 0.56, '#c9d0d8') + pen.oval(x, -r, r * 0.2, r * 0.2, '#55606c')
const glass = '#a9d6ee'
const lamps = (pen: Pen, x: number, y: number): string =>
  pen.oval(x, y, 3, 3.4, '#fff2b8', { bright: true }) + pen.glow(x + 4, y, 15, '#fff2b8', 0.6)

const car =
  (kind: 'car' | 'van' | 'bus' | 'truck' | 'race') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? { car: '#d93a32', van: '#4aa3a0', bus: '#f2b52c', truck: '#3a6fc0', race: '#d3302c' }[kind]
    const trim = look.colours[1] ?? lighter(coat, 0.65)
    const out: string[] = []
    let high = 44
    if (kind === 'car' || kind === 'race') {
      const cabin = kind === 'race' ? 34 : 44
      high = cabin
      out.push(
        pen.path(`M-34 -24Q-26 ${-cabin - 2} -8 ${-cabin - 2}H8Q22 ${-cabin} 34 -24Z`, coat),
        pen.path(`M-28 -25Q-22 ${-cabin + 3} -8 ${-cabin + 3}H-2V-25Z`, glass),
        pen.path(`M2 ${-cabin + 3}H7Q18 ${-cabin + 5} 27 -25H2Z`, glass),
        pen.path('M-58 -10Q-60 -25 -44 -26L36 -26Q60 -24 60 -12Q60 -8 56 -8H-54Q-58 -8 -58 -10Z', coat),
        pen.box(-56, -15, 114, 3, 1, trim, { opacity: 0.7 }),
        pen.box(-4, -23, 8, 2, 1, darker(coat, 0.4)),
      )
      if (kind === 'race') out.push(pen.box(-60, -38, 18, 4, 1, darker(coat, 0.3)), pen.wire('-50 -36, -48 -26', 2.4, '#333'))
      out.push(
        lamps(pen, 57, -19),
        pen.box(-60, -21, 4, 6, 1, '#ff5b4a', { bright: true }),
        wheel(pen, -34, 11.5),
        wheel(pen, 34, 11.5),
      )
    } else if (kind === 'van') {
      high = 60
      out.push(
        pen.path('M-56 -10V-52Q-56 -60 -46 -60H34Q46 -60 52 -38L56 -30V-10Z', coat),
        pen.path('M-56 -34V-52Q-56 -60 -46 -60H34Q46 -60 51 -40L52 -34Z', trim),
        ...[-46, -22, 2].map(x => pen.box(x, -53, 20, 15, 3, glass)),
        pen.path('M27 -53H34Q41 -52 45 -38H27Z', glass),
        pen.box(-34, -68, 50, 7, 3, '#9a6a42'),
        lamps(pen, 54, -22),
        wheel(pen, -32, 12),
        wheel(pen, 32, 12),
      )
    } else if (kind === 'bus') {
      high = 70
      out.push(
        pen.box(-64, -68, 128, 60, 7, coat),
        ...[-56, -36, -16, 4].map(x => pen.box(x, -60, 17, 19, 3, glass)),
        pen.box(26, -60, 14, 48, 2, '#cfe8f4', { edge: darker(coat, 0.3), edgeWidth: 1.4 }),
        pen.box(46, -60, 14, 24, 3, glass),
        pen.box(-64, -35, 88, 4, 0, trim),
        lamps(pen, 61, -19),
        wheel(pen, -36, 12),
        wheel(pen, 36, 12),
      )
    } else {
      high = 62
      out.push(
        pen.box(-64, -60, 78, 50, 2, trim),
        pen.path('M18 -10V-50H40Q50 -48 54 -28L60 -26V-10Z', coat),
        pen.path('M24 -44H38Q45 -42 48 -28H24Z', glass),
        pen.box(-66, -14, 128, 6, 1, '#3a3d47'),
        lamps(pen, 58, -18),
        wheel(pen, -44, 11.5),
        wheel(pen, -18, 11.5),
        wheel(pen, 40, 11.5),
      )
    }
    return { svg: out.join(''), width: 124, height: high, seat: [0, -high - 1], behind: false }
  }

const train = (pen: Pen, look: Look): Drawn => {
  const coat = look.colours[0] ?? '#2f4a3c'
  const trim = look.colours[1] ?? '#c4382e'
  const out = [
    pen.wire('-150 0, 150 0', 3, '#8b8f98'),
    ...Array.from({ length: 26 }, (_, i) => pen.box(-150 + i * 12, 1, 6, 4, 0, '#6a4a35')),
    ...[0, 1].map(
      i =>
        pen.box(-146 + i * 58, -50, 52, 38, 3, trim) +
        pen.box(-148 + i * 58, -54, 56, 6, 2, darker(trim, 0.4)) +
        [0, 1, 2].map(j => pen.box(-140 + i * 58 + j * 15, -43, 11, 13, 2, '#ffe3a0', { bright: true })).join('') +
        [0, 1].map(j => pen.oval(-134 + i * 58 + j * 28, -7, 7, 7, '#2a2a30')).join('') +
        pen.box(-95 + i * 58, -18, 9, 4, 0, '#333'),
    ),
    pen.box(-28, -64, 38, 52, 2, coat),
    pen.box(-33, -70, 48, 7, 2, trim),
    pen.box(-20, -56, 20, 17, 2, '#ffe3a0', { bright: true }),
    pen.box(6, -46, 66, 32, 8, coat),
    ...[20, 38, 56].map(x => pen.box(x, -46, 4, 32, 0, '#d9a93c')),
    pen.poly('50 -46, 47 -70, 66 -70, 63 -46', '#26262c'),
    pen.oval(30, -48, 7, 6, '#d9a93c'),
    pen.oval(73, -30, 5, 15, '#26262c'),
    lamps(pen, 76, -38),
    pen.poly('66 -14, 92 0, 66 0', trim),
    pen.box(-30, -16, 100, 6, 1, '#33333b'),
    ...[-14, 14, 40].map(
      x => pen.oval(x, -11, 11, 11, '#26262c') + pen.ring(x, -11, 8, 2, trim) + pen.oval(x, -11, 2.4, 2.4, '#d9a93c'),
    ),
    pen.wire('-14 -11, 40 -11', 3, '#b9bec6'),
    ...[0, 1, 2, 3, 4].map(i =>
      pen.oval(54 - i * 22, -82 - i * 7, 11 + i * 4, 9 + i * 3, '#f2f3f5', { opacity: 0.85 - i * 0.13 }),
    ),
  ]
  return { svg: out.join(''), width: 250, height: 84, seat: [-10, -70] }
}

const bicycle =
  (motor: boolean) =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? (motor ? '#c9352e' : '#2f8f86')
    const dark = '#2b2b32'
    const out: string[] = []
    const tyre = (x: number, r: number): string =>
      pen.ring(x, -r, r - 2, motor ? 8 : 4, dark) +
      (motor
        ? pen.oval(x, -r, r * 0.55, r * 0.55, '#b8bfc8')
        : Array.from({ length: 8 }, (_, i) =>
            pen.wire(way(x, -r, x + Math.cos(i * 0.785) * (r - 3), -r + Math.sin(i * 0.785) * (r - 3)), 0.8, '#aab1ba'),
          ).join('')) +
      pen.oval(x, -r, 3, 3, '#8b929c')
    if (motor) {
      out.push(
        tyre(-40, 21),
        tyre(42, 21),
        pen.limb('42 -21, 30 -54, 24 -62', [5, 4, 4], '#9aa3ad'),
        pen.wire('24 -62, 12 -66', 4, dark),
        pen.blob('-44 -44, -30 -52, -6 -46, -4 -40, -36 -36', '#3a2a26'),
        pen.blob('-8 -46, 8 -58, 28 -52, 26 -40, 0 -36', coat),
        pen.box(-18, -36, 38, 22, 5, '#7c8590'),
        ...[0, 1, 2].map(i => pen.wire(way(-12, -31 + i * 6, 14, -31 + i * 6), 1.6, '#4a515a')),
        pen.limb('-10 -14, -36 -12, -62 -16', [5, 6, 8], '#c3c9d0'),
        pen.limb('-54 -38, -40 -44, -26 -36', [4, 6, 4], coat),
        pen.limb('28 -38, 42 -44, 58 -34', [3, 5, 3], coat),
        lamps(pen, 34, -52),
      )
      return { svg: out.join(''), width: 128, height: 70, seat: [-20, -50], hold: [12, -66] }
    }
    out.push(
      tyre(-38, 27),
      tyre(38, 27),
      pen.wire('-38 -27, -16 -62, 26 -62, -6 -27, -38 -27', 4.4, coat),
      pen.wire('-6 -27, -18 -68', 4.4, coat),
      pen.wire('38 -27, 24 -72', 4.4, coat),
      pen.wire('24 -72, 34 -76, 38 -70', 3.4, dark),
      pen.limb('-30 -70, -8 -69', [7, 3.6], '#5a3a28'),
      pen.ring(-6, -27, 7, 2.4, '#8b929c'),
      pen.wire('-6 -27, 1 -16', 2.6, '#6b727c'),
      pen.box(-3, -16, 9, 3, 1, dark),
      pen.box(30, -66, 20, 13, 2, '#c9975a', { edge: '#9a6a38', edgeWidth: 1.4 }),
    )
    return { svg: out.join(''), width: 132, height: 78, seat: [-18, -71], hold: [24, -72] }
  }

const tractor = (pen: Pen, look: Look): Drawn => {
  const coat: Colour = look.colours[0] ?? '#3f9a3f'
  return {
    svg:
      pen.box(-40, -70, 4, 36, 0, '#333') +
      pen.box(-2, -70, 4, 36, 0, '#333') +
      pen.box(-46, -76, 56, 7, 3, coat) +
      pen.path('M-42 -20V-44H0L6 -42H46Q52 -42 52 -34V-16H-42Z', coat) +
      pen.box(26, -62, 4, 22, 1, '#33343c') +
      pen.box(-36, -68, 34, 26, 1, glass, { opacity: 0.6 }) +
      lamps(pen, 51, -32) +
      [-24, 38]
        .map(
          (x, i) =>
            pen.oval(x, i ? -15 : -25, i ? 15 : 25, i ? 15 : 25, '#26262c') +
            pen.oval(x, i ? -15 : -25, i ? 7 : 12, i ? 7 : 12, '#f0c23a'),
        )
        .join(''),
    width: 108,
    height: 76,
    seat: [-18, -46],
  }
}

const noun = (words: string, size: number, home: Noun['home'], draw: Noun['draw']): Noun => ({
  words,
  size,
  home,
  lives: 'ground',
  draw,
})

/** What drives on land. */
export const vehicles: Readonly<Record<string, Noun>> = {
  car: noun('car|taxi|cab|automobile|sedan|convertible|beetle car|jeep|suv|vehicle', 1.5, 'road', car('car')),
  racecar: noun('race car|racecar|sports car|ferrari|lamborghini|porsche|racing car', 1.5, 'road', car('race')),
  van: noun('van|camper|campervan|camper van|minivan|ambulance|rv', 1.8, 'road', car('van')),
  bus: noun('bus|school bus|tram|coach', 2.1, 'street', car('bus')),
  truck: noun('truck|lorry|fire truck|pickup|firetruck', 2, 'road', car('truck')),
  train: noun('train|locomotive|steam train|railway', 2.6, 'mountains', train),
  bicycle: noun('bicycle|bike|tricycle|unicycle', 1.05, 'street', bicycle(false)),
  motorcycle: noun('motorcycle|motorbike|scooter|vespa|moped', 1.1, 'road', bicycle(true)),
  tractor: noun('tractor|bulldozer|excavator|tank', 1.6, 'farm', tractor),
}
