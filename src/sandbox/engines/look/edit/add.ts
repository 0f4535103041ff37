import { findSubject, type Subject } from '../cutout/subject.ts'
import { seeded } from '../../paint/random.ts'
import type { Hour } from '../../paint/scene.ts'
import { encoded, type Raster } from '../raster.ts'
import { overlaid } from './overlay.ts'
import { spriteOf } from './sprite.ts'
import type { Wish } from './wish.ts'

type Box = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }
type Where = { readonly seed: number; readonly mask?: Float32Array | undefined }
type Drawing = {
  readonly width: number
  readonly height: number
  readonly isLofty: boolean
  readonly size: number
  readonly svg: (pixelsWide: number, pixelsHigh: number) => string | Promise<string>
}

/** The picture with something more in it: what a wish names, drawn in its light, or a cut-out; on the ground or in the air where it is emptiest, or in the mask. */
export async function added(
  picture: Raster,
  what: Extract<Wish, { type: 'add' }> | Raster,
  { seed, mask }: Where,
): Promise<Raster> {
  const drawing = 'data' in what ? await pasted(what) : spriteOf(what.prompt, seed, hourOf(picture))
  if (drawing === undefined) return picture
  const side = 'data' in what ? undefined : what.side
  const box =
    mask === undefined
      ? roomIn(picture, await findSubject(picture), drawing, side, seed)
      : boxOf(mask, picture.width, picture.height)
  if (box === undefined) return picture
  const fit = Math.min(box.width / drawing.width, box.height / drawing.height)
  const [wide, high] = [Math.max(1, Math.round(drawing.width * fit)), Math.max(1, Math.round(drawing.height * fit))]
  const left = Math.round(box.left + (box.width - wide) / 2)
  const top = Math.round(drawing.isLofty ? box.top + (box.height - high) / 2 : box.top + box.height - high)
  return overlaid(picture, await drawing.svg(wide, high), left, top)
}

/** A cut-out as a drawing: trimmed to what is seen of it. */
async function pasted(cut: Raster): Promise<Drawing | undefined> {
  const solid = Float32Array.from(cut.alpha ?? [], value => value / 255)
  const box = boxOf(solid, cut.width, cut.height)
  if (box === undefined) return undefined
  const data = `data:image/png;base64,${Buffer.from(await encoded(cut, 'png')).toString('base64')}`
  const { left, top, width, height } = box
  return {
    width,
    height,
    isLofty: false,
    size: 1,
    svg: (wide, high) =>
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${wide}" height="${high}" viewBox="${left} ${top} ${width} ${height}"><image width="${cut.width}" height="${cut.height}" xlink:href="${data}"/></svg>`,
  }
}

/** What the painter's light should be, by the picture's brightness. */
function hourOf({ data }: Raster): Hour {
  let [sum, red, blue] = [0, 0, 0]
  for (let i = 0; i < data.length; i += 3) {
    sum += 0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0)
    red += data[i] ?? 0
    blue += data[i + 2] ?? 0
  }
  const pixels = data.length / 3
  if (sum / pixels < 72) return 'night'
  return red > blue * 1.35 && sum / pixels < 150 ? 'sunset' : 'day'
}

/** Room for something: on the left, in the middle or on the right, where the picture's own subject is least. */
function roomIn(
  { width, height }: Raster,
  subject: Subject,
  drawing: Drawing,
  side: 'left' | 'right' | 'middle' | undefined,
  seed: number,
): Box {
  const high = Math.min(0.62, 0.4 * Math.max(0.5, Math.min(1.5, drawing.size))) * height * (drawing.isLofty ? 0.7 : 1)
  const wide = Math.min(width * 0.44, (high * drawing.width) / drawing.height)
  const place = { left: 0.26, middle: 0.5, right: 0.74 } as const
  const taken = (at: number): number => {
    let sum = 0
    const [from, to] = [(at - 0.17) * subject.width, (at + 0.17) * subject.width]
    const [upper, lower] = drawing.isLofty ? [0.05, 0.4] : [0.5, 0.95]
    for (let y = Math.floor(upper * subject.height); y < lower * subject.height; y++)
      for (let x = Math.max(0, Math.floor(from)); x < Math.min(subject.width, to); x++)
        sum += subject.share[y * subject.width + x] ?? 0
    return sum
  }
  const first = seeded(seed).branch('side').chance(0.5)
    ? ([place.left, place.right] as const)
    : ([place.right, place.left] as const)
  const at = side === undefined ? ([...first, place.middle].toSorted((a, b) => taken(a) - taken(b))[0] ?? 0.5) : place[side]
  const foot = drawing.isLofty ? 0.1 * height + high : 0.9 * height
  return { left: at * width - wide / 2, top: foot - high, width: wide, height: high }
}

/** The box around what is more than half; `undefined` where nothing is. */
function boxOf(share: Float32Array, width: number, height: number): Box | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      if ((share[i] ?? 0) < 0.5) continue
      ;[left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)]
    }
  }
  return right < left ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 }
}
