import type sharpModule from 'sharp'
import { composeSheets, type Sheets } from '../paint/compose.ts'
import type { Scene } from '../paint/scene.ts'
import type { Clip } from './clip.ts'
import { gaitOf } from './gait.ts'

/** One sheet as pixels: red, green, blue (already thinned by) alpha. */
export type Sheet = { readonly data: Uint8Array; readonly width: number; readonly height: number }

/** The sheets of a clip from the farthest to the nearest, with what they tell of the land. */
export type Stack = {
  readonly behind: Sheet
  readonly things?: Sheet
  readonly movers?: Sheet
  readonly ahead?: Sheet
  readonly falling?: Sheet
  readonly fog?: Sheet
  readonly veil?: Sheet
  readonly horizon: number
  readonly floor: number
  readonly surface: Sheets['surface'] | 'given'
}

/** Sheets are this much larger than the frame, so that the camera can come nearer without loss. */
const larger = 1.15

type Sharp = typeof sharpModule

async function raster(sharp: Sharp, svg: string, width: number, height: number): Promise<Sheet> {
  const { data } = await sharp(Buffer.from(svg))
    .resize(width, height, { fit: 'fill' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true })
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3] ?? 0
    if (alpha === 255) continue
    for (let c = 0; c < 3; c++) data[i + c] = Math.round(((data[i + c] ?? 0) * alpha) / 255)
  }
  return { data, width, height }
}

async function given(sharp: Sharp, bytes: Uint8Array, width: number, height: number): Promise<Sheet> {
  try {
    const data = await sharp(bytes, { failOn: 'error', limitInputPixels: 40_000_000 })
      .rotate()
      .flatten({ background: '#ffffff' })
      .resize(width, height, { fit: 'cover' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer()
    return { data, width, height }
  } catch (cause) {
    throw new Error('The image could not be read as a picture. A PNG, JPEG or WebP of up to 40 megapixels would be right.', {
      cause,
    })
  }
}

/** Draws the sheets of a clip. With a picture to begin with that picture is the land, and only the air before it is drawn. */
export async function stackOf(scene: Scene, { seed, width, height, image }: Clip): Promise<Stack> {
  const { default: sharp } = await import('sharp')
  const [w, h] = [Math.round(width * larger), Math.round(height * larger)]
  const sheets = composeSheets(scene, seed, w, h, thing => gaitOf(thing) !== undefined)
  const drawn = async (name: 'things' | 'movers' | 'ahead' | 'falling' | 'fog' | 'veil'): Promise<Partial<Stack>> =>
    sheets[name] === '' ? {} : { [name]: await raster(sharp, sheets[name], w, h) }
  const place = { horizon: sheets.horizon, floor: sheets.floor, surface: sheets.surface }
  if (image !== undefined) {
    // A season strews leaves, but nobody asked for them before a picture of their own.
    const airy = scene.weather.some(one => one !== 'clear' && one !== 'clouds') || scene.sights.length > 0
    const air = airy ? [await drawn('falling'), await drawn('fog')] : []
    return { behind: await given(sharp, image, w, h), ...Object.assign({}, ...air), ...place, surface: 'given' } as Stack
  }
  const names = ['things', 'movers', 'ahead', 'falling', 'fog', 'veil'] as const
  const parts = await Promise.all(names.map(drawn))
  return { behind: await raster(sharp, sheets.behind, w, h), ...Object.assign({}, ...parts), ...place } as Stack
}
