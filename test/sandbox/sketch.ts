import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { Engine } from '../../src/sandbox/engine.ts'
import { progressBar } from '../../src/sandbox/engines/paint/progress.ts'
import { catalogue } from '../../src/sandbox/models/catalogue.ts'
import { makesFiles, type SandboxModel } from '../../src/sandbox/models/model.ts'

type Format = 'png' | 'webp' | 'jpg'

/** Milliseconds of one picture, in however many steps. */
const pictureMs = 720

/** A picture of one colour that the prompt, the seed, and a picture it starts from decide: it costs no processor. */
function plain(width: number, format: Format, ...from: readonly unknown[]): Promise<Uint8Array> {
  const [r = 0, g = 0, b = 0] = createHash('sha256').update(JSON.stringify(from)).digest()
  return sharp({ create: { width, height: (width * 3) / 4, channels: 3, background: { r, g, b } } })
    .toFormat(format === 'jpg' ? 'jpeg' : format)
    .toBuffer()
}

/** Tells of its steps as the painter does, and gives pictures of one colour. */
const sketch: Engine = async function* ({ input, sleep, open }) {
  const count = (input['num_outputs'] as number | undefined) ?? 1
  const steps = input['num_inference_steps'] as number
  const format = (input['output_format'] as Format | undefined) ?? 'png'
  const start = typeof input['image'] === 'string' ? Buffer.from(await open(input['image'])).toString('base64') : ''
  const seed = input['seed'] as number
  const bar = progressBar(count * steps)
  yield { type: 'log', line: `Using seed: ${seed}` }
  yield { type: 'log', line: bar(0) }
  for (let nth = 0; nth < count; nth++) {
    for (let step = 1; step <= steps; step++) {
      await sleep(pictureMs / steps)
      const line = bar(nth * steps + step)
      if (line !== '') yield { type: 'log', line }
    }
    const bytes = await plain((input['width'] as number | undefined) ?? 640, format, input['prompt'], seed + nth, start)
    yield { type: 'file', bytes, contentType: format === 'jpg' ? 'image/jpeg' : `image/${format}`, extension: format }
  }
  yield { type: 'metrics', metrics: { image_count: count } }
}

/** The sandbox's own models, for tests that do not look at what is painted. */
export const sketchModels: readonly SandboxModel[] = catalogue.map(model =>
  makesFiles(model) ? { ...model, engine: sketch } : model,
)
