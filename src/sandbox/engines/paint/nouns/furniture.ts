import { darker, lighter } from '../colour.ts'
import { type Point, points, way } from '../curve.ts'
import type { Noun } from '../noun.ts'

type Draw = Noun['draw']

const chair =
  (kind: 'chair' | 'sofa' | 'bed' | 'bench' | 'cushion'): Draw =>
  (pen, look) => {
    const coat =
      look.colours[0] ?? { chair: '#a86a3a', sofa: '#4f8f86', bed: '#5f7fc0', bench: '#8a5a38', cushion: '#c9486a' }[kind]
    const wood = '#7a4f30'
    switch (kind) {
      case 'chair':
        return {
          svg:
            [-24, 24].map(x => pen.box(x - 3, -46, 6, 46, 2, darker(coat, 0.2))).join('') +
            pen.box(-30, -112, 7, 70, 2, coat) +
            pen.box(23, -112, 7, 70, 2, coat) +
            [-104, -86, -68].map(y => pen.box(-26, y, 52, 9, 3, lighter(coat, 0.1))).join('') +
            pen.box(-36, -50, 72, 10, 4, lighter(coat, 0.16)) +
            [-32, 26].map(x => pen.box(x, -42, 6, 42, 2, coat)).join(''),
          width: 74,
          height: 112,
          seat: [0, -47],
        }
      case 'sofa':
        return {
          svg:
            pen.box(-76, -74, 152, 60, 14, darker(coat, 0.12)) +
            pen.box(-64, -42, 63, 26, 8, lighter(coat, 0.1)) +
            pen.box(1, -42, 63, 26, 8, lighter(coat, 0.1)) +
            pen.box(-84, -54, 24, 48, 11, coat) +
            pen.box(60, -54, 24, 48, 11, coat) +
            pen.box(-66, -18, 132, 12, 4, darker(coat, 0.2)) +
            [-66, 60].map(x => pen.box(x, -7, 6, 7, 1, wood)).join('') +
            pen.box(-56, -62, 28, 26, 7, '#f2c25a'),
          width: 170,
          height: 74,
          seat: [4, -38],
        }
      case 'bed':
        return {
          svg:
            pen.box(-88, -72, 8, 72, 3, wood) +
            pen.box(82, -42, 7, 42, 3, wood) +
            pen.box(-84, -38, 170, 26, 4, '#f6f1e8') +
            pen.box(-78, -52, 40, 20, 9, '#ffffff') +
            pen.path('M-34 -44Q20 -50 86 -42V-12H-34Z', coat) +
            pen.path('M-34 -44Q-20 -47 -14 -47V-12H-34Z', lighter(coat, 0.5)),
          width: 180,
          height: 72,
          seat: [6, -46],
        }
      case 'bench':
        return {
          svg:
            [-82, 74].map(x => pen.box(x, -62, 7, 62, 2, '#3b3d47')).join('') +
            [-66, -52].map(y => pen.box(-92, y, 184, 9, 3, coat)).join('') +
            pen.box(-94, -34, 188, 10, 3, lighter(coat, 0.14)),
          width: 190,
          height: 66,
          seat: [0, -33],
        }
      case 'cushion':
        return {
          svg:
            pen.blob('-58 -28, -62 -6, 0 -2, 62 -6, 58 -28, 0 -34', coat) +
            pen.oval(0, -26, 40, 5, lighter(coat, 0.25)) +
            [-60, 60].map(x => pen.oval(x, -6, 5, 6, '#e8b84a')).join(''),
          width: 126,
          height: 34,
          seat: [0, -27],
        }
      default:
        return kind satisfies never
    }
  }

