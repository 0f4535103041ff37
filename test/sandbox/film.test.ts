import fc from 'fast-check'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clipSize } from '../../src/sandbox/engines/move/clip.ts'
import { frameAt } from '../../src/sandbox/engines/move/frame.ts'
import { sceneGait } from '../../src/sandbox/engines/move/gait.ts'
import { mp4, trackOf } from '../../src/sandbox/engines/move/mp4.ts'
import { motionOf } from '../../src/sandbox/engines/move/motion.ts'
import { stackOf } from '../../src/sandbox/engines/move/stack.ts'
import type { Image } from '../../src/sandbox/engines/paint/image.ts'
import { seeded } from '../../src/sandbox/engines/paint/random.ts'
import { readScene } from '../../src/sandbox/engines/paint/read.ts'
import { zeroscopeV2Xl } from '../../src/sandbox/models/zeroscope-v2-xl.ts'
import { finished, type Json, startSandbox, type Started, until } from './start.ts'

type Frames = (seconds: number) => Image
const [width, height] = [192, 112]

/** The frames of a clip of four seconds, as they are before they are written as a film. */
async function framesOf(prompt: string, image?: Uint8Array): Promise<Frames> {
  const scene = readScene(prompt, '')
  const clip = { prompt, negative: '', seed: 3, width, height, frames: 48, framesPerSecond: 12, ...(image && { image }) }
  const stack = await stackOf(scene, clip)
  const motion = motionOf(prompt, scene, sceneGait(scene), 4, image !== undefined, seeded(3))
  return seconds => frameAt(stack, motion, seconds, seconds / 4, width, height)
}
/** How much two frames differ a channel, in a part of the picture (shares). */
function difference(a: Image, b: Image, top = 0, bottom = 1): number {
  const [from, to] = [Math.floor(top * height) * width * 3, Math.floor(bottom * height) * width * 3]
  let sum = 0
  for (let i = from; i < to; i++) sum += Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0))
  return sum / (to - from)
}
/** Where the red of a picture lies from left to right, from 0 to 1. */
function redAt({ data }: Image): number {
  let [sum, weight] = [0, 0]
  for (let i = 0; i < data.length; i += 3) {
    const red = Math.max(0, (data[i] ?? 0) - Math.max(data[i + 1] ?? 0, data[i + 2] ?? 0) - 70)
    sum += red * ((i / 3) % width)
    weight += red
  }
  return sum / weight / width
}

describe('a clip', () => {
  test.each(['a red house in a meadow', 'a cup of coffee on a table', 'a cat', 'mountains', 'snow in a forest'])(
    'of “%s” moves all the time',
    async prompt => {
      const at = await framesOf(prompt)
      const moments = [0, 1, 2, 3, 4].map(at)
      for (const [k, moment] of moments.entries())
        for (const later of moments.slice(k + 1)) expect(difference(moment, later)).toBeGreaterThan(0.4)
      expect(difference(at(1), at(1))).toBe(0)
    },
  )

  test('what drives goes where it looks, and the land stays', async () => {
    const at = await framesOf('a red car on a road, static shot, a blue sky, noon')
    const places = [0, 1, 2, 3, 4].map(seconds => redAt(at(seconds)))
    for (const [k, place] of places.entries()) expect(place).toBeGreaterThan(places[k - 1] ?? 0)
    expect((places[4] ?? 0) - (places[0] ?? 0)).toBeGreaterThan(0.15)
    expect(difference(at(0), at(4), 0.92, 1)).toBeLessThan(difference(at(0), at(4), 0.5, 0.85) / 2)
  })

  test('the camera obeys the prompt', async () => {
    const [still, near, aside] = await Promise.all(
      ['static shot', 'zoom in', 'camera pans left'].map(order => framesOf(`a red house, ${order}`)),
    )
    if (still === undefined || near === undefined || aside === undefined) throw new Error('no clip')
    const reds = ({ data }: Image): number =>
      data.reduce((count, value, i) => count + (i % 3 === 0 && value > 150 && (data[i + 1] ?? 0) < 70 ? 1 : 0), 0)
    expect(reds(near(4)) / reds(near(0))).toBeGreaterThan(1.2)
    expect(reds(still(4)) / reds(still(0))).toBeCloseTo(1, 1)
    // The camera goes left, so the house goes right.
    expect(redAt(aside(4))).toBeGreaterThan(redAt(aside(0)) + 0.08)
  })

  test('a clip from a picture begins with it and then lives', async () => {
    const picture = await sharp({ create: { width: 400, height: 240, channels: 3, background: '#2a6' } })
      .composite([
        {
          input: await sharp({ create: { width: 120, height: 120, channels: 3, background: '#d22' } })
            .png()
            .toBuffer(),
        },
      ])
      .png()
      .toBuffer()
    const at = await framesOf('it comes alive', picture)
    const data = await sharp(picture).resize(width, height, { fit: 'cover' }).removeAlpha().raw().toBuffer()
    expect(difference(at(0), { data: new Uint8Array(data), width, height })).toBeLessThan(2)
    expect(difference(at(0), at(3))).toBeGreaterThan(3)
  })

  test('is of the shape asked for, never larger, in whole blocks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 256, max: 2000 }), fc.integer({ min: 256, max: 2000 }), (wide, high) => {
        const size = clipSize(wide, high, 320)
        expect(size.width % 16).toBe(0)
        expect(size.height % 16).toBe(0)
        expect(Math.min(size.width, size.height)).toBeLessThanOrEqual(320)
        if (Math.max(wide, high) / Math.min(wide, high) < 3)
          expect(Math.abs(Math.log((size.width * high) / (size.height * wide)))).toBeLessThan(0.08)
      }),
    )
  })
})

