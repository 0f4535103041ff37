import type { Raster } from '../raster.ts'
import type { Subject } from './subject.ts'

/** The channels kept for each small pixel: how much of it is subject, the subject's colour there, the background's colour there. */
const channels = 7
const reach = 4

/**
 * The cut-out at full size: for each pixel the alpha that explains its colour as a mixture of the subject's and the
 * background's colours around it, and the subject's own colour where both are mixed.
 */
export function matted(picture: Raster, subject: Subject): Raster {
  const { data, width, height } = picture
  const field = colourField(picture, subject)
  const out = Uint8Array.from(data)
  const alpha = new Uint8Array(width * height)
  const here = new Float32Array(channels)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      blend(field, subject, ((x + 0.5) / width) * subject.width - 0.5, ((y + 0.5) / height) * subject.height - 0.5, here)
      const share = here[0] ?? 0
      if (share < 0.03 || share > 0.97) {
        alpha[i] = share > 0.5 ? 255 : 0
        continue
      }
      let [along, length] = [0, 0]
      for (let c = 0; c < 3; c++) {
        const towards = (here[1 + c] ?? 0) - (here[4 + c] ?? 0)
        along += towards * ((data[i * 3 + c] ?? 0) - (here[4 + c] ?? 0))
        length += towards * towards
      }
      // Where both colours are alike the colour says nothing, and the coarse outline counts.
      const certain = length / (length + 900)
      const measured = length === 0 ? share : along / length
      // The colour may move the outline, not move it away.
      const mixed = share + certain * (measured - share) * Math.min(1, 4 * Math.min(share, 1 - share) + 0.25)
      const value = Math.max(0, Math.min(1, (mixed - 0.12) / 0.76))
      alpha[i] = Math.round(value * 255)
      if (value > 0 && value < 1)
        for (let c = 0; c < 3; c++)
          out[i * 3 + c] = Math.max(
            0,
            Math.min(255, Math.round(((data[i * 3 + c] ?? 0) - (1 - value) * (here[4 + c] ?? 0)) / value)),
          )
    }
  }
  return { data: out, width, height, alpha }
}

/** The field's values between four small pixels. */
function blend(field: Float32Array, { width, height }: Subject, x: number, y: number, out: Float32Array): void {
  const x0 = Math.max(0, Math.min(width - 1, Math.floor(x)))
  const y0 = Math.max(0, Math.min(height - 1, Math.floor(y)))
  const x1 = Math.min(width - 1, x0 + 1)
  const y1 = Math.min(height - 1, y0 + 1)
  const [tx, ty] = [Math.max(0, Math.min(1, x - x0)), Math.max(0, Math.min(1, y - y0))]
  for (let c = 0; c < channels; c++) {
    const upper = (field[(y0 * width + x0) * channels + c] ?? 0) * (1 - tx) + (field[(y0 * width + x1) * channels + c] ?? 0) * tx
    const lower = (field[(y1 * width + x0) * channels + c] ?? 0) * (1 - tx) + (field[(y1 * width + x1) * channels + c] ?? 0) * tx
    out[c] = upper * (1 - ty) + lower * ty
  }
}

/** Around each small pixel: the share of the subject, and the colours of both that are surely one or the other. */
function colourField({ data, width, height }: Raster, { share, width: w, height: h }: Subject): Float32Array {
  const colour = new Float32Array(w * h * 3)
  for (let i = 0; i < w * h; i++) {
    const x = Math.min(width - 1, Math.floor((((i % w) + 0.5) / w) * width))
    const y = Math.min(height - 1, Math.floor(((Math.floor(i / w) + 0.5) / h) * height))
    for (let c = 0; c < 3; c++) colour[i * 3 + c] = data[(y * width + x) * 3 + c] ?? 0
  }
  const field = new Float32Array(w * h * channels)
  for (let y = 0, i = 0; y < h; y++) {
    for (let x = 0; x < w; x++, i++) {
      let [mine, theirs] = [1e-5, 1e-5]
      const at = i * channels
      for (let row = Math.max(0, y - reach); row <= Math.min(h - 1, y + reach); row++) {
        for (let column = Math.max(0, x - reach); column <= Math.min(w - 1, x + reach); column++) {
          const j = row * w + column
          const near = 1 / (1 + (row - y) ** 2 + (column - x) ** 2)
          const subject = Math.max(0, (share[j] ?? 0) - 0.5) ** 2 * near
          const ground = Math.max(0, 0.5 - (share[j] ?? 0)) ** 2 * near
          mine += subject
          theirs += ground
          for (let c = 0; c < 3; c++) {
            field[at + 1 + c]! += subject * (colour[j * 3 + c] ?? 0)
            field[at + 4 + c]! += ground * (colour[j * 3 + c] ?? 0)
          }
        }
      }
      field[at] = share[i] ?? 0
      for (let c = 0; c < 3; c++) {
        field[at + 1 + c] = mine > 2e-5 ? (field[at + 1 + c] ?? 0) / mine : (colour[i * 3 + c] ?? 0)
        field[at + 4 + c] = theirs > 2e-5 ? (field[at + 4 + c] ?? 0) / theirs : (colour[i * 3 + c] ?? 0)
      }
    }
  }
  return field
}
