import { distance } from '../cutout/lab.ts'
import { type Patch, patchSide } from './patch.ts'

/** The picture that is searched: its OKLab colours, and how much each pixel stands out. */
export type Sight = {
  readonly lab: Float32Array
  readonly salience: Float32Array
  readonly width: number
  readonly height: number
}
/** A known form found in a picture: which one, where, and how unlike it is. */
export type Found = {
  readonly form: number
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly doubt: number
}

/** What is compared of a form at one size: points inside it with their colours, and pairs of points on both sides of its outline. */
type Stencil = { readonly inner: Int32Array; readonly lab: Float32Array; readonly outline: Int32Array }

const heights = [0.21, 0.29, 0.4, 0.53, 0.7]
const stretches = [0.8, 0.87, 0.94, 1, 1.07, 1.15, 1.24]
const moves = [-5, -3, -2, -1, 0, 1, 2, 3, 5]
const coarse = 6
const fine = 14
const kept = 40

function stencilOf({ share, lab }: Patch, width: number, height: number, grid: number, across: number): Stencil {
  const [inner, colours, outline]: [number[], number[], number[]] = [[], [], []]
  const at = (column: number, row: number): number => {
    if (column < 0 || row < 0 || column >= grid || row >= grid) return -1
    return Math.floor(((row + 0.5) / grid) * patchSide) * patchSide + Math.floor(((column + 0.5) / grid) * patchSide)
  }
  const place = (column: number, row: number): readonly [number, number] => [
    Math.round(((column + 0.5) / grid) * width),
    Math.round(((row + 0.5) / grid) * height),
  ]
  for (let row = 0; row < grid; row++) {
    for (let column = 0; column < grid; column++) {
      const k = at(column, row)
      if ((share[k] ?? 0) < 0.6) continue
      const [x, y] = place(column, row)
      inner.push(y * across + x)
      colours.push(lab[k * 3] ?? 0, lab[k * 3 + 1] ?? 0, lab[k * 3 + 2] ?? 0)
      for (const [dx, dy] of [
        [-1, 0],
        [1, 0],
        [0, -1],
        [0, 1],
      ] as const) {
        const beside = at(column + dx, row + dy)
        if (beside >= 0 && (share[beside] ?? 0) > 0.25) continue
        const [ox, oy] = place(column + dx * 1.25, row + dy * 1.25)
        outline.push(y * across + x, ox, oy)
      }
    }
  }
  return { inner: Int32Array.from(inner), lab: Float32Array.from(colours), outline: Int32Array.from(outline) }
}

/** How unlike the form is to the picture with its corner at a place. */
function doubtAt(
  { lab, salience, width, height }: Sight,
  { inner, lab: colours, outline }: Stencil,
  x: number,
  y: number,
): number {
  const from = y * width + x
  const n = inner.length
  let [l, a, b, tl, ta, tb, mass] = [0, 0, 0, 0, 0, 0, 0]
  for (let k = 0; k < n; k++) {
    const i = from + (inner[k] ?? 0)
    l += lab[i * 3] ?? 0
    a += lab[i * 3 + 1] ?? 0
    b += lab[i * 3 + 2] ?? 0
    tl += colours[k * 3] ?? 0
    ta += colours[k * 3 + 1] ?? 0
    tb += colours[k * 3 + 2] ?? 0
    mass += salience[i] ?? 0
  }
  const [dl, da, db] = [(l - tl) / n, (a - ta) / n, (b - tb) / n]
  let [inside, own, seen] = [0, 0, 0]
  const [ml, ma, mb, sl, sa, sb] = [tl / n, ta / n, tb / n, l / n, a / n, b / n]
  for (let k = 0; k < n; k++) {
    const i = from + (inner[k] ?? 0)
    inside += Math.min(
      30,
      distance(
        (lab[i * 3] ?? 0) - (colours[k * 3] ?? 0) - dl,
        (lab[i * 3 + 1] ?? 0) - (colours[k * 3 + 1] ?? 0) - da,
        (lab[i * 3 + 2] ?? 0) - (colours[k * 3 + 2] ?? 0) - db,
      ),
    )
    own += distance((colours[k * 3] ?? 0) - ml, (colours[k * 3 + 1] ?? 0) - ma, (colours[k * 3 + 2] ?? 0) - mb)
    seen += distance((lab[i * 3] ?? 0) - sl, (lab[i * 3 + 1] ?? 0) - sa, (lab[i * 3 + 2] ?? 0) - sb)
  }
  let edge = 0
  for (let k = 0; k < outline.length; k += 3) {
    const i = from + (outline[k] ?? 0)
    const [ox, oy] = [x + (outline[k + 1] ?? 0), y + (outline[k + 2] ?? 0)]
    if (ox < 0 || oy < 0 || ox >= width || oy >= height) continue
    const j = oy * width + ox
    const d = distance(
      (lab[i * 3] ?? 0) - (lab[j * 3] ?? 0),
      (lab[i * 3 + 1] ?? 0) - (lab[j * 3 + 1] ?? 0),
      (lab[i * 3 + 2] ?? 0) - (lab[j * 3 + 2] ?? 0),
    )
    edge += Math.min(1, d / 9)
  }
  const outlined = outline.length === 0 ? 0 : edge / (outline.length / 3)
  // A form of one colour fits any plain spot: what counts is how much of its pattern is found again.
  const pattern = (1.7 * inside) / (own + seen + 5 * n)
  return 0.75 * pattern + inside / n / 26 + distance(da, db, 0) / 60 + 1.2 * (1 - outlined) + 0.5 * (1 - Math.min(1, mass / n))
}

