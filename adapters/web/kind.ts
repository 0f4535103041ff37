/** Types that a browser may show in place. Everything else is a download: a file of ours must never become a page. */
const shown = new Set([
  'image/png',
  'image/jpeg',
  'image/webp',
  'image/gif',
  'image/avif',
  'video/mp4',
  'video/webm',
  'audio/mpeg',
  'audio/wav',
  'audio/ogg',
])

/** Whether a browser may show a file of this type in place. */
export const isShown = (contentType: string): boolean => shown.has(contentType)

const ascii = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

/** The type by the content's first bytes, whatever its name or sender claims. */
export function kindOf(bytes: Uint8Array): string {
  if (ascii(bytes, 0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png'
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'image/jpeg'
  if (/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return 'image/gif'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WEBP') return 'image/webp'
  if (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 12) === 'WAVE') return 'audio/wav'
  if (ascii(bytes, 0, 4) === 'OggS') return 'audio/ogg'
  if (ascii(bytes, 0, 3) === 'ID3') return 'audio/mpeg'
  // A frame of MP3 without a tag before it: eleven ones, then its layer.
  if (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2) return 'audio/mpeg'
  if (ascii(bytes, 4, 8) === 'ftyp') return /^avi[fs]$/.test(ascii(bytes, 8, 12)) ? 'image/avif' : 'video/mp4'
  return isText(bytes) ? 'text/plain' : 'application/octet-stream'
}

function isText(bytes: Uint8Array): boolean {
  try {
    // `stream` leaves a character cut at the end alone.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, 4_096), { stream: true })
    return !text.includes('\0')
  } catch {
    return false
  }
}
