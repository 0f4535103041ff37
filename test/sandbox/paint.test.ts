import { setTimeout as wait } from 'node:timers/promises'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import type { Engine, EngineEvent } from '../../src/sandbox/engine.ts'
import { flux, sdxl } from '../../src/sandbox/engines/paint/paint.ts'

type Input = Readonly<Record<string, unknown>>
type File = Extract<EngineEvent, { type: 'file' }>

const fluxInput = {
  prompt: 'a red fox in the snow',
  aspect_ratio: '1:1',
  num_outputs: 1,
  num_inference_steps: 4,
  output_format: 'png',
  output_quality: 80,
  megapixels: '0.25',
  seed: 7,
}
const sdxlInput = {
  prompt: 'a red fox in the snow',
  negative_prompt: '',
  width: 256,
  height: 256,
  num_outputs: 1,
  num_inference_steps: 20,
  guidance_scale: 7.5,
  prompt_strength: 0.8,
  seed: 7,
}

async function paint(engine: Engine, input: Input, open: (url: string) => Promise<Uint8Array> = async () => new Uint8Array()) {
  const events: EngineEvent[] = []
  for await (const event of engine({ input, signal: new AbortController().signal, sleep: async () => {}, open }))
    events.push(event)
  const lines = events.flatMap(event => (event.type === 'log' ? [event.line] : []))
  const files = events.filter((event): event is File => event.type === 'file')
  return { events, lines, files, first: files[0] as File }
}

const raw = async (file: { readonly bytes: Uint8Array }, size = 64): Promise<Uint8Array> =>
  new Uint8Array(await sharp(file.bytes).removeAlpha().resize(size, size, { fit: 'fill' }).raw().toBuffer())
const distance = (a: Uint8Array, b: Uint8Array): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? 0)), 0) / a.length
const light = (pixels: Uint8Array): number => pixels.reduce((sum, value) => sum + value, 0) / pixels.length
/** How much more red than blue the colourful pixels of the middle are. */
function warmth(pixels: Uint8Array): number {
  let sum = 0
  for (let i = 0; i < pixels.length; i += 3) {
    const [x, y] = [(i / 3) % 64, Math.floor(i / 3 / 64)]
    if (x < 14 || x > 50 || y < 18 || y > 56) continue
    const [r, g, b] = [pixels[i] ?? 0, pixels[i + 1] ?? 0, pixels[i + 2] ?? 0]
    if (Math.max(r, g, b) - Math.min(r, g, b) > 70) sum += r - b
  }
  return sum
}
const tqdm = /^\s*(\d+)%\s*\|.+?\|\s*(\d+)\/(\d+)/

