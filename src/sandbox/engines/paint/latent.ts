import type { Image } from './image.ts'
import { type Random, seeded } from './random.ts'

/** The small working picture of a run: an eighth of the size, three channels, values around 0 to 1, as diffusion models have it. */
export type Latent = {
  readonly values: Float32Array
  readonly aim: Float32Array
  readonly width: number
  readonly height: number
}

const factor = 8

/** The size of the working picture for a picture of `pixels`. */
export const latentSize = (pixels: number): number => Math.max(1, Math.round(pixels / factor))

/** Starts from seeded noise; `from` is what the noise is laid over (an image to start from), `strength` how much of it the noise hides. */
export function startLatent(aim: Image, seed: number, from: Image | undefined, strength: number): Latent {
  const random = seeded(seed).branch('noise')
  const count = aim.width * aim.height * 3
  const noise = Float32Array.from({ length: count }, () => gauss(random))
  const target = Float32Array.from(aim.data, value => value / 255)
  const values = Float32Array.from({ length: count }, (_, i) =>
    from === undefined ? (noise[i] ?? 0) : ((from.data[i] ?? 0) / 255) * (1 - strength) + (noise[i] ?? 0) * strength,
  )
  return { values, aim: target, width: aim.width, height: aim.height }
}

/** How much noise is left after `step` of `steps`; `rough` is what stays at the end of a single step. */
export const noiseLeft = (step: number, steps: number, rough: number): number =>
  (1 - step / steps) ** 1.6 * (1 - rough / steps) + rough / steps

/** One denoising step, in place: moves the working picture towards its aim as far as the schedule says. */
export function denoise({ values, aim }: Latent, step: number, steps: number, rough: number): void {
  const keep = noiseLeft(step, steps, rough) / noiseLeft(step - 1, steps, rough)
  for (let i = 0; i < values.length; i++) {
    const goal = aim[i] ?? 0
    values[i] = goal + ((values[i] ?? 0) - goal) * keep
  }
}

/** Lays what noise is left in the working picture over the finished one, in place. */
export function leaveTraces(image: Image, latent: Latent): void {
  const { data, width, height } = image
  const { values, aim } = latent
  const [sx, sy] = [latent.width / width, latent.height / height]
  let most = 0
  for (let i = 0; i < values.length; i++) most = Math.max(most, Math.abs((values[i] ?? 0) - (aim[i] ?? 0)))
  // Less than one level of 255 cannot be seen.
  if (most < 0.008) return
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.min(latent.height - 1, Math.floor(y * sy)) * latent.width
    for (let x = 0; x < width; x++) {
      const at = (row + Math.min(latent.width - 1, Math.floor(x * sx))) * 3
      for (let c = 0; c < 3; c++, i++)
        data[i] = Math.max(0, Math.min(255, (data[i] ?? 0) + ((values[at + c] ?? 0) - (aim[at + c] ?? 0)) * 170))
    }
  }
}

function gauss(random: Random): number {
  return 0.5 + (random() + random() + random() - 1.5) * 0.62
}
