import { labDistance } from './lab.ts'

/** Colour may change this much from one small pixel to the next and still be the same surface: gradients and glows are. */
const gentle = 0.75
const scans = 6

/**
 * How much colour must be crossed to reach each pixel from the edges of the picture: next to nothing in a sky, whatever
 * its gradient, and much inside of anything with an outline. The middle of the lower edge is no start: what stands in a
 * picture may reach down to it.
 */
export function walkFromBorder(lab: Float32Array, width: number, height: number): Float32Array {
  const cost = new Float32Array(width * height).fill(1e6)
  for (let i = 0; i < cost.length; i++) {
    const [x, y] = [i % width, Math.floor(i / width)]
    const isFoot = y === height - 1 && (x < width * 0.3 || x > width * 0.7)
    if (x === 0 || x === width - 1 || y === 0 || isFoot) cost[i] = 0
  }
  const pass = (i: number, from: number): void => {
    const through = (cost[from] ?? 0) + Math.max(0, labDistance(lab, i * 3, lab, from * 3) - gentle)
    if (through < (cost[i] ?? 0)) cost[i] = through
  }
  // Scans there and back reach what lies behind corners; six are enough for pictures without mazes.
  for (let scan = 0; scan < scans; scan++) {
    const isBack = scan % 2 === 1
    const last = cost.length - 1
    for (let at = 0; at <= last; at++) {
      const i = isBack ? last - at : at
      const x = i % width
      const [besides, above] = isBack ? [x < width - 1 ? i + 1 : -1, i + width] : [x > 0 ? i - 1 : -1, i - width]
      const other = isBack ? (x > 0 ? i - 1 : -1) : x < width - 1 ? i + 1 : -1
      if (besides >= 0) pass(i, besides)
      if (above >= 0 && above < cost.length) pass(i, above)
      if (other >= 0) pass(i, other)
    }
  }
  return cost
}
