/** The width and height of a PNG, of which alone this stand-in reads them; nothing for every other file. */
export function pictureSize(bytes: Buffer): { readonly width: number; readonly height: number } | Record<string, never> {
  const isPng = bytes.length >= 24 && bytes.readUInt32BE(0) === 0x89504e47 && bytes.toString('latin1', 12, 16) === 'IHDR'
  return isPng ? { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) } : {}
}
