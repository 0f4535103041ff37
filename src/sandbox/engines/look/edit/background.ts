import { startPicture } from '../../paint/picture.ts'
import { rgb } from '../../paint/colour.ts'
import { matted } from '../cutout/matte.ts'
import type { Subject } from '../cutout/subject.ts'
import { loadSharp, openRaster, type Raster } from '../raster.ts'
import type { Wish } from './wish.ts'

/** The picture's subject before something else, or before nothing. */
export async function onBackground(
  picture: Raster,
  subject: Subject,
  to: Extract<Wish, { type: 'background' }>['to'],
  seed: number,
): Promise<Raster> {
  const cut = matted(picture, subject)
  if (to === 'clear') return cut
  const { width, height } = picture
  const behind =
    to === 'blurred'
      ? await blurred(picture)
      : 'colour' in to
        ? plain(to.colour, width, height)
        : await painted(to.prompt, seed, width, height)
  const data = cut.data.map((value, i) => {
    const share = (cut.alpha?.[Math.floor(i / 3)] ?? 255) / 255
    return Math.round((behind.data[i] ?? 0) * (1 - share) + value * share)
  })
  return { data, width, height }
}

async function blurred({ data, width, height }: Raster): Promise<Raster> {
  const sharp = await loadSharp()
  const soft = await sharp(data, { raw: { width, height, channels: 3 } })
    .blur(Math.max(2, Math.max(width, height) / 55))
    .raw()
    .toBuffer()
  return { data: new Uint8Array(soft.buffer, soft.byteOffset, soft.length), width, height }
}

function plain(colour: string, width: number, height: number): Raster {
  const parts = rgb(colour)
  return { data: Uint8Array.from({ length: width * height * 3 }, (_, i) => parts[i % 3] ?? 0), width, height }
}

/** A whole picture by the painter; with an image and a mask only the white of it is painted. */
export async function painted(
  prompt: string,
  seed: number,
  width: number,
  height: number,
  over?: { readonly image: Uint8Array; readonly mask?: Uint8Array; readonly strength: number },
): Promise<Raster> {
  const picture = await startPicture({
    prompt,
    negative: '',
    seed,
    width,
    height,
    hand: 'crisp',
    guidance: 7.5,
    rough: 0,
    format: 'png',
    quality: 100,
    strength: 1,
    ...over,
  })
  picture.step(1, 1)
  return openRaster(await picture.finish(), 'image', width * height)
}
