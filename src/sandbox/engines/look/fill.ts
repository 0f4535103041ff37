/** Values with three channels a pixel. */
export type Field = { readonly values: Float32Array; readonly width: number; readonly height: number }

/**
 * Closes gaps with what is around them: where `known` is 1 the values stay, where it is 0 they become a smooth passage
 * between what is known on all sides. Works by halving the picture until no gap is left and going back up.
 */
export function filled({ values, width, height }: Field, known: Float32Array): Float32Array {
  if (width <= 1 && height <= 1) return Float32Array.from(values)
  const [halfWidth, halfHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)]
  const coarse = new Float32Array(halfWidth * halfHeight * 3)
  const coarseKnown = new Float32Array(halfWidth * halfHeight)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const weight = known[i] ?? 0
      if (weight === 0) continue
      const at = (y >> 1) * halfWidth + (x >> 1)
      coarseKnown[at]! += weight
      for (let c = 0; c < 3; c++) coarse[at * 3 + c]! += weight * (values[i * 3 + c] ?? 0)
    }
  }
  let isFull = true
  for (let i = 0; i < coarseKnown.length; i++) {
    const weight = coarseKnown[i] ?? 0
    if (weight === 0) isFull = false
    else for (let c = 0; c < 3; c++) coarse[i * 3 + c]! /= weight
    coarseKnown[i] = Math.min(1, weight)
  }
  const isHopeless = isFull || (halfWidth === 1 && halfHeight === 1)
  const below = isHopeless ? coarse : filled({ values: coarse, width: halfWidth, height: halfHeight }, coarseKnown)
  const out = Float32Array.from(values)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const weight = known[i] ?? 0
      if (weight >= 1) continue
      // Between the four coarse pixels around this one.
      const [fx, fy] = [(x - 0.5) / 2, (y - 0.5) / 2]
      const [x0, y0] = [Math.max(0, Math.floor(fx)), Math.max(0, Math.floor(fy))]
      const [x1, y1] = [Math.min(halfWidth - 1, x0 + 1), Math.min(halfHeight - 1, y0 + 1)]
      const [tx, ty] = [Math.max(0, fx - x0), Math.max(0, fy - y0)]
      for (let c = 0; c < 3; c++) {
        const upper = (below[(y0 * halfWidth + x0) * 3 + c] ?? 0) * (1 - tx) + (below[(y0 * halfWidth + x1) * 3 + c] ?? 0) * tx
        const lower = (below[(y1 * halfWidth + x0) * 3 + c] ?? 0) * (1 - tx) + (below[(y1 * halfWidth + x1) * 3 + c] ?? 0) * tx
        out[i * 3 + c] = weight * (values[i * 3 + c] ?? 0) + (1 - weight) * (upper * (1 - ty) + lower * ty)
      }
    }
  }
  return out
}
