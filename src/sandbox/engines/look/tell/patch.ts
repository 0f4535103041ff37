import { writeLab } from '../cutout/lab.ts'

/** The side of the square everything is brought to before it is compared. */
export const patchSide = 24

/** A form at a fixed size: how much of each pixel belongs to it, its OKLab colours, and how wide it was for its height. */
export type Patch = { readonly share: Float32Array; readonly lab: Float32Array; readonly aspect: number }

/** The box of pixels of `from` to compare, and how they are read: red, green, blue (0 to 255) and the share (0 to 1) at `i`. */
export type Source = {
  readonly width: number
  readonly box: { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
  readonly data: Uint8Array
  readonly step: 3 | 4
  readonly share: (i: number) => number
}

/** Brings a form to the fixed size by averaging. */
export function patchOf({ width, box, data, step, share }: Source): Patch {
  const count = patchSide * patchSide
  const [shares, lab] = [new Float32Array(count), new Float32Array(count * 3)]
  // Three samples each way are enough for forms of a hundred pixels.
  const fine = 3
  for (let k = 0; k < count; k++) {
    const sums = [0, 0, 0, 0]
    for (let s = 0; s < fine * fine; s++) {
      const u = ((k % patchSide) + ((s % fine) + 0.5) / fine) / patchSide
      const v = (Math.floor(k / patchSide) + (Math.floor(s / fine) + 0.5) / fine) / patchSide
      const x = box.left + Math.min(box.width - 1, Math.floor(u * box.width))
      const y = box.top + Math.min(box.height - 1, Math.floor(v * box.height))
      const i = y * width + x
      const weight = share(i)
      sums[3]! += weight
      for (let c = 0; c < 3; c++) sums[c]! += weight * (data[i * step + c] ?? 0)
    }
    const weight = sums[3] ?? 0
    shares[k] = weight / (fine * fine)
    if (weight > 0)
      writeLab(
        Math.round((sums[0] ?? 0) / weight),
        Math.round((sums[1] ?? 0) / weight),
        Math.round((sums[2] ?? 0) / weight),
        lab,
        k * 3,
      )
  }
  return { share: shares, lab, aspect: box.width / box.height }
}

/** A patch seen in a mirror. */
export function mirroredPatch({ share, lab, aspect }: Patch): Patch {
  const flip = (k: number): number => k - (k % patchSide) + (patchSide - 1 - (k % patchSide))
  return {
    aspect,
    share: share.map((_, k) => share[flip(k)] ?? 0),
    lab: lab.map((_, i) => lab[flip(Math.floor(i / 3)) * 3 + (i % 3)] ?? 0),
  }
}