const table =
  (kind: 'table' | 'shelf' | 'piano' | 'window' | 'door' | 'stairs'): Draw =>
  (pen, look) => {
    const coat =
      look.colours[0] ??
      { table: '#a9703f', shelf: '#7d5233', piano: '#26242b', window: '#f2ece0', door: '#a8402f', stairs: '#b9b2a8' }[kind]
    switch (kind) {
      case 'table':
        return {
          svg:
            [-66, 58].map(x => pen.box(x, -62, 8, 62, 2, darker(coat, 0.2))).join('') +
            pen.box(-82, -70, 164, 11, 3, coat) +
            pen.box(-74, -60, 148, 9, 0, darker(coat, 0.16)),
          width: 166,
          height: 70,
          seat: [0, -70],
        }
      case 'shelf': {
        const books = [0, 1, 2, 3].flatMap(row =>
          Array.from({ length: 9 }, (_, i) => {
            const h = 17 + ((i * 7 + row * 5) % 7)
            return pen.box(
              -42 + i * 9.4,
              -8 - row * 30 - h,
              8,
              h,
              1,
              look.random.branch(`${row}/${i}`).pick(['#b5402f', '#2f5fa8', '#3a7a4f', '#d9a93c', '#7d4a9a', '#e6dcc8']),
            )
          }),
        )
        return {
          svg:
            pen.box(-50, -128, 100, 128, 3, coat) +
            [0, 1, 2, 3].map(row => pen.box(-45, -36 - row * 30, 90, 28, 0, darker(coat, 0.4))).join('') +
            books.join(''),
          width: 100,
          height: 128,
          seat: [0, -128],
        }
      }
      case 'piano':
        return {
          svg:
            pen.path('M-70 -50Q-74 -104 -20 -108Q30 -112 74 -60V-50Z', darker(coat, 0.1)) +
            pen.wire('10 -52, 34 -86', 2, '#8b8790') +
            pen.path('M-72 -50H74V-34H-72Z', coat) +
            pen.box(-78, -38, 60, 7, 1, '#fdfaf2') +
            Array.from({ length: 9 }, (_, i) => pen.box(-75 + i * 6.4, -38, 3, 4.4, 0, '#17161b')).join('') +
            [-60, 0, 62].map(x => pen.limb(way(x, -34, x, -2), [8, 5], coat)).join(''),
          width: 156,
          height: 108,
          seat: [10, -60],
        }
      case 'window':
        return {
          svg:
            pen.box(-46, -120, 92, 104, 2, coat) +
            pen.box(-39, -113, 36, 44, 0, '#9fd6f2', { bright: true }) +
            pen.box(3, -113, 36, 44, 0, '#9fd6f2', { bright: true }) +
            pen.box(-39, -65, 36, 44, 0, '#c9ecd0', { bright: true }) +
            pen.box(3, -65, 36, 44, 0, '#c9ecd0', { bright: true }) +
            pen.box(-54, -20, 108, 10, 2, lighter(coat, 0.2)),
          width: 110,
          height: 120,
          seat: [0, -20],
        }
      case 'door':
        return {
          svg:
            pen.box(-36, -116, 72, 116, 3, lighter(coat, 0.5)) +
            pen.box(-30, -110, 60, 110, 2, coat) +
            points('-24 -102, 3 -102, -24 -54, 3 -54')
              .map(([x, y]) => pen.box(x, y, 21, 40, 2, darker(coat, 0.15)))
              .join('') +
            pen.oval(22, -56, 4, 4, '#f2cf72'),
          width: 74,
          height: 116,
        }
      case 'stairs':
        return {
          svg: Array.from({ length: 6 }, (_, i) =>
            pen.box(-70 + i * 22, -16 - i * 16, 150 - i * 22, 16, 1, i % 2 ? coat : lighter(coat, 0.12)),
          ).join(''),
          width: 150,
          height: 96,
          seat: [50, -96] as Point,
        }
      default:
        return kind satisfies never
    }
  }

const noun = (words: string, size: number, draw: Draw, home: Noun['home'] = 'room'): Noun => ({
  words,
  size,
  home,
  lives: 'ground',
  draw,
})

/** What stands in rooms and on streets. */
export const furniture: Readonly<Record<string, Noun>> = {
  chair: noun('chair|armchair|throne|stool|rocking chair', 0.95, chair('chair')),
  sofa: noun('sofa|couch', 1.2, chair('sofa')),
  bed: noun('bed|hammock', 1.3, chair('bed')),
  bench: noun('bench|park bench', 1.1, chair('bench'), 'garden'),
  cushion: noun('cushion|pillow|rug|carpet|blanket|mat', 0.6, chair('cushion')),
  table: noun('table|desk|wooden table|counter', 1.1, table('table')),
  shelf: noun('shelf|bookshelf|bookcase|wardrobe|cupboard|fridge|refrigerator', 1.5, table('shelf')),
  piano: noun('piano|grand piano|organ', 1.4, table('piano')),
  window: noun('window|windowsill|window sill', 1.1, table('window')),
  door: noun('door|doorway|portal', 1.4, table('door'), 'street'),
  stairs: noun('stairs|staircase|steps', 1.6, table('stairs'), 'street'),
}