describe('a film', () => {
  const frame = fc
    .record({ whole: fc.boolean(), body: fc.uint8Array({ minLength: 1, maxLength: 40 }) })
    .map(({ whole, body }) => {
      const bytes = Buffer.alloc(5 + body.length)
      bytes.writeUInt32BE(1 + body.length)
      bytes[4] = whole ? 0x65 : 0x41
      bytes.set(body, 5)
      return { whole, bytes: new Uint8Array(bytes) }
    })
  const description = Buffer.from('\0\0\0\x10stsd\0\0\0\0\0\0\0\0', 'latin1')

  test('keeps every frame in order, lists those that can be jumped to, and has its tables first', () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 20 }), frames => {
        const file = Buffer.from(mp4({ samples: frames.map(({ bytes }) => bytes), description }, 256, 144, 12))
        const { samples } = trackOf(file)
        expect(samples.map(sample => Buffer.from(sample).toString('hex'))).toEqual(
          frames.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
        )
        const table = file.indexOf('stss')
        const listed = Array.from({ length: file.readUInt32BE(table + 8) }, (_, i) => file.readUInt32BE(table + 12 + i * 4))
        expect(listed).toEqual(frames.flatMap(({ whole }, i) => (whole ? [i + 1] : [])))
        expect(file.indexOf('moov')).toBeLessThan(file.indexOf('mdat'))
      }),
      { numRuns: 50 },
    )
  })
})

describe('a video model', () => {
  let sandbox: Started
  beforeAll(async () => {
    sandbox = await startSandbox({ pace: 0.01 })
  })
  afterAll(() => sandbox[Symbol.asyncDispose]())

  const zeroscope = async (input: Readonly<Record<string, unknown>>): Promise<Json> => {
    const body = {
      version: zeroscopeV2Xl.versions[0]?.id,
      input: { width: 256, height: 256, num_frames: 3, num_inference_steps: 2, ...input },
    }
    return sandbox.json('POST', '/predictions', body, { prefer: 'wait=60' })
  }
  const bytesOf = async (url: string | undefined): Promise<Buffer> => Buffer.from(await (await fetch(String(url))).arrayBuffer())

  test('gives an MP4 of H.264, the same for the same seed, in as many clips as asked for', async () => {
    const input = { prompt: 'a red boat on the sea', seed: 5 }
    const [one, same] = await Promise.all([zeroscope(input), zeroscope(input)])
    const two = await zeroscope({ ...input, batch_size: 2 })
    const file = await bytesOf(one.output[0])
    expect(file.toString('latin1', 4, 8)).toBe('ftyp')
    expect(file.includes('avc1')).toBe(true)
    expect((await fetch(String(one.output[0]))).headers.get('content-type')).toBe('video/mp4')
    expect(file.equals(await bytesOf(same.output[0]))).toBe(true)
    expect(two.output).toHaveLength(2)
    expect((await bytesOf(two.output[0])).equals(await bytesOf(two.output[1]))).toBe(false)
    expect(one.metrics['video_output_duration_seconds']).toBe(3 / 8)
    expect(one.logs).toMatch(/^Using seed: 5\n[^]*100%\|█+\| 2\/2[^]*100%\|█+\| 3\/3/)
  })

  test('says in its log where the sandbox makes less than was asked for', async () => {
    const { logs, status } = await zeroscope({ prompt: 'a tree', width: 640, height: 512, fps: 60, num_frames: 2 })
    expect(status).toBe('succeeded')
    expect(logs).toContain('so the clip is 400x320 and not 640x512')
    expect(logs).toContain('at most 30 frames a second, not 60')
  })

  test('fails in words where the picture to begin with is none', async () => {
    const input = { prompt: 'a tree', first_frame_image: 'data:text/plain,no%20picture' }
    const path = '/models/minimax/video-01/predictions'
    expect(await sandbox.json('POST', path, { input }, { prefer: 'wait=60' })).toMatchObject({
      status: 'failed',
      error: 'The image could not be read as a picture. A PNG, JPEG or WebP of up to 40 megapixels would be right.',
    })
  })

  test('stops in the middle when it is canceled', async () => {
    const { id } = await sandbox.json('POST', '/models/google/veo-3-fast/predictions', { input: { prompt: 'a horse running' } })
    await until(async () => (/\d\/96/.test((await sandbox.json('GET', `/predictions/${id}`)).logs) ? true : undefined))
    await sandbox.call('POST', `/predictions/${id}/cancel`)
    const { status, logs } = await finished(sandbox, id)
    expect(status).toBe('canceled')
    expect(logs).toContain('the clips of the sandbox are silent')
    expect(logs).not.toContain('100%')
  })
})
