import type sharpModule from 'sharp'

/** A picture that was handed in, upright: three bytes (red, green, blue) a pixel, row by row, and how solid each pixel is where the file says so. */
export type Raster = {
  readonly data: Uint8Array
  readonly width: number
  readonly height: number
  /** From 0 (nothing) to 255 (solid), one byte a pixel. */
  readonly alpha?: Uint8Array
}

/** The library that reads and writes picture files, loaded when it is first needed. */
export type Sharp = typeof sharpModule
let loading: Promise<Sharp> | undefined
/** Loads it. */
export const loadSharp = (): Promise<Sharp> => (loading ??= import('sharp').then(module => module.default))

// What the decoder itself takes at most: larger ones are told by their size, read from the head of the file.
const decodedPixels = 60_000_000

const megapixels = (pixels: number): string => String(Math.round(pixels / 100_000) / 10)

/** What a model says to a picture it does not take for its size. */
export const tooLarge = (field: string, width: number, height: number, mostPixels: number): string =>
  `The input "${field}" has ${width} by ${height} pixels, which is ${megapixels(width * height)} megapixels. This model takes up to ${megapixels(mostPixels)} megapixels: a smaller picture would be right.`

/** Reads a picture of at most `mostPixels`. Throws a sentence that names the field where it cannot, or where it is larger; `refusal` words the latter. */
export async function openRaster(
  bytes: Uint8Array,
  field: string,
  mostPixels: number,
  refusal: (field: string, width: number, height: number, mostPixels: number) => string = tooLarge,
): Promise<Raster> {
  const sharp = await loadSharp()
  const unreadable = (cause: unknown): Error =>
    new Error(
      `The input "${field}" could not be read as a picture. A PNG, JPEG or WebP of up to ${megapixels(mostPixels)} megapixels would be right.`,
      { cause },
    )
  const head = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch((cause: unknown) => Promise.reject(unreadable(cause)))
  const { width, height } = head.autoOrient
  if (width * height > mostPixels) throw new Error(refusal(field, width, height, mostPixels))
  try {
    const { data, info } = await sharp(bytes, { failOn: 'error', limitInputPixels: decodedPixels })
      .autoOrient()
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return parted(data, info.width, info.height)
  } catch (cause) {
    throw unreadable(cause)
  }
}

/** Four bytes a pixel as colours and, where anything is seen through, alpha. */
function parted(rgba: Uint8Array, width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3)
  const alpha = new Uint8Array(width * height)
  let isSolid = true
  for (let i = 0, from = 0, to = 0; i < alpha.length; i++, from += 4, to += 3) {
    data[to] = rgba[from] ?? 0
    data[to + 1] = rgba[from + 1] ?? 0
    data[to + 2] = rgba[from + 2] ?? 0
    alpha[i] = rgba[from + 3] ?? 0
    if (alpha[i] !== 255) isSolid = false
  }
  return isSolid ? { data, width, height } : { data, width, height, alpha }
}

/** The same picture on white, where it was seen through. */
export function onWhite(raster: Raster): Raster {
  const { alpha, width, height } = raster
  if (alpha === undefined) return raster
  const data = raster.data.map((value, i) => 255 + ((value - 255) * (alpha[Math.floor(i / 3)] ?? 255)) / 255)
  return { data, width, height }
}

/** The same picture at another size. */
export async function resized({ data, width, height }: Raster, toWidth: number, toHeight: number): Promise<Raster> {
  if (width === toWidth && height === toHeight) return { data, width, height }
  const sharp = await loadSharp()
  const small = await sharp(data, { raw: { width, height, channels: 3 } })
    .resize(toWidth, toHeight, { fit: 'fill' })
    .raw()
    .toBuffer()
  return { data: new Uint8Array(small.buffer, small.byteOffset, small.length), width: toWidth, height: toHeight }
}

/** The same picture so that its longer side has at most `side` pixels. */
export const fitted = (raster: Raster, side: number): Promise<Raster> => {
  const share = Math.min(1, side / Math.max(raster.width, raster.height))
  return resized(raster, Math.max(1, Math.round(raster.width * share)), Math.max(1, Math.round(raster.height * share)))
}

/** The file formats pictures are written in, with their content types. */
export const contentTypes = { webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png' } as const
/** One of them. */
export type Format = keyof typeof contentTypes

/** A picture as a file; alpha is kept by png and webp. `quality` from 1 to 100 counts for webp and jpg. */
export async function encoded({ data, width, height, alpha }: Raster, format: Format, quality = 90): Promise<Uint8Array> {
  const sharp = await loadSharp()
  let file = sharp(data, { raw: { width, height, channels: 3 } })
  if (alpha !== undefined && format !== 'jpg')
    file = file.joinChannel(Buffer.from(alpha), { raw: { width, height, channels: 1 } })
  switch (format) {
    case 'png':
      return file.png({ compressionLevel: 4 }).toBuffer()
    case 'jpg':
      return file.jpeg({ quality }).toBuffer()
    case 'webp':
      return file.webp({ quality, effort: 2 }).toBuffer()
    default:
      return format satisfies never
  }
}
