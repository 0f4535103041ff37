import { way } from '../curve.ts'
import type { Pen } from '../pen.ts'

/** The colour of a window with light behind it. */
export const lit = '#ffdf8e'

/** A lit window with a cross of wood. */
export const pane = (pen: Pen, x: number, y: number, w: number, h: number): string =>
  pen.glow(x + w / 2, y + h / 2, w * 1.5, lit, 0.3) +
  pen.box(x, y, w, h, 1, lit, { bright: true }) +
  pen.wire(way(x + w / 2, y, x + w / 2, y + h), 1, '#6d4a2c') +
  pen.wire(way(x, y + h / 2, x + w, y + h / 2), 1, '#6d4a2c')
