import type { Engine } from '../engine.ts'

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** Paints plain pictures whose colour comes from prompt and seed, in the steps and formats a diffusion model has. */
export const tinyPainter: Engine = async function* ({ input, sleep }) {
  const { default: sharp } = await import('sharp')
  const seed = Number(input['seed'] ?? 0)
  const pictures = Number(input['num_outputs'] ?? 1)
  const steps = Math.min(Number(input['num_inference_steps'] ?? 4), 8)
  const format = input['output_format']
  yield { type: 'log', line: `Using seed: ${seed}` }
  for (let nth = 0; nth < pictures; nth++) {
    for (let step = 1; step <= steps; step++) {
      await sleep(100)
      const done = nth * steps + step
      const percent = Math.round((100 * done) / (steps * pictures))
      yield {
        type: 'log',
        line: `${String(percent).padStart(3)}%|${'█'.repeat(percent / 10).padEnd(10)}| ${done}/${steps * pictures} [00:00<00:00, 10.00it/s]`,
      }
    }
    const hue = [...`${textOf(input['prompt'])} ${seed + nth}`].reduce(
      (sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 0xffffff,
      7,
    )
    const background = { r: hue >> 16, g: (hue >> 8) & 255, b: hue & 255 }
    const picture = sharp({ create: { width: 512, height: 512, channels: 3, background } })
    const extension = format === 'jpg' ? 'jpg' : format === 'webp' ? 'webp' : 'png'
    const bytes = await picture.toFormat(extension === 'jpg' ? 'jpeg' : extension).toBuffer()
    yield { type: 'file', bytes, contentType: `image/${extension === 'jpg' ? 'jpeg' : extension}`, extension }
  }
  yield { type: 'metrics', metrics: { image_count: pictures } }
}
