import type { Metadata, Sharp, SharpOptions } from 'sharp'
import { Fault } from '#core/fault.ts'
import type { Media } from '#core/ports.ts'
import { type PictureFormat, contentOf } from './content.ts'
import { createPlaces } from './places.ts'

/** What a picture may be at most. */
const pictureLimits = { bytes: 25 * 1024 * 1024, pixels: 40_000_000 } as const

// A picture of 40 megapixels takes 160 MB while it is turned; two at once are what a small machine bears.
const decodedAtOnce = 2
// Lists of pictures ask for many at once; they have a place of their own, so that no job waits for a list.
const shrunkAtOnce = 2
// Far above what 40 megapixels take; only a picture made to be slow comes near.
const decodeSeconds = 30

const contentTypes: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
}
const formatNames: Readonly<Record<PictureFormat, string>> = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP', gif: 'GIF', avif: 'AVIF' }
const pleaseSend = 'Send a JPEG, PNG, WebP, GIF or AVIF.'

// `failOn: 'error'` shows a truncated picture as broken instead of half grey. Only the first frame of many is read.
const reading: SharpOptions = { limitInputPixels: pictureLimits.pixels, failOn: 'error', pages: 1, sequentialRead: true }

/**
 * The door for pictures. They are known by their content, measured by their header before anything is decoded, turned
 * upright, brought to sRGB and written anew, so that no metadata, no second frame and nothing hidden behind goes on.
 */
export function createMedia(): Media {
  const places = createPlaces(decodedAtOnce)
  const listPlaces = createPlaces(shrunkAtOnce)

  return {
    async accept(bytes, name) {
      const shown = shownName(name)
      const format = checkedFormat(bytes, shown)
      const header = await readHeader(bytes, format)
      if (header === undefined) throw broken(shown, format)
      const pixels = header.width * header.height
      if (pixels > pictureLimits.pixels) {
        throw refuse(
          `${shown} has ${header.width} × ${header.height} pixels, ${Math.ceil(pixels / 1e6)} megapixels; ${pictureLimits.pixels / 1e6} are the most. Send a smaller one.`,
        )
      }
      return places.with(async () => {
        try {
          return await rewrite(bytes, format, header)
        } catch (thrown) {
          throw broken(shown, format, thrown)
        }
      })
    },

    async probe(bytes) {
      const content = contentOf(bytes)
      if (!('format' in content)) return undefined
      const header = await readHeader(bytes, content.format)
      return header && { contentType: contentTypes[content.format], width: header.width, height: header.height }
    },

    async shrink(bytes, side) {
      if (!('format' in contentOf(bytes))) return undefined
      return listPlaces.with(async () => {
        try {
          const small = (await open(bytes))
            .autoOrient()
            .resize(side, side, { fit: 'inside', withoutEnlargement: true })
            .timeout({ seconds: decodeSeconds })
          return { bytes: new Uint8Array(await small.webp({ quality: 76 }).toBuffer()), contentType: contentTypes.webp }
        } catch {
          return undefined
        }
      })
    },
  }
}

const refuse = (message: string): Fault => new Fault('input', message)
const broken = (shown: string, format: PictureFormat, cause?: unknown): Fault =>
  new Fault('input', `${shown} is a broken ${formatNames[format]}: it cannot be read to its end. Save it again and send that.`, {
    cause,
  })

/** A file's name as it may stand in a sentence. */
function shownName(name: string): string {
  const clean = name.replace(/[\p{C}\s]+/gu, ' ').trim()
  if (clean === '') return 'This file'
  return clean.length > 60 ? `${[...clean].slice(0, 50).join('')}…` : clean
}

function checkedFormat(bytes: Uint8Array, shown: string): PictureFormat {
  if (bytes.byteLength > pictureLimits.bytes) {
    const size = Math.ceil((bytes.byteLength / 1024 / 1024) * 10) / 10
    throw refuse(`${shown} is ${size} MB large; ${pictureLimits.bytes / 1024 / 1024} MB are the most. Send a smaller one.`)
  }
  const content = contentOf(bytes)
  if ('format' in content) return content.format
  if ('other' in content) throw refuse(`${shown} is not a picture: it holds ${content.other}. ${pleaseSend}`)
  throw refuse(`${shown} is ${content.otherPicture}, a kind of picture that is not taken here. ${pleaseSend}`)
}

type Header = { readonly width: number; readonly height: number; readonly hasAlpha: boolean }

/** Size as it is seen, upright, and transparency; nothing is decoded. Undefined when the header cannot be read. */
async function readHeader(bytes: Uint8Array, format: PictureFormat): Promise<Header | undefined> {
  let header: Metadata
  try {
    // Measured without the limit, so that the sentence can say how large it is; a header costs nothing.
    header = await (await open(bytes, { ...reading, limitInputPixels: false })).metadata()
  } catch {
    return undefined
  }
  // The decoder judges by content too; where it sees something else than we do, the file was made to look like two.
  if (header.format !== (format === 'avif' ? 'heif' : format)) return undefined
  const { width, height } = header.autoOrient
  return width > 0 && height > 0 ? { width, height, hasAlpha: header.hasAlpha } : undefined
}

async function rewrite(bytes: Uint8Array, format: PictureFormat, { hasAlpha }: Header): ReturnType<Media['accept']> {
  const upright = (await open(bytes)).autoOrient().timeout({ seconds: decodeSeconds })
  const written = await as(outputOf(format, hasAlpha), upright).toBuffer({ resolveWithObject: true })
  // Some small PNGs and GIFs grow when they are written anew; the limit holds for what goes on, too.
  const { data, info } =
    written.data.byteLength <= pictureLimits.bytes
      ? written
      : await as('webp', (await open(written.data)).timeout({ seconds: decodeSeconds })).toBuffer({ resolveWithObject: true })
  const contentType = contentTypes[info.format as PictureFormat]
  return { bytes: new Uint8Array(data), contentType, width: info.width, height: info.height }
}

/** JPEG, PNG and WebP stay what they are; the first frame of a GIF becomes a PNG, an AVIF whichever of the two loses less. */
function outputOf(format: PictureFormat, hasAlpha: boolean): 'jpeg' | 'png' | 'webp' {
  switch (format) {
    case 'jpeg':
    case 'png':
    case 'webp':
      return format
    case 'gif':
      return 'png'
    case 'avif':
      return hasAlpha ? 'png' : 'jpeg'
    default:
      return format satisfies never
  }
}

function as(format: 'jpeg' | 'png' | 'webp', picture: Sharp): Sharp {
  switch (format) {
    case 'jpeg':
      return picture.jpeg({ quality: 92 })
    case 'png':
      return picture.png()
    case 'webp':
      return picture.webp({ quality: 90 })
    default:
      return format satisfies never
  }
}

/** Sharp takes 170 ms to load, which a start without pictures need not wait for. */
async function open(bytes: Uint8Array, options: SharpOptions = reading): Promise<Sharp> {
  const { default: sharp } = await import('sharp')
  return sharp(bytes, options)
}
