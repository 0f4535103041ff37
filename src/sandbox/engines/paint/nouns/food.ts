import { type Colour, darker, lighter } from '../colour.ts'
import { type Point, points, triples, way } from '../curve.ts'
import type { Drawn, Look, Noun } from '../noun.ts'
import type { Pen } from '../pen.ts'

const steam = (pen: Pen, x: number, y: number): string =>
  [-12, 0, 12]
    .map((dx, i) =>
      pen.line(way(x + dx, y, x + dx + 5, y - 10, x + dx - 4, y - 20, x + dx + 3, y - 32 - (i % 2) * 5), 3, '#ffffff', {
        opacity: 0.55,
      }),
    )
    .join('')
const shine = (pen: Pen, x: number, y: number, rx: number, ry: number, turn = -24): string =>
  pen.oval(x, y, rx, ry, '#ffffff', { flat: true, opacity: 0.45 }, turn)

const cup =
  (kind: 'cup' | 'glass' | 'teapot' | 'bottle') =>
  (pen: Pen, look: Look): Drawn => {
    const coat = look.colours[0] ?? { cup: '#f3efe8', glass: '#cfe6ef', teapot: '#4f8fa8', bottle: '#4f8a5a' }[kind]
    if (kind === 'cup') {
      const saucer =
        pen.oval(0, -3, 56, 8, darker(coat, 0.08)) +
        pen.oval(0, -5, 40, 5, lighter(coat, 0.3)) +
        pen.line('38 -50, 60 -50, 58 -24, 32 -20', 8, darker(coat, 0.1))
      if (look.filled)
        return {
          svg: saucer + pen.oval(0, -60, 42, 10, darker(coat, 0.3)),
          front: pen.path('M-42 -60Q0 -41 42 -60Q42 -6 14 -6H-14Q-42 -6 -42 -60Z', coat) + shine(pen, -28, -36, 4, 12, 8),
          width: 114,
          height: 70,
          seat: [0, -52],
        }
      return {
        svg:
          steam(pen, 0, -70) +
          saucer +
          pen.path('M-42 -60H42Q42 -6 14 -6H-14Q-42 -6 -42 -60Z', coat) +
          pen.oval(0, -60, 42, 10, lighter(coat, 0.35)) +
          pen.oval(0, -58.6, 36, 7.4, look.colours[1] ?? '#6f4328') +
          pen.line('-10 -58, 0 -61, 12 -58, 4 -55, -6 -56', 2, '#c99a6a') +
          shine(pen, -28, -38, 4, 14, 8),
        width: 114,
        height: 76,
        seat: [-2, -44],
        behind: true,
      }
    }
    if (kind === 'glass')
      return {
        svg:
          pen.path('M-24 -86H24L17 0H-17Z', coat, { opacity: 0.55 }) +
          pen.path('M-20.5 -62H20.5L15.6 -4H-15.6Z', look.colours[1] ?? '#f2992c', { opacity: 0.9 }) +
          pen.oval(0, -62, 20.5, 4, lighter(look.colours[1] ?? '#f2992c', 0.3)) +
          pen.oval(0, -86, 24, 4.6, '#ffffff', { opacity: 0.5 }) +
          pen.wire('4 -20, 18 -104', 3, '#e5483a') +
          shine(pen, -13, -44, 2.6, 22, 4),
        width: 56,
        height: 100,
        seat: [0, -62],
        behind: true,
      }
    if (kind === 'teapot')
      return {
        svg:
          pen.limb('34 -34, 52 -44, 62 -66', [17, 11, 8], coat) +
          pen.line('-34 -56, -62 -56, -62 -28, -34 -22', 7, darker(coat, 0.12)) +
          pen.blob('0 -72, 36 -58, 44 -30, 24 -4, -24 -4, -44 -30, -36 -58', coat) +
          pen.blob('-24 -66, 0 -80, 24 -66, 0 -61', lighter(coat, 0.14)) +
          pen.oval(0, -83, 6, 6, '#e5b84a') +
          petalsRing(pen, 0, -34, 9, '#ffffff') +
          shine(pen, -26, -48, 5, 12, 24),
        width: 126,
        height: 90,
        seat: [0, -84],
      }
    return {
      svg:
        pen.path('M-9 -116H9V-88Q24 -78 24 -60V-8Q24 0 16 0H-16Q-24 0 -24 -8V-60Q-24 -78 -9 -88Z', coat, { opacity: 0.88 }) +
        pen.box(-11, -122, 22, 12, 2, '#b8864a') +
        pen.box(-24, -54, 48, 30, 1, '#f6ecd6') +
        pen.oval(0, -39, 8, 8, '#b5402f') +
        shine(pen, -14, -74, 3, 10, 10),
      width: 50,
      height: 122,
      seat: [0, -24],
      behind: true,
    }
  }
