import type { Engine, EngineEvent, EngineRun } from '../../engine.ts'
import { progressBar } from './progress.ts'
import { pictureSeed } from './random.ts'
import { type Canvas, openCanvas } from './studio.ts'
import type { Task } from './task.ts'

/** Width and height in pixels at one megapixel, as flux makes them. */
export const sizes: Readonly<Record<string, readonly [number, number]>> = {
  '1:1': [1024, 1024],
  '16:9': [1344, 768],
  '21:9': [1536, 640],
  '3:2': [1216, 832],
  '2:3': [832, 1216],
  '4:5': [896, 1088],
  '5:4': [1088, 896],
  '3:4': [896, 1152],
  '4:3': [1152, 896],
  '9:16': [768, 1344],
  '9:21': [640, 1536],
}
const contentTypes = { webp: 'image/webp', jpg: 'image/jpeg', png: 'image/png' } as const

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const amount = (value: unknown, fallback: number, low: number, high: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.max(low, Math.min(high, value)) : fallback
const whole = (value: unknown, fallback: number, low: number, high: number): number =>
  Math.round(amount(value, fallback, low, high))

/** What a run paints, and how fast. */
export type Plan = {
  readonly task: Omit<Task, 'seed'>
  readonly seed: number
  readonly pictures: number
  readonly steps: number
  readonly stepMs: number
}

/** Paints one picture after the other; the log counts all their steps as one. */
export async function* painted(run: EngineRun, plan: Plan): AsyncGenerator<EngineEvent> {
  yield { type: 'log', line: `Using seed: ${plan.seed}` }
  const bar = progressBar(plan.steps * plan.pictures)
  yield { type: 'log', line: bar(0) }
  for (let picture = 0; picture < plan.pictures; picture++) {
    let canvas: Canvas | undefined
    try {
      canvas = await openCanvas({ ...plan.task, seed: pictureSeed(plan.seed, picture) }, run.signal)
      if (picture === 0) for (const line of canvas.notes) yield { type: 'log', line }
      for (let step = 1; step <= plan.steps; step++) {
        await run.sleep(plan.stepMs)
        await canvas.step(step, plan.steps)
        const line = bar(picture * plan.steps + step)
        if (line !== '') yield { type: 'log', line }
      }
      const bytes = await canvas.finish()
      yield { type: 'file', bytes, contentType: contentTypes[plan.task.format], extension: plan.task.format }
    } finally {
      canvas?.close()
    }
  }
  yield { type: 'metrics', metrics: { image_count: plan.pictures } }
}

/** The engine that plays `black-forest-labs/flux-schnell`: crisp pictures in a few steps. */
export const flux: Engine = run => {
  const { input } = run
  const [width, height] = sizes[text(input['aspect_ratio'])] ?? [1024, 1024]
  const share = input['megapixels'] === '0.25' ? 0.5 : 1
  const format = input['output_format']
  return painted(run, {
    task: {
      prompt: text(input['prompt']),
      negative: '',
      width: width * share,
      height: height * share,
      hand: 'crisp',
      guidance: 7.5,
      rough: 0.06,
      format: format === 'png' || format === 'jpg' ? format : 'webp',
      quality: whole(input['output_quality'], 80, 0, 100),
      strength: 1,
    },
    seed: whole(input['seed'], 0, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    pictures: whole(input['num_outputs'], 1, 1, 4),
    steps: whole(input['num_inference_steps'], 4, 1, 4),
    stepMs: 180,
  })
}

/** The engine that plays `stability-ai/sdxl`: brushed pictures in many steps, from a prompt, an image or a masked image. */
export const sdxl: Engine = async function* (run) {
  const { input } = run
  const side = (value: unknown): number => whole(value, 1024, 64, 2048)
  const opened = async (value: unknown): Promise<Uint8Array | undefined> =>
    typeof value === 'string' && value !== '' ? run.open(value) : undefined
  const [image, mask] = await Promise.all([opened(input['image']), opened(input['mask'])])
  const strength = image === undefined ? 1 : amount(input['prompt_strength'], 0.8, 0, 1)
  const pictures = whole(input['num_outputs'], 1, 1, 4)
  // With an image to start from only the last share of the steps is done, as the real model does it.
  const steps = Math.max(1, Math.floor(whole(input['num_inference_steps'], 50, 1, 500) * strength))
  yield* painted(run, {
    task: {
      prompt: text(input['prompt']),
      negative: text(input['negative_prompt']),
      width: side(input['width']),
      height: side(input['height']),
      hand: 'painterly',
      guidance: amount(input['guidance_scale'], 7.5, 1, 50),
      rough: 0.4,
      format: 'png',
      quality: 100,
      strength,
      ...(image === undefined ? {} : { image }),
      ...(mask === undefined ? {} : { mask }),
    },
    seed: whole(input['seed'], 0, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    pictures,
    steps,
    // One picture of 50 steps takes about four seconds, more of anything less than its multiple.
    stepMs: Math.min(75, (3_800 * (1 + 0.4 * (pictures - 1))) / (pictures * steps)),
  })
}
