import { Buffer } from 'node:buffer'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogue } from '../../src/sandbox/models/catalogue.ts'
import { finished, type Json, type Started, startSandbox } from './start.ts'

let sandbox: Started
beforeAll(async () => void (sandbox = await startSandbox({ models: catalogue, pace: 0 })))
afterAll(() => sandbox[Symbol.asyncDispose]())

type Pixels = { readonly data: Uint8Array; readonly width: number; readonly height: number; readonly channels: number }

// Looking at a first picture takes seconds on a busy machine: the answer is waited for on the server.
const wait = { prefer: 'wait=60' }

const run = async (model: string, input: Readonly<Record<string, unknown>>): Promise<Json> => {
  const [owner, name] = model.split('/') as [string, string]
  const played = catalogue.find(one => one.owner === owner && one.name === name)!
  const made = played.official
    ? await sandbox.json('POST', `/models/${model}/predictions`, { input }, wait)
    : await sandbox.json('POST', '/predictions', { version: played.versions[0]!.id, input }, wait)
  expect(made).toHaveProperty('id')
  return finished(sandbox, made.id)
}

const fileOf = async (prediction: Json): Promise<Buffer> => {
  expect(prediction).toMatchObject({ status: 'succeeded' })
  const url = [prediction.output].flat()[0] as string
  return Buffer.from(await (await sandbox.call('GET', url)).arrayBuffer())
}
const output = async (model: string, input: Readonly<Record<string, unknown>>): Promise<Buffer> => fileOf(await run(model, input))

const dataUri = (png: Buffer): string => `data:image/png;base64,${png.toString('base64')}`
const drawing = async (svg: string, side = 160): Promise<Buffer> =>
  sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${side}" height="${side}" viewBox="0 0 100 100">${svg}</svg>`),
  )
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer()
const pixelsOf = async (file: Buffer): Promise<Pixels> => {
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
  return { data, ...info }
}
/** The mean of a channel in a box, in shares of the picture. */
const mean = ({ data, width, height, channels }: Pixels, channel: number, [x0, y0, x1, y1]: readonly number[]): number => {
  let [sum, count] = [0, 0]
  for (let y = Math.floor(y0! * height); y < y1! * height; y++)
    for (let x = Math.floor(x0! * width); x < x1! * width; x++, count++) sum += data[(y * width + x) * channels + channel]!
  return sum / count
}
const energy = ({ data, width, height, channels }: Pixels): number => {
  let sum = 0
  for (let y = 0; y < height; y++)
    for (let x = 1; x < width; x++) sum += Math.abs(data[(y * width + x) * channels]! - data[(y * width + x - 1) * channels]!)
  return sum / (width * height)
}

// A wall whose light falls off to all sides, a floor, and a thing on it, as photographs of things have it.
const scene = (thing: string): string =>
  `<defs><radialGradient id="w"><stop offset="0" stop-color="#f3dcbc"/><stop offset="1" stop-color="#b5916b"/></radialGradient></defs><path d="M0 0H100V100H0Z" fill="url(#w)"/><path d="M0 80H100V100H0Z" fill="#8f6c4a"/>${thing}`
const mug = '<path d="M34 40H64V82H34Z" fill="#2456b4"/><circle cx="49" cy="40" r="15" fill="#3d76d8"/>'
const meadow =
  '<defs><linearGradient id="s" x2="0" y2="1"><stop offset="0" stop-color="#3d8fe0"/><stop offset="1" stop-color="#d4ecfa"/></linearGradient></defs><path d="M0 0H100V60H0Z" fill="url(#s)"/><path d="M0 60H100V100H0Z" fill="#5fa84a"/><path d="M38 36H62V78H38Z" fill="#c8402e"/>'

