import { isBeing } from '../../paint/kinds.ts'
import { nouns } from '../../paint/nouns.ts'
import type { Hour, Place } from '../../paint/scene.ts'
import { labOf } from '../cutout/lab.ts'
import { loadSharp } from '../raster.ts'
import { spriteOf } from '../edit/sprite.ts'
import table from './known-places.json' with { type: 'json' }
import { placeSide } from './learn.ts'
import { mirroredPatch, type Patch, patchOf } from './patch.ts'

/** A thing the engine knows by sight, from both sides. */
export type KnownThing = { readonly noun: string; readonly patches: readonly Patch[] }
/** A place the engine knows by sight, at an hour: its OKLab colours on a small square. */
export type KnownPlace = { readonly place: Place; readonly hour: Hour; readonly isSnowy: boolean; readonly lab: Float32Array }

const high = 64
/** Beings are known sitting as well; other things look the same. */
const poses = [
  { act: '', seed: 1 },
  { act: ' sitting', seed: 6 },
]

const boxOf = (rgba: Uint8Array, width: number, height: number) => {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let i = 0; i < width * height; i++) {
    // A drawing's shadow on the ground is fainter than this.
    if ((rgba[i * 4 + 3] ?? 0) < 140) continue
    const [x, y] = [i % width, Math.floor(i / width)]
    ;[left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)]
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 }
}

async function lookAtThings(): Promise<readonly KnownThing[]> {
  const sharp = await loadSharp()
  const known: KnownThing[] = []
  for (const [noun, { words }] of Object.entries(nouns)) {
    const patches: Patch[] = []
    for (const pose of isBeing(noun) ? poses : poses.slice(0, 1)) {
      const sprite = spriteOf(`a ${words.split('|')[0] ?? noun}${pose.act}`, pose.seed, 'day')
      if (sprite === undefined) continue
      const width = Math.max(8, Math.round((high * sprite.width) / sprite.height))
      const data = new Uint8Array(
        await sharp(Buffer.from(sprite.svg(width, high)))
          .ensureAlpha()
          .raw()
          .toBuffer(),
      )
      const box = boxOf(data, width, high)
      if (box.width < 3 || box.height < 3) continue
      const patch = patchOf({ width, box, data, step: 4, share: i => ((data[i * 4 + 3] ?? 0) >= 140 ? 1 : 0) })
      patches.push(patch, mirroredPatch(patch))
    }
    known.push({ noun, patches })
  }
  return known
}

/** Every place the painter knows, at every hour: from the table that learn.ts wrote. */
function readPlaces(): readonly KnownPlace[] {
  return table.places.map(({ place, hour, isSnowy, colours }) => ({
    place: place as Place,
    hour: hour as Hour,
    isSnowy,
    lab: labOf({ data: Buffer.from(colours, 'base64'), width: placeSide, height: placeSide }),
  }))
}

let things: Promise<readonly KnownThing[]> | undefined
let places: readonly KnownPlace[] | undefined
/** Everything the painter can draw, looked at once: about three seconds, when it is first asked for. */
export const knownThings = (): Promise<readonly KnownThing[]> => (things ??= lookAtThings())
/** Every place the painter knows, at every hour. */
export const knownPlaces = (): readonly KnownPlace[] => (places ??= readPlaces())
