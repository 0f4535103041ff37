import { finished } from '../../paint/finish.ts'
import { seeded } from '../../paint/random.ts'
import { readScene } from '../../paint/read.ts'
import { findSubject } from '../cutout/subject.ts'
import { matted } from '../cutout/matte.ts'
import { filled } from '../fill.ts'
import { encoded, fitted, onWhite, openRaster, type Raster, resized } from '../raster.ts'
import { added } from './add.ts'
import { onBackground, painted } from './background.ts'
import { fallingSvg, overlaid, starsSvg } from './overlay.ts'
import { air, changed, daylight, lowSun, night, recoloured, season, tones } from './regrade.ts'
import { skyOf } from './region.ts'
import { type Wish, wishesOf } from './wish.ts'

/** What is to be done to a picture. Everything in it can be sent to another thread. */
export type Edit = {
  /** The first is changed; the subjects of further ones are put into it. */
  readonly images: readonly Uint8Array[]
  /** The name of the input that a picture came with. */
  readonly field: string
  readonly prompt: string
  readonly seed: number
  /** Where it is changed: white. */
  readonly mask?: Uint8Array
  /** The size in pixels it is brought to. */
  readonly size?: { readonly width: number; readonly height: number }
  /** Width to height it is cut to. */
  readonly ratio?: number
}

/** The largest picture that is taken, in pixels, and the longest side of what comes back. */
export const mostEditPixels = 20_000_000
const longestSide = 1536

/** The picture after everything the prompt asks for, with what people should read of it. The same edit gives the same picture. */
export async function edited(edit: Edit): Promise<{ readonly picture: Raster; readonly notes: readonly string[] }> {
  const notes: string[] = []
  const given = onWhite(await openRaster(edit.images[0] ?? new Uint8Array(), edit.field, mostEditPixels))
  const whole =
    edit.size === undefined ? await fitted(given, longestSide) : await resized(given, edit.size.width, edit.size.height)
  const base = edit.ratio === undefined ? whole : cutTo(whole, edit.ratio)
  const mask = edit.mask === undefined ? undefined : await whiteOf(edit.mask, base)
  const wishes = planned(edit.prompt, mask !== undefined)
  let picture = base
  for (const wish of wishes) picture = await granted(picture, wish, { ...edit, mask, notes })
  for (const image of edit.images.slice(1)) picture = await added(picture, await cutOut(image, edit.field), { seed: edit.seed })
  if (wishes.length === 0 && edit.images.length < 2) picture = await repainted(picture, edit, notes)
  return { picture: mask === undefined ? picture : within(mask, base, picture), notes }
}

type With = Pick<Edit, 'seed'> & { readonly mask: Float32Array | undefined; readonly notes: string[] }

/** With a mask a text without a command describes what is in it: it is emptied, and that put there. */
function planned(prompt: string, isMasked: boolean): readonly Wish[] {
  const isCommand =
    /\b(?:make|turn|change|add|put|place|remove|erase|delete|replace|convert|set|give|colou?r|paint it|insert)\b/i.test(prompt)
  if (!isMasked || isCommand) return wishesOf(prompt)
  const scene = readScene(prompt)
  if (scene.things.length === 0)
    return scene.placed || prompt.trim() === '' ? (prompt.trim() === '' ? [{ type: 'remove' }] : []) : wishesOf(prompt)
  return scene.placed ? [] : [{ type: 'remove' }, { type: 'add', prompt, side: undefined }]
}

async function granted(picture: Raster, wish: Wish, by: With): Promise<Raster> {
  const { seed, mask, notes } = by
  switch (wish.type) {
    case 'hour': {
      const sky = await skyOf(picture)
      if (wish.hour === 'night') return overlaid(changed(picture, night(sky)), starsSvg(picture, sky, seed))
      return changed(picture, wish.hour === 'day' ? daylight(sky) : lowSun(sky, wish.hour === 'dawn'))
    }
    case 'season': {
      const turned = changed(picture, season(wish.season))
      return wish.season === 'winter' ? overlaid(turned, fallingSvg(picture, 'snow', seed)) : turned
    }
    case 'weather': {
      const wet = changed(picture, air(wish.weather))
      return wish.weather === 'fog' ? wet : overlaid(wet, fallingSvg(picture, wish.weather, seed))
    }
    case 'tone':
      return changed(picture, tones[wish.tone])
    case 'colour': {
      const share =
        mask ?? (wish.of === 'whole' ? undefined : wish.of === 'sky' ? await skyOf(picture) : await subjectShare(picture))
      return changed(picture, recoloured(wish.colour, share, middleOf(picture, share)))
    }
    case 'background':
      return onBackground(picture, await findSubject(picture), wish.to, seed)
    case 'style':
      return { ...picture, ...finished(picture, wish.styles, 'crisp', 7.5, seeded(seed).branch('style')) }
    case 'add': {
      const result = await added(picture, wish, { seed, mask })
      const { unknown } = readScene(wish.prompt)
      notes.push(...unknown.map(word => `note: the sandbox editor has no shape for "${word}", it painted an abstract form`))
      return result
    }
    case 'remove':
      return emptied(picture, mask ?? grownShare(await subjectShare(picture), picture.width, picture.height))
    case 'mirror':
      return mirrored(picture)
    default:
      return wish satisfies never
  }
}

