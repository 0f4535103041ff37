import { edges, type Image, luminance, mapped, noise } from '../image.ts'
import type { Random } from '../random.ts'
import { adjusted, posterised } from './tone.ts'

const reachOf = (image: Image): number => Math.max(1, Math.round(Math.min(image.width, image.height) / 700))

/** Pencil on paper: outlines and hatching by darkness. */
export function sketch(image: Image, random: Random): Image {
  const { width } = image
  const outline = edges(image, reachOf(image))
  const light = luminance(image)
  const grain = noise(image.width, image.height, 2, random)
  return mapped(image, (r, g, b, x, y, out) => {
    const at = y * width + x
    const dark = 1 - (light[at] ?? 255) / 255
    const wave = Math.sin((x + y) * 0.62 + (grain[at] ?? 0) * 1.6)
    const counter = Math.sin((x - y) * 0.58 + (grain[at] ?? 0) * 1.6)
    const hatch = (dark > 0.3 && wave > 0.9 - dark * 1.3 ? 0.3 : 0) + (dark > 0.56 && counter > 1.1 - dark * 1.2 ? 0.3 : 0)
    const line = Math.min(1, Math.max(0, (outline[at] ?? 0) - 16) / 52)
    const ink = Math.min(1, line * 0.95 + (hatch + dark * 0.2) * (0.5 + (grain[at] ?? 0.5) * 0.7))
    const paper = 246 - (grain[at] ?? 0.5) * 10
    // A breath of the colours stays, as with coloured pencils.
    out[0] = (paper + (r - 128) * 0.1) * (1 - ink) + 48 * ink
    out[1] = (paper - 2 + (g - 128) * 0.1) * (1 - ink) + 46 * ink
    out[2] = (paper - 9 + (b - 128) * 0.1) * (1 - ink) + 54 * ink
  })
}

/** Ink on white: strong lines, solid blacks, a grey wash. */
export function ink(image: Image): Image {
  const { width } = image
  const outline = edges(image, reachOf(image) + 1)
  const light = luminance(image)
  return mapped(image, (_r, _g, _b, x, y, out) => {
    const at = y * width + x
    const line = Math.min(1, Math.max(0, (outline[at] ?? 0) - 26) / 34)
    const dark = light[at] ?? 255
    const solid = dark < 46 ? 1 : dark < 96 && (x + y) % 7 < 3 ? 0.75 : dark < 140 ? 0.1 : 0
    out.fill(250 - 232 * Math.min(1, line + solid))
  })
}

/** Flat colours with dark outlines; `levels` of each colour. */
export function outlined(
  image: Image,
  levels: number,
  saturation: number,
  line: readonly [number, number, number],
  strength: number,
): Image {
  const { width } = image
  const outline = edges(image, reachOf(image) + 1)
  return mapped(posterised(adjusted(image, saturation, 1.08), levels), (r, g, b, x, y, out) => {
    const share = Math.min(1, Math.max(0, (outline[y * width + x] ?? 0) - 34) / 46) * strength
    out[0] = r * (1 - share) + line[0] * share
    out[1] = g * (1 - share) + line[1] * share
    out[2] = b * (1 - share) + line[2] * share
  })
}

/** White lines on blue, with a grid. */
export function blueprint(image: Image, random: Random): Image {
  const { width } = image
  const outline = edges(image, reachOf(image))
  const light = luminance(image)
  const grain = noise(image.width, image.height, 3, random)
  const cell = Math.max(12, Math.round(Math.min(image.width, image.height) / 32))
  return mapped(image, (_r, _g, _b, x, y, out) => {
    const at = y * width + x
    const line = Math.min(1, Math.max(0, (outline[at] ?? 0) - 14) / 40)
    const grid = (x % cell === 0 || y % cell === 0 ? 0.13 : 0) + (x % (cell * 4) < 2 || y % (cell * 4) < 2 ? 0.1 : 0)
    const share = Math.min(1, line + grid + ((light[at] ?? 0) / 255) * 0.08)
    const paper = ((grain[at] ?? 0.5) - 0.5) * 10
    out[0] = 18 + paper + 222 * share
    out[1] = 62 + paper + 182 * share
    out[2] = 138 + paper + 112 * share
  })
}

/** Loud colours, thick outlines, printed dots. */
export function popart(image: Image): Image {
  const { width } = image
  const loud = outlined(image, 4, 2.1, [18, 14, 22], 1)
  const light = luminance(image)
  const cell = Math.max(5, Math.round(Math.min(image.width, image.height) / 110))
  return mapped(loud, (r, g, b, x, y, out) => {
    const [dx, dy] = [(x % cell) - cell / 2, ((y + (Math.floor(x / cell) % 2) * (cell / 2)) % cell) - cell / 2]
    const dark = 1 - (light[y * width + x] ?? 255) / 255
    const dot = dx * dx + dy * dy < (cell * 0.62 * Math.min(0.8, dark)) ** 2
    out[0] = dot ? r * 0.62 : r * 0.9 + 32
    out[1] = dot ? g * 0.5 : g * 0.9 + 28
    out[2] = dot ? b * 0.74 : b * 0.86 + 20
  })
}

/** A woodblock print: indigo lines, muted flat colours, paper. */
export function ukiyoe(image: Image, random: Random): Image {
  const flat = outlined(adjusted(image, 0.78, 1), 7, 1, [28, 38, 82], 0.92)
  const fibre = noise(image.width, image.height, 4, random)
  const wash = noise(image.width, image.height, 120, random)
  return mapped(flat, (r, g, b, x, y, out) => {
    const paper = ((fibre[y * image.width + x] ?? 0.5) - 0.5) * 16 + ((wash[y * image.width + x] ?? 0.5) - 0.5) * 18
    out[0] = r * 0.82 + 240 * 0.16 + paper
    out[1] = g * 0.8 + 224 * 0.16 + paper
    out[2] = b * 0.76 + 188 * 0.17 + paper
  })
}

/** Edges that shine. */
export function neon(image: Image): Image {
  const { width, height } = image
  const outline = edges(image, reachOf(image))
  return mapped(adjusted(image, 1.25, 1.1), (r, g, b, x, y, out) => {
    const share = Math.min(1, Math.max(0, (outline[y * width + x] ?? 0) - 30) / 90) * 0.55
    const t = (x / width + y / height) / 2
    out[0] = r * 0.96 + share * (255 - t * 190)
    out[1] = g * 0.94 + share * (70 + t * 160)
    out[2] = b * 1.02 + share * 240
  })
}
