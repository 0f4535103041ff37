import type { Raster } from '../raster.ts'

const linear = Float32Array.from({ length: 256 }, (_, value) => {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
})

/** Writes the OKLab colour of an sRGB one (bytes) at `at`: lightness from 0 to 100, and the two axes of colour on the same scale. */
export function writeLab(r: number, g: number, b: number, out: Float32Array, at: number): void {
  const [lr, lg, lb] = [linear[r] ?? 0, linear[g] ?? 0, linear[b] ?? 0]
  const l = Math.cbrt(0.4122214708 * lr + 0.5363325363 * lg + 0.0514459929 * lb)
  const m = Math.cbrt(0.2119034982 * lr + 0.6806995451 * lg + 0.1073969566 * lb)
  const s = Math.cbrt(0.0883024619 * lr + 0.2817188376 * lg + 0.6299787005 * lb)
  out[at] = 100 * (0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s)
  out[at + 1] = 100 * (1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s)
  out[at + 2] = 100 * (0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s)
}

/** The OKLab colours of a picture, three numbers a pixel: equal distances look about equally different. */
export function labOf({ data, width, height }: Raster): Float32Array {
  const lab = new Float32Array(width * height * 3)
  for (let i = 0; i < lab.length; i += 3) writeLab(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0, lab, i)
  return lab
}

/** How far apart three differences are together; `Math.hypot` takes ten times as long. */
export const distance = (x: number, y: number, z: number): number => Math.sqrt(x * x + y * y + z * z)

/** How different two colours of such lists look. */
export const labDistance = (a: Float32Array, i: number, b: Float32Array, j: number): number =>
  distance((a[i] ?? 0) - (b[j] ?? 0), (a[i + 1] ?? 0) - (b[j + 1] ?? 0), (a[i + 2] ?? 0) - (b[j + 2] ?? 0))