test('an enlarged picture has the size asked for, and crisper edges than bicubic interpolation gives', async () => {
  const png = await drawing(meadow, 64)
  const large = await pixelsOf(await output('nightmareai/real-esrgan', { image: dataUri(png), scale: 3 }))
  expect([large.width, large.height]).toEqual([192, 192])
  const bicubic = await pixelsOf(await sharp(png).resize(192, 192, { kernel: 'cubic' }).png().toBuffer())
  expect(energy(large)).toBeGreaterThan(energy(bicubic) * 1.1)
  const crisp = await pixelsOf(await output('recraft-ai/recraft-crisp-upscale', { image: dataUri(png) }))
  expect([crisp.width, crisp.height]).toEqual([256, 256])
})

test('a picture made small and enlarged again is nearer to the original than bicubic interpolation brings it', async () => {
  const original = await drawing(meadow, 192)
  const small = await sharp(original).resize(96, 96).png().toBuffer()
  const off = async (file: Buffer): Promise<number> => {
    const [a, b] = [await pixelsOf(file), await pixelsOf(original)]
    return a.data.reduce((sum, value, i) => sum + (value - b.data[i]!) ** 2, 0)
  }
  const ours = await output('nightmareai/real-esrgan', { image: dataUri(small), scale: 2 })
  expect(await off(ours)).toBeLessThan(await off(await sharp(small).resize(192, 192, { kernel: 'cubic' }).png().toBuffer()))
})

test('what is too large, or no picture, fails in words', async () => {
  const wide = await sharp({ create: { width: 2_100, height: 1_000, channels: 3, background: '#888' } })
    .png()
    .toBuffer()
  expect((await run('nightmareai/real-esrgan', { image: dataUri(wide) })) as unknown).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('(1000, 2100, 3)') as unknown,
  })
  const huge = await sharp({ create: { width: 1_400, height: 1_400, channels: 3, background: '#888' } })
    .png()
    .toBuffer()
  expect((await run('nightmareai/real-esrgan', { image: dataUri(huge), scale: 10 })) as unknown).toMatchObject({
    error: expect.stringContaining('14000 by 14000 pixels') as unknown,
  })
  expect((await run('cjwbw/rembg', { image: 'data:text/plain;base64,bm90aGluZw==' })) as unknown).toMatchObject({
    error: expect.stringContaining('The input "image" could not be read as a picture.') as unknown,
  })
})

test.each(['cjwbw/rembg', 'lucataco/remove-bg', 'bria/remove-background', '851-labs/background-remover'])(
  '%s keeps the thing and makes the wall and the floor transparent',
  async model => {
    const cut = await pixelsOf(await output(model, { image: dataUri(await drawing(scene(mug))) }))
    expect([cut.width, cut.height, cut.channels]).toEqual([160, 160, 4])
    expect(mean(cut, 3, [0.37, 0.42, 0.61, 0.79])).toBeGreaterThan(245)
    for (const beside of [
      [0, 0, 1, 0.2],
      [0, 0.2, 0.28, 1],
      [0.7, 0.2, 1, 1],
      [0, 0.88, 1, 1],
    ])
      expect(mean(cut, 3, beside)).toBeLessThan(4)
    expect(mean(cut, 2, [0.4, 0.5, 0.6, 0.7])).toBeGreaterThan(mean(cut, 0, [0.4, 0.5, 0.6, 0.7]) + 80)
  },
)

test('a subject is cut out of what the sandbox itself painted', async () => {
  const painted = await output('black-forest-labs/flux-schnell', {
    prompt: 'a robot, white background',
    seed: 11,
    megapixels: '0.25',
    output_format: 'png',
  })
  const cut = await pixelsOf(await output('cjwbw/rembg', { image: dataUri(painted) }))
  const solid = cut.data.filter((value, i) => i % 4 === 3 && value > 200).length / (cut.width * cut.height)
  expect(solid).toBeGreaterThan(0.04)
  expect(solid).toBeLessThan(0.35)
  expect(mean(cut, 3, [0, 0, 1, 0.1])).toBe(0)
})

