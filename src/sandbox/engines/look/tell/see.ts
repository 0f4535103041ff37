import { nouns } from '../../paint/nouns.ts'
import type { Hour, Place } from '../../paint/scene.ts'
import { distance, labOf } from '../cutout/lab.ts'
import { findSubject, type Subject } from '../cutout/subject.ts'
import { fitted, onWhite, type Raster, resized } from '../raster.ts'
import { type ColourShare, coloursOf, meanColour } from './colours.ts'
import { knownPlaces, knownThings } from './known.ts'
import { placeSide } from './learn.ts'
import { type Patch, patchSide } from './patch.ts'
import { type Found, search } from './search.ts'

/** One thing that stands out. */
export type SeenThing = {
  /** Its name where it is like something known. */
  readonly name: string | undefined
  readonly noun: string | undefined
  /** The name of its colour. */
  readonly colour: string
}

/** What was measured in a picture. */
export type Seen = {
  readonly things: readonly SeenThing[]
  readonly place: Place | undefined
  readonly hour: Hour
  readonly isSnowy: boolean
  /** The named colours, the largest share first. */
  readonly colours: readonly ColourShare[]
  readonly background: readonly ColourShare[]
  /** The name of the colour along the upper and the lower edge. */
  readonly above: string
  readonly below: string
  /** Mean lightness, from 0 (black) to 100 (white). */
  readonly light: number
  readonly width: number
  readonly height: number
}

/** Up to this unlikeness a thing is named (a further one more strictly), and a place. */
const mostDoubt = 1.03
const mostFurtherDoubt = 0.85
const searchSide = 96
const mostPlaceDoubt = 13
const mostThings = 4

/** Measures a picture: what stands out, where it may be, its light and its colours. */
export async function see(picture: Raster): Promise<Seen> {
  const white = onWhite(picture)
  const subject = await findSubject(picture)
  const small = await fitted(white, Math.max(subject.width, subject.height))
  const things = await thingsIn(white, subject)
  const where = await placeOf(white, subject)
  const lab = labOf(small)
  let light = 0
  for (let i = 0; i < lab.length; i += 3) light += (lab[i] ?? 0) / (lab.length / 3)
  const rows =
    (from: number, to: number) =>
    (i: number): number => {
      const y = Math.floor(i / small.width) / small.height
      return y >= from && y < to && (subject.share[i] ?? 0) < 0.5 ? 1 : 0
    }
  return {
    things,
    place: where.doubt < mostPlaceDoubt ? where.place : undefined,
    hour: where.doubt < mostPlaceDoubt * 1.3 ? where.hour : light < 38 ? 'night' : 'day',
    isSnowy: where.doubt < mostPlaceDoubt && where.isSnowy,
    colours: coloursOf(small.data, () => 1),
    background: coloursOf(small.data, i => 1 - (subject.share[i] ?? 0)),
    above: coloursOf(small.data, rows(0, 0.25))[0]?.name ?? 'grey',
    below: coloursOf(small.data, rows(0.75, 1))[0]?.name ?? 'grey',
    light,
    width: picture.width,
    height: picture.height,
  }
}

/** The known things that are found, likeliest first; where none is, the largest body without a name. */
async function thingsIn(white: Raster, subject: Subject): Promise<readonly SeenThing[]> {
  const known = await knownThings()
  const forms = known.flatMap(({ noun, patches }) => patches.map(patch => ({ noun, patch })))
  const small = await fitted(white, searchSide)
  const { width, height } = small
  const found = search(
    { lab: labOf(small), salience: salienceAt(subject, width, height), width, height },
    forms.map(({ patch }) => patch),
  )
  const things: (SeenThing & { readonly at: Found })[] = []
  for (const at of found) {
    if (at.doubt > (things.length === 0 ? mostDoubt : mostFurtherDoubt) || things.length === mostThings) break
    if (things.some(other => overlap(at, other.at) > 0.15)) continue
    const noun = forms[at.form]?.noun ?? ''
    things.push({ ...named(noun), colour: meanColour(small.data, inForm(forms[at.form]?.patch, at, width)), at })
  }
  if (things.length > 0) return things.map(({ at: _, ...thing }) => thing)
  const share = (i: number): number => {
    const x = Math.floor((((i % width) + 0.5) / width) * subject.width)
    const y = Math.floor(((Math.floor(i / width) + 0.5) / height) * subject.height)
    return subject.share[y * subject.width + x] ?? 0
  }
  const covered = subject.share.reduce((sum, value) => sum + value, 0) / subject.share.length
  return covered < 0.004 ? [] : [{ name: undefined, noun: undefined, colour: meanColour(small.data, share) }]
}

