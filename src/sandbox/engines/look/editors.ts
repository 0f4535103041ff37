import type { Engine, EngineEvent, EngineRun } from '../../engine.ts'
import { flux, sizes } from '../paint/paint.ts'
import { develop } from './darkroom.ts'
import type { Edit } from './edit/edit.ts'
import { withSteps } from './look.ts'
import type { Done } from './order.ts'
import { contentTypes, type Format } from './raster.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const formatOf = (value: unknown, usual: Format): Format =>
  value === 'png' || value === 'jpg' || value === 'webp' ? value : usual
const seedOf = (run: EngineRun): number => (typeof run.input['seed'] === 'number' ? run.input['seed'] : 0)
const quality = 92

/** Width to height by a name such as `16:9`; `undefined` for the picture's own. */
const ratioOf = (name: unknown): number | undefined => {
  const [width, height] = text(name).split(':').map(Number)
  return width !== undefined && height !== undefined && width > 0 && height > 0 ? width / height : undefined
}

function* told({ bytes, notes = [] }: Done, format: Format): Generator<EngineEvent> {
  for (const line of notes) yield { type: 'log', line }
  if (bytes !== undefined) yield { type: 'file', bytes, contentType: contentTypes[format], extension: format }
}

/** Without a picture these models paint one from the prompt. */
async function* fromPrompt(run: EngineRun, ratio: unknown, format: Format): AsyncGenerator<EngineEvent> {
  const known = text(ratio) in sizes ? ratio : '1:1'
  const input = {
    ...run.input,
    aspect_ratio: known,
    output_format: format,
    output_quality: quality,
    num_inference_steps: 4,
    num_outputs: 1,
  }
  yield* flux({ ...run, input })
}

async function* edits(
  run: EngineRun,
  urls: readonly string[],
  field: string,
  format: Format,
  ms: number,
): AsyncGenerator<EngineEvent> {
  const images = await Promise.all(urls.map(url => run.open(url)))
  const ratio = ratioOf(run.input['aspect_ratio'])
  const edit: Edit = {
    images,
    field,
    prompt: text(run.input['prompt']),
    seed: seedOf(run),
    ...(ratio === undefined ? {} : { ratio }),
  }
  const startedMs = performance.now()
  const work = develop({ op: 'edit', edit, format, quality }, run.signal)
  // Awaited below; until then a failure must not count as unhandled.
  work.catch(() => {})
  await run.sleep(ms)
  yield* told(await work, format)
  yield { type: 'log', line: `Generated image in ${((performance.now() - startedMs) / 1000).toFixed(1)}sec` }
  yield { type: 'metrics', metrics: { image_count: 1 } }
}

/** The engine that plays `black-forest-labs/flux-kontext-pro`: does to a picture what the prompt says, or paints one. */
export const kontext: Engine = async function* (run) {
  const { input_image: image, aspect_ratio: ratio, output_format: wanted } = run.input
  const format = formatOf(wanted, 'png')
  yield { type: 'log', line: `Using seed: ${seedOf(run)}` }
  if (text(image) === '') yield* fromPrompt(run, ratio, format)
  else yield* edits(run, [text(image)], 'input_image', format, 3_000)
}

/** The engine that plays `google/nano-banana`: the same for several pictures, of which the first is changed. */
export const nanoBanana: Engine = async function* (run) {
  const { image_input: images, aspect_ratio: ratio, output_format: wanted } = run.input
  const urls = Array.isArray(images) ? images.map(text).filter(url => url !== '') : []
  const format = formatOf(wanted, 'jpg')
  if (urls.length === 0) yield* fromPrompt(run, ratio, format)
  else yield* edits(run, urls, 'image_input', format, 2_600)
}

/** The engine that plays `stability-ai/stable-diffusion-inpainting`: repaints what is white in the mask. */
export const inpainting: Engine = async function* (run) {
  const { input } = run
  const whole = (name: string, usual: number, most: number): number =>
    typeof input[name] === 'number' ? Math.max(1, Math.min(most, Math.round(input[name]))) : usual
  const [image, mask] = await Promise.all([run.open(text(input['image'])), run.open(text(input['mask']))])
  const size = { width: whole('width', 512, 1024), height: whole('height', 512, 1024) }
  const steps = whole('num_inference_steps', 50, 500)
  const pictures = whole('num_outputs', 1, 4)
  yield { type: 'log', line: `Using seed: ${seedOf(run)}` }
  for (let nth = 0; nth < pictures; nth++) {
    const edit: Edit = { images: [image], field: 'image', mask, size, prompt: text(input['prompt']), seed: seedOf(run) + nth }
    const done = yield* withSteps(run, { op: 'edit', edit, format: 'png', quality }, steps, 3_000 / steps)
    yield* told(done, 'png')
  }
  yield { type: 'metrics', metrics: { image_count: pictures } }
}
