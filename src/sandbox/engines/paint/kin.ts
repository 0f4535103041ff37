import type { Engine } from '../../engine.ts'
import { painted, sizes } from './paint.ts'

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const amount = (value: unknown, usual: number, low: number, high: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.max(low, Math.min(high, value)) : usual
const whole = (value: unknown, usual: number, low: number, high: number): number => Math.round(amount(value, usual, low, high))
const anySeed = (value: unknown): number => whole(value, 0, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
const formatOf = (value: unknown): 'webp' | 'jpg' | 'png' => (value === 'png' || value === 'jpg' ? value : 'webp')

/** Sides of about a megapixel in the form of a picture, in whole sixteens. What is no picture is a square: the painter then says so. */
async function sizeLike(bytes: Uint8Array): Promise<readonly [number, number]> {
  const { default: sharp } = await import('sharp')
  const head = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined)
  const ratio = head === undefined ? 1 : Math.max(0.4, Math.min(2.5, head.autoOrient.width / head.autoOrient.height))
  const side = (value: number): number => Math.max(256, Math.round(value / 16) * 16)
  return [side(Math.sqrt(1_048_576 * ratio)), side(Math.sqrt(1_048_576 / ratio))]
}

/** The engine that plays `black-forest-labs/flux-dev`: crisp pictures in more steps, from a prompt or from an image and a prompt. */
export const fluxDev: Engine = async function* (run) {
  const { input } = run
  const image = text(input['image']) === '' ? undefined : await run.open(text(input['image']))
  const share = input['megapixels'] === '0.25' ? 0.5 : 1
  const [width, height] = image === undefined ? (sizes[text(input['aspect_ratio'])] ?? [1024, 1024]) : await sizeLike(image)
  const strength = image === undefined ? 1 : amount(input['prompt_strength'], 0.8, 0, 1)
  const pictures = whole(input['num_outputs'], 1, 1, 4)
  const steps = Math.max(1, Math.floor(whole(input['num_inference_steps'], 28, 1, 50) * strength))
  yield* painted(run, {
    task: {
      prompt: text(input['prompt']),
      negative: '',
      width: Math.round(width * share),
      height: Math.round(height * share),
      hand: 'crisp',
      // Its guidance of 3 is what 7.5 is to older models.
      guidance: 2.5 * amount(input['guidance'], 3, 0, 10),
      rough: 0.06,
      format: formatOf(input['output_format']),
      quality: whole(input['output_quality'], 80, 0, 100),
      strength,
      ...(image === undefined ? {} : { image }),
    },
    seed: anySeed(input['seed']),
    pictures,
    steps,
    stepMs: Math.min(110, (3_000 * (1 + 0.5 * (pictures - 1))) / (pictures * steps)),
  })
}

const sixteens = (value: unknown): number => Math.round(whole(value, 1024, 256, 1440) / 16) * 16

/** The engine that plays `black-forest-labs/flux-1.1-pro`: one picture; a picture prompt lends it its colours and forms. */
export const fluxPro: Engine = async function* (run) {
  const { input } = run
  const image = text(input['image_prompt']) === '' ? undefined : await run.open(text(input['image_prompt']))
  const [width, height] =
    input['aspect_ratio'] === 'custom'
      ? [sixteens(input['width']), sixteens(input['height'])]
      : (sizes[text(input['aspect_ratio'])] ?? [1024, 1024])
  yield* painted(run, {
    task: {
      prompt: text(input['prompt']),
      negative: '',
      width,
      height,
      hand: 'crisp',
      guidance: 7.5,
      rough: 0.02,
      format: formatOf(input['output_format']),
      quality: whole(input['output_quality'], 80, 0, 100),
      strength: image === undefined ? 1 : 0.7,
      ...(image === undefined ? {} : { image }),
    },
    seed: anySeed(input['seed']),
    pictures: 1,
    steps: 25,
    stepMs: 100,
  })
}

/** The engine that plays `stability-ai/stable-diffusion`: brushed pictures in many steps. */
export const stableDiffusion: Engine = async function* (run) {
  const { input } = run
  const pictures = whole(input['num_outputs'], 1, 1, 4)
  const steps = whole(input['num_inference_steps'], 50, 1, 500)
  yield* painted(run, {
    task: {
      prompt: text(input['prompt']),
      negative: text(input['negative_prompt']),
      width: whole(input['width'], 768, 64, 1024),
      height: whole(input['height'], 768, 64, 1024),
      hand: 'painterly',
      guidance: amount(input['guidance_scale'], 7.5, 1, 20),
      rough: 0.5,
      format: 'png',
      quality: 100,
      strength: 1,
    },
    seed: anySeed(input['seed']),
    pictures,
    steps,
    stepMs: Math.min(60, (2_400 * (1 + 0.4 * (pictures - 1))) / (pictures * steps)),
  })
}