describe('flux', () => {
  test('the same prompt and seed give the same bytes, whatever else is being painted', async () => {
    const [a, b] = await Promise.all([paint(flux, fluxInput), paint(flux, fluxInput), paint(flux, { ...fluxInput, seed: 8 })])
    expect(Buffer.compare(a.first.bytes, b.first.bytes)).toBe(0)
  })

  test('four pictures of one run all differ, and another seed gives others', async () => {
    const { files, events } = await paint(flux, { ...fluxInput, num_outputs: 4, num_inference_steps: 1 })
    const other = await paint(flux, { ...fluxInput, seed: 99 })
    const pictures = await Promise.all([...files, other.first].map(file => raw(file)))
    expect(files).toHaveLength(4)
    for (const [i, a] of pictures.entries()) for (const b of pictures.slice(i + 1)) expect(distance(a, b)).toBeGreaterThan(6)
    expect(events.at(-1)).toEqual({ type: 'metrics', metrics: { image_count: 4 } })
  })

  test.each([
    ['1:1', '1', 1024, 1024, 'webp', 'webp', 'image/webp'],
    ['16:9', '0.25', 672, 384, 'jpg', 'jpeg', 'image/jpeg'],
    ['9:21', '0.25', 320, 768, 'png', 'png', 'image/png'],
  ])(
    'an aspect of %s at %s megapixels is %i by %i, as %s',
    async (aspect_ratio, megapixels, width, height, output_format, format, contentType) => {
      const { first } = await paint(flux, { ...fluxInput, aspect_ratio, megapixels, output_format })
      expect(await sharp(first.bytes).metadata()).toMatchObject({ width, height, format })
      expect(first).toMatchObject({ contentType, extension: output_format })
    },
  )

  test('the log names the seed first, then counts all steps of all pictures as one bar that only rises', async () => {
    const { lines, events } = await paint(flux, { ...fluxInput, num_outputs: 2, num_inference_steps: 3 })
    expect(lines[0]).toBe('Using seed: 7')
    const bars = lines.slice(1).map(line => tqdm.exec(line))
    expect(bars.every(bar => bar !== null && bar[3] === '6')).toBe(true)
    const percents = bars.map(bar => Number(bar?.[1]))
    expect(percents).toEqual([0, 16, 33, 50, 66, 83, 100])
    const firstFile = events.findIndex(event => event.type === 'file')
    expect(events.slice(firstFile).filter(event => event.type === 'log').length).toBe(3)
  })

  test('a canceled run stops at once and paints nothing more', async () => {
    const stop = new AbortController()
    const files: EngineEvent[] = []
    const run = (async () => {
      for await (const event of flux({
        input: { ...fluxInput, num_outputs: 4 },
        signal: stop.signal,
        sleep: ms => wait(ms, undefined, { signal: stop.signal }),
        open: async () => new Uint8Array(),
      })) {
        if (event.type === 'file') files.push(event)
        if (event.type === 'log' && event.line.includes(' 1/16')) stop.abort(new Error('canceled'))
      }
    })()
    const start = performance.now()
    await expect(run).rejects.toThrow()
    expect(files).toHaveLength(0)
    expect(performance.now() - start).toBeLessThan(10_000)
    expect((await paint(flux, fluxInput)).files).toHaveLength(1)
  })

  test('a run canceled before it begins paints nothing', async () => {
    const events: EngineEvent[] = []
    const run = (async () => {
      for await (const event of flux({
        input: fluxInput,
        signal: AbortSignal.abort(new Error('too late')),
        sleep: async () => {},
        open: async () => new Uint8Array(),
      }))
        events.push(event)
    })()
    await expect(run).rejects.toThrow('too late')
    expect(events.some(event => event.type === 'file')).toBe(false)
  })

  test('the event loop stays free while a picture is drawn', async () => {
    await paint(flux, fluxInput)
    let worst = 0
    let last = performance.now()
    const beat = setInterval(() => {
      worst = Math.max(worst, performance.now() - last)
      last = performance.now()
    }, 5)
    const begun = performance.now()
    await paint(flux, { ...fluxInput, megapixels: '1', num_outputs: 2 })
    const tookMs = performance.now() - begun
    clearInterval(beat)
    // On this thread each of the two would show as one gap that takes half of the time.
    expect(worst).toBeLessThan(tookMs / 3)
  })

  test('a colour that is asked for dominates what it was asked for', async () => {
    const warm = await Promise.all(
      ['a red fox on a plain background', 'a blue fox on a plain background'].map(async prompt =>
        warmth(await raw((await paint(flux, { ...fluxInput, prompt })).first)),
      ),
    )
    expect(warm[0]).toBeGreaterThan((warm[1] ?? 0) + 20_000)
  })

  test('night is darker than day', async () => {
    const [night, day] = await Promise.all(
      ['a house on a hill at night', 'a house on a hill at noon'].map(async prompt =>
        light(await raw((await paint(flux, { ...fluxInput, prompt })).first)),
      ),
    )
    expect(night).toBeLessThan((day ?? 0) * 0.7)
  })

  test('a thing without a shape is painted as an abstract form, and the log says so', async () => {
    const { lines, files } = await paint(flux, { ...fluxInput, prompt: 'a green tardigrade on the moon' })
    expect(lines).toContain('note: the sandbox painter has no shape for "tardigrade", it painted an abstract form')
    expect(files).toHaveLength(1)
    expect(
      (await paint(flux, { ...fluxInput, prompt: 'a green turtle on the moon' })).lines.filter(line => line.startsWith('note')),
    ).toEqual([])
  })
})

