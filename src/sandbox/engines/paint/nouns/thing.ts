import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'
import { starPoints } from './food.ts'

type Draw = Noun['draw']
const main = (look: Look, own: Colour): Colour => look.colours[0] ?? own

const book: Draw = (pen, look) => {
  const coat = main(look, look.random.branch('book').pick(['#b5402f', '#2f5fa8', '#3a7a4f', '#7d4a9a']))
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

const lamp =
  (kind: 'lamp' | 'candle' | 'lantern' | 'street'): Draw =>
  (pen, look) => {
    const coat = main(look, { lamp: '#e8c06a', candle: '#f6ecd8', lantern: '#d8402f', street: '#33353f' }[kind])
    if (kind === 'candle')
      return {
        svg:
          pen.glow(0, -82, 60, '#ffc96a', 0.7) +
          pen.oval(0, -4, 30, 6, '#c9a24a') +
          pen.box(-13, -62, 26, 60, 4, coat) +
          pen.limb('-9 -58, -10 -40', [6, 7], lighter(coat, 0.4)) +
          pen.wire('0 -62, 0 -70', 2, '#33302c') +
          pen.blob('0 -98, 8 -78, 0 -67, -8 -78', '#ff9f2e', { bright: true }) +
          pen.blob('0 -88, 4 -76, 0 -69, -4 -76', '#fff0a8', { bright: true }),
        width: 60,
        height: 98,
      }
    if (kind === 'lantern')
      return {
        svg:
          pen.glow(0, -52, 70, '#ffb45a', 0.75) +
          pen.line('-12 -92, 0 -106, 12 -92', 2.4, '#3a2d2a') +
          pen.box(-16, -94, 32, 7, 2, '#3a2d2a') +
          pen.blob('-18 -88, 18 -88, 34 -52, 18 -16, -18 -16, -34 -52', coat, { bright: true }) +
          [-14, 0, 14].map(x => pen.line(way(x * 0.8, -87, x * 1.7, -52, x * 0.8, -17), 1.4, darker(coat, 0.25))).join('') +
          pen.box(-16, -18, 32, 6, 2, '#3a2d2a') +
          [-6, 0, 6].map(x => pen.wire(way(x, -12, x, 0), 2, '#e8b33a')).join(''),
        width: 70,
        height: 108,
      }
    if (kind === 'street')
      return {
        svg:
          pen.limb('0 0, 0 -50, 0 -100', [6, 4, 3.6], coat) +
          pen.box(-8, -5, 16, 5, 2, coat) +
          pen.glow(0, -110, 46, '#ffd88a', 0.85) +
          pen.poly('-9 -102, 9 -102, 12 -120, -12 -120', '#ffe9ae', { bright: true }) +
          pen.poly('-14 -119, 0 -128, 14 -119', coat),
        width: 40,
        height: 128,
      }
    return {
      svg:
        pen.glow(0, -64, 66, '#ffe0a0', 0.6) +
        pen.oval(0, -4, 24, 5, '#7a5a3c') +
        pen.limb('0 -4, -3 -24, 0 -56', [7, 11, 4], '#8a6a45') +
        pen.poly('-17 -98, 17 -98, 36 -54, -36 -54', coat, { bright: true }),
      width: 74,
      height: 98,
    }
  }

const clock: Draw = (pen, look) => {
  const coat = main(look, '#c4423a')
  const hand = (turn: number, long: number, w: number): string =>
    pen.wire(way(0, -50, Math.sin(turn) * long, -50 - Math.cos(turn) * long), w, '#2b2a33')
  return {
    svg:
      [-1, 1]
        .map(
          s =>
            pen.limb(way(s * 22, -14, s * 30, -1), [7, 6], darker(coat, 0.2)) +
            pen.oval(s * 22, -94, 14, 11, darker(coat, 0.1), {}, s * 34),
        )
        .join('') +
      pen.box(-3, -104, 6, 10, 2, darker(coat, 0.3)) +
      pen.oval(0, -50, 43, 43, coat) +
      pen.oval(0, -50, 34, 34, '#fbf8ef') +
      Array.from({ length: 12 }, (_, i) =>
        pen.wire(
          [
            [Math.sin(i * 0.5236) * 28, -50 - Math.cos(i * 0.5236) * 28],
            [Math.sin(i * 0.5236) * 31, -50 - Math.cos(i * 0.5236) * 31],
          ],
          i % 3 ? 1.4 : 3,
          '#4a4650',
        ),
      ).join('') +
      hand(5.2, 17, 4) +
      hand(1.05, 25, 3) +
      pen.oval(0, -50, 3, 3, '#c4423a'),
    width: 88,
    height: 104,
  }
}

const guitar =
  (kind: 'guitar' | 'violin' | 'drum' | 'trumpet'): Draw =>
  (pen, look) => {
    const coat = main(look, { guitar: '#d98d3a', violin: '#a8522a', drum: '#cf3f38', trumpet: '#e8b53c' }[kind])
    if (kind === 'drum')
      return {
        svg:
          pen.path('M-46 -62V-10Q0 8 46 -10V-62Z', coat) +
          [-34, -12, 12, 34].map((x, i) => pen.wire(way(x, -56, x + (i % 2 ? -11 : 11), -8), 2.4, '#fbf5e6')).join('') +
          pen.oval(0, -62, 46, 13, '#fbf5e6') +
          pen.ring(0, -62, 1, 1, '#ccc') +
          pen.limb('-36 -98, 6 -68', [3.4, 4], '#c9975a') +
          pen.limb('40 -100, 2 -72', [3.4, 4], '#c9975a'),
        width: 96,
        height: 100,
        seat: [0, -62],
      }
    if (kind === 'trumpet')
      return {
        svg:
          pen.limb('-60 -46, 20 -46, 44 -46, 64 -46', [5, 6, 12, 44], coat) +
          pen.line('-30 -46, -40 -26, -10 -20, 20 -26, 14 -46', 5, darker(coat, 0.15)) +
          [-14, 0, 14].map(x => pen.box(x - 4, -64, 8, 36, 2, lighter(coat, 0.3))).join('') +
          pen.oval(-62, -46, 3, 6, darker(coat, 0.3)),
        width: 130,
        height: 70,
      }
    const violin = kind === 'violin'
    return {
      svg:
        `<g transform="rotate(24 0 -46)">${pen.box(-4, -128, 8, 80, 1, '#4a2f20')}${pen.poly(
          '-7 -128, 7 -128, 5 -146, -5 -146',
          '#3a241a',
        )}${[-140, -134].map(y => pen.oval(-9, y, 2.4, 2, '#d9d3c4') + pen.oval(9, y, 2.4, 2, '#d9d3c4')).join('')}${pen.blob(
          '0 -68, 20 -64, 24 -50, 17 -38, 30 -16, 20 4, 0 8, -20 4, -30 -16, -17 -38, -24 -50, -20 -64',
          coat,
        )}${
          violin
            ? [-1, 1].map(s => pen.line(way(s * 12, -40, s * 9, -30, s * 13, -20), 2, '#2b1a12')).join('')
            : pen.oval(0, -34, 10, 10, '#3a2216') + pen.ring(0, -34, 11.5, 1.6, '#f3d9a0')
        }${pen.box(-11, -6, 22, 4.4, 1, '#3a2216')}${[-2.4, -0.8, 0.8, 2.4]
          .map(x => pen.wire(way(x, -138, x, -5), 0.6, '#f3ead6'))
          .join('')}</g>` + (violin ? pen.wire('-50 -8, 44 -70', 2.4, '#8a5a34') : ''),
      width: 90,
      height: 130,
    }
  }

const umbrella: Draw = (pen, look) => {
  const coat = main(look, '#d63c36')
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
  const coat = main(look, '#3a3340')
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
  const coat = main(look, '#e5483a')
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
  const coat = main(look, '#f6f4ee')
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
  const coat = main(look, '#d63c46')
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
  const coat = main(look, '#e2b23e')
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
const camera: Draw = (pen, look) => {
  const coat = main(look, '#3a3b46')
  return {
    svg:
      pen.box(-16, -80, 34, 16, 4, lighter(coat, 0.12)) +
      pen.box(-54, -68, 108, 66, 9, coat) +
      pen.box(-54, -54, 108, 30, 0, look.colours[1] ?? '#8a5a3c') +
      pen.oval(0, -36, 29, 29, '#c9ced6') +
      pen.oval(0, -36, 23, 23, '#22232b') +
      pen.oval(0, -36, 14, 14, '#36527a') +
      pen.oval(-6, -42, 5, 5, '#bfe3fa') +
      pen.box(32, -63, 13, 8, 2, '#fff0b8', { bright: true }) +
      pen.oval(-40, -70, 7, 4, '#d63c36'),
    width: 112,
    height: 82,
  }
}
const laptop =
  (kind: 'laptop' | 'phone' | 'tv'): Draw =>
  (pen, look) => {
    const coat = main(look, { laptop: '#b9c0ca', phone: '#c4382f', tv: '#8a5a38' }[kind])
    if (kind === 'phone')
      return {
        svg:
          pen.blob('-50 -6, -40 -42, -14 -56, 14 -56, 40 -42, 50 -6, 0 -1', coat) +
          pen.limb('-54 -58, -40 -74, 0 -78, 40 -74, 54 -58', [22, 15, 13, 15, 22], darker(coat, 0.15)) +
          pen.oval(0, -28, 21, 20, '#f6f2e8') +
          Array.from({ length: 10 }, (_, i) =>
            pen.oval(Math.cos(i * 0.6) * 14, -28 + Math.sin(i * 0.6) * 13.4, 3, 3, '#35333c'),
          ).join('') +
          pen.oval(0, -28, 6, 6, coat),
        width: 124,
        height: 88,
      }
    if (kind === 'tv')
      return {
        svg:
          pen.wire('0 -82, -24 -112', 2.6, '#55505a') +
          pen.wire('0 -82, 26 -110', 2.6, '#55505a') +
          pen.box(-58, -84, 116, 78, 10, coat) +
          pen.box(-48, -76, 76, 60, 10, '#20303f') +
          pen.box(-45, -73, 70, 54, 8, '#7fd0e8', { bright: true }) +
          pen.poly('-40 -26, -18 -52, -4 -36, 8 -50, 22 -26', '#4f9a5f', { bright: true }) +
          [-60, -40].map(y => pen.oval(42, y, 6, 6, '#e8d9b8')).join('') +
          [-38, 38].map(x => pen.limb(way(x, -8, x * 1.15, 0), [6, 4], darker(coat, 0.3))).join(''),
        width: 118,
        height: 112,
      }
    return {
      svg:
        pen.box(-48, -76, 96, 64, 5, darker(coat, 0.5)) +
        pen.box(-43, -71, 86, 54, 2, '#17233f') +
        pen.glow(0, -44, 60, '#6fb8ff', 0.35) +
        [
          [14, '#6fe0a8'],
          [34, '#f7c95a'],
          [24, '#7fb8ff'],
          [44, '#f08ab8'],
          [20, '#6fe0a8'],
        ]
          .map(([w, c], i) => pen.box(-36 + (i % 3) * 6, -64 + i * 9, w, 4, 2, c as Colour, { bright: true, flat: true }))
          .join('') +
        pen.poly('-50 -12, 50 -12, 62 -1, -62 -1', coat) +
        pen.poly('-42 -10, 42 -10, 46 -5, -46 -5', darker(coat, 0.3)),
      width: 124,
      height: 78,
      seat: [0, -74],
    }
  }
const emblem =
  (kind: 'heart' | 'star' | 'diamond' | 'crown' | 'sword' | 'anchor' | 'shield'): Draw =>
  (pen, look) => {
    const coat = main(
      look,
      {
        heart: '#e0364f',
        star: '#f7c93a',
        diamond: '#7fd4f2',
        crown: '#eab93c',
        sword: '#d5dce6',
        anchor: '#4a5a72',
        shield: '#3a66b0',
      }[kind],
    )
    switch (kind) {
      case 'heart':
        return {
          svg:
            pen.path('M0 -4C-70 -46 -56 -100 -24 -96C-8 -94 0 -80 0 -74C0 -80 8 -94 24 -96C56 -100 70 -46 0 -4Z', coat) +
            pen.oval(-24, -76, 8, 13, lighter(coat, 0.6), { opacity: 0.7 }, 30),
          width: 104,
          height: 96,
        }
      case 'star':
        return {
          svg:
            pen.glow(0, -52, 80, coat, 0.4) +
            pen.poly(starPoints(0, -52, 50), coat, { edge: coat, edgeWidth: 6 }) +
            pen.poly(starPoints(0, -54, 24), lighter(coat, 0.35), { opacity: 0.8 }),
          width: 104,
          height: 104,
        }
      case 'diamond':
        return {
          svg:
            pen.glow(0, -46, 76, lighter(coat, 0.5), 0.5) +
            pen.poly('-50 -64, -28 -88, 28 -88, 50 -64, 0 0', coat) +
            pen.poly('-50 -64, -20 -64, 0 0', lighter(coat, 0.25)) +
            pen.poly('20 -64, 50 -64, 0 0', darker(coat, 0.24)) +
            pen.poly('-28 -88, -20 -64, 0 -88', lighter(coat, 0.55)) +
            pen.poly('28 -88, 20 -64, 0 -88', lighter(coat, 0.3)) +
            pen.poly('-20 -64, 20 -64, 0 -88', lighter(coat, 0.7)),
          width: 104,
          height: 90,
        }
      case 'crown':
        return {
          svg:
            pen.poly('-50 -14, -56 -74, -26 -46, 0 -88, 26 -46, 56 -74, 50 -14', coat, { edge: coat, edgeWidth: 4 }) +
            pen.box(-52, -18, 104, 18, 4, darker(coat, 0.12)) +
            points('-56 -76, 0 -90, 56 -76')
              .map(([x, y]) => pen.oval(x, y, 7, 7, '#e0364f'))
              .join('') +
            [-32, 0, 32].map((x, i) => pen.oval(x, -9, 6, 6, (['#3d94f0', '#e0364f', '#3fae6a'] as const)[i] as Colour)).join(''),
          width: 120,
          height: 96,
        }
      case 'sword':
        return {
          svg:
            pen.poly('-7 -34, -6 -112, 0 -126, 6 -112, 7 -34', coat) +
            pen.wire('0 -36, 0 -114', 2, darker(coat, 0.25)) +
            pen.limb('-28 -34, 0 -31, 28 -34', [6, 9, 6], '#d9a93c') +
            pen.box(-5, -30, 10, 22, 2, '#6a3f2a') +
            pen.oval(0, -5, 7, 6, '#d9a93c'),
          width: 60,
          height: 126,
        }
      case 'anchor':
        return {
          svg:
            pen.ring(0, -96, 10, 6, coat) +
            pen.box(-5, -86, 10, 80, 2, coat) +
            pen.box(-28, -74, 56, 9, 4, coat) +
            pen.limb('-44 -34, -30 -10, 0 -3, 30 -10, 44 -34', [4, 11, 12, 11, 4], coat) +
            [-1, 1].map(s => pen.poly(way(s * 54, -30, s * 44, -48, s * 34, -30), coat)).join(''),
          width: 108,
          height: 108,
        }
      case 'shield':
        return {
          svg:
            pen.path('M-42 -92Q0 -104 42 -92V-52Q40 -18 0 0Q-40 -18 -42 -52Z', coat) +
            pen.path('M0 -98Q22 -97 42 -92V-52Q40 -18 0 0Z', darker(coat, 0.2)) +
            pen.poly(starPoints(0, -54, 22), '#f4cf5a'),
          width: 88,
          height: 100,
        }
      default:
        return kind satisfies never
    }
  }
const box: Draw = (pen, look) => {
  const coat = main(look, '#b98a54')
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
  const coat = main(look, '#b5793c')
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
const campfire: Draw = pen => ({
  svg:
    pen.glow(0, -30, 120, '#ff9a3a', 0.6) +
    [-1, 1]
      .map(s => pen.limb(way(s * 38, -3, s * -26, -14), [11, 10], '#6b4429') + pen.oval(s * 38, -3, 5, 5.5, '#d9a870'))
      .join('') +
    pen.blob('0 -96, 18 -62, 28 -34, 16 -8, -16 -8, -28 -34, -10 -52', '#f2692a', { bright: true }) +
    pen.blob('4 -72, 16 -40, 10 -10, -10 -10, -16 -34, -2 -46', '#fba62f', { bright: true }) +
    pen.blob('0 -46, 8 -24, 0 -9, -8 -24', '#fff0a0', { bright: true }) +
    [-44, -24, 24, 44].map(x => pen.oval(x, 0, 10, 6, '#7d7a80')).join(''),
  width: 100,
  height: 96,
})

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
