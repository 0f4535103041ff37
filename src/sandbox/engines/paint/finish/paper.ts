import { edges, type Image, mapped, noise } from '../image.ts'
import type { Random } from '../random.ts'

/** Colour on wet paper: wandering edges, pigment in the grain, dark rims, a white border. */
export function watercolour(image: Image, random: Random): Image {
  const { width, height } = image
  const unit = Math.min(width, height) / 1024
  const wander = noise(width, height, 22 * unit + 2, random)
  const bleed = noise(width, height, 90 * unit + 4, random)
  const pigment = noise(width, height, 3, random)
  const moved = mapped(image, (_r, _g, _b, x, y, out) => {
    const shift = (((wander[y * width + x] ?? 0.5) - 0.5) * 13 + ((bleed[y * width + x] ?? 0.5) - 0.5) * 16) * unit
    const sx = Math.max(0, Math.min(width - 1, Math.round(x + shift)))
    const sy = Math.max(0, Math.min(height - 1, Math.round(y - shift * 0.7)))
    const i = (sy * width + sx) * 3
    out[0] = image.data[i] ?? 0
    out[1] = image.data[i + 1] ?? 0
    out[2] = image.data[i + 2] ?? 0
  })
  const rims = edges(moved, Math.max(1, Math.round(2 * unit)))
  return mapped(moved, (r, g, b, x, y, out) => {
    const at = y * width + x
    const pool = (bleed[at] ?? 0.5) * 0.5 + (wander[at] ?? 0.5) * 0.3
    const density = 0.62 + pool * 0.36 + ((pigment[at] ?? 0.5) - 0.5) * 0.16 + Math.min(0.3, (rims[at] ?? 0) / 240)
    // The border of the paper stays dry, along a ragged line.
    const rim =
      Math.min(x, y, width - 1 - x, height - 1 - y) / (40 * unit) - ((bleed[at] ?? 0.5) * 1.1 + (wander[at] ?? 0.5) * 0.4 - 0.4)
    const share = Math.max(0, Math.min(1, rim * 2.2)) * Math.min(1.05, density)
    const paper = 250 - (pigment[at] ?? 0.5) * 9
    out[0] = paper - (paper - r) * share
    out[1] = paper - 1 - (paper - 1 - g) * share
    out[2] = paper - 8 - (paper - 8 - b) * share
  })
}

/** Layers of cut paper: each edge throws a soft shadow on what lies below it. */
export function papercut(image: Image, random: Random): Image {
  const { data, width, height } = image
  const unit = Math.max(1, Math.round(Math.min(width, height) / 256))
  const fibre = noise(width, height, 2, random)
  const lightAt = (x: number, y: number): number => {
    const i = (Math.max(0, Math.min(height - 1, y)) * width + Math.max(0, Math.min(width - 1, x))) * 3
    return (data[i] ?? 0) * 0.3 + (data[i + 1] ?? 0) * 0.59 + (data[i + 2] ?? 0) * 0.11
  }
  return mapped(image, (r, g, b, x, y, out) => {
    const here = 0.3 * r + 0.59 * g + 0.11 * b
    let shade = 0
    for (let k = 1; k <= 3; k++) shade += Math.min(26, Math.abs(lightAt(x - unit * k, y - unit * k) - here)) * (0.34 - k * 0.07)
    const rim = Math.max(0, Math.min(30, here - lightAt(x - 1, y - 1))) * 0.8
    const paper = ((fibre[y * width + x] ?? 0.5) - 0.5) * 13
    out[0] = r - shade * 1.5 + rim + paper
    out[1] = g - shade * 1.5 + rim + paper
    out[2] = b - shade * 1.2 + rim + paper
  })
}
