import type { Sharp } from 'sharp'
import { contentOf, contentTypes } from './content.ts'
import { decodeSeconds, open, readHeader } from './decode.ts'

// An upscaled picture may be larger than what people may send. It is read and written line by line, so that this is time, not memory.
const mostPixels = 100_000_000

/** A picture with a longer side of less than this shows nothing any more. */
const leastSide = 160

// What a JPEG loses from 90 to 70 nobody sees in a channel; below it, a smaller picture looks better than a coarse one.
const qualities = [90, 80, 70] as const
const smallerQuality = 80
// Steps of quality halve a file at most; what is further away is made smaller at once.
const nearly = 2.2
/** How much of the room a smaller picture shall take, if a few more tries get there. */
const enough = 0.7
const mostAims = 6

type Fitted = { readonly bytes: Uint8Array; readonly contentType: string }

/**
 * The picture in at most so many bytes, and as one of `types` where those are named. What fits stays as it is. Else it
 * becomes a JPEG, or a PNG where something shines through: those two every platform shows. Undefined when it is no picture
 * we can read, moves (a still of it would be another picture), or would be too small to be seen.
 */
export async function fit(bytes: Uint8Array, atMostBytes: number, types?: readonly string[]): Promise<Fitted | undefined> {
  const content = contentOf(bytes)
  if (!('format' in content)) return undefined
  const header = await readHeader(bytes, content.format)
  if (header === undefined) return undefined
  const contentType = contentTypes[content.format]
  if (bytes.byteLength <= atMostBytes && types?.includes(contentType) !== false) return { bytes, contentType }
  if (header.isMoving || header.width * header.height > mostPixels) return undefined

  const read = async (): Promise<Sharp> => (await open(bytes, mostPixels)).timeout({ seconds: decodeSeconds })
  try {
    const isClear = header.hasAlpha && !(await (await read()).stats()).isOpaque
    const write = async (side: number | undefined, quality: number): Promise<Uint8Array> => {
      const upright = (await read()).autoOrient()
      const sized = side === undefined ? upright : upright.resize(side, side, { fit: 'inside', withoutEnlargement: true })
      return new Uint8Array(await (isClear ? sized.png() : sized.jpeg({ quality })).toBuffer())
    }
    // A PNG that is far too large is so however it is written anew, and in its full size that takes the longest.
    const isHopeless = isClear && content.format === 'png' && bytes.byteLength > nearly * atMostBytes
    const found = await search(write, {
      atMostBytes,
      bytes: bytes.byteLength,
      side: Math.max(header.width, header.height),
      qualities: isHopeless ? [] : isClear ? [100] : qualities,
    })
    return found && { bytes: found, contentType: isClear ? contentTypes.png : contentTypes.jpeg }
  } catch {
    return undefined
  }
}

/** Writes the picture less and less fine, then smaller and smaller, until it fits. */
async function search(
  write: (side: number | undefined, quality: number) => Promise<Uint8Array>,
  bounds: {
    readonly atMostBytes: number
    /** How large it is now. */
    readonly bytes: number
    readonly side: number
    /** In its full size. */
    readonly qualities: readonly number[]
  },
): Promise<Uint8Array | undefined> {
  const { atMostBytes } = bounds
  let size = bounds.bytes
  for (const quality of bounds.qualities) {
    const written = await write(undefined, quality)
    if (written.byteLength <= atMostBytes) return written
    size = written.byteLength
    if (size > nearly * atMostBytes) break
  }
  // Bytes follow the area, but pictures are not that regular: each try aims by the one before, between what fits and what does not.
  const least = Math.min(leastSide, bounds.side)
  let side = bounds.side
  let tooLarge = side
  let best: { readonly side: number; readonly written: Uint8Array } | undefined
  for (let aims = 0; aims < mostAims || best === undefined; aims++) {
    const above = best === undefined ? 0 : 1.05 * best.side
    const aim = Math.max(above, 0.97 * side * Math.sqrt(atMostBytes / size))
    side = Math.max(least, Math.floor(Math.min(0.95 * tooLarge, aim)))
    if (side >= tooLarge || side < above) break
    const written = await write(side, smallerQuality)
    size = written.byteLength
    if (size > atMostBytes) tooLarge = side
    else best = { side, written }
    if (size <= atMostBytes && size >= enough * atMostBytes) break
  }
  return best?.written
}
