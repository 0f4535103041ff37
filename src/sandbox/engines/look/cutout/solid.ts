type Part = { readonly pixels: readonly number[]; readonly touchesEdge: boolean }

/**
 * A found subject without crumbs and bystanders, and without the holes inside it that do not show the background.
 * `salience` tells how much each pixel stands out, `strange` how unlike the background it is.
 */
export function solid(
  share: Float32Array,
  salience: Float32Array,
  strange: Float32Array,
  width: number,
  height: number,
): Float32Array {
  const isIn = (i: number): boolean => (share[i] ?? 0) >= 0.5
  const bodies = partsOf(isIn, width, height).map(part => ({
    ...part,
    weight: part.pixels.reduce((sum, i) => sum + (salience[i] ?? 0) ** 2, 0),
  }))
  const heaviest = Math.max(0, ...bodies.map(({ weight }) => weight))
  const kept = new Uint8Array(share.length)
  for (const { pixels, weight } of bodies) if (weight >= heaviest * 0.25) for (const i of pixels) kept[i] = 1
  const whole = kept.reduce((sum, value) => sum + value, 0)
  for (const { pixels, touchesEdge } of partsOf(i => kept[i] === 0, width, height)) {
    const unlike = pixels.reduce((sum, i) => sum + (strange[i] ?? 0), 0) / pixels.length
    const isHole = pixels.length < whole * 0.015 || (pixels.length < whole * 0.4 && unlike > 0.45)
    if (!touchesEdge && isHole) for (const i of pixels) kept[i] = 2
  }
  return share.map((value, i) => {
    if (kept[i] === 2) return 1
    if (kept[i] === 1) return isBeside(kept, i, width, height, 0) ? value : 1
    return isBeside(kept, i, width, height, 1) ? Math.min(0.45, value) : 0
  })
}

/** Whether a pixel lies next to what is no subject (0) or next to the subject (1): its soft edge. */
function isBeside(kept: Uint8Array, i: number, width: number, height: number, which: 0 | 1): boolean {
  const [x, y] = [i % width, Math.floor(i / width)]
  for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++)
    for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++)
      if (Math.min(1, kept[row * width + column] ?? 0) === which) return true
  return false
}

/** The connected parts of what `isIn` says. */
export function partsOf(isIn: (i: number) => boolean, width: number, height: number): readonly Part[] {
  const seen = new Uint8Array(width * height)
  const parts: Part[] = []
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1 || !isIn(start)) continue
    const pixels = [start]
    seen[start] = 1
    let touchesEdge = false
    for (let at = 0; at < pixels.length; at++) {
      const i = pixels[at] as number
      const [x, y] = [i % width, Math.floor(i / width)]
      if (x === 0 || y === 0 || x === width - 1 || y === height - 1) touchesEdge = true
      const around = [x > 0 ? i - 1 : -1, x < width - 1 ? i + 1 : -1, i - width, i + width]
      for (const next of around) {
        if (next < 0 || next >= seen.length || seen[next] === 1 || !isIn(next)) continue
        seen[next] = 1
        pixels.push(next)
      }
    }
    parts.push({ pixels, touchesEdge })
  }
  return parts
}