/** The known forms that a picture shows, likeliest first: each is laid over it at several sizes, at all places where something stands out. */
export function search(sight: Sight, forms: readonly Patch[]): readonly Found[] {
  const { salience, width, height } = sight
  const sums = summed(salience, width, height)
  const all = sums[(height + 1) * (width + 1) - 1] ?? 0
  if (all < width * height * 0.002) return []
  // One find a form: many near places of one form would crowd out the others.
  const best: Found[] = []
  for (const [form, patch] of forms.entries()) {
    let found: Found | undefined
    for (const share of heights) {
      const tall = Math.round(share * height)
      const wide = Math.round(tall * patch.aspect)
      if (wide < 6 || tall < 6 || wide > width * 0.92) continue
      const stencil = stencilOf(patch, wide, tall, coarse, width)
      if (stencil.inner.length < 6) continue
      const step = Math.max(2, Math.round(Math.min(wide, tall) / 6))
      for (let y = 1; y + tall < height - 1; y += step) {
        for (let x = 1; x + wide < width - 1; x += step) {
          const mass = boxSum(sums, width, x, y, wide, tall)
          if (mass < all * 0.15 || mass < wide * tall * 0.12) continue
          // A box that holds little of what stands out would need a far better likeness.
          const doubt = doubtAt(sight, stencil, x, y) + 0.55 * (1 - mass / all)
          if (doubt < (found?.doubt ?? Infinity)) found = { form, x, y, width: wide, height: tall, doubt }
        }
      }
    }
    if (found !== undefined) best.push(found)
  }
  const likeliest = best.toSorted((a, b) => a.doubt - b.doubt).slice(0, kept)
  return likeliest
    .map(found => refined(sight, forms[found.form] as Patch, found, sums, all))
    .toSorted((a, b) => a.doubt - b.doubt)
}

/** The same find looked at closely: moved and stretched a little, with more points. */
function refined(sight: Sight, patch: Patch, found: Found, sums: Float64Array, all: number): Found {
  const { width, height } = sight
  let best: Found = { ...found, doubt: Infinity }
  for (const stretch of stretches) {
    const tall = Math.round(found.height * stretch)
    const wide = Math.round(found.width * stretch)
    const stencil = stencilOf(patch, wide, tall, fine, width)
    for (const dy of moves) {
      for (const dx of moves) {
        const x = Math.round(found.x + (found.width - wide) / 2) + dx
        const y = Math.round(found.y + (found.height - tall) / 2) + dy
        if (x < 0 || y < 0 || x + wide >= width || y + tall >= height) continue
        const mass = boxSum(sums, width, x, y, wide, tall)
        const doubt = doubtAt(sight, stencil, x, y) + 0.55 * (1 - mass / all)
        if (doubt < best.doubt) best = { form: found.form, x, y, width: wide, height: tall, doubt }
      }
    }
  }
  return best
}

function summed(values: Float32Array, width: number, height: number): Float64Array {
  const sums = new Float64Array((width + 1) * (height + 1))
  for (let y = 0; y < height; y++) {
    let row = 0
    for (let x = 0; x < width; x++) {
      row += values[y * width + x] ?? 0
      sums[(y + 1) * (width + 1) + x + 1] = (sums[y * (width + 1) + x + 1] ?? 0) + row
    }
  }
  return sums
}

const boxSum = (sums: Float64Array, width: number, x: number, y: number, wide: number, tall: number): number => {
  const across = width + 1
  return (
    (sums[(y + tall) * across + x + wide] ?? 0) -
    (sums[y * across + x + wide] ?? 0) -
    (sums[(y + tall) * across + x] ?? 0) +
    (sums[y * across + x] ?? 0)
  )
}