const petalsRing = (pen: Pen, x: number, y: number, r: number, colour: Colour): string =>
  Array.from({ length: 5 }, (_, i) =>
    pen.oval(x + Math.cos(i * 1.257) * r, y + Math.sin(i * 1.257) * r, r * 0.6, r * 0.6, colour),
  ).join('') + pen.oval(x, y, r * 0.5, r * 0.5, '#f4c23a')

const fruit =
  (kind: 'apple' | 'pear' | 'orange' | 'banana' | 'strawberry' | 'grapes' | 'pineapple' | 'cherry' | 'avocado' | 'carrot') =>
  (pen: Pen, look: Look): Drawn => {
    const coat =
      look.colours[0] ??
      {
        apple: '#d6362f',
        pear: '#b9c848',
        orange: '#f2922c',
        banana: '#f6d23c',
        strawberry: '#dd3040',
        grapes: '#7a4aa8',
        pineapple: '#eeb53a',
        cherry: '#c4223a',
        avocado: '#4c6b34',
        carrot: '#ee7f26',
      }[kind]
    const leaf = '#4f9a3f'
    const stem = (x: number, y: number): string =>
      pen.limb(way(x, y, x + 4, y - 16), [4, 3], '#6b4a2c') +
      pen.limb(way(x + 3, y - 10, x + 16, y - 20, x + 26, y - 16), [2, 11, 1], leaf)
    switch (kind) {
      case 'apple':
        return {
          svg:
            pen.blob('0 -74, 22 -84, 44 -68, 42 -32, 20 -2, 0 -7, -20 -2, -42 -32, -44 -68, -22 -84', coat) +
            stem(0, -72) +
            shine(pen, -24, -56, 6, 13, 24),
          width: 92,
          height: 92,
          seat: [0, -74],
        }
      case 'pear':
        return {
          svg:
            pen.blob('0 -96, 14 -86, 20 -62, 38 -38, 34 -8, 0 0, -34 -8, -38 -38, -20 -62, -14 -86', coat) +
            stem(0, -92) +
            shine(pen, -20, -38, 6, 14, 16),
          width: 78,
          height: 104,
        }
      case 'orange':
        return {
          svg:
            pen.oval(0, -40, 42, 40, coat) +
            stem(0, -76) +
            Array.from({ length: 16 }, (_, i) =>
              pen.oval(Math.cos(i * 2.4) * i * 2.2, -40 + Math.sin(i * 2.4) * i * 2.1, 1.1, 1.1, darker(coat, 0.2)),
            ).join('') +
            shine(pen, -16, -56, 8, 11, 34),
          width: 84,
          height: 90,
        }
      case 'banana':
        return {
          svg:
            [-12, 0]
              .map(
                (d, i) =>
                  pen.limb(
                    way(-50 + d, -66 - d, -40 + d, -30, -6, -8 + d * 0.6, 40 - d, -16 + d),
                    [9, 23, 25, 8],
                    i ? coat : darker(coat, 0.14),
                  ) +
                  pen.oval(42 - d, -16 + d, 5, 4.4, '#6b4a2c') +
                  pen.limb(way(-50 + d, -64 - d, -52 + d, -76 - d), [8, 6], '#8a7a2f'),
              )
              .join('') + pen.line('-42 -56, -30 -28, -4 -10, 34 -16', 1.6, darker(coat, 0.2), { opacity: 0.6 }),
          width: 110,
          height: 84,
        }
      case 'strawberry':
        return {
          svg:
            pen.blob('0 -2, -26 -26, -36 -60, -18 -78, 0 -74, 18 -78, 36 -60, 26 -26', coat) +
            Array.from({ length: 18 }, (_, i) => {
              const row = Math.floor(i / 5)
              const y = -64 + row * 15
              const w = 26 - row * 5
              return pen.oval(-w + (i % 5) * (w / 2), y + (i % 2) * 5, 1.7, 2.6, '#f8d86a')
            }).join('') +
            [-24, -10, 6, 20].map(x => pen.limb(way(0, -76, x, -78, x * 1.4, -70), [5, 9, 1], leaf)).join('') +
            pen.limb('0 -76, 4 -92', [4, 3], leaf),
          width: 76,
          height: 92,
        }
      case 'grapes':
        return {
          svg:
            points('0 -10, -12 -26, 12 -26, -24 -44, 0 -44, 24 -44, -32 -62, -11 -62, 11 -62, 32 -62')
              .map(([x, y], i) => pen.oval(x, y, 13, 13, i % 3 ? coat : darker(coat, 0.14)) + shine(pen, x - 4, y - 5, 2.4, 4))
              .join('') + stem(0, -72),
          width: 90,
          height: 92,
        }
      case 'pineapple':
        return {
          svg:
            [-24, -12, 0, 12, 24]
              .map((x, i) =>
                pen.limb(
                  way(0, -70, x, -92 - (2 - Math.abs(i - 2)) * 5, x * 1.7, -104 - (2 - Math.abs(i - 2)) * 9),
                  [8, 10, 1],
                  i % 2 ? leaf : darker(leaf, 0.15),
                ),
              )
              .join('') +
            pen.oval(0, -38, 30, 38, coat) +
            [-3, -2, -1, 0, 1, 2, 3]
              .map(i =>
                pen.line(way(-26, -38 + i * 11, 0, -28 + i * 11, 26, -44 + i * 11), 1.4, darker(coat, 0.34), { opacity: 0.7 }),
              )
              .join('') +
            [-2, -1, 0, 1, 2]
              .map(i =>
                pen.line(way(24, -38 + i * 13, 0, -30 + i * 13, -24, -48 + i * 13), 1.4, darker(coat, 0.34), { opacity: 0.7 }),
              )
              .join(''),
          width: 66,
          height: 122,
        }
      case 'cherry':
        return {
          svg:
            pen.line('-20 -34, -8 -64, 8 -88', 2.6, leaf) +
            pen.line('22 -30, 18 -60, 8 -88', 2.6, leaf) +
            pen.limb('8 -88, 28 -94, 42 -84', [3, 13, 1], leaf) +
            [-20, 24].map(x => pen.oval(x, -20, 20, 20, coat) + shine(pen, x - 6, -28, 3.6, 6)).join(''),
          width: 90,
          height: 96,
        }
      case 'avocado':
        return {
          svg:
            pen.blob('0 -92, 20 -74, 36 -36, 26 -6, 0 0, -26 -6, -36 -36, -20 -74', coat) +
            pen.blob('0 -84, 15 -68, 29 -36, 20 -11, 0 -6, -20 -11, -29 -36, -15 -68', '#dfe38a') +
            pen.oval(0, -32, 14, 15, '#7a4a2a') +
            shine(pen, -5, -38, 3, 5),
          width: 76,
          height: 94,
        }
      case 'carrot':
        return {
          svg:
            [-16, -6, 6, 16].map(x => pen.limb(way(0, -74, x, -94, x * 1.6, -106), [4, 9, 1], leaf)).join('') +
            pen.limb('0 -72, 0 -40, 2 0', [30, 21, 3], coat) +
            [-60, -46, -30].map((y, i) => pen.line(way(-9 + i, y, 4, y + 2), 1.6, darker(coat, 0.24))).join(''),
          width: 56,
          height: 106,
        }
      default:
        return kind satisfies never
    }
  }

