import { randomFillSync } from 'node:crypto'
import fc from 'fast-check'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { createMedia } from '../../src/media/picture.ts'

const media = createMedia()
const mib = 1024 * 1024

type Channels = 3 | 4

/** Noise: nothing is harder to make smaller. */
const noise = (width: number, height: number, channels: Channels = 3) =>
  sharp(randomFillSync(Buffer.alloc(width * height * channels)), { raw: { width, height, channels } })

/** Something between a photo and a drawing: soft colours under a little grain. */
const photo = (width: number, height: number) => {
  const raw = Buffer.alloc(width * height * 3)
  const grain = randomFillSync(Buffer.alloc(4_096))
  for (let at = 0; at < raw.length; at++) {
    const x = (at / 3) % width
    raw[at] = 128 + 90 * Math.sin(x / 80 + (at % 3)) * Math.cos(at / 3 / width / 60) + ((grain[at % 4_096] ?? 0) % 24)
  }
  return sharp(raw, { raw: { width, height, channels: 3 } })
}

const measured = async (bytes: Uint8Array) => {
  const { format, width, height, hasAlpha } = await sharp(bytes).metadata()
  return { format, width, height, hasAlpha }
}

test('a picture that fits goes on byte for byte, whatever kind it is', async () => {
  for (const format of ['png', 'jpeg', 'webp', 'gif', 'avif'] as const) {
    const bytes = await photo(64, 48).toFormat(format).toBuffer()
    const fitted = await media.fit(bytes, { atMostBytes: bytes.length })
    expect(fitted?.contentType).toBe(`image/${format}`)
    expect(Buffer.from(fitted?.bytes ?? []).equals(bytes)).toBe(true)
  }
})

test('a kind of picture that is not shown somewhere becomes one that is, in its full size', async () => {
  const shown = { atMostBytes: 10 * mib, types: ['image/png', 'image/jpeg', 'image/gif'] }
  for (const format of ['webp', 'avif'] as const) {
    const fitted = await media.fit(await photo(300, 200).toFormat(format).toBuffer(), shown)
    expect(fitted?.contentType).toBe('image/jpeg')
    expect(await measured(fitted?.bytes ?? new Uint8Array())).toMatchObject({ format: 'jpeg', width: 300, height: 200 })
  }
  const clear = await noise(90, 60, 4).webp().toBuffer()
  const fitted = await media.fit(clear, shown)
  expect(await measured(fitted?.bytes ?? new Uint8Array())).toEqual({ format: 'png', width: 90, height: 60, hasAlpha: true })
})

test('noise of twelve megapixels comes under ten megabytes as a JPEG in its full size', async () => {
  const bytes = await noise(4_000, 3_000).png({ compressionLevel: 0 }).toBuffer()
  expect(bytes.length).toBeGreaterThan(34 * mib)
  const fitted = await media.fit(bytes, { atMostBytes: 10 * mib })
  expect(fitted?.contentType).toBe('image/jpeg')
  expect(fitted?.bytes.length).toBeLessThanOrEqual(10 * mib)
  expect(fitted?.bytes.length).toBeGreaterThan(4 * mib)
  expect(await measured(fitted?.bytes ?? new Uint8Array())).toMatchObject({ width: 4_000, height: 3_000 })
}, 20_000)

test('where less fineness is not enough the picture becomes smaller, in its own shape, and no smaller than it must', async () => {
  const bytes = await noise(1_600, 800).png({ compressionLevel: 1 }).toBuffer()
  const fitted = await media.fit(bytes, { atMostBytes: 200_000 })
  const { width = 0, height = 0 } = await measured(fitted?.bytes ?? new Uint8Array())
  expect(width / height).toBeCloseTo(2, 1)
  expect(width).toBeLessThan(1_600)
  expect(fitted?.bytes.length).toBeGreaterThan(100_000)
})

