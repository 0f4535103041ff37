import fc from 'fast-check'
import { deflateSync, crc32 } from 'node:zlib'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { createMedia } from '../../src/media/picture.ts'

const media = createMedia()

/** What is said to the person who sent these bytes. */
async function refusal(bytes: Uint8Array, name: string): Promise<string> {
  const thrown: unknown = await media.accept(bytes, name).catch((error: unknown) => error)
  expect(thrown).toMatchObject({ name: 'Fault', kind: 'input' })
  return (thrown as Error).message
}

const red = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#c03020' } })

/** A picture whose left half is red and whose right half is blue, so that turning shows. */
const halves = async (width: number, height: number) =>
  red(width, height).composite([
    {
      input: await sharp({ create: { width: width / 2, height, channels: 3, background: '#2030c0' } })
        .png()
        .toBuffer(),
      left: width / 2,
      top: 0,
    },
  ])

const pixel = async (bytes: Uint8Array, left: number, top: number): Promise<readonly number[]> => [
  ...(await sharp(bytes).removeAlpha().extract({ left, top, width: 1, height: 1 }).raw().toBuffer()),
]

/** A PNG whose header claims a size and whose data is what is given. */
function claimedPng(width: number, height: number, data: Buffer): Buffer {
  const chunk = (type: string, body: Buffer): Buffer => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(body.length)
    sum.writeUInt32BE(crc32(named))
    return Buffer.concat([length, named, sum])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(data)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test.each([
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['webp', 'image/webp'],
  ['gif', 'image/png'],
  ['avif', 'image/jpeg'],
] as const)('a %s is known by its content, whatever it is called, and goes on as %s', async (format, contentType) => {
  const bytes = await red(60, 40).toFormat(format).toBuffer()
  const accepted = await media.accept(bytes, 'holiday.exe')
  expect(accepted).toMatchObject({ contentType, width: 60, height: 40 })
  expect(await media.probe(bytes)).toEqual({ contentType: `image/${format}`, width: 60, height: 40 })
  expect(await media.probe(accepted.bytes)).toEqual({ contentType, width: 60, height: 40 })
})

test('transparency stays', async () => {
  const clear = sharp({ create: { width: 20, height: 20, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } } })
  for (const format of ['png', 'webp', 'avif'] as const) {
    const { bytes } = await media.accept(await clear.clone().toFormat(format).toBuffer(), 'a')
    expect((await sharp(bytes).metadata()).hasAlpha).toBe(true)
  }
})

test('a photo is turned upright, and where and with what it was taken is gone', async () => {
  const secretPlace = 'Meldorf 54.0912 N'
  const photo = await (
    await halves(80, 40)
  )
    .jpeg()
    .withMetadata({ orientation: 6 })
    .withExifMerge({ IFD0: { Artist: secretPlace, Make: 'Camera' }, IFD3: { GPSLatitudeRef: 'N' } })
    .toBuffer()
  expect(photo.includes(secretPlace)).toBe(true)
  expect(await media.probe(photo)).toEqual({ contentType: 'image/jpeg', width: 40, height: 80 })

  const accepted = await media.accept(photo, 'photo.jpg')
  expect(accepted).toMatchObject({ width: 40, height: 80 })
  expect(Buffer.from(accepted.bytes).includes(secretPlace)).toBe(false)
  const { exif, xmp, iptc, icc, orientation } = await sharp(accepted.bytes).metadata()
  expect({ exif, xmp, iptc, icc, orientation }).toEqual({})
  const [top, bottom] = [await pixel(accepted.bytes, 20, 5), await pixel(accepted.bytes, 20, 75)]
  expect(top[0]).toBeGreaterThan(150)
  expect(bottom[2]).toBeGreaterThan(150)
})

