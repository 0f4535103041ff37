import { distance, labDistance } from './lab.ts'

const kinds = 14
const rounds = 6
/** What the whole height of the picture weighs against colour: a sky's blue says little about the ground. */
const heightWeight = 34

/** How unlike what is seen along the edges of a picture each pixel is, in units of colour distance. */
export function unlikeBorder(lab: Float32Array, width: number, height: number): Float32Array {
  const samples = borderOf(width, height)
  const centres = clusters(lab, samples, width, height)
  const [left, right] = [profile(lab, width, height, 0), profile(lab, width, height, 1)]
  const out = new Float32Array(width * height)
  const expected = new Float32Array(3)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const share = x / Math.max(1, width - 1)
      for (let c = 0; c < 3; c++) expected[c] = (left[y * 3 + c] ?? 0) * (1 - share) + (right[y * 3 + c] ?? 0) * share
      let least = labDistance(lab, i * 3, expected, 0)
      for (let k = 0; k < centres.length; k += 4) {
        const dy = (y / height) * heightWeight - (centres[k + 3] ?? 0)
        const d = distance(labDistance(lab, i * 3, centres, k), dy * 0.5, 0)
        if (d < least) least = d
      }
      out[i] = least
    }
  }
  return out
}

/** The pixels of the frame; not the middle of its lower side, where what stands in a picture may reach down. */
function borderOf(width: number, height: number): Int32Array {
  const thick = Math.max(2, Math.round(Math.min(width, height) * 0.05))
  const found: number[] = []
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isSide = x < thick || x >= width - thick || y < thick
      const isFoot = y >= height - thick && (x < width * 0.25 || x > width * 0.75)
      if (isSide || isFoot) found.push(y * width + x)
    }
  }
  return Int32Array.from(found)
}

/** The colours of the frame in few kinds, each with the height it is seen at: four numbers each. */
function clusters(lab: Float32Array, samples: Int32Array, width: number, height: number): Float32Array {
  const centres = new Float32Array(kinds * 4)
  const point = (sample: number, out: Float32Array, at: number): void => {
    out.set(lab.subarray(sample * 3, sample * 3 + 3), at)
    out[at + 3] = (Math.floor(sample / width) / height) * heightWeight
  }
  for (let k = 0; k < kinds; k++) point(samples[Math.floor(((k + 0.5) / kinds) * samples.length)] ?? 0, centres, k * 4)
  const here = new Float32Array(4)
  for (let round = 0; round < rounds; round++) {
    const sums = new Float64Array(kinds * 5)
    for (const sample of samples) {
      point(sample, here, 0)
      let [best, least] = [0, Infinity]
      for (let k = 0; k < kinds; k++) {
        const d = distance(labDistance(here, 0, centres, k * 4), (here[3] ?? 0) - (centres[k * 4 + 3] ?? 0), 0)
        if (d < least) [best, least] = [k, d]
      }
      for (let c = 0; c < 4; c++) sums[best * 5 + c]! += here[c] ?? 0
      sums[best * 5 + 4]!++
    }
    for (let k = 0; k < kinds; k++) {
      const count = sums[k * 5 + 4] ?? 0
      if (count > 0) for (let c = 0; c < 4; c++) centres[k * 4 + c] = (sums[k * 5 + c] ?? 0) / count
    }
  }
  return centres
}

/** What one side of the picture looks like from top to bottom: the mean colour of its margin, row by row, smoothed over a few rows. */
function profile(lab: Float32Array, width: number, height: number, side: 0 | 1): Float32Array {
  const thick = Math.max(2, Math.round(width * 0.05))
  const from = side === 0 ? 0 : width - thick
  const out = new Float32Array(height * 3)
  const reach = 2
  for (let y = 0; y < height; y++) {
    let count = 0
    for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
      for (let x = from; x < from + thick; x++, count++) {
        for (let c = 0; c < 3; c++) out[y * 3 + c]! += lab[(row * width + x) * 3 + c] ?? 0
      }
    }
    for (let c = 0; c < 3; c++) out[y * 3 + c]! /= count
  }
  return out
}