const named = (noun: string) => ({ noun, name: nouns[noun]?.words.split('|')[0] ?? noun })

/** What stands out at the size of the search, the strongest as 1. */
function salienceAt({ salience, share, width, height }: Subject, toWidth: number, toHeight: number): Float32Array {
  const out = Float32Array.from({ length: toWidth * toHeight }, (_, i) => {
    const x = Math.floor((((i % toWidth) + 0.5) / toWidth) * width)
    const y = Math.floor(((Math.floor(i / toWidth) + 0.5) / toHeight) * height)
    return Math.max(salience[y * width + x] ?? 0, 0.8 * (share[y * width + x] ?? 0))
  })
  const strong = Math.max(0.15, Float32Array.from(out).sort()[Math.floor(out.length * 0.96)] ?? 0)
  return out.map(value => Math.min(1, value / strong))
}

/** Which pixels a found form covers. */
const inForm =
  (patch: Patch | undefined, at: Found, width: number) =>
  (i: number): number => {
    const [u, v] = [((i % width) - at.x) / at.width, (Math.floor(i / width) - at.y) / at.height]
    if (u < 0 || v < 0 || u >= 1 || v >= 1) return 0
    return patch?.share[Math.floor(v * patchSide) * patchSide + Math.floor(u * patchSide)] ?? 0
  }

/** The share of the smaller of two boxes that lies in the other. */
function overlap(a: Found, b: Found): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  return (Math.max(0, across) * Math.max(0, down)) / Math.min(a.width * a.height, b.width * b.height)
}

async function placeOf(
  picture: Raster,
  subject: Subject,
): Promise<{ readonly place: Place; readonly hour: Hour; readonly isSnowy: boolean; readonly doubt: number }> {
  const lab = labOf(await resized(picture, placeSide, placeSide))
  const weight = Float32Array.from({ length: placeSide * placeSide }, (_, k) => {
    const x = Math.floor((((k % placeSide) + 0.5) / placeSide) * subject.width)
    const y = Math.floor(((Math.floor(k / placeSide) + 0.5) / placeSide) * subject.height)
    return 1 - (subject.share[y * subject.width + x] ?? 0)
  })
  let best = { place: 'studio' as Place, hour: 'day' as Hour, isSnowy: false, doubt: Infinity }
  for (const { place, hour, isSnowy, lab: other } of knownPlaces()) {
    let [sum, all] = [0, 1e-6]
    for (let k = 0; k < weight.length; k++) {
      const w = weight[k] ?? 0
      all += w
      // What is far off in one spot may be a cloud or a tree in another place: it counts only so much.
      sum +=
        w *
        Math.min(
          24,
          distance(
            (lab[k * 3] ?? 0) - (other[k * 3] ?? 0),
            1.5 * ((lab[k * 3 + 1] ?? 0) - (other[k * 3 + 1] ?? 0)),
            1.5 * ((lab[k * 3 + 2] ?? 0) - (other[k * 3 + 2] ?? 0)),
          ),
        )
    }
    if (sum / all < best.doubt) best = { place, hour, isSnowy, doubt: sum / all }
  }
  return best
}
