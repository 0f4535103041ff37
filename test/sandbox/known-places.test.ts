import { expect, test } from 'vitest'
import table from '../../src/sandbox/engines/look/tell/known-places.json' with { type: 'json' }
import { learn } from '../../src/sandbox/engines/look/tell/learn.ts'
import { placeWords } from '../../src/sandbox/engines/look/tell/places.ts'
import type { Hour, Place } from '../../src/sandbox/engines/paint/scene.ts'

test('the places a caption knows are those the painter paints today: learn.ts writes the table anew where this fails', async () => {
  expect(new Set(table.places.map(({ place }) => place))).toEqual(new Set(Object.keys(placeWords)))
  // Every even line of the table is of seed 3.
  for (const at of [0, 60, 120, 180]) {
    const line = table.places[at]!
    const now = Buffer.from((await learn(line.place as Place, line.hour as Hour, line.isSnowy, 3)).colours, 'base64')
    const then = Buffer.from(line.colours, 'base64')
    const off = now.reduce((sum, value, i) => sum + Math.abs(value - then[i]!), 0) / now.length
    expect(off).toBeLessThan(6)
  }
})
