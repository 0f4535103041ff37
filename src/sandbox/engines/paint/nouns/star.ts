import type { Point } from '../curve.ts'

/** The corners of a five-pointed star. */
export const starPoints = (x: number, y: number, r: number): Point[] =>
  Array.from({ length: 10 }, (_, i): Point => [
    x + Math.cos(i * 0.628 - 1.57) * (i % 2 ? r * 0.42 : r),
    y + Math.sin(i * 0.628 - 1.57) * (i % 2 ? r * 0.42 : r),
  ])
