import { labDistance } from './lab.ts'

/** How easily a guess passes from each pixel to its right and to its lower neighbour: hardly at all across an edge. */
export type Ties = { readonly right: Float32Array; readonly down: Float32Array }

/** The ties between the pixels of a picture. */
export function tiesOf(lab: Float32Array, width: number, height: number): Ties {
  const right = new Float32Array(width * height)
  const down = new Float32Array(width * height)
  let sum = 0
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if (x + 1 < width) sum += right[i] = labDistance(lab, i * 3, lab, i * 3 + 3) ** 2
      if (y + 1 < height) sum += down[i] = labDistance(lab, i * 3, lab, (i + width) * 3) ** 2
    }
  }
  const beta = Math.max(1, (1.2 * sum) / (2 * width * height))
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      right[i] = x + 1 < width ? Math.exp(-(right[i] ?? 0) / beta) + 0.004 : 0
      down[i] = y + 1 < height ? Math.exp(-(down[i] ?? 0) / beta) + 0.004 : 0
    }
  }
  return { right, down }
}

const rounds = 90
const overshoot = 1.75

/**
 * Spreads a guess (0 to 1 a pixel) over the picture so that it changes only where colours do: the random walker's answer,
 * by successive over-relaxation. `hold` is how much each pixel trusts its own guess.
 */
export function spread(
  guess: Float32Array,
  hold: Float32Array,
  { right, down }: Ties,
  width: number,
  height: number,
): Float32Array {
  const out = Float32Array.from(guess)
  for (let round = 0; round < rounds; round++) {
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const [toRight, toDown] = [right[i] ?? 0, down[i] ?? 0]
        const toLeft = x > 0 ? (right[i - 1] ?? 0) : 0
        const toUp = y > 0 ? (down[i - width] ?? 0) : 0
        const own = hold[i] ?? 0
        const pull =
          toRight * (out[i + 1] ?? 0) +
          toLeft * (out[i - 1] ?? 0) +
          toDown * (out[i + width] ?? 0) +
          toUp * (out[i - width] ?? 0) +
          own * (guess[i] ?? 0)
        const settled = pull / (toRight + toLeft + toDown + toUp + own)
        out[i] = Math.max(0, Math.min(1, (out[i] ?? 0) + overshoot * (settled - (out[i] ?? 0))))
      }
    }
  }
  return out
}
