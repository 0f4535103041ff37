import { flux } from '../engines/paint/paint.ts'
import { type CogInput, cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

/** What the fast image model takes. */
export const fluxInputs: Readonly<Record<string, CogInput>> = {
  prompt: { type: 'string', required: true, description: 'What the picture shows' },
  aspect_ratio: {
    type: 'string',
    choices: ['1:1', '16:9', '21:9', '3:2', '2:3', '4:5', '5:4', '3:4', '4:3', '9:16', '9:21'],
    default: '1:1',
    description: 'Width to height of the picture',
  },
  num_outputs: { type: 'integer', default: 1, minimum: 1, maximum: 4, description: 'How many pictures' },
  num_inference_steps: {
    type: 'integer',
    default: 4,
    minimum: 1,
    maximum: 4,
    description: 'Denoising steps: four is best, fewer is faster',
  },
  seed: { type: 'integer', description: 'The same seed paints the same picture' },
  output_format: {
    type: 'string',
    choices: ['webp', 'jpg', 'png'],
    default: 'webp',
    description: 'File format of the pictures',
  },
  output_quality: {
    type: 'integer',
    default: 80,
    minimum: 0,
    maximum: 100,
    description: 'Quality of webp and jpg, from 0 to 100',
  },
  disable_safety_checker: { type: 'boolean', default: false, description: 'Leave the safety checker out' },
  go_fast: { type: 'boolean', default: true, description: 'Prefer speed' },
  megapixels: {
    type: 'string',
    choices: ['1', '0.25'],
    default: '1',
    description: 'Approximate size of a picture in megapixels',
  },
}

const schema = cogDocument(fluxInputs, cogOutput.files)

/** The fast image model, played by the painter. */
export const fluxSchnell: SandboxModel = {
  owner: 'black-forest-labs',
  name: 'flux-schnell',
  description:
    'In this sandbox a small local engine plays flux-schnell: it draws what the prompt names, the same picture for the same seed, with no neural network. With a Replicate token the real model answers.',
  official: true,
  githubUrl: 'https://github.com/black-forest-labs/flux',
  licenseUrl: 'https://github.com/black-forest-labs/flux/blob/main/model_licenses/LICENSE-FLUX1-schnell',
  output: 'files',
  bootMs: 200,
  whenUnsafe: 'fail',
  versions: [
    {
      id: 'c846a69991daf4c0e5d016514849d14ee5b2e6846ce6b9d6f21369e564cfe51e',
      createdAt: '2024-10-05T16:33:47.021478Z',
      cogVersion: '0.9.25',
      schema,
    },
  ],
  engine: flux,
}