test('an edit changes what it was asked to, and leaves the rest', async () => {
  const image = dataUri(await drawing(meadow))
  const [thing, sky, ground] = [
    [0.42, 0.42, 0.58, 0.74],
    [0.02, 0.04, 0.3, 0.3],
    [0.02, 0.7, 0.3, 0.95],
  ]
  const before = await pixelsOf(await drawing(meadow))
  const edit = async (prompt: string): Promise<Pixels> =>
    pixelsOf(await output('black-forest-labs/flux-kontext-pro', { prompt, input_image: image, seed: 3 }))
  const green = await edit('make it green')
  expect(mean(green, 1, thing)).toBeGreaterThan(mean(green, 0, thing) + 40)
  for (const rest of [sky, ground])
    for (const c of [0, 1, 2]) expect(Math.abs(mean(green, c, rest) - mean(before, c, rest))).toBeLessThan(3)
  const night = await edit('Make it night, please.')
  for (const part of [thing, sky, ground]) expect(mean(night, 1, part)).toBeLessThan(mean(before, 1, part) * 0.62)
  const winter = await edit('make it winter')
  expect(mean(winter, 2, ground)).toBeGreaterThan(190)
  expect(mean(winter, 0, thing)).toBeGreaterThan(mean(winter, 2, thing) + 60)
  const grey = await edit('in black and white')
  for (const part of [thing, sky, ground]) expect(Math.abs(mean(grey, 0, part) - mean(grey, 2, part))).toBeLessThan(1)
  const cut = await edit('remove the background')
  expect(mean(cut, 3, thing)).toBeGreaterThan(245)
  expect(mean(cut, 3, sky) + mean(cut, 3, ground)).toBeLessThan(4)
})

test('the same edit with the same seed gives the same bytes', async () => {
  const input = { prompt: 'add a cat on the left', input_image: dataUri(await drawing(meadow)), seed: 8 }
  const [one, two] = [
    await output('black-forest-labs/flux-kontext-pro', input),
    await output('black-forest-labs/flux-kontext-pro', input),
  ]
  expect(one.equals(two)).toBe(true)
  const [after, before] = [await pixelsOf(one), await pixelsOf(await drawing(meadow))]
  const off = (box: readonly number[]): number => Math.abs(mean(after, 0, box) - mean(before, 0, box))
  expect(off([0.12, 0.55, 0.36, 0.88])).toBeGreaterThan(8)
  expect(off([0.7, 0, 1, 1])).toBe(0)
})

test('a mask says where a picture is repainted, and nowhere else', async () => {
  const mask = dataUri(await drawing('<path d="M0 0H100V100H0Z" fill="#000"/><path d="M60 30H100V100H60Z" fill="#fff"/>', 128))
  const picture = await drawing(meadow, 128)
  const prediction = await run('stability-ai/stable-diffusion-inpainting', {
    image: dataUri(picture),
    mask,
    prompt: 'a yellow duck',
    width: 128,
    height: 128,
    num_inference_steps: 20,
    seed: 5,
  })
  const [after, before] = [await pixelsOf(await fileOf(prediction)), await pixelsOf(picture)]
  for (const c of [0, 1, 2]) expect(mean(after, c, [0, 0, 0.58, 1])).toBe(mean(before, c, [0, 0, 0.58, 1]))
  expect(Math.abs(mean(after, 1, [0.62, 0.4, 0.98, 1]) - mean(before, 1, [0.62, 0.4, 0.98, 1]))).toBeGreaterThan(4)
  expect(prediction.logs).toMatch(/100%\|██████████\| 20\/20/)
})

test('several pictures become one: what the second shows stands in the first', async () => {
  const image_input = [dataUri(await drawing(meadow)), dataUri(await drawing(scene(mug)))]
  const [after, before] = [
    await pixelsOf(await output('google/nano-banana', { prompt: 'together', image_input, output_format: 'png' })),
    await pixelsOf(await drawing(meadow)),
  ]
  const moved = [0, 0.66].map(x => Math.abs(mean(after, 0, [x, 0.4, x + 0.34, 1]) - mean(before, 0, [x, 0.4, x + 0.34, 1])))
  expect(Math.max(...moved)).toBeGreaterThan(5)
})