const star = (x: number, y: number, r: number): Point[] =>
  Array.from({ length: 10 }, (_, i): Point => [
    x + Math.cos(i * 0.628 - 1.57) * (i % 2 ? r * 0.42 : r),
    y + Math.sin(i * 0.628 - 1.57) * (i % 2 ? r * 0.42 : r),
  ])

const sweet =
  (kind: 'cake' | 'cupcake' | 'icecream' | 'donut' | 'pie' | 'cookie' | 'candy') =>
  (pen: Pen, look: Look): Drawn => {
    const icing =
      look.colours[0] ??
      {
        cake: '#f7a8bf',
        cupcake: '#f59ac0',
        icecream: '#f8b6c8',
        donut: '#f283b1',
        pie: '#d99a4a',
        cookie: '#d1995a',
        candy: '#e5485a',
      }[kind]
    const second = look.colours[1] ?? '#fdf4e4'
    const sprinkle = (x: number, y: number, i: number): string =>
      pen.limb(
        way(x - 2, y - 1, x + 2, y + 1),
        [2, 2],
        (['#f6d23c', '#5bb8f0', '#ffffff', '#7ad06a', '#e5483a'] as const)[i % 5] as Colour,
        { flat: true },
      )
    switch (kind) {
      case 'cake':
        return {
          svg:
            pen.oval(0, -3, 66, 7, '#e9e6ee') +
            pen.box(-52, -40, 104, 37, 5, second) +
            pen.path(
              'M-52 -40H52V-28Q44 -18 36 -28Q26 -14 16 -28Q6 -16 -4 -28Q-14 -14 -24 -28Q-34 -18 -42 -28Q-48 -20 -52 -28Z',
              icing,
            ) +
            pen.box(-36, -70, 72, 32, 5, second) +
            pen.path('M-36 -70H36V-58Q28 -48 20 -58Q10 -46 0 -58Q-10 -46 -20 -58Q-28 -48 -36 -58Z', icing) +
            [-20, 0, 20]
              .map(
                x =>
                  pen.box(x - 2, -90, 4, 20, 1, x ? '#5bb8f0' : '#f6d23c') +
                  pen.glow(x, -96, 13, '#ffd86a', 0.8) +
                  pen.blob(way(x, -102, x + 3.4, -95, x, -90, x - 3.4, -95), '#ffb63a', { bright: true }),
              )
              .join('') +
            [-28, -10, 10, 28].map(x => pen.oval(x, -71, 5, 5, '#d8324a')).join(''),
          width: 134,
          height: 104,
          seat: [0, -70],
        }
      case 'cupcake':
        return {
          svg:
            pen.path('M-30 -40H30L22 0H-22Z', second) +
            [-18, -6, 6, 18].map(x => pen.wire(way(x * 1.18, -40, x * 0.9, 0), 1.6, darker(second, 0.2))).join('') +
            pen.blob('-36 -40, -30 -54, 30 -54, 36 -40, 0 -34', icing) +
            pen.blob('-26 -54, -20 -68, 20 -68, 26 -54, 0 -49', lighter(icing, 0.12)) +
            pen.blob('-15 -67, 0 -90, 15 -67, 0 -62', lighter(icing, 0.24)) +
            pen.oval(0, -91, 7.4, 7.4, '#d8263c') +
            Array.from({ length: 12 }, (_, i) => sprinkle(-26 + ((i * 17) % 52), -44 - ((i * 11) % 26), i)).join(''),
          width: 76,
          height: 98,
          seat: [0, -86],
        }
      case 'icecream':
        return {
          svg:
            pen.poly('-20 -54, 20 -54, 0 0', '#dda55a') +
            [-10, 0, 10].map(x => pen.wire(way(x * 1.6, -54, x * 0.2 + 5, -14), 1.4, '#b57c36')).join('') +
            [-10, 0, 10].map(x => pen.wire(way(x * 1.6, -54, x * 0.2 - 5, -14), 1.4, '#b57c36')).join('') +
            pen.oval(-11, -64, 18, 17, look.colours[1] ?? '#8a5a3a') +
            pen.oval(12, -64, 18, 17, second) +
            pen.oval(0, -86, 19, 18, icing) +
            pen.limb('-14 -58, -13 -46', [8, 6], look.colours[1] ?? '#8a5a3a') +
            pen.oval(2, -107, 6, 6, '#d8263c') +
            Array.from({ length: 7 }, (_, i) => sprinkle(-10 + i * 3.4, -92 + ((i * 7) % 12), i)).join('') +
            shine(pen, -7, -94, 3, 6),
          width: 62,
          height: 112,
          seat: [0, -100],
        }
      case 'donut':
        return {
          svg:
            pen.path('M0 -88A42 42 0 1 1 -0.1 -88ZM0 -60A15 15 0 1 0 0.1 -60Z', '#dda35c') +
            pen.path('M0 -84A38 38 0 1 1 -0.1 -84ZM0 -64A18 18 0 1 0 0.1 -64Z', icing) +
            Array.from({ length: 16 }, (_, i) =>
              sprinkle(Math.cos(i * 2.4) * 28, -46 + Math.sin(i * 2.4) * (24 + (i % 3) * 3), i),
            ).join(''),
          width: 86,
          height: 90,
        }
      case 'pie':
        return {
          svg:
            pen.oval(0, -5, 60, 7, '#b9bec6') +
            pen.path('M-58 -26L-46 -4H46L58 -26Z', '#c9ced6') +
            pen.oval(0, -28, 58, 16, icing) +
            pen.oval(0, -30, 48, 11, '#b5382f') +
            [-30, -10, 10, 30].map(x => pen.line(way(x - 10, -22, x, -30, x + 10, -38), 5, lighter(icing, 0.2))).join('') +
            [-30, -10, 10, 30].map(x => pen.line(way(x + 10, -22, x, -30, x - 10, -38), 5, icing)).join('') +
            steam(pen, 0, -44),
          width: 122,
          height: 60,
          seat: [0, -34],
        }
      case 'cookie':
        return {
          svg:
            pen.oval(0, -42, 44, 42, icing) +
            points('-18 -58, 10 -64, 24 -40, -4 -40, -26 -32, 8 -20, -10 -16')
              .map(([x, y]) => pen.oval(x, y, 6, 5, '#4f2f1c'))
              .join(''),
          width: 88,
          height: 84,
        }
      case 'candy':
        return {
          svg:
            pen.wire('0 0, 0 -52', 4, '#f6f2ea') +
            pen.oval(0, -74, 32, 32, icing) +
            [24, 16, 8]
              .map(r =>
                pen.line(
                  Array.from({ length: 8 }, (_, i): Point => [Math.cos(i * 0.7 + r) * r, -74 + Math.sin(i * 0.7 + r) * r]),
                  3.4,
                  second,
                ),
              )
              .join(''),
          width: 66,
          height: 106,
        }
      default:
        return kind satisfies never
    }
  }

