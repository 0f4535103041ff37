import { inpainting } from '../engines/look/editors.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const sides = Array.from({ length: 16 }, (_, i) => 64 * (i + 1))
const schedulers = ['DDIM', 'K_EULER', 'DPMSolverMultistep', 'K_EULER_ANCESTRAL', 'PNDM', 'KLMS']

const schema = cogDocument(
  {
    prompt: {
      type: 'string',
      default: 'a vision of paradise. unreal engine',
      description: 'What is to be seen where the mask is white',
    },
    image: { type: 'string', format: 'uri', required: true, description: 'The picture that is changed' },
    mask: { type: 'string', format: 'uri', required: true, description: 'Where it is changed: black stays, white is repainted' },
    negative_prompt: { type: 'string', description: 'What must not be seen' },
    width: { type: 'integer', choices: sides, default: 512, description: 'Width in pixels' },
    height: { type: 'integer', choices: sides, default: 512, description: 'Height in pixels' },
    num_outputs: { type: 'integer', default: 1, minimum: 1, maximum: 4, description: 'How many pictures' },
    num_inference_steps: { type: 'integer', default: 50, minimum: 1, maximum: 500, description: 'Denoising steps' },
    guidance_scale: { type: 'number', default: 7.5, minimum: 1, maximum: 20, description: 'How closely the prompt is followed' },
    scheduler: { type: 'string', choices: schedulers, default: 'DPMSolverMultistep', description: 'How the noise is taken away' },
    seed: { type: 'integer', description: 'The same seed paints the same picture' },
    disable_safety_checker: { type: 'boolean', default: false, description: 'Leave the safety checker out' },
  },
  cogOutput.files,
)

/** The model that repaints parts of pictures, played by the painter. */
export const stableDiffusionInpainting: SandboxModel = {
  owner: 'stability-ai',
  name: 'stable-diffusion-inpainting',
  description:
    'In this sandbox a small local engine plays stable-diffusion-inpainting: it really repaints the white part of the mask and leaves the rest as it is, with no neural network. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/replicate/cog-stable-diffusion-inpainting',
  output: 'files',
  bootMs: 250,
  whenUnsafe: 'empty',
  versions: [
    {
      id: '95b7223104132402a9ae91cc677285bc5eb997834bd2349fa486f53910fd68b3',
      createdAt: '2023-07-25T18:26:55.000000Z',
      cogVersion: '0.8.1',
      schema,
    },
  ],
  engine: inpainting,
}
