import { rgb } from '../../paint/colour.ts'
import type { Raster } from '../raster.ts'
import type { Tone } from './wish.ts'

/** Changes one pixel: red, green and blue (0 to 255) into `out`. `x` and `y` are from 0 to 1. */
export type Change = (r: number, g: number, b: number, out: Float32Array, x: number, y: number, at: number) => void

/** A picture with every pixel changed. */
export function changed(picture: Raster, change: Change): Raster {
  const { data, width, height } = picture
  const result = new Uint8ClampedArray(data.length)
  const out = new Float32Array(3)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i += 3) {
      change(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0, out, x / width, y / height, i / 3)
      result[i] = out[0] ?? 0
      result[i + 1] = out[1] ?? 0
      result[i + 2] = out[2] ?? 0
    }
  }
  return { ...picture, data: new Uint8Array(result.buffer) }
}

const light = (r: number, g: number, b: number): number => 0.299 * r + 0.587 * g + 0.114 * b
const write = (out: Float32Array, r: number, g: number, b: number): void => {
  out[0] = r
  out[1] = g
  out[2] = b
}
/** Colours moved away from their grey (above 1) or towards it. */
const saturated = (out: Float32Array, r: number, g: number, b: number, by: number): void => {
  const grey = light(r, g, b)
  write(out, grey + (r - grey) * by, grey + (g - grey) * by, grey + (b - grey) * by)
}

/** The changes of light and colour that a word can ask for. */
export const tones: Readonly<Record<Tone, Change>> = {
  mono: (r, g, b, out) => out.fill(light(r, g, b)),
  sepia: (r, g, b, out) => {
    const grey = light(r, g, b)
    write(out, grey * 0.92 + 34, grey * 0.84 + 18, grey * 0.68 + 4)
  },
  warmer: (r, g, b, out) => write(out, r * 1.1 + 8, g * 1.01 + 2, b * 0.82),
  cooler: (r, g, b, out) => write(out, r * 0.84, g * 0.98 + 2, b * 1.1 + 10),
  brighter: (r, g, b, out) => write(out, lifted(r), lifted(g), lifted(b)),
  darker: (r, g, b, out) => write(out, sunk(r), sunk(g), sunk(b)),
  vivid: (r, g, b, out) => saturated(out, r, g, b, 1.55),
  muted: (r, g, b, out) => saturated(out, r, g, b, 0.45),
  contrast: (r, g, b, out) => write(out, curved(r), curved(g), curved(b)),
  invert: (r, g, b, out) => write(out, 255 - r, 255 - g, 255 - b),
}
const lifted = (value: number): number => 255 * (value / 255) ** 0.66
const sunk = (value: number): number => 255 * (value / 255) ** 1.2 * 0.62
const curved = (value: number): number => 127 + (value - 127) * 1.4

/** Day turned to night: blue and dim, with lamps and windows left shining. `sky` (0 to 1 a pixel) is darkened most. */
export const night =
  (sky: Float32Array): Change =>
  (r, g, b, out, _x, _y, at) => {
    const shining =
      Math.max(0, Math.min(1, (Math.min(r, g) - b - 40) / 60)) * Math.max(0, Math.min(1, (light(r, g, b) - 170) / 60))
    const dim = 0.4 - 0.16 * (sky[at] ?? 0)
    const grey = light(r, g, b)
    const mixed = (value: number): number => (value * 0.6 + grey * 0.4) * dim
    write(
      out,
      (mixed(r) * 0.72 + 4) * (1 - shining) + r * shining,
      (mixed(g) * 0.88 + 6) * (1 - shining) + g * 0.95 * shining,
      (mixed(b) * 1.35 + 24) * (1 - shining) + b * 0.8 * shining,
    )
  }

/** The light of a low sun: the sky runs from violet to orange, everything else takes its warmth. */
export const lowSun =
  (sky: Float32Array, isMorning: boolean): Change =>
  (r, g, b, out, _x, y, at) => {
    const [high, low] = isMorning
      ? ([
          [111, 134, 214],
          [255, 221, 190],
        ] as const)
      : ([
          [72, 52, 128],
          [255, 158, 84],
        ] as const)
    const down = Math.min(1, y / 0.55)
    const share = 0.8 * (sky[at] ?? 0)
    const grey = light(r, g, b) / 255
    const dim = isMorning ? 1 : 0.86
    const warm = [r * 1.06 * dim + 14, g * 0.92 * dim, b * 0.78 * dim] as const
    for (let c = 0; c < 3; c++) {
      const glow = ((high[c] ?? 0) * (1 - down) + (low[c] ?? 0) * down) * (0.72 + 0.36 * grey)
      out[c] = (warm[c] ?? 0) * (1 - share) + glow * share
    }
  }

