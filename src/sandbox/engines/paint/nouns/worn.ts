import { type Colour, darker, lighter } from '../colour.ts'
import { way } from '../curve.ts'
import type { Drawn } from '../noun.ts'
import type { Pen } from '../pen.ts'
import type { Worn } from '../scene.ts'
import { starPoints } from './star.ts'

/** Dresses a drawing: what goes over it, in its own units. Things that find no head or neck are left out. */
export function dress(pen: Pen, drawn: Drawn, worn: readonly Worn[]): string {
  return worn
    .map(item =>
      item.what === 'scarf' || item.what === 'bow' || item.what === 'cape'
        ? atNeck(pen, drawn, item)
        : item.what === 'glasses' || item.what === 'sunglasses' || item.what === 'beard'
          ? atEyes(pen, drawn, item)
          : onHead(pen, drawn, item),
    )
    .join('')
}

function atNeck(pen: Pen, drawn: Drawn, item: Worn): string {
  if (drawn.neck === undefined) return ''
  const {
    at: [x, y],
    width,
  } = drawn.neck
  const colour = item.colour ?? '#d23b36'
  const half = width / 2
  if (item.what === 'bow')
    return (
      [-1, 1]
        .map(s => pen.blob(way(x, y, x + s * half * 0.6, y - half * 0.4, x + s * half * 0.62, y + half * 0.4), colour))
        .join('') + pen.oval(x, y, half * 0.16, half * 0.2, darker(colour, 0.2))
    )
  if (item.what === 'cape')
    return pen.blob(
      way(x - half, y - 2, x + half * 0.4, y - 2, x - half * 0.6, y + half * 3, x - half * 3, y + half * 2.8),
      colour,
    )
  const stripes = [-0.6, 0, 0.6]
    .map(t =>
      pen.limb(
        way(x + t * half, y - half * 0.2, x + t * half + 2, y + half * 0.26),
        [half * 0.16, half * 0.16],
        lighter(colour, 0.5),
        { flat: true },
      ),
    )
    .join('')
  return (
    pen.limb(
      way(x - half, y - half * 0.06, x, y + half * 0.16, x + half, y - half * 0.06),
      [half * 0.46, half * 0.56, half * 0.46],
      colour,
    ) +
    stripes +
    pen.limb(
      way(x + half * 0.5, y + half * 0.1, x + half * 0.66, y + half * 0.8, x + half * 0.6, y + half * 1.5),
      [half * 0.4, half * 0.46, half * 0.42],
      darker(colour, 0.08),
    )
  )
}

function atEyes(pen: Pen, drawn: Drawn, item: Worn): string {
  if (drawn.eyes === undefined) return ''
  const {
    at: [x, y],
    apart,
  } = drawn.eyes
  const r = Math.max(apart * 0.42, 3)
  if (item.what === 'beard') {
    const hair = item.colour ?? '#6b4a33'
    return (
      pen.blob(
        way(
          x - apart * 1.25,
          y + apart * 0.5,
          x,
          y + apart * 0.62,
          x + apart * 0.95,
          y + apart * 0.5,
          x + apart * 0.7,
          y + apart * 1.9,
          x - apart * 0.2,
          y + apart * 3,
          x - apart,
          y + apart * 1.9,
        ),
        hair,
      ) +
      pen.line(
        way(x - apart * 0.4, y + apart * 0.9, x, y + apart * 1.02, x + apart * 0.4, y + apart * 0.9),
        apart * 0.16,
        '#9a4b42',
      )
    )
  }
  const frame = item.colour ?? '#2a2630'
  const lens = (s: number): string =>
    item.what === 'sunglasses'
      ? pen.oval(x + (s * apart) / 2, y, r, r * 0.92, item.colour ?? '#1b1a22') +
        pen.oval(x + (s * apart) / 2 - r * 0.3, y - r * 0.3, r * 0.3, r * 0.16, '#ffffff', { flat: true, opacity: 0.6 }, -24)
      : pen.oval(x + (s * apart) / 2, y, r, r, '#dff0fb', { flat: true, opacity: 0.28 }) +
        pen.ring(x + (s * apart) / 2, y, r, r * 0.2, frame)
  return (
    lens(-1) +
    lens(1) +
    pen.wire(way(x - apart / 2 + r * 0.95, y - r * 0.2, x + apart / 2 - r * 0.95, y - r * 0.2), r * 0.22, frame)
  )
}

