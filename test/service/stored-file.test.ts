import { randomFillSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { createMedia } from '../../src/media/picture.ts'
import { openFile } from '../../src/service/stored-file.ts'
import { openBlobs } from '../../src/store/blobs.ts'

async function kept() {
  const folder = await mkdtemp(join(tmpdir(), 'replichat-kept-'))
  const blobs = await openBlobs(folder)
  return { deps: { blobs, media: createMedia() }, blobs, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) }
}

const noise = (side: number) =>
  sharp(randomFillSync(Buffer.alloc(side * side * 3)), { raw: { width: side, height: side, channels: 3 } })

test('a stored picture over a platform’s limit is opened as one that fits, and stays as it is in the store', async () => {
  await using place = await kept()
  const bytes = new Uint8Array(await noise(500).png().toBuffer())
  const blob = await place.blobs.put(bytes, 'image/png')
  const fitted = await openFile(place.deps, blob, { atMostBytes: 300_000 })
  expect(fitted?.contentType).toBe('image/jpeg')
  expect(fitted?.bytes.length).toBeLessThanOrEqual(300_000)
  for (const options of [undefined, {}, { atMostBytes: bytes.length }, { types: ['image/png'] }]) {
    const whole = await openFile(place.deps, blob, options)
    expect([whole?.contentType, whole?.bytes.length]).toEqual(['image/png', bytes.length])
  }
})

test('a picture of a type that a platform does not show is opened as one that it does', async () => {
  await using place = await kept()
  const blob = await place.blobs.put(new Uint8Array(await noise(60).webp().toBuffer()), 'image/webp')
  expect((await openFile(place.deps, blob, { types: ['image/png', 'image/jpeg'] }))?.contentType).toBe('image/jpeg')
})

test('a file that is no picture is opened where it fits, whatever the types, and not at all where it does not', async () => {
  await using place = await kept()
  const blob = await place.blobs.put(new TextEncoder().encode('a long answer'), 'text/plain')
  const shown = { types: ['image/png'] }
  expect((await openFile(place.deps, blob, { ...shown, atMostBytes: 13 }))?.contentType).toBe('text/plain')
  expect(await openFile(place.deps, blob, { ...shown, atMostBytes: 12 })).toBeUndefined()
  expect(await openFile(place.deps, `${'0'.repeat(64)}.png`, shown)).toBeUndefined()
})