/** Night or evening turned to day: what is dark is lifted, its blue taken back, and the sky made blue. */
export const daylight =
  (sky: Float32Array): Change =>
  (r, g, b, out, _x, y, at) => {
    const lift = (value: number): number => 255 * (value / 255) ** 0.55
    const share = 0.75 * (sky[at] ?? 0)
    write(
      out,
      lift(r) * 1.04 * (1 - share) + (96 + 130 * y) * share,
      lift(g) * 1.0 * (1 - share) + (168 + 70 * y) * share,
      lift(b) * 0.9 * (1 - share) + 240 * share,
    )
  }

const greenness = (r: number, g: number, b: number): number =>
  Math.max(0, Math.min(1, (g - b - 8) / 40)) * Math.max(0, Math.min(1, (g - r + 26) / 40))

/** Leaves and grass by the season: white, orange or a fresh green; the rest takes the season's air. */
export const season =
  (which: 'winter' | 'autumn' | 'summer'): Change =>
  (r, g, b, out, _x, y) => {
    const leaf = greenness(r, g, b)
    const grey = light(r, g, b)
    if (which === 'winter') {
      // Snow lies thickest where the land is near: low in the picture.
      const share = leaf * (0.72 + 0.24 * Math.min(1, y * 1.2))
      const white = 150 + grey * 0.55
      write(
        out,
        r * 0.94 * (1 - share) + white * 0.95 * share,
        g * 0.98 * (1 - share) + white * 0.985 * share,
        (b * 1.05 + 6) * (1 - share) + (white + 8) * share,
      )
    } else if (which === 'autumn') {
      const strength = leaf * 0.92
      write(
        out,
        (r * 1.03 + 4) * (1 - strength) + (grey * 1.18 + 48) * strength,
        g * 0.98 * (1 - strength) + (grey * 0.72 + 8) * strength,
        b * 0.9 * (1 - strength) + grey * 0.22 * strength,
      )
    } else {
      // What was snow or dry becomes green where it is no sky: white and low in the picture.
      const pale =
        Math.max(0, Math.min(1, (grey - 150) / 50)) *
        Math.max(0, 1 - (Math.max(r, g, b) - Math.min(r, g, b)) / 46) *
        Math.max(0, Math.min(1, (y - 0.5) / 0.12))
      write(
        out,
        r * (1 - pale) + grey * 0.5 * pale,
        (g * 1.04 + 3) * (1 - pale) + grey * 0.78 * pale,
        b * 0.96 * (1 - pale) + grey * 0.34 * pale,
      )
    }
  }

/** Grey wet air, or fog that thickens towards the horizon. */
export const air =
  (which: 'rain' | 'fog' | 'snow'): Change =>
  (r, g, b, out, _x, y) => {
    const grey = light(r, g, b)
    if (which === 'fog') {
      const share = 0.34 + 0.46 * Math.exp(-(((y - 0.45) / 0.28) ** 2))
      write(out, r * (1 - share) + 216 * share, g * (1 - share) + 222 * share, b * (1 - share) + 228 * share)
    } else {
      const dim = which === 'rain' ? 0.66 : 0.9
      write(out, (r * 0.6 + grey * 0.4) * dim + 4, (g * 0.6 + grey * 0.4) * dim + 8, (b * 0.6 + grey * 0.4) * dim + 18)
    }
  }

/** The given colour with the light and shade of what was there, as far as `share` (0 to 1 a pixel) says. */
export function recoloured(colour: string, share: Float32Array | undefined, middle: number): Change {
  const target = rgb(colour)
  return (r, g, b, out, _x, _y, at) => {
    const grey = light(r, g, b)
    // What is white or black in the original (eyes, teeth, tyres) keeps its own colour.
    const neutral = 1 - Math.max(0, Math.min(1, (Math.max(r, g, b) - Math.min(r, g, b) - 14) / 30))
    const extreme = Math.max(0, Math.min(1, Math.abs(grey - 128) / 60 - 1.05))
    const by = (share === undefined ? 1 : (share[at] ?? 0)) * (1 - 0.9 * neutral * extreme)
    const shade = grey / Math.max(40, middle)
    for (const [c, value] of [r, g, b].entries()) {
      const painted =
        shade <= 1 ? (target[c] ?? 0) * shade : (target[c] ?? 0) + (255 - (target[c] ?? 0)) * Math.min(1, (shade - 1) * 0.8)
      out[c] = value * (1 - by) + painted * by
    }
  }
}
