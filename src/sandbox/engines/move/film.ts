import type { Image } from '../paint/image.ts'
import { mp4, trackOf } from './mp4.ts'

/** Takes frames one after the other and gives the MP4 (H.264) of all of them. */
export type Film = { readonly add: (frame: Image) => void; readonly finish: () => Uint8Array }

/** How coarse the picture may become, from 10 (fine) to 51. */
const coarseness = 25

/** A new film. It keeps its frames in memory of its own, and gives it back when it is finished. */
export async function openFilm(width: number, height: number, framesPerSecond: number): Promise<Film> {
  const { createH264MP4Encoder } = (await import('h264-mp4-encoder')).default
  const encoder = await createH264MP4Encoder()
  encoder.width = width
  encoder.height = height
  encoder.frameRate = framesPerSecond
  encoder.quantizationParameter = coarseness
  encoder.speed = 6
  // A whole picture every two seconds is where players can jump to.
  encoder.groupOfPictures = Math.max(1, Math.round(framesPerSecond * 2))
  encoder.initialize()
  const rgba = new Uint8Array(width * height * 4).fill(255)
  return {
    add({ data }) {
      for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
        rgba[to] = data[from] ?? 0
        rgba[to + 1] = data[from + 1] ?? 0
        rgba[to + 2] = data[from + 2] ?? 0
      }
      encoder.addFrameRgba(rgba)
    },
    finish() {
      encoder.finalize()
      const bytes = encoder.FS.readFile(encoder.outputFilename)
      encoder.delete()
      // Players cannot jump in the file as it comes: it does not say which of its frames are whole.
      return mp4(trackOf(bytes), width, height, framesPerSecond)
    },
  }
}
