import { writeFile } from 'node:fs/promises'
import { compose } from '../../paint/compose.ts'
import { readScene } from '../../paint/read.ts'
import type { Hour, Place } from '../../paint/scene.ts'
import { loadSharp } from '../raster.ts'
import { placeWords } from './places.ts'

/** The side of the square places are compared at. */
export const placeSide = 12

/** One line of the table: the colours of a place at an hour, `placeSide` squared times three bytes in base64. */
export type Learnt = { readonly place: Place; readonly hour: Hour; readonly isSnowy: boolean; readonly colours: string }

const hourWords: Readonly<Record<Hour, string>> = { day: 'at noon', dawn: 'at dawn', sunset: 'at sunset', night: 'at night' }
const everyHour = ['day', 'dawn', 'sunset', 'night'] as const
/** Where no hour changes the light. */
const sameAllDay: ReadonlySet<Place> = new Set([
  'library',
  'kitchen',
  'studio',
  'space',
  'moon',
  'mars',
  'underwater',
  'cave',
  'stage',
])
const withSnow: ReadonlySet<Place> = new Set(['forest', 'meadow', 'mountains', 'village'])

/** Paints a place without anything in it, and keeps its colours. */
export async function learn(place: Place, hour: Hour, isSnowy: boolean, seed: number): Promise<Learnt> {
  const sharp = await loadSharp()
  const scene = readScene(`${placeWords[place].words} ${hourWords[hour]}${isSnowy ? ' in winter' : ''}`)
  const svg = compose({ ...scene, things: [], place }, seed, 96, 96)
  const colours = await sharp(Buffer.from(svg)).resize(placeSide, placeSide).removeAlpha().raw().toBuffer()
  return { place, hour, isSnowy, colours: colours.toString('base64') }
}

/** The whole table: every place at every hour, twice. */
export async function learnAll(): Promise<readonly Learnt[]> {
  const learnt: Learnt[] = []
  for (const place of Object.keys(placeWords) as Place[]) {
    const airs = [
      ...(sameAllDay.has(place) ? (['day'] as const) : everyHour).map(hour => [hour, false] as const),
      ...(withSnow.has(place) ? [['day', true] as const, ['night', true] as const] : []),
    ]
    for (const [hour, isSnowy] of airs) for (const seed of [3, 8]) learnt.push(await learn(place, hour, isSnowy, seed))
  }
  return learnt
}

// Run by itself it writes the table anew: needed after a backdrop of the painter has changed.
if (import.meta.main)
  await writeFile(
    new URL('./known-places.json', import.meta.url),
    `${JSON.stringify({ places: await learnAll() }, undefined, 1)}\n`,
  )