describe('sdxl', () => {
  test('it paints in the size it was asked for, with another hand than flux', async () => {
    const { first, lines } = await paint(sdxl, { ...sdxlInput, width: 320, height: 192 })
    expect(await sharp(first.bytes).metadata()).toMatchObject({ width: 320, height: 192, format: 'png' })
    expect(lines.at(-1)).toMatch(/^100%\|█{10}\| 20\/20/)
    const [brushed, crisp] = await Promise.all([paint(sdxl, { ...sdxlInput, width: 512, height: 512 }), paint(flux, fluxInput)])
    expect(distance(await raw(brushed.first, 256), await raw(crisp.first, 256))).toBeGreaterThan(8)
  })

  test('a negative prompt takes things out of the picture', async () => {
    const [snow, none] = await Promise.all(
      ['', 'snow'].map(async negative_prompt =>
        light(await raw((await paint(sdxl, { ...sdxlInput, prompt: 'a meadow in the snow', negative_prompt })).first)),
      ),
    )
    expect(snow).toBeGreaterThan((none ?? 255) + 10)
  })

  test('few steps leave rougher pictures than many', async () => {
    const [few, many, more] = await Promise.all(
      [2, 50, 60].map(async num_inference_steps => raw((await paint(sdxl, { ...sdxlInput, num_inference_steps })).first, 128)),
    )
    expect(distance(few as Uint8Array, many as Uint8Array)).toBeGreaterThan(4)
    expect(distance(many as Uint8Array, more as Uint8Array)).toBeLessThan(2)
  })

  test('an image to start from shines through, the more the weaker the prompt', async () => {
    const green = new Uint8Array(
      await sharp({ create: { width: 64, height: 64, channels: 3, background: '#00ff00' } })
        .png()
        .toBuffer(),
    )
    const flat = new Uint8Array(64 * 64 * 3).map((_, i) => (i % 3 === 1 ? 255 : 0))
    const [weak, strong] = await Promise.all(
      [0.2, 0.9].map(async prompt_strength =>
        distance(
          flat,
          await raw(
            (await paint(sdxl, { ...sdxlInput, image: 'https://files/green.png', prompt_strength }, async () => green)).first,
          ),
        ),
      ),
    )
    expect(weak).toBeLessThan((strong ?? 0) * 0.6)
  })

  test('a mask is repainted where it is white and nowhere else', async () => {
    const files: Record<string, Uint8Array> = {
      image: new Uint8Array(
        await sharp({ create: { width: 256, height: 256, channels: 3, background: '#00ff00' } })
          .png()
          .toBuffer(),
      ),
      mask: new Uint8Array(
        await sharp({ create: { width: 256, height: 256, channels: 3, background: '#000000' } })
          .composite([{ input: { create: { width: 128, height: 256, channels: 3, background: '#ffffff' } }, left: 128, top: 0 }])
          .png()
          .toBuffer(),
      ),
    }
    const { first } = await paint(
      sdxl,
      { ...sdxlInput, image: 'image', mask: 'mask', prompt_strength: 1, num_inference_steps: 60 },
      async url => files[url] ?? new Uint8Array(),
    )
    const pixels = await raw(first, 256)
    const greenness = (x0: number): number =>
      Array.from({ length: 100 * 100 }, (_, i) => {
        const at = ((Math.floor(i / 100) + 78) * 256 + x0 + (i % 100)) * 3
        return Number((pixels[at + 1] ?? 0) > 245 && (pixels[at] ?? 0) < 10)
      }).reduce((a, b) => a + b, 0) / 10_000
    expect(greenness(10)).toBe(1)
    expect(greenness(140)).toBeLessThan(0.05)
  })

  test('a file that is no picture fails the run with a sentence that names the field', async () => {
    await expect(paint(sdxl, { ...sdxlInput, image: 'x' }, async () => new TextEncoder().encode('no picture'))).rejects.toThrow(
      'The input "image" could not be read as a picture.',
    )
    // The thread that met it goes on painting.
    expect((await paint(sdxl, sdxlInput)).files).toHaveLength(1)
  })
})
