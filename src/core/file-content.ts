/** What a file is by its content, where it is no picture: words, something spoken, or anything else. */
export type FileContent =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'voice' } | { readonly kind: 'other' }

const latin = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to))

/** What bytes are by their beginning, never by their name. `type`: what the platform claims, believed only between sound and film in one and the same wrapping. */
export function contentOfFile(bytes: Uint8Array, type = ''): FileContent {
  if (bytes.length === 0) return { kind: 'other' }
  if (isSound(bytes, type.toLowerCase().startsWith('audio/'))) return { kind: 'voice' }
  const text = textIn(bytes)
  return text === undefined ? { kind: 'other' } : { kind: 'text', text }
}

function isSound(bytes: Uint8Array, isSaidSo: boolean): boolean {
  const head = latin(bytes, 0, 16)
  if (/^(ID3|OggS|fLaC|RIFF[\s\S]{4}WAVE)/.test(head)) return true
  const [first = 0, second = 0] = bytes
  // A frame of MP3 or AAC begins with eleven ones.
  if (first === 0xff && second >= 0xe2 && second !== 0xfe && second !== 0xff) return true
  if (head.slice(4, 8) === 'ftyp') return head.slice(8, 11) === 'M4A' || isSaidSo
  return isSaidSo && head.startsWith('\x1aE\xdf\xa3')
}

/** The text that bytes are, as UTF-8 or by their byte-order mark UTF-16; undefined where they are none. */
function textIn(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  const encoding = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return /[\0-\x08\x0e-\x1a\x1c-\x1f\x7f]/.test(text) ? undefined : text
  } catch {
    return undefined
  }
}