test('flux-dev starts from a picture and keeps its form; flux-1.1-pro gives one file', async () => {
  const wide = await sharp(await drawing(meadow))
    .resize(200, 100, { fit: 'fill' })
    .png()
    .toBuffer()
  const dev = await pixelsOf(
    await output('black-forest-labs/flux-dev', {
      prompt: 'a tree',
      image: dataUri(wide),
      prompt_strength: 0.1,
      megapixels: '0.25',
      num_inference_steps: 4,
      output_format: 'png',
      seed: 2,
    }),
  )
  expect(dev.width / dev.height).toBeCloseTo(2, 1)
  expect(mean(dev, 0, [0.45, 0.45, 0.55, 0.7])).toBeGreaterThan(mean(dev, 2, [0.45, 0.45, 0.55, 0.7]) + 60)
  const pro = await run('black-forest-labs/flux-1.1-pro', {
    prompt: 'a tree',
    aspect_ratio: 'custom',
    width: 320,
    height: 256,
    output_format: 'png',
    seed: 2,
  })
  expect(typeof pro.output).toBe('string')
  const file = await pixelsOf(await fileOf(pro))
  expect([file.width, file.height]).toEqual([320, 256])
})

test('captions of eight painted pictures name the place of at least six, and the thing of at least four', async () => {
  // Each with the words that name its thing, and those that name its place. Measured when written: 4 things, 7 places of 8.
  const painted = [
    ['a tractor on a farm', /tractor/, /farm|meadow/],
    ['a polar bear in the snow', /bear/, /snow/],
    ['a teddy bear in a room', /teddy|bear/, /room/],
    ['a hot air balloon in the sky', /balloon/, /sky/],
    ['a lion in the savanna', /lion/, /meadow|desert/],
    ['a turtle underwater', /turtle/, /under water/],
    ['a church in a village at sunset', /church/, /village/],
    ['a guitar on a stage', /guitar/, /stage/],
  ] as const
  let [things, places, either] = [0, 0, 0]
  for (const [at, [prompt, thing, place]] of painted.entries()) {
    const picture = await output('black-forest-labs/flux-schnell', {
      prompt,
      seed: 40 + at,
      megapixels: '0.25',
      num_inference_steps: 2,
      output_format: 'png',
    })
    const caption = String((await run('andreasjansson/blip-2', { image: dataUri(picture), caption: true })).output)
    const [hasThing, hasPlace] = [thing.test(caption), place.test(caption)]
    if (hasThing) things++
    if (hasPlace) places++
    if (hasThing || hasPlace) either++
  }
  expect(either).toBeGreaterThanOrEqual(7)
  expect(things).toBeGreaterThanOrEqual(4)
  expect(places).toBeGreaterThanOrEqual(6)
}, 90_000)

test('questions about a picture are answered from its pixels, and honestly where they do not tell', async () => {
  const image = dataUri(
    await sharp(await drawing(meadow))
      .resize(200, 120, { fit: 'fill' })
      .png()
      .toBuffer(),
  )
  const answer = async (question: string): Promise<string> =>
    String((await run('andreasjansson/blip-2', { image, question })).output)
  expect(await answer('What colour is the sky?')).toBe('blue')
  expect(await answer('What colour is the ground?')).toBe('green')
  expect(await answer('What is the resolution?')).toBe('200 by 120 pixels')
  expect(await answer('Is this portrait or landscape?')).toBe('landscape')
  expect(await answer('How many colours are there?')).toMatch(/red/)
  expect(await answer('Who is the president?')).toMatch(/^I cannot tell/)
  const dark = dataUri(
    await sharp(await drawing(meadow))
      .modulate({ brightness: 0.25 })
      .png()
      .toBuffer(),
  )
  expect(
    String((await run('salesforce/blip', { image: dark, task: 'visual_question_answering', question: 'Is it dark?' })).output),
  ).toMatch(/^Answer: dark/)
  const matched = async (caption: string): Promise<number> =>
    Number(
      /(\d\.\d+)\.$/.exec(String((await run('salesforce/blip', { image, task: 'image_text_matching', caption })).output))?.[1],
    )
  expect(await matched('green and blue')).toBeGreaterThan(await matched('a purple night'))
}, 60_000)
