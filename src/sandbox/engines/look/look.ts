import type { Engine, EngineRun } from '../../engine.ts'
import { progressBar } from '../paint/progress.ts'
import { develop } from './darkroom.ts'
import type { Order } from './order.ts'

const inputImage = (run: EngineRun): Promise<Uint8Array> => run.open(String(run.input['image']))

/** Does the work behind a progress bar: its steps pass while it goes on, and the last one waits for it. */
export async function* withSteps(run: EngineRun, order: Order, steps: number, stepMs: number) {
  const work = develop(order, run.signal)
  // Awaited below; until then a failure must not count as unhandled.
  work.catch(() => {})
  const bar = progressBar(steps)
  yield { type: 'log', line: bar(0) } as const
  for (let step = 1; step < steps; step++) {
    await run.sleep(stepMs)
    const line = bar(step)
    if (line !== '') yield { type: 'log', line } as const
  }
  const done = await work
  yield { type: 'log', line: bar(steps) } as const
  return done
}

/** The engine that plays `nightmareai/real-esrgan`: enlarges tile by tile. */
export const realEsrgan: Engine = async function* (run) {
  const { scale, face_enhance: faces } = run.input
  const by = typeof scale === 'number' ? scale : 4
  yield { type: 'log', line: `Upscaling ${by} times` }
  if (faces === true)
    yield { type: 'log', line: 'note: the sandbox has no model of faces, it enlarges them like everything else' }
  const order: Order = {
    op: 'enlarge',
    image: await inputImage(run),
    scale: by,
    // The real model's card holds 2,096,704 pixels of input.
    bounds: { inputPixels: 2_096_704, outputPixels: 40_000_000 },
    manner: 'strict',
  }
  const { bytes } = yield* withSteps(run, order, 9, 180)
  if (bytes !== undefined) yield { type: 'file', bytes, contentType: 'image/png', extension: 'png' }
  yield { type: 'metrics', metrics: { image_count: 1 } }
}

/** The engine that plays `recraft-ai/recraft-crisp-upscale`: enlarges four times, or as far as its largest picture allows. */
export const crispUpscale: Engine = async function* (run) {
  const image = await inputImage(run)
  if (image.length > crispBytes)
    throw new Error(
      `The input "image" has ${(image.length / 1e6).toFixed(1)} MB, more than the 5 MB this model takes. A smaller file would be right.`,
    )
  await run.sleep(900)
  const { bytes } = await develop(
    { op: 'enlarge', image, scale: 4, bounds: { inputPixels: 16_000_000, outputPixels: 16_777_216 }, manner: 'fitting' },
    run.signal,
  )
  if (bytes !== undefined) yield { type: 'file', bytes, contentType: 'image/png', extension: 'png' }
  yield { type: 'metrics', metrics: { image_count: 1 } }
}
const crispBytes = 5_000_000

/** An engine that cuts out what a picture shows: a PNG that is transparent around it. `ms` is what the real model takes. */
export const cutter = (ms: number): Engine =>
  async function* (run) {
    const image = await inputImage(run)
    await run.sleep(ms)
    const { bytes, notes = [] } = await develop({ op: 'cut', image, mostPixels: 25_000_000 }, run.signal)
    for (const line of notes) yield { type: 'log', line }
    if (bytes !== undefined) yield { type: 'file', bytes, contentType: 'image/png', extension: 'png' }
    yield { type: 'metrics', metrics: { image_count: 1 } }
  }
