import type { ZipEntry } from './zip.ts'

/** What a training keeps of its pictures: how its colours lie, for each of red, green and blue. */
export type Style = {
  /** The average, from 0 to 255. */
  readonly mean: readonly [number, number, number]
  /** The standard deviation: small for flat pictures, large for strong contrast. */
  readonly spread: readonly [number, number, number]
  /** The word that stands for what was learnt; the painter does not draw it. */
  readonly trigger: string
  readonly pictures: number
}

const mostPictures = 200
const pictureName = /\.(?:png|jpe?g|webp|gif|avif|tiff?)$/i

/** The files of an archive that may be pictures: no hidden ones, and not what some systems put beside them. */
export const picturesIn = (entries: readonly ZipEntry[]): readonly ZipEntry[] =>
  entries.filter(({ name }) => pictureName.test(name) && !/(?:^|\/)(?:\.|__MACOSX)/.test(name)).slice(0, mostPictures)

/** The colours of one picture, or undefined: it is none. */
export async function coloursOf(bytes: Uint8Array): Promise<Pick<Style, 'mean' | 'spread'> | undefined> {
  const { default: sharp } = await import('sharp')
  try {
    const small = await sharp(bytes, { limitInputPixels: 40_000_000 })
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .resize(128, 128, { fit: 'inside' })
      .png()
      .toBuffer()
    const { channels } = await sharp(small).stats()
    const [r, g = r, b = r] = channels
    if (r === undefined || g === undefined || b === undefined) return undefined
    return { mean: [r.mean, g.mean, b.mean], spread: [r.stdev, g.stdev, b.stdev] }
  } catch {
    return undefined // a file that is called a picture and is none
  }
}

/** The picture with its colours moved towards a style's: by nothing at 0, wholly at 1. */
export async function inStyle(bytes: Uint8Array, style: Style, strength: number, extension: string): Promise<Uint8Array> {
  const own = await coloursOf(bytes)
  if (own === undefined || strength <= 0) return bytes
  const { default: sharp } = await import('sharp')
  const share = Math.min(1, strength)
  const [times, plus] = [own.mean, own.mean].map(() => [0, 0, 0]) as [number[], number[]]
  for (const c of [0, 1, 2] as const) {
    // A flat picture has no contrast to stretch; three times is where noise would begin to show.
    const scale = Math.min(3, Math.max(0.3, style.spread[c] / Math.max(1, own.spread[c])))
    times[c] = 1 - share + share * scale
    plus[c] = share * (style.mean[c] - scale * own.mean[c])
  }
  const image = sharp(bytes).removeAlpha().toColourspace('srgb').linear(times, plus)
  switch (extension) {
    case 'png':
      return image.png().toBuffer()
    case 'jpg':
      return image.jpeg({ quality: 90 }).toBuffer()
    default:
      return image.webp({ quality: 90, effort: 2 }).toBuffer()
  }
}
