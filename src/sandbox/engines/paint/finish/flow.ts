import { type Image, luminance } from '../image.ts'
import type { Random } from '../random.ts'

const block = 8

/** Where a brush would go in each block of pixels: along edges where there are some, else along slow waves. */
function directions(
  image: Image,
  random: Random,
): { readonly dx: Float32Array; readonly dy: Float32Array; readonly fine: Float32Array; readonly columns: number } {
  const { width, height } = image
  const light = luminance(image)
  const columns = Math.ceil(width / block)
  const rows = Math.ceil(height / block)
  const mean = new Float32Array(columns * rows)
  const span = new Float32Array(columns * rows)
  for (let by = 0; by < rows; by++) {
    for (let bx = 0; bx < columns; bx++) {
      let [sum, low, top] = [0, 255, 0]
      for (let k = 0; k < 16; k++) {
        const y = Math.min(height - 1, by * block + (k >> 2) * 2)
        const value = light[y * width + Math.min(width - 1, bx * block + (k & 3) * 2)] ?? 0
        sum += value
        low = Math.min(low, value)
        top = Math.max(top, value)
      }
      span[by * columns + bx] = top - low
      mean[by * columns + bx] = sum / 16
    }
  }
  const [a, b, c] = [random() * 6, random() * 6, random.between(2, 4)]
  const dx = new Float32Array(columns * rows)
  const dy = new Float32Array(columns * rows)
  for (let by = 0; by < rows; by++) {
    for (let bx = 0; bx < columns; bx++) {
      const at = by * columns + bx
      const gx = (mean[by * columns + Math.min(columns - 1, bx + 1)] ?? 0) - (mean[by * columns + Math.max(0, bx - 1)] ?? 0)
      const gy = (mean[Math.min(rows - 1, by + 1) * columns + bx] ?? 0) - (mean[Math.max(0, by - 1) * columns + bx] ?? 0)
      const wave = Math.sin((bx / columns) * c * 3 + a) + Math.cos((by / rows) * c * 2.4 + b)
      const [wx, wy] = [Math.cos(wave), Math.sin(wave) * 0.7]
      const strength = Math.min(1, Math.hypot(gx, gy) / 26)
      // Across the gradient lies the edge; of its two ends the one nearer to the wave is taken.
      const side = -gy * wx + gx * wy < 0 ? -1 : 1
      const x = wx * (1 - strength) + ((-gy * side) / (Math.hypot(gx, gy) || 1)) * strength
      const y = wy * (1 - strength) + ((gx * side) / (Math.hypot(gx, gy) || 1)) * strength
      const length = Math.hypot(x, y) || 1
      dx[at] = x / length
      dy[at] = y / length
    }
  }
  return { dx, dy, fine: finenessOf(span, columns, rows), columns }
}

/** How much shorter strokes are in each block, as a share: small dark and light forms close together (eyes, a mouth) need a small brush. */
function finenessOf(span: Float32Array, columns: number, rows: number): Float32Array {
  const fine = new Float32Array(columns * rows)
  for (let by = 0; by < rows; by++) {
    for (let bx = 0; bx < columns; bx++) {
      let sum = 0
      for (let y = -2; y <= 2; y++)
        for (let x = -2; x <= 2; x++)
          sum += Math.min(
            90,
            span[Math.max(0, Math.min(rows - 1, by + y)) * columns + Math.max(0, Math.min(columns - 1, bx + x))] ?? 0,
          )
      fine[by * columns + bx] = Math.max(0.22, 1 - Math.max(0, sum / 25 - 8) / 24)
    }
  }
  return fine
}

/** Paints an image anew with brush strokes that follow its forms. `reach` is half a stroke in pixels, `bristle` how much its hairs show (0 to 1). */
export function brushed(image: Image, reach: number, bristle: number, random: Random): Image {
  const { data, width, height } = image
  const { dx, dy, fine, columns } = directions(image, random)
  const grain = Uint8Array.from({ length: 1 << 16 }, () => random() * 256)
  const out = new Uint8ClampedArray(data.length)
  const samples = 3
  const step = reach / samples
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y >> 3) * columns + (x >> 3)
      const vx = dx[at] ?? 1
      const vy = dy[at] ?? 0
      // Hairs of the brush: noise that is the same all along a stroke.
      const along = vx * x + vy * y
      const across = -vy * x + vx * y
      const hair = grain[(Math.floor(across * 0.9) * 131 + Math.floor(along / (reach * 2.6)) * 7) & 0xffff] ?? 128
      const small = fine[at] ?? 1
      const slip = (hair / 255 - 0.5) * reach * 1.2 * small
      let r = 0
      let g = 0
      let b = 0
      for (let k = -samples; k <= samples; k++) {
        const t = k * step * small + slip
        let px = (x + vx * t + 0.5) | 0
        let py = (y + vy * t + 0.5) | 0
        px = px < 0 ? 0 : px >= width ? width - 1 : px
        py = py < 0 ? 0 : py >= height ? height - 1 : py
        const i = (py * width + px) * 3
        r += data[i] ?? 0
        g += data[i + 1] ?? 0
        b += data[i + 2] ?? 0
      }
      const count = samples * 2 + 1
      const relief = (hair - 128) * 0.16 * bristle
      const i = (y * width + x) * 3
      out[i] = r / count + relief
      out[i + 1] = g / count + relief
      out[i + 2] = b / count + relief
    }
  }
  return { data: new Uint8Array(out.buffer), width, height }
}