const meal =
  (kind: 'pizza' | 'burger' | 'sushi' | 'bread' | 'egg' | 'bowl' | 'taco' | 'cheese' | 'salad') =>
  (pen: Pen, look: Look): Drawn => {
    const coat =
      look.colours[0] ??
      {
        pizza: '#e3a44f',
        burger: '#d9924a',
        sushi: '#f58a5a',
        bread: '#c98a48',
        egg: '#f7ead6',
        bowl: '#c4392f',
        taco: '#e9b650',
        cheese: '#f6c63a',
        salad: '#f1efe8',
      }[kind]
    switch (kind) {
      case 'pizza':
        return {
          svg:
            pen.poly('-46 -82, 46 -82, 0 0', '#f7cf5a', { edge: '#f0bb3f', edgeWidth: 4 }) +
            pen.limb('-50 -84, 0 -92, 50 -84', [15, 17, 15], coat) +
            triples('-18 -64 11, 16 -60 11, 0 -36 10')
              .map(([x, y, r]) => pen.oval(x, y, r, r * 0.92, '#c4382f') + pen.oval(x - 3, y - 3, 2, 2, '#e46a55'))
              .join('') +
            points('-4 -72, 6 -46, -12 -46, 26 -72')
              .map(([x, y]) => pen.limb(way(x, y, x + 8, y - 3), [3, 5], '#4f9a3f'))
              .join('') +
            points('-24 -52, 12 -20')
              .map(([x, y]) => pen.limb(way(x, y, x, y + 9), [5, 6], '#f3c24a'))
              .join(''),
          width: 108,
          height: 100,
        }
      case 'burger':
        return {
          svg:
            pen.box(-46, -18, 92, 18, 8, coat) +
            pen.box(-49, -30, 98, 14, 6, '#5a3320') +
            pen.poly('-46 -36, 46 -36, 30 -26, 14 -34, -8 -22, -28 -34', '#f6bd2c') +
            pen.box(-46, -42, 92, 8, 4, '#d63a30') +
            pen.limb('-50 -44, -30 -40, -10 -46, 10 -40, 30 -46, 50 -43', [7, 8, 8, 8, 8, 7], '#6dbb45') +
            pen.path('M-48 -48Q-46 -88 0 -88Q46 -88 48 -48Z', coat) +
            points('-22 -70, 0 -78, 22 -70, -10 -62, 12 -62, 30 -58, -32 -58')
              .map(([x, y]) => pen.oval(x, y, 3, 1.9, '#fbeecd', {}, 20))
              .join(''),
          width: 104,
          height: 90,
          seat: [0, -86],
        }
      case 'sushi':
        return {
          svg:
            [-46, 2]
              .map(
                (x, i) =>
                  pen.box(x - 24, -28, 50, 26, 12, '#f8f5ee') +
                  pen.limb(way(x - 26, -30, x, -38, x + 28, -28), [15, 19, 12], i ? '#f6ead0' : coat) +
                  (i
                    ? pen.box(x - 4, -42, 9, 40, 2, '#2a3a30')
                    : [-12, 0, 12].map(d => pen.line(way(x + d - 4, -42, x + d + 4, -30), 2.4, '#fbd3bd')).join('')),
              )
              .join('') +
            pen.oval(56, -18, 20, 18, '#2a3a30') +
            pen.oval(56, -26, 17, 10, '#f8f5ee') +
            pen.oval(56, -27, 7, 5, coat) +
            pen.box(-80, -2, 164, 7, 2, '#8a5a38'),
          width: 164,
          height: 56,
        }
      case 'bread':
        return {
          svg:
            pen.blob('-62 -10, -60 -38, -30 -54, 20 -56, 58 -40, 64 -12, 30 -1, -32 -1', coat) +
            [-34, -6, 22].map(x => pen.limb(way(x - 8, -46, x + 4, -30, x + 6, -16), [3, 9, 3], lighter(coat, 0.5))).join(''),
          width: 128,
          height: 58,
          seat: [0, -52],
        }
      case 'egg':
        return {
          svg: pen.blob('0 -92, 26 -72, 36 -36, 24 -6, 0 0, -24 -6, -36 -36, -26 -72', coat) + shine(pen, -13, -56, 6, 14, 16),
          width: 74,
          height: 92,
        }
      case 'bowl':
        return {
          svg:
            steam(pen, 0, -72) +
            pen.oval(0, -54, 60, 15, darker(coat, 0.3)) +
            pen.oval(0, -53, 54, 12, '#e9b259') +
            Array.from({ length: 8 }, (_, i) =>
              pen.line(way(-44 + i * 6, -52, -30 + i * 7, -59 + (i % 3) * 3, -14 + i * 7, -50, 4 + i * 5, -55), 2.4, '#f9e3a8'),
            ).join('') +
            pen.oval(24, -58, 14, 8, '#fdf9ef') +
            pen.oval(24, -58, 6.4, 4.4, '#f39a2c') +
            [-30, -18]
              .map(x => pen.oval(x, -60, 9, 5, '#d89a72', {}, -12) + pen.oval(x, -60, 5, 2.4, '#b5664a', {}, -12))
              .join('') +
            [0, 6, -6, 38, 44].map((x, i) => pen.oval(x, -62 + (i % 2) * 3, 3.4, 2, '#5fae45')).join('') +
            pen.poly('40 -56, 52 -84, 66 -80, 52 -54', '#2c4634') +
            pen.wire('-20 -62, -76 -96', 3.4, '#8a5232') +
            pen.wire('-12 -62, -64 -102', 3.4, '#a3653f') +
            pen.path('M-60 -54Q0 -30 60 -54Q58 -10 22 -6H-22Q-58 -10 -60 -54Z', coat) +
            pen.box(-24, -8, 48, 8, 2, darker(coat, 0.2)) +
            pen.line('-52 -38, -20 -27, 20 -27, 52 -38', 3, lighter(coat, 0.6)),
          width: 126,
          height: 94,
          seat: [0, -52],
          behind: true,
        }
      case 'taco':
        return {
          svg:
            Array.from({ length: 13 }, (_, i) =>
              pen.oval(
                -44 + i * 7.4,
                -50 - Math.sin((i / 12) * Math.PI) * 24,
                9,
                8,
                (['#6dbb45', '#d63a30', '#f6bd2c', '#7a4528'] as const)[i % 4] as Colour,
              ),
            ).join('') +
            pen.path('M-56 0A56 62 0 0 1 56 0Z', coat) +
            points('-20 -24, 10 -36, 24 -14, -4 -12, -34 -10')
              .map(([x, y]) => pen.oval(x, y, 2.4, 2, darker(coat, 0.24)))
              .join(''),
          width: 114,
          height: 82,
        }
      case 'cheese':
        return {
          svg:
            pen.poly('-56 -36, 40 -66, 58 -36', lighter(coat, 0.2)) +
            pen.poly('-56 -36, 58 -36, 58 0, -56 0', coat) +
            triples('-30 -18 9, 6 -24 7, 30 -12 9, -6 -8 5, 48 -28 5')
              .map(([x, y, r]) => pen.oval(x, y, r, r * 0.9, darker(coat, 0.2)))
              .join(''),
          width: 118,
          height: 68,
          seat: [10, -58],
        }
      case 'salad':
        return {
          svg:
            Array.from({ length: 22 }, (_, i) =>
              pen.limb(
                way(0, -44, -46 + ((i * 23) % 92), -54 - ((i * 13) % 26)),
                [10, 15],
                (['#6dbb45', '#4f9a3f', '#8fcf5a'] as const)[i % 3] as Colour,
              ),
            ).join('') +
            points('-26 -60, 8 -70, 32 -58')
              .map(([x, y]) => pen.oval(x, y, 10, 9, '#dc3d33'))
              .join('') +
            points('-8 -58, 22 -66')
              .map(([x, y]) => pen.oval(x, y, 9, 8, '#c9e6a0') + pen.oval(x, y, 6, 5, '#e9f5cf'))
              .join('') +
            pen.path('M-58 -50Q0 -34 58 -50Q56 -8 22 -4H-22Q-56 -8 -58 -50Z', coat),
          width: 120,
          height: 86,
        }
      default:
        return kind satisfies never
    }
  }

