import type { Random } from './random.ts'

/** Pixels: three bytes (red, green, blue) each, row by row. */
export type Image = { readonly data: Uint8Array; readonly width: number; readonly height: number }

/** A new image whose every pixel is made from the old one; `change` writes into `out` (red, green, blue). */
export function mapped(
  image: Image,
  change: (r: number, g: number, b: number, x: number, y: number, out: Float32Array) => void,
): Image {
  const { data, width, height } = image
  const result = new Uint8ClampedArray(data.length)
  const out = new Float32Array(3)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      change(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0, x, y, out)
      result[i] = out[0] ?? 0
      result[i + 1] = out[1] ?? 0
      result[i + 2] = out[2] ?? 0
    }
  }
  return { data: new Uint8Array(result.buffer), width, height }
}

/** Smooth noise from 0 to 1 over the whole image; `cell` is the size of its clumps in pixels. */
export function noise(width: number, height: number, cell: number, random: Random): Float32Array {
  const columns = Math.ceil(width / cell) + 2
  const rows = Math.ceil(height / cell) + 2
  const lattice = Float32Array.from({ length: columns * rows }, () => random())
  const field = new Float32Array(width * height)
  const ease = (t: number): number => t * t * (3 - 2 * t)
  const across = Float32Array.from({ length: width }, (_, x) => ease((x / cell) % 1))
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor(y / cell)
    const ty = ease((y / cell) % 1)
    for (let x = 0; x < width; x++, i++) {
      const at = row * columns + Math.floor(x / cell)
      const t = across[x] ?? 0
      const upper = (lattice[at] ?? 0) * (1 - t) + (lattice[at + 1] ?? 0) * t
      const lower = (lattice[at + columns] ?? 0) * (1 - t) + (lattice[at + columns + 1] ?? 0) * t
      field[i] = upper * (1 - ty) + lower * ty
    }
  }
  return field
}

/** The brightness of every pixel, from 0 to 255. */
export function luminance({ data, width, height }: Image): Float32Array {
  const out = new Float32Array(width * height)
  for (let i = 0, p = 0; i < out.length; i++, p += 3)
    out[i] = 0.299 * (data[p] ?? 0) + 0.587 * (data[p + 1] ?? 0) + 0.114 * (data[p + 2] ?? 0)
  return out
}

/** How strongly colours change at every pixel; `reach` is the distance compared, in pixels. All three colours count, so that equal greys of different hue have an edge too. */
export function edges({ data, width, height }: Image, reach: number): Float32Array {
  const out = new Float32Array(width * height)
  for (let y = 0; y < height; y++) {
    const up = Math.max(0, y - reach) * width
    const down = Math.min(height - 1, y + reach) * width
    for (let x = 0; x < width; x++) {
      const left = (y * width + Math.max(0, x - reach)) * 3
      const right = (y * width + Math.min(width - 1, x + reach)) * 3
      const above = (up + x) * 3
      const under = (down + x) * 3
      let sum = 0
      for (let c = 0; c < 3; c++) {
        const dx = (data[right + c] ?? 0) - (data[left + c] ?? 0)
        const dy = (data[under + c] ?? 0) - (data[above + c] ?? 0)
        sum += Math.abs(dx) + Math.abs(dy)
      }
      out[y * width + x] = sum / 3
    }
  }
  return out
}
