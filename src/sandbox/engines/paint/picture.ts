import type sharpModule from 'sharp'
import type { Sharp } from 'sharp'
import { compose } from './compose.ts'
import { finished } from './finish.ts'
import type { Image } from './image.ts'
import { denoise, type Latent, latentSize, leaveTraces, startLatent } from './latent.ts'
import { seeded } from './random.ts'
import { readScene } from './read.ts'
import type { Task } from './task.ts'

/** A picture on its way: `step` denoises, `finish` gives the file. */
export type Picture = {
  readonly notes: readonly string[]
  readonly step: (step: number, steps: number) => void
  readonly finish: () => Promise<Uint8Array>
}

type SharpModule = typeof sharpModule
let loading: Promise<SharpModule> | undefined
const load = (): Promise<SharpModule> => (loading ??= import('sharp').then(module => module.default))

async function pixels(image: Sharp): Promise<Image> {
  const { data, info } = await image.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
  return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), width: info.width, height: info.height }
}

/** Reads a picture that was handed in, cut to the size of the run. */
async function given(sharp: SharpModule, bytes: Uint8Array, name: string, width: number, height: number): Promise<Image> {
  try {
    return await pixels(
      sharp(bytes, { failOn: 'error', limitInputPixels: 40_000_000 })
        .rotate()
        .flatten({ background: '#ffffff' })
        .resize(width, height, { fit: 'cover' }),
    )
  } catch (cause) {
    throw new Error(
      `The input "${name}" could not be read as a picture. A PNG, JPEG or WebP of up to 40 megapixels would be right.`,
      { cause },
    )
  }
}

/** Reads the prompt, draws the scene and lays noise over it. */
export async function startPicture(task: Task): Promise<Picture> {
  const sharp = await load()
  const { width, height } = task
  const scene = readScene(task.prompt, task.negative)
  const image = task.image === undefined ? undefined : await given(sharp, task.image, 'image', width, height)
  const mask = task.mask === undefined || image === undefined ? undefined : await given(sharp, task.mask, 'mask', width, height)
  const region = mask === undefined ? { left: 0, top: 0, width, height } : whiteOf(mask)
  const svg = compose(scene, task.seed, region.width, region.height)
  const drawn = await pixels(
    sharp(Buffer.from(svg), { limitInputPixels: 40_000_000 }).resize(region.width, region.height, { fit: 'fill' }),
  )
  const painted = finished(drawn, scene.styles, task.hand, task.guidance, seeded(task.seed).branch('finish'))
  const result = image === undefined ? painted : blended(image, painted, mask, region, task.strength)
  const small = (whole: Image): Promise<Image> =>
    pixels(
      sharp(whole.data, { raw: { width: whole.width, height: whole.height, channels: 3 } }).resize(
        latentSize(width),
        latentSize(height),
        { fit: 'fill' },
      ),
    )
  const latent: Latent = startLatent(
    await small(result),
    task.seed,
    image === undefined ? undefined : await small(image),
    task.strength,
  )
  return {
    notes: scene.unknown.map(word => `note: the sandbox painter has no shape for "${word}", it painted an abstract form`),
    step: (step, steps) => denoise(latent, step, steps, task.rough),
    finish: async () => {
      leaveTraces(result, latent)
      const file = sharp(result.data, { raw: { width, height, channels: 3 } })
      switch (task.format) {
        case 'png':
          return file.png({ compressionLevel: 4 }).toBuffer()
        case 'jpg':
          return file.jpeg({ quality: Math.max(1, task.quality) }).toBuffer()
        case 'webp':
          return file.webp({ quality: Math.max(1, task.quality), effort: 2 }).toBuffer()
        default:
          return task.format satisfies never
      }
    },
  }
}

type Region = { readonly left: number; readonly top: number; readonly width: number; readonly height: number }

/** The box around the white of a mask; the whole picture when there is none. */
function whiteOf({ data, width, height }: Image): Region {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if ((data[(y * width + x) * 3] ?? 0) < 128) continue
      ;[left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)]
    }
  }
  return right < left ? { left: 0, top: 0, width, height } : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** The painted picture laid over the given one: everywhere by `strength`, or only where the mask is white. */
function blended(image: Image, painted: Image, mask: Image | undefined, region: Region, strength: number): Image {
  const { width, height } = image
  const data = Uint8Array.from(image.data)
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) {
      const i = ((y + region.top) * width + x + region.left) * 3
      const from = (y * painted.width + x) * 3
      const share = strength * (mask === undefined ? 1 : (mask.data[i] ?? 0) / 255)
      for (let c = 0; c < 3; c++)
        data[i + c] = Math.round((image.data[i + c] ?? 0) * (1 - share) + (painted.data[from + c] ?? 0) * share)
    }
  }
  return { data, width, height }
}
