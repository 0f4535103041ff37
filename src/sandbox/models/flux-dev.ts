import { fluxDev as engine } from '../engines/paint/kin.ts'
import { versionIdOf } from '../ids.ts'
import { type CogInput, cogDocument, cogOutput } from './cog-document.ts'
import { fluxInputs } from './flux-schnell.ts'
import type { SandboxModel } from './model.ts'

const inputs: Readonly<Record<string, CogInput>> = {
  ...fluxInputs,
  image: { type: 'string', format: 'uri', description: 'A picture to start from; the result takes its form' },
  prompt_strength: {
    type: 'number',
    default: 0.8,
    minimum: 0,
    maximum: 1,
    description: 'How much of a given picture is replaced: at 1 nothing of it is left',
  },
  num_inference_steps: { type: 'integer', default: 28, minimum: 1, maximum: 50, description: 'Denoising steps' },
  guidance: { type: 'number', default: 3, minimum: 0, maximum: 10, description: 'How closely the prompt is followed' },
}

/** The larger open image model, played by the painter. */
export const fluxDev: SandboxModel = {
  owner: 'black-forest-labs',
  name: 'flux-dev',
  description:
    'In this sandbox a small local engine plays flux-dev: it draws what the prompt names, also over a given picture, the same for the same seed, with no neural network. With a Replicate token the real model answers.',
  official: true,
  githubUrl: 'https://github.com/black-forest-labs/flux',
  licenseUrl: 'https://github.com/black-forest-labs/flux/blob/main/model_licenses/LICENSE-FLUX1-dev',
  output: 'files',
  bootMs: 200,
  whenUnsafe: 'fail',
  versions: [
    {
      id: versionIdOf('black-forest-labs/flux-dev'),
      createdAt: '2024-10-02T11:20:16.000000Z',
      cogVersion: '0.9.25',
      schema: cogDocument(inputs, cogOutput.files),
    },
  ],
  engine,
}