function onHead(pen: Pen, drawn: Drawn, item: Worn): string {
  if (drawn.head === undefined) return ''
  const {
    at: [x, y],
    width,
  } = drawn.head
  const h = width / 2
  const put = (own: Colour): Colour => item.colour ?? own
  switch (item.what) {
    case 'crown':
      return (
        pen.poly(
          [
            [x - h * 0.7, y + 1],
            [x - h * 0.8, y - h * 0.9],
            [x - h * 0.35, y - h * 0.4],
            [x, y - h * 1.1],
            [x + h * 0.35, y - h * 0.4],
            [x + h * 0.8, y - h * 0.9],
            [x + h * 0.7, y + 1],
          ],
          put('#eab93c'),
        ) + pen.oval(x, y - h * 0.2, h * 0.12, h * 0.12, '#e0364f')
      )
    case 'tophat':
      return (
        pen.oval(x, y, h * 1.15, h * 0.24, put('#26242b')) +
        pen.box(x - h * 0.7, y - h * 1.5, h * 1.4, h * 1.5, 2, put('#2b2931')) +
        pen.box(x - h * 0.7, y - h * 0.42, h * 1.4, h * 0.32, 0, '#c9402f')
      )
    case 'wizardhat':
      return (
        pen.oval(x, y, h * 1.3, h * 0.3, put('#4a3aa8')) +
        pen.poly(way(x - h * 0.8, y, x - h * 0.1, y - h * 2.5, x + h * 0.8, y), put('#4a3aa8')) +
        pen.poly(starPoints(x, y - h * 0.8, h * 0.28), '#f7cf4a') +
        pen.poly(starPoints(x + h * 0.26, y - h * 0.34, h * 0.16), '#f7cf4a')
      )
    case 'piratehat':
      return (
        pen.blob(
          [
            [x - h * 1.4, y + 1],
            [x - h * 0.8, y - h * 0.9],
            [x, y - h * 1.2],
            [x + h * 0.8, y - h * 0.9],
            [x + h * 1.4, y + 1],
            [x, y - h * 0.2],
          ],
          put('#26242b'),
        ) + pen.oval(x, y - h * 0.62, h * 0.24, h * 0.22, '#f5f2e8')
      )
    case 'santahat':
      return (
        pen.limb(
          way(x - h * 0.2, y, x + h * 0.1, y - h * 1.1, x + h * 1, y - h * 1.1, x + h * 1.4, y - h * 0.3),
          [h * 1.7, h * 1, h * 0.5, h * 0.2],
          put('#d42f33'),
        ) +
        pen.limb(way(x - h * 0.95, y, x + h * 0.95, y), [h * 0.46, h * 0.46], '#fbfaf6') +
        pen.oval(x + h * 1.42, y - h * 0.2, h * 0.26, h * 0.26, '#fbfaf6')
      )
    case 'helmet':
      return (
        pen.blob(
          [
            [x - h * 1.05, y + h * 0.3],
            [x - h * 0.9, y - h * 0.5],
            [x, y - h * 0.85],
            [x + h * 0.9, y - h * 0.5],
            [x + h * 1.05, y + h * 0.3],
          ],
          put('#9aa6b4'),
        ) + pen.limb(way(x, y - h * 0.8, x, y + h * 0.2), [h * 0.2, h * 0.2], lighter(put('#9aa6b4'), 0.4))
      )
    case 'headphones':
      return (
        pen.line(
          [
            [x - h * 1.05, y + h * 0.7],
            [x - h * 0.8, y - h * 0.3],
            [x, y - h * 0.5],
            [x + h * 0.8, y - h * 0.3],
            [x + h * 1.05, y + h * 0.7],
          ],
          h * 0.2,
          put('#2f3340'),
        ) + [-1, 1].map(s => pen.oval(x + s * h * 1.1, y + h * 0.8, h * 0.28, h * 0.4, put('#e0453a'))).join('')
      )
    case 'flowercrown':
      return Array.from(
        { length: 7 },
        (_, i) =>
          pen.oval(
            x + (i - 3) * h * 0.32,
            y - h * (0.24 - Math.abs(i - 3) * 0.05),
            h * 0.22,
            h * 0.22,
            (['#e85c8a', '#f8d24a', '#ffffff', '#8a62d8'] as const)[i % 4] as Colour,
          ) + pen.oval(x + (i - 3) * h * 0.32, y - h * (0.24 - Math.abs(i - 3) * 0.05), h * 0.08, h * 0.08, '#f2a32c'),
      ).join('')
    default:
      return (
        pen.oval(x, y, h * 1.35, h * 0.28, put('#8a5a38')) +
        pen.blob(
          [
            [x - h * 0.75, y],
            [x - h * 0.66, y - h * 0.95],
            [x, y - h * 0.84],
            [x + h * 0.66, y - h * 0.95],
            [x + h * 0.75, y],
          ],
          put('#9a6844'),
        ) +
        pen.limb(
          way(x - h * 0.74, y - h * 0.2, x, y - h * 0.12, x + h * 0.74, y - h * 0.2),
          [h * 0.24, h * 0.24, h * 0.24],
          darker(put('#9a6844'), 0.4),
        )
      )
  }
}