const noun = (words: string, size: number, draw: Noun['draw'], home: Noun['home'] = 'studio'): Noun => ({
  words,
  size,
  home,
  lives: 'ground',
  draw,
})

/** What is eaten and drunk. */
export const foods: Readonly<Record<string, Noun>> = {
  cup: noun(
    'cup|mug|coffee|tea|cappuccino|latte|espresso|teacup|hot chocolate|cup of coffee|cup of tea|coffee cup|cocoa',
    0.3,
    cup('cup'),
  ),
  glass: noun(
    'glass|glass of water|glass of wine|glass of milk|glass of juice|juice|cocktail|lemonade|smoothie|drink|milkshake|beer|wine|soda',
    0.3,
    cup('glass'),
  ),
  teapot: noun('teapot|kettle|jug', 0.34, cup('teapot')),
  bottle: noun('bottle|wine bottle|potion|jar|flask', 0.36, cup('bottle')),
  apple: noun('apple|tomato', 0.26, fruit('apple')),
  pear: noun('pear|fig', 0.26, fruit('pear')),
  orangefruit: noun('oranges|tangerine|mandarin|grapefruit|lemon|lime fruit|peaches|orange fruit', 0.26, fruit('orange')),
  banana: noun('banana', 0.28, fruit('banana')),
  strawberry: noun('strawberry|raspberry', 0.22, fruit('strawberry')),
  grapes: noun('grapes|grape|blueberry|berry|blackberry', 0.26, fruit('grapes')),
  pineapple: noun('pineapple', 0.36, fruit('pineapple')),
  cherry: noun('cherry|cherries', 0.22, fruit('cherry')),
  avocado: noun('avocado|kiwi|mango', 0.24, fruit('avocado')),
  carrot: noun('carrot|vegetable|radish', 0.26, fruit('carrot')),
  cake: noun('cake|birthday cake|wedding cake|cheesecake', 0.45, sweet('cake')),
  cupcake: noun('cupcake|muffin', 0.28, sweet('cupcake')),
  icecream: noun('ice cream|icecream|gelato|ice cream cone|sundae', 0.3, sweet('icecream')),
  donut: noun('donut|doughnut|bagel|pretzel', 0.28, sweet('donut')),
  pie: noun('pie|tart|pancake|waffle|quiche', 0.36, sweet('pie')),
  cookie: noun('cookie|biscuit', 0.24, sweet('cookie')),
  candy: noun('candy|lollipop|sweet', 0.26, sweet('candy')),
  pizza: noun('pizza|pizza slice|slice of pizza', 0.36, meal('pizza')),
  burger: noun('burger|hamburger|cheeseburger|sandwich|hot dog', 0.34, meal('burger')),
  sushi: noun('sushi|sashimi|maki|onigiri', 0.4, meal('sushi')),
  bread: noun('bread|loaf|baguette|croissant|toast', 0.36, meal('bread')),
  egg: noun('egg|easter egg', 0.22, meal('egg')),
  bowl: noun('ramen|bowl of ramen|noodle|soup|bowl|bowl of soup|pho|spaghetti|pasta|curry|stew|rice|udon', 0.4, meal('bowl')),
  taco: noun('taco|burrito|kebab|nachos', 0.32, meal('taco')),
  cheese: noun('cheese', 0.3, meal('cheese')),
  salad: noun('salad', 0.38, meal('salad')),
}
/** A five-pointed star's corners. */
export const starPoints = star
