import { labOf } from '../cutout/lab.ts'
import { partsOf } from '../cutout/solid.ts'
import { walkFromBorder } from '../cutout/walk.ts'
import { fitted, onWhite, type Raster } from '../raster.ts'

const side = 176

/** Where the sky is, from 0 to 1 for each pixel of the picture: open from the upper edge, and brighter or bluer than the land. */
export async function skyOf(picture: Raster): Promise<Float32Array> {
  const small = await fitted(onWhite(picture), side)
  const { width, height } = small
  const lab = labOf(small)
  const walk = walkFromBorder(lab, width, height)
  const share = new Float32Array(width * height)
  // One sky may lie in several parts between things; each begins at the upper edge and ends where its surface does.
  const top = Float32Array.from({ length: 3 }, (_, c) => {
    let sum = 0
    for (let x = 0; x < width; x++) sum += lab[x * 3 + c] ?? 0
    return sum / width
  })
  const isSky = (i: number): boolean => {
    const y = Math.floor(i / width) / height
    const turned = Math.hypot((lab[i * 3 + 1] ?? 0) - (top[1] ?? 0), (lab[i * 3 + 2] ?? 0) - (top[2] ?? 0))
    const isGreen = (lab[i * 3 + 1] ?? 0) < -4 && (lab[i * 3 + 2] ?? 0) > 3
    return y < 0.72 && (walk[i] ?? 0) < 14 && turned < 15 && !isGreen && (lab[i * 3] ?? 0) > (top[0] ?? 0) - 10
  }
  for (const { pixels } of partsOf(isSky, width, height)) {
    const fromTop = pixels.some(i => i < width * 2)
    if (fromTop && pixels.length > width * 2) for (const i of pixels) share[i] = 1
  }
  return widened({ share, width, height }, picture.width, picture.height)
}

/** A small map at the size of the picture. */
export function widened(
  { share, width, height }: { readonly share: Float32Array; readonly width: number; readonly height: number },
  toWidth: number,
  toHeight: number,
): Float32Array {
  const out = new Float32Array(toWidth * toHeight)
  for (let y = 0, i = 0; y < toHeight; y++) {
    const fy = Math.max(0, Math.min(height - 1, ((y + 0.5) / toHeight) * height - 0.5))
    const y0 = Math.floor(fy)
    const y1 = Math.min(height - 1, y0 + 1)
    for (let x = 0; x < toWidth; x++, i++) {
      const fx = Math.max(0, Math.min(width - 1, ((x + 0.5) / toWidth) * width - 0.5))
      const x0 = Math.floor(fx)
      const x1 = Math.min(width - 1, x0 + 1)
      const [tx, ty] = [fx - x0, fy - y0]
      const upper = (share[y0 * width + x0] ?? 0) * (1 - tx) + (share[y0 * width + x1] ?? 0) * tx
      const lower = (share[y1 * width + x0] ?? 0) * (1 - tx) + (share[y1 * width + x1] ?? 0) * tx
      out[i] = upper * (1 - ty) + lower * ty
    }
  }
  return out
}
