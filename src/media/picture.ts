import type { Sharp } from 'sharp'
import { Fault } from '#core/fault.ts'
import type { Media } from '#core/ports.ts'
import { type PictureFormat, contentOf, contentTypeOf, contentTypes } from './content.ts'
import { type Header, decodeSeconds, open, pictureLimits, readHeader } from './decode.ts'
import { fit } from './fit.ts'
import { createPlaces } from './places.ts'

// A picture of 40 megapixels takes 160 MB while it is turned; two at once are what a small machine bears.
const decodedAtOnce = 2
// Lists of pictures ask for many at once; they have a place of their own, so that no job waits for a list.
const shrunkAtOnce = 2
// A large picture is written several times until it fits: one at a time leaves a core to everybody else.
const fittedAtOnce = 1

const formatNames: Readonly<Record<PictureFormat, string>> = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP', gif: 'GIF', avif: 'AVIF' }
const pleaseSend = 'Send a JPEG, PNG, WebP, GIF or AVIF.'

/**
 * The door for pictures. They are known by their content, measured by their header before anything is decoded, turned
 * upright, brought to sRGB and written anew, so that no metadata, no second frame and nothing hidden behind goes on.
 */
export function createMedia(): Media {
  const places = createPlaces(decodedAtOnce)
  const listPlaces = createPlaces(shrunkAtOnce)
  const fitPlaces = createPlaces(fittedAtOnce)

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

    typeOf: contentTypeOf,

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

    fit: (bytes, { atMostBytes, types }) => fitPlaces.with(() => fit(bytes, atMostBytes, types)),
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
