import type { Metadata, Sharp, SharpOptions } from 'sharp'
import type { PictureFormat } from './content.ts'

/** What a picture may be at most that somebody gives us. */
export const pictureLimits = { bytes: 25 * 1024 * 1024, pixels: 40_000_000 } as const

/** Far above what the largest pictures take; only a picture made to be slow comes near. */
export const decodeSeconds = 30

// `failOn: 'error'` shows a truncated picture as broken instead of half grey. Only the first frame of many is read.
const reading: SharpOptions = { limitInputPixels: pictureLimits.pixels, failOn: 'error', pages: 1, sequentialRead: true }

/**
 * The picture, to be read within limits. `mostPixels`: what it may have at most; false where nothing is to be decoded.
 * Sharp takes 170 ms to load, which a start without pictures need not wait for.
 */
export async function open(bytes: Uint8Array, mostPixels: number | false = pictureLimits.pixels): Promise<Sharp> {
  const { default: sharp } = await import('sharp')
  return sharp(bytes, { ...reading, limitInputPixels: mostPixels })
}

/** What a header tells: the size as it is seen, upright, and whether there is transparency and more than one frame. */
export type Header = {
  readonly width: number
  readonly height: number
  readonly hasAlpha: boolean
  readonly isMoving: boolean
}

/** What the header of a picture tells; nothing is decoded. Undefined when it cannot be read. */
export async function readHeader(bytes: Uint8Array, format: PictureFormat): Promise<Header | undefined> {
  let header: Metadata
  try {
    // Measured without the limit, so that a sentence can say how large it is; a header costs nothing.
    header = await (await open(bytes, false)).metadata()
  } catch {
    return undefined
  }
  // The decoder judges by content too; where it sees something else than we do, the file was made to look like two.
  if (header.format !== (format === 'avif' ? 'heif' : format)) return undefined
  const { width, height } = header.autoOrient
  if (width <= 0 || height <= 0) return undefined
  return { width, height, hasAlpha: header.hasAlpha, isMoving: (header.pages ?? 1) > 1 }
}