test('what shines through stays so: a cut-out becomes a smaller PNG, never a white box', async () => {
  const bytes = await noise(900, 900, 4).png({ compressionLevel: 1 }).toBuffer()
  const fitted = await media.fit(bytes, { atMostBytes: 1 * mib })
  expect(fitted?.contentType).toBe('image/png')
  expect(await measured(fitted?.bytes ?? new Uint8Array())).toMatchObject({ format: 'png', hasAlpha: true })
  expect((await sharp(fitted?.bytes).stats()).isOpaque).toBe(false)

  // A PNG whose transparency is never used is an ordinary picture.
  const opaque = await noise(900, 900).ensureAlpha(1).png({ compressionLevel: 1 }).toBuffer()
  expect((await media.fit(opaque, { atMostBytes: 1 * mib }))?.contentType).toBe('image/jpeg')
})

test('a photo is shown upright, and where it was taken is gone', async () => {
  const turned = await photo(800, 400)
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { ImageDescription: 'Meldorf 54.0912 N' } })
    .jpeg({ quality: 100 })
    .toBuffer()
  const fitted = await media.fit(turned, { atMostBytes: Math.floor(turned.length / 2) })
  const { width, height, orientation, exif } = await sharp(fitted?.bytes).metadata()
  expect(exif).toBeUndefined()
  expect([orientation ?? 1, (width ?? 0) < (height ?? 0)]).toEqual([1, true])
})

test('what moves is not made into a still, and what is no picture is none', async () => {
  const frames = await Promise.all([0, 1, 2].map(() => noise(200, 200).png().toBuffer()))
  for (const format of ['gif', 'webp'] as const) {
    const moving = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer()
    expect(await media.fit(moving, { atMostBytes: moving.length - 1 })).toBeUndefined()
    expect((await media.fit(moving, { atMostBytes: moving.length }))?.contentType).toBe(`image/${format}`)
  }
  const whole = await noise(300, 300).jpeg().toBuffer()
  for (const bytes of [
    Buffer.from('only words'),
    Buffer.alloc(0),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    whole.subarray(0, whole.length / 2),
  ])
    expect(await media.fit(bytes, { atMostBytes: Math.max(0, bytes.length - 1) })).toBeUndefined()
})

test('a picture that would be too small to be seen can never fit', async () => {
  const bytes = await noise(600, 600).png().toBuffer()
  for (const atMostBytes of [0, 1, 500, 2_000]) expect(await media.fit(bytes, { atMostBytes })).toBeUndefined()
})

test('what comes out fits, is as good as the room allows, and looks like what went in', async () => {
  const side = fc.integer({ min: 1, max: 420 })
  await fc.assert(
    fc.asyncProperty(
      side,
      side,
      fc.constantFrom('noise', 'clear', 'photo'),
      fc.constantFrom('png', 'jpeg', 'webp', 'avif'),
      fc.oneof(fc.integer({ min: 1, max: 12_000 }), fc.integer({ min: 1, max: 300_000 })),
      async (width, height, what, format, atMostBytes) => {
        const drawn = what === 'photo' ? photo(width, height) : noise(width, height, what === 'clear' ? 4 : 3)
        const bytes = await drawn.toFormat(format, format === 'avif' ? { effort: 0 } : {}).toBuffer()
        const fitted = await media.fit(bytes, { atMostBytes })
        if (bytes.length <= atMostBytes) expect(fitted?.bytes.length).toBe(bytes.length)
        if (fitted === undefined) {
          // Even as small as can be seen it would not have fitted.
          const small = sharp(bytes).resize(160, 160, { fit: 'inside', withoutEnlargement: true })
          const isClear = !(await sharp(bytes).stats()).isOpaque
          const least = await (
            isClear ? small.png() : small.jpeg({ quality: Math.max(width, height) > 160 ? 80 : 70 })
          ).toBuffer()
          expect(least.length).toBeGreaterThan(atMostBytes)
          return
        }
        expect(fitted.bytes.length).toBeLessThanOrEqual(atMostBytes)
        const size = await media.probe(fitted.bytes)
        expect(size?.contentType).toBe(fitted.contentType)
        const [w = 0, h = 0] = [size?.width, size?.height]
        expect(w <= width && h <= height && Math.max(w, h) >= Math.min(160, Math.max(width, height))).toBe(true)
        // The same shape, but for the pixel that a side may be rounded by.
        expect(Math.abs(w * height - h * width)).toBeLessThanOrEqual(Math.max(width, height))
      },
    ),
    { numRuns: 60 },
  )
}, 30_000)
