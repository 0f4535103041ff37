import { filled } from '../fill.ts'
import { fitted, onWhite, type Raster } from '../raster.ts'
import { unlikeBorder } from './border.ts'
import { labDistance, labOf } from './lab.ts'
import { solid } from './solid.ts'
import { spread, type Ties, tiesOf } from './spread.ts'
import { walkFromBorder } from './walk.ts'

/** Where a picture's subject is, at a small size: from 0 (background) to 1 (subject) a pixel. */
export type Subject = {
  readonly share: Float32Array
  readonly width: number
  readonly height: number
  /** How much each pixel stands out, from 0 to 1, whether or not it was taken for the subject. */
  readonly salience: Float32Array
}

/** The side the picture is looked at; enough for legs and ears, and quick. */
const side = 176
/** The colours crossed on the way from the border to a pixel: less is open ground, this much is well inside an outline. */
const open = 2.5
const fence = 5

const rising = (value: number, scale: number): number => 1 - Math.exp(-((value / scale) ** 2))

/** Finds what a picture is about: unlike its borders, near its middle, and bounded by edges. Empty (all 0) where nothing stands out. */
export async function findSubject(picture: Raster): Promise<Subject> {
  const { alpha, width: wide, height: high } = picture
  const small = await fitted(onWhite(picture), side)
  const { width, height } = small
  if (alpha !== undefined && isCutAlready(alpha)) {
    const share = Float32Array.from({ length: width * height }, (_, i) => {
      const [x, y] = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height]
      return (alpha[Math.floor(y * high) * wide + Math.floor(x * wide)] ?? 0) / 255
    })
    return { share, width, height, salience: share }
  }
  const lab = labOf(small)
  const ties = tiesOf(lab, width, height)
  const unlike = unlikeBorder(lab, width, height)
  const walk = walkFromBorder(lab, width, height)
  const plate = filled(
    { values: lab, width, height },
    Float32Array.from(walk, cost => (cost < open ? 1 : 0)),
  )
  const before = Float32Array.from(walk, (_, i) => labDistance(lab, i * 3, plate, i * 3))
  const familiar = Math.max(4, 0.4 * quantile(unlike, 0.95))
  const middle = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) / width - 0.5, Math.floor(i / width) / height - 0.58]
    return Math.exp(-(x * x) / 0.16 - (y * y) / 0.13)
  })
  // It must be fenced, differ from what would be seen without it, and better not look like what the border shows: a glow
  // has no fence, a further tree of the forest is like those at the border.
  const strange = Float32Array.from(
    before,
    (d, i) => rising(d, 7) * rising(walk[i] ?? 0, fence) * (0.12 + 0.88 * rising(unlike[i] ?? 0, familiar)),
  )
  const guess = strange.map((value, i) => value * (0.2 + 0.8 * (middle[i] ?? 0)))
  const share = settled(guess, 0.12, ties, width, height)
  return { share: solid(share, guess, strange, width, height), width, height, salience: guess }
}

/** Spreads a guess and pulls it apart, so that about what is most salient stays. */
function settled(guess: Float32Array, trust: number, ties: Ties, width: number, height: number): Float32Array {
  const hold = Float32Array.from({ length: guess.length }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    return x === 0 || x === width - 1 || y === 0 ? 0.6 : trust
  })
  const pinned = guess.map((value, i) => {
    const [x, y] = [i % width, Math.floor(i / width)]
    return x === 0 || x === width - 1 || y === 0 ? 0 : value
  })
  const spreadOut = spread(pinned, hold, ties, width, height)
  const level = otsu(spreadOut)
  return spreadOut.map(value => 1 / (1 + Math.exp(-(value - level) * 18)))
}

/** The level that parts values from 0 to 1 best into a low and a high group (Otsu), within what proved right for pictures. */
function otsu(values: Float32Array): number {
  const counts = new Float64Array(64)
  for (const value of values) counts[Math.min(63, Math.floor(value * 64))]!++
  const total = values.length
  const all = counts.reduce((sum, count, i) => sum + count * i, 0)
  let [low, sum, best, at] = [0, 0, -1, 32]
  for (let i = 0; i < 63; i++) {
    low += counts[i] ?? 0
    sum += (counts[i] ?? 0) * i
    if (low === 0 || low === total) continue
    const gap = sum / low - (all - sum) / (total - low)
    const between = low * (total - low) * gap * gap
    if (between > best) [best, at] = [between, i]
  }
  return Math.max(0.12, Math.min(0.3, (at + 1) / 64))
}

function quantile(values: Float32Array, share: number): number {
  const sorted = Float32Array.from(values).sort()
  return sorted[Math.floor((sorted.length - 1) * share)] ?? 0
}

const isCutAlready = (alpha: Uint8Array): boolean => {
  let clear = 0
  for (const value of alpha) if (value < 64) clear++
  return clear > alpha.length * 0.02
}
