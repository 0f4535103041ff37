import { type Image, mapped, noise } from '../image.ts'
import type { Random } from '../random.ts'

/** Multiplies saturation and contrast. */
export const adjusted = (image: Image, saturation: number, contrast: number): Image =>
  mapped(image, (r, g, b, _x, _y, out) => {
    const grey = 0.299 * r + 0.587 * g + 0.114 * b
    out[0] = (grey + (r - grey) * saturation - 128) * contrast + 128
    out[1] = (grey + (g - grey) * saturation - 128) * contrast + 128
    out[2] = (grey + (b - grey) * saturation - 128) * contrast + 128
  })

/** Darkens towards the corners by `share`, and adds film grain of `grain` levels. */
export function vignetted(image: Image, share: number, grain: number, random: Random): Image {
  const specks = Int8Array.from({ length: 1 << 16 }, () => (random() - 0.5) * 2 * grain)
  const [cx, cy] = [image.width / 2, image.height / 2]
  const far = cx * cx + cy * cy
  return mapped(image, (r, g, b, x, y, out) => {
    const distance = ((x - cx) ** 2 + (y - cy) ** 2) / far
    const dim = 1 - share * distance * distance
    const speck = specks[(x * 7919 + y * 104729) & 0xffff] ?? 0
    out[0] = r * dim + speck
    out[1] = g * dim + speck
    out[2] = b * dim + speck
  })
}

/** Black, white and greys, as on film. */
export const mono = (image: Image, random: Random): Image =>
  vignetted(
    mapped(image, (r, g, b, _x, _y, out) => {
      const grey = (0.34 * r + 0.52 * g + 0.14 * b - 128) * 1.22 + 132
      out.fill(grey)
    }),
    0.4,
    12,
    random,
  )

/** The brown of an old photograph, with light leaks at its rim. */
export const vintage = (image: Image, random: Random): Image => {
  const stains = noise(image.width, image.height, 160, random)
  return vignetted(
    mapped(image, (r, g, b, x, y, out) => {
      const grey = 0.33 * r + 0.5 * g + 0.17 * b
      const fade = 22 + (stains[y * image.width + x] ?? 0) * 18
      out[0] = grey * 0.72 + r * 0.14 + fade + 26
      out[1] = grey * 0.66 + g * 0.12 + fade + 10
      out[2] = grey * 0.5 + b * 0.12 + fade - 8
    }),
    0.62,
    11,
    random,
  )
}

/** Light, milky colours. */
export const pastel = (image: Image): Image =>
  mapped(image, (r, g, b, _x, _y, out) => {
    out[0] = 255 - (255 - r) * 0.62 + 2
    out[1] = 255 - (255 - g) * 0.62 - 4
    out[2] = 255 - (255 - b) * 0.6
  })

/** Fewer steps of each colour. */
export const posterised = (image: Image, levels: number): Image => {
  const steps = Float32Array.from({ length: 256 }, (_, value) => (Math.round((value / 255) * (levels - 1)) / (levels - 1)) * 255)
  return mapped(image, (r, g, b, _x, _y, out) => {
    out[0] = steps[r] ?? r
    out[1] = steps[g] ?? g
    out[2] = steps[b] ?? b
  })
}
