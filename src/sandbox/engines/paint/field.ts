import type { Backdrop, Stage } from './backdrop.ts'
import type { Cluster } from './cluster.ts'
import { placed } from './pen.ts'
import type { Random } from './random.ts'

/** How many plants of one kind make a field of them. */
export const fieldFrom = 7

/** Plants in rows that grow smaller towards the horizon; `made` are the few different ones that are repeated. */
export function field({ width, height }: Stage, back: Backdrop, made: readonly Cluster[], random: Random): string {
  const out: string[] = []
  const rows = 8
  const tallest = Math.max(...made.map(one => -one.top))
  for (let row = 0; row < rows; row++) {
    const t = (row / (rows - 1)) ** 1.7
    const y = back.horizon + (height * 1.02 - back.horizon) * t + height * 0.015
    const scale = ((0.05 + 0.27 * t) * height) / tallest
    const step = Math.max(13, 62 * scale * (tallest / 110))
    for (let x = -step * random(); x < width + step; x += step * random.between(0.8, 1.25)) {
      const one = random.pick(made)
      out.push(placed(one.svg, x, y + random.between(-5, 5) * (0.3 + t), scale * random.between(0.86, 1.12), random.chance(0.5)))
    }
  }
  return out.join('')
}
