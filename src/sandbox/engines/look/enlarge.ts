import { loadSharp, openRaster, type Raster, tooLarge } from './raster.ts'

/** What a model that enlarges takes and gives at most, in pixels. */
export type Bounds = { readonly inputPixels: number; readonly outputPixels: number }

/** How it keeps to them: `strict` refuses in the words of Real-ESRGAN, `fitting` enlarges only as far as it may. */
export type Manner = 'strict' | 'fitting'

const outOfMemory = (_: string, width: number, height: number, mostPixels: number): string =>
  `Input image of dimensions (${height}, ${width}, 3) has a total number of pixels ${width * height} greater than the max size that fits in GPU memory on this hardware, ${mostPixels}. Resize input image and try again.`

/** A picture made larger `wanted` times, as a PNG. Throws a sentence where it would leave the bounds. */
export async function enlarged(
  bytes: Uint8Array,
  wanted: number,
  { bounds, manner }: { readonly bounds: Bounds; readonly manner: Manner },
): Promise<Uint8Array> {
  const picture = await openRaster(bytes, 'image', bounds.inputPixels, manner === 'strict' ? outOfMemory : tooLarge)
  const most = Math.sqrt(bounds.outputPixels / (picture.width * picture.height))
  const scale = manner === 'fitting' ? Math.min(wanted, most) : wanted
  const [width, height] = [sideOf(picture.width * scale, manner), sideOf(picture.height * scale, manner)]
  if (width < 1 || height < 1)
    throw new Error(
      `A scale of ${scale} leaves nothing of a picture of ${picture.width} by ${picture.height} pixels. 2 or 4 would be right.`,
    )
  if (width * height > bounds.outputPixels)
    throw new Error(
      `The enlarged picture would have ${width} by ${height} pixels, more than the ${Math.round(bounds.outputPixels / 1e6)} megapixels this model makes. A smaller scale or a smaller picture would be right.`,
    )
  const sharp = await loadSharp()
  const prepared = scale > 1 ? await sharpened(picture, scale) : picture
  const raw = { width: picture.width, height: picture.height } as const
  const large = sharp(prepared.data, { raw: { ...raw, channels: 3 } }).resize(width, height, { fit: 'fill' })
  // Edges of a picture enlarged by n are n pixels wide: what makes them crisp must reach as far.
  const crisp =
    scale > 1 ? large.sharpen({ sigma: Math.min(3.2, 0.35 + 0.32 * scale), m1: 0.25, m2: 1.15, x1: 3, y2: 9, y3: 9 }) : large
  if (picture.alpha === undefined) return crisp.png({ compressionLevel: 3 }).toBuffer()
  const alpha = await sharp(picture.alpha, { raw: { ...raw, channels: 1 } })
    .resize(width, height, { fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer()
  // Sharpening would meet the second picture as well if both went through one pipeline.
  const colours = await crisp.raw().toBuffer()
  return sharp(colours, { raw: { width, height, channels: 3 } })
    .joinChannel(alpha, { raw: { width, height, channels: 1 } })
    .png({ compressionLevel: 3 })
    .toBuffer()
}

/** The picture with the detail added that enlarging would lose, so that the enlarged one made small again is the picture. */
async function sharpened(picture: Raster, scale: number): Promise<Raster> {
  const sharp = await loadSharp()
  const { data, width, height } = picture
  // What is lost hardly depends on how far it is enlarged: twice is enough to see it.
  const by = Math.min(2, scale)
  const there = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(Math.round(width * by), Math.round(height * by), { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const back = await sharp(there.data, { raw: { width: there.info.width, height: there.info.height, channels: 3 } })
    .resize(width, height, { fit: 'fill', kernel: 'cubic' })
    .raw()
    .toBuffer()
  const more = data.map((value, i) => Math.max(0, Math.min(255, value + (value - (back[i] ?? value)))))
  return { data: more, width, height }
}

/** What fits is rounded down, so that it still does. */
const sideOf = (pixels: number, manner: Manner): number => (manner === 'fitting' ? Math.floor(pixels + 1e-9) : Math.round(pixels))
