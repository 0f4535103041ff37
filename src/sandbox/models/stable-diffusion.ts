import { stableDiffusion as engine } from '../engines/paint/kin.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

/** The sides pictures of Stable Diffusion may have, in pixels. */
const sides = Array.from({ length: 16 }, (_, i) => 64 * (i + 1))
/** The ways it takes the noise away. */
const schedulers = ['DDIM', 'K_EULER', 'DPMSolverMultistep', 'K_EULER_ANCESTRAL', 'PNDM', 'KLMS']

const schema = cogDocument(
  {
    prompt: { type: 'string', default: 'a vision of paradise. unreal engine', description: 'What the picture shows' },
    height: { type: 'integer', choices: sides, default: 768, description: 'Height in pixels' },
    width: { type: 'integer', choices: sides, default: 768, description: 'Width in pixels' },
    negative_prompt: { type: 'string', description: 'What the picture must not show' },
    num_outputs: { type: 'integer', default: 1, minimum: 1, maximum: 4, description: 'How many pictures' },
    num_inference_steps: { type: 'integer', default: 50, minimum: 1, maximum: 500, description: 'Denoising steps' },
    guidance_scale: { type: 'number', default: 7.5, minimum: 1, maximum: 20, description: 'How closely the prompt is followed' },
    scheduler: { type: 'string', choices: schedulers, default: 'DPMSolverMultistep', description: 'How the noise is taken away' },
    seed: { type: 'integer', description: 'The same seed paints the same picture' },
  },
  cogOutput.files,
)

/** The model that began it all, played by the painter in oils. */
export const stableDiffusion: SandboxModel = {
  owner: 'stability-ai',
  name: 'stable-diffusion',
  description:
    'In this sandbox a small local engine plays stable-diffusion: it paints what the prompt names, the same picture for the same seed, with no neural network. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/replicate/cog-stable-diffusion',
  output: 'files',
  bootMs: 250,
  whenUnsafe: 'empty',
  versions: [
    {
      id: 'ac732df83cea7fff18b8472768c88ad041fa750ff7682a21affe81863cbe77e4',
      createdAt: '2023-11-23T13:45:18.000000Z',
      cogVersion: '0.8.6',
      schema,
    },
  ],
  engine,
}
