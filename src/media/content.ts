/** The pictures that are taken in. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif'

/** The type of each, as it is written on the wire. */
export const contentTypes: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
}

/** What bytes hold: a picture we take, a picture of another kind, or in words what else it is, with its type where it has one. */
export type Content =
  | { readonly format: PictureFormat }
  | { readonly otherPicture: string; readonly contentType: string }
  | { readonly other: string; readonly contentType?: string }

/** The type of bytes by their beginning, as it is written on the wire: of pictures, sound, video, words, a PDF and a zip; else `application/octet-stream`. */
export function contentTypeOf(bytes: Uint8Array): string {
  const content = contentOf(bytes)
  if ('format' in content) return contentTypes[content.format]
  return content.contentType ?? 'application/octet-stream'
}

/** What bytes are by their beginning, never by their name. */
export function contentOf(bytes: Uint8Array): Content {
  const latin = Buffer.from(bytes.subarray(0, 4_096)).toString('latin1')
  if (latin === '') return { other: 'nothing' }
  if (latin.startsWith('\xff\xd8\xff')) return { format: 'jpeg' }
  if (latin.startsWith('\x89PNG\r\n\x1a\n')) return { format: 'png' }
  if (/^GIF8[79]a/.test(latin)) return { format: 'gif' }
  if (latin.startsWith('RIFF') && latin.startsWith('WEBP', 8)) return { format: 'webp' }
  if (latin.startsWith('ftyp', 4)) return boxed(latin)
  const picture = otherPictures.find(([signature]) => signature.test(latin))
  if (picture !== undefined) return { otherPicture: picture[1], contentType: picture[2] }
  const found = others.find(([signature]) => signature.test(latin))
  if (found !== undefined) return { other: found[1], ...(found[2] === undefined ? {} : { contentType: found[2] }) }
  if (!isText(bytes)) return { other: 'something else' }
  if (/<svg[\s>]/i.test(latin)) return { otherPicture: 'an SVG', contentType: 'image/svg+xml' }
  return /^\s*(<!doctype html|<html[\s>])/i.test(latin) ? { other: 'a web page' } : { other: 'text', contentType: 'text/plain' }
}

const otherPictures: readonly (readonly [RegExp, string, string])[] = [
  [/^(II\*\0|MM\0\*)/, 'a TIFF', 'image/tiff'],
  [/^BM.{4}\0\0\0\0/s, 'a BMP', 'image/bmp'],
  [/^\0\0[\x01\x02]\0/, 'an icon', 'image/x-icon'],
  [/^8BPS/, 'a Photoshop document', 'image/vnd.adobe.photoshop'],
  [/^(\xff\x0a|\0\0\0\x0cJXL )/, 'a JPEG XL', 'image/jxl'],
  [/^\0\0\0\x0cjP {2}/, 'a JPEG 2000', 'image/jp2'],
]

const others: readonly (readonly [RegExp, string, string?])[] = [
  [/^%PDF-/, 'a PDF', 'application/pdf'],
  [/^PK(\x03\x04|\x05\x06)/, 'a zip archive', 'application/zip'],
  [/^(\x1f\x8b|7z\xbc\xaf|Rar!|BZh|\xfd7zXZ)/, 'an archive'],
  // A frame of MP3 names its layer in its second byte; AAC names none.
  [/^(ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb])/, 'sound', 'audio/mpeg'],
  [/^RIFF.{4}WAVE/s, 'sound', 'audio/wav'],
  [/^OggS/, 'sound', 'audio/ogg'],
  [/^fLaC/, 'sound', 'audio/flac'],
  [/^\xff[\xf0\xf1\xf8\xf9]/, 'sound', 'audio/aac'],
  [/^\xff[\xe2-\xff]/, 'sound'],
  [/^\x1aE\xdf\xa3/, 'a video', 'video/webm'],
  [/^RIFF.{4}AVI /s, 'a video', 'video/x-msvideo'],
  [/^(MZ|\x7fELF|\xcf\xfa\xed\xfe|\xca\xfe\xba\xbe)/, 'a program'],
]

/** ISO files say in a brand what they are: AVIF, the HEIC of phones, or a video. */
function boxed(latin: string): Content {
  const size = latin
    .slice(0, 4)
    .split('')
    .reduce((sum, char) => sum * 256 + char.charCodeAt(0), 0)
  const brands = latin.slice(8, Math.min(Math.max(size, 12), 256))
  if (/^avi[fs]/.test(brands)) return { format: 'avif' }
  if (/^(hei[cxms]|hev[cx]|mif1|msf1)/.test(brands))
    return brands.includes('avif') ? { format: 'avif' } : { otherPicture: 'a HEIC', contentType: 'image/heic' }
  if (/^M4A/.test(brands)) return { other: 'sound', contentType: 'audio/mp4' }
  return { other: 'a video', contentType: brands.startsWith('qt  ') ? 'video/quicktime' : 'video/mp4' }
}

/** UTF-8 without control characters, as far as the beginning tells. */
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, 4_096), { stream: true })
    return !/[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text)
  } catch {
    return false
  }
}