test('wide colours are brought to sRGB, since the profile that explains them is dropped', async () => {
  const wide = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#30a050' } })
    .withIccProfile('p3')
    .png()
    .toBuffer()
  const stored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer()
  expect([...stored.subarray(0, 3)]).not.toEqual([0x30, 0xa0, 0x50])
  const accepted = await media.accept(wide, 'wide.png')
  expect((await sharp(accepted.bytes).metadata()).icc).toBeUndefined()
  const [r = 0, g = 0, b = 0] = await pixel(accepted.bytes, 4, 4)
  // The colour a person sees is the one that was drawn, within the rounding of two conversions.
  expect(Math.max(Math.abs(r - 0x30), Math.abs(g - 0xa0), Math.abs(b - 0x50))).toBeLessThanOrEqual(3)
})

test('of a moving picture the first frame goes on', async () => {
  const frames = await Promise.all([
    red(30, 30).png().toBuffer(),
    sharp({ create: { width: 30, height: 30, channels: 3, background: '#2030c0' } })
      .png()
      .toBuffer(),
  ])
  for (const format of ['gif', 'webp'] as const) {
    const moving = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer()
    expect((await sharp(moving).metadata()).pages).toBe(2)
    expect(await media.probe(moving)).toMatchObject({ width: 30, height: 30 })
    const accepted = await media.accept(moving, 'moving')
    expect(accepted).toMatchObject({ width: 30, height: 30 })
    expect((await sharp(accepted.bytes).metadata()).pages ?? 1).toBe(1)
    expect((await pixel(accepted.bytes, 3, 3))[0]).toBeGreaterThan(150)
  }
})

test('what hides behind a picture does not go on', async () => {
  const both = Buffer.concat([await red(20, 20).jpeg().toBuffer(), Buffer.from('PK\x03\x04 <script>alert(1)</script>')])
  const { bytes } = await media.accept(both, 'both.jpg')
  expect(Buffer.from(bytes).includes('script')).toBe(false)
})

describe('what is no picture is told in a sentence', () => {
  const please = 'Send a JPEG, PNG, WebP, GIF or AVIF.'
  test.each([
    ['notes.txt', 'Buy milk, cheese — and a fox.\n', `notes.txt is not a picture: it holds text. ${please}`],
    ['fox.png', '<!DOCTYPE html><html><body>Not found</body></html>', `fox.png is not a picture: it holds a web page. ${please}`],
    [
      'logo.png',
      '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
      `logo.png is an SVG, a kind of picture that is not taken here. ${please}`,
    ],
    ['a.pdf', '%PDF-1.7\n\x00\xff', `a.pdf is not a picture: it holds a PDF. ${please}`],
    ['a.zip', 'PK\x03\x04\x00\xff', `a.zip is not a picture: it holds a zip archive. ${please}`],
    ['a.mp4', '\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00', `a.mp4 is not a picture: it holds a video. ${please}`],
    [
      'a.heic',
      '\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic',
      `a.heic is a HEIC, a kind of picture that is not taken here. ${please}`,
    ],
    ['a.tif', 'II*\x00\x08\x00\x00\x00', `a.tif is a TIFF, a kind of picture that is not taken here. ${please}`],
    ['a.bin', '\x01\x02\x03\xfe', `a.bin is not a picture: it holds something else. ${please}`],
    ['', '', `This file is not a picture: it holds nothing. ${please}`],
    ['a\nb\u202egnp.exe', 'MZ\x90\x00', `a b gnp.exe is not a picture: it holds a program. ${please}`],
    [`${'long '.repeat(40)}.txt`, 'text', `${'long '.repeat(10)}… is not a picture: it holds text. ${please}`],
  ])('%j', async (name, content, sentence) => {
    const bytes = Buffer.from(content, /[\u0080-\u00ff]/.test(content) ? 'latin1' : 'utf8')
    expect(await refusal(bytes, name)).toBe(sentence)
    expect(await media.probe(bytes)).toBeUndefined()
  })
})

test('a picture cut off, or with nothing but a beginning, is told to be broken', async () => {
  const noise = await sharp({
    create: { width: 300, height: 300, channels: 3, noise: { type: 'gaussian', mean: 128, sigma: 60 }, background: '#000' },
  })
    .png()
    .toBuffer()
  for (const format of ['jpeg', 'png', 'webp', 'gif', 'avif'] as const) {
    const whole = await sharp(noise).toFormat(format).toBuffer()
    const names = { jpeg: 'JPEG', png: 'PNG', webp: 'WebP', gif: 'GIF', avif: 'AVIF' }
    const sentence = `fox is a broken ${names[format]}: it cannot be read to its end. Save it again and send that.`
    expect(await refusal(whole.subarray(0, whole.length / 2), 'fox'), format).toBe(sentence)
    expect(await refusal(whole.subarray(0, 20), 'fox'), format).toBe(sentence)
    expect(await media.probe(whole.subarray(0, 16))).toBeUndefined()
  }
})