/** What no change was found in is taken as a description: painted over the picture, half seen through. */
async function repainted(picture: Raster, { prompt, seed, mask }: Edit, notes: string[]): Promise<Raster> {
  const scene = readScene(prompt)
  if (scene.things.length === 0 && !scene.placed) {
    notes.push('note: the sandbox editor found nothing to do in this prompt; "make it night" or "add a cat" would be understood')
    return picture
  }
  if (mask === undefined)
    notes.push('note: the sandbox editor found no change asked for, so it painted what the prompt describes over the picture')
  const image = await encoded(picture, 'png')
  return painted(prompt, seed, picture.width, picture.height, {
    image,
    strength: mask === undefined ? 0.6 : 1,
    ...(mask === undefined ? {} : { mask }),
  })
}

const cutOut = async (image: Uint8Array, field: string): Promise<Raster> => {
  const picture = await fitted(await openRaster(image, field, mostEditPixels), longestSide)
  return matted(picture, await findSubject(picture))
}

async function subjectShare(picture: Raster): Promise<Float32Array> {
  const { alpha = new Uint8Array() } = matted(picture, await findSubject(picture))
  return Float32Array.from(alpha, value => value / 255)
}

/** The mean brightness of a part, from 0 to 255. */
function middleOf({ data }: Raster, share: Float32Array | undefined): number {
  let [sum, weight] = [0, 1e-6]
  for (let i = 0, p = 0; p < data.length; i++, p += 3) {
    const part = share === undefined ? 1 : (share[i] ?? 0)
    sum += part * (0.299 * (data[p] ?? 0) + 0.587 * (data[p + 1] ?? 0) + 0.114 * (data[p + 2] ?? 0))
    weight += part
  }
  return sum / weight
}

/** A part emptied: what is around it closes over it. */
function emptied(picture: Raster, share: Float32Array): Raster {
  const known = share.map(value => (value > 0.02 ? 0 : 1))
  const values = filled({ values: Float32Array.from(picture.data), width: picture.width, height: picture.height }, known)
  return { ...picture, data: Uint8Array.from(values, value => Math.max(0, Math.min(255, Math.round(value)))) }
}

/** A part with a margin of about a hundredth of the picture, so that no outline of it stays. */
function grownShare(share: Float32Array, width: number, height: number): Float32Array {
  const reach = Math.max(2, Math.round(Math.max(width, height) / 90))
  const grow = (from: Float32Array, step: number, limit: number, along: (i: number) => number): Float32Array =>
    from.map((_, i) => {
      let most = 0
      for (let d = -reach; d <= reach; d++) {
        const at = along(i) + d
        if (at >= 0 && at < limit) most = Math.max(most, from[i + d * step] ?? 0)
      }
      return most
    })
  const across = grow(share, 1, width, i => i % width)
  return grow(across, width, height, i => Math.floor(i / width))
}

function mirrored(picture: Raster): Raster {
  const { width } = picture
  const data = picture.data.map((_, i) => {
    const pixel = Math.floor(i / 3)
    const row = Math.floor(pixel / width)
    return picture.data[(row * width + (width - 1 - (pixel % width))) * 3 + (i % 3)] ?? 0
  })
  return { ...picture, data }
}

/** How white a mask is for each pixel of the picture. */
async function whiteOf(bytes: Uint8Array, { width, height }: Raster): Promise<Float32Array> {
  const { data } = await resized(onWhite(await openRaster(bytes, 'mask', mostEditPixels)), width, height)
  return Float32Array.from(
    { length: width * height },
    (_, i) => ((data[i * 3] ?? 0) + (data[i * 3 + 1] ?? 0) + (data[i * 3 + 2] ?? 0)) / 765,
  )
}

/** The changed picture where the mask is white, the old one where it is black. */
function within(mask: Float32Array, before: Raster, after: Raster): Raster {
  const { width, height } = before
  const data = before.data.map((value, i) => {
    const share = mask[Math.floor(i / 3)] ?? 0
    return Math.round(value * (1 - share) + (after.data[i] ?? 0) * share)
  })
  if (after.alpha === undefined) return { data, width, height }
  const alpha = after.alpha.map((value, i) => Math.round(255 * (1 - (mask[i] ?? 0)) + value * (mask[i] ?? 0)))
  return { data, width, height, alpha }
}

/** The middle of a picture in another form. */
function cutTo(picture: Raster, ratio: number): Raster {
  const width = Math.max(1, Math.min(picture.width, Math.round(picture.height * ratio)))
  const height = Math.max(1, Math.min(picture.height, Math.round(picture.width / ratio)))
  const [left, top] = [Math.floor((picture.width - width) / 2), Math.floor((picture.height - height) / 2)]
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const from = ((y + top) * picture.width + left) * 3
    data.set(picture.data.subarray(from, from + width * 3), y * width * 3)
  }
  return { data, width, height }
}