describe('size', () => {
  test('of more than 25 MB is refused before anything is read', async () => {
    expect(await refusal(new Uint8Array(25 * 1024 * 1024 + 1), 'fox.png')).toBe(
      'fox.png is 25.1 MB large; 25 MB are the most. Send a smaller one.',
    )
  })

  test('of more than 40 megapixels is refused by the header, at once and without the memory', async () => {
    const bomb = claimedPng(60_000, 60_000, Buffer.alloc(1_000_000))
    const before = process.memoryUsage().rss
    const started = performance.now()
    expect(await refusal(bomb, 'bomb.png')).toBe(
      'bomb.png has 60000 × 60000 pixels, 3600 megapixels; 40 are the most. Send a smaller one.',
    )
    expect(performance.now() - started).toBeLessThan(5_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024)
    expect(await media.probe(bomb)).toEqual({ contentType: 'image/png', width: 60_000, height: 60_000 })
  })

  test('claimed in a header that lies about the data is a broken picture', async () => {
    expect(await refusal(claimedPng(4_000, 4_000, Buffer.alloc(10)), 'liar.png')).toMatch(/^liar\.png is a broken PNG/)
  })

  test('of just under 40 megapixels is taken', async () => {
    const accepted = await media.accept(await red(8_000, 4_999).png({ compressionLevel: 1 }).toBuffer(), 'large.png')
    expect(accepted).toMatchObject({ width: 8_000, height: 4_999, contentType: 'image/png' })
  })
})

describe('a small copy', () => {
  test('keeps the shape, stands upright, carries no metadata, and is never larger than the picture', async () => {
    const turned = await (await halves(1_200, 600)).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    const small = await media.shrink(turned, 300)
    expect(small?.contentType).toBe('image/webp')
    const { width, height, exif, orientation } = await sharp(small?.bytes).metadata()
    expect([width, height, exif, orientation]).toEqual([150, 300, undefined, undefined])
    const tiny = await media.shrink(await red(40, 20).png().toBuffer(), 300)
    expect(await sharp(tiny?.bytes).metadata()).toMatchObject({ width: 40, height: 20 })
  })

  test('is made of pictures alone, and of many at once', async () => {
    expect(await media.shrink(Buffer.from('only words'), 300)).toBeUndefined()
    const cut = (await (await halves(400, 400)).png().toBuffer()).subarray(0, 200)
    expect(await media.shrink(cut, 300)).toBeUndefined()
    const picture = await red(900, 900).png().toBuffer()
    const all = await Promise.all(Array.from({ length: 20 }, () => media.shrink(picture, 64)))
    expect(new Set(all.map(small => small?.bytes.length)).size).toBe(1)
  })
})

test('whatever bytes come, they are a picture or a sentence', async () => {
  const beginnings = [
    '',
    '\xff\xd8\xff',
    '\x89PNG\r\n\x1a\n',
    'GIF89a',
    'RIFF\x10\0\0\0WEBPVP8 ',
    '\0\0\0\x18ftypavif',
    '<svg ',
    'PK\x03\x04',
  ]
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...beginnings),
      fc.uint8Array({ maxLength: 300 }),
      fc.string(),
      async (beginning, rest, name) => {
        const bytes = Buffer.concat([Buffer.from(beginning, 'latin1'), rest])
        const outcome = await media.accept(bytes, name).catch((thrown: unknown) => thrown)
        expect(outcome instanceof Error ? outcome.name : 'picture').toMatch(/^(Fault|picture)$/)
        await media.probe(bytes)
        await media.shrink(bytes, 64)
      },
    ),
    { numRuns: 150 },
  )
})
