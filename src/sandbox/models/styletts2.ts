import { styleTts2 } from '../engines/speak/speak.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    text: { type: 'string', required: true, description: 'What is said' },
    reference: { type: 'string', format: 'uri', description: 'A recording of the voice to take after' },
    alpha: {
      type: 'number',
      default: 0.3,
      minimum: 0,
      maximum: 1,
      description: 'How much the voice follows the text instead of the reference',
    },
    beta: {
      type: 'number',
      default: 0.7,
      minimum: 0,
      maximum: 1,
      description: 'How much the tune follows the text instead of the reference',
    },
    diffusion_steps: { type: 'integer', default: 10, minimum: 0, maximum: 50, description: 'Diffusion steps' },
    embedding_scale: { type: 'number', default: 1, minimum: 0, maximum: 5, description: 'More of it is more feeling' },
    seed: { type: 'integer', default: 0, description: 'The same seed speaks the same' },
  },
  cogOutput.file,
)

/** The community speech model with feeling, played by the small voice. */
export const styletts2: SandboxModel = {
  owner: 'adirik',
  name: 'styletts2',
  description:
    'In this sandbox a small local engine plays StyleTTS 2: it reads English by rules of spelling and sounds it with a model of the mouth, plainly a machine, and does not take after a reference. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/yl4579/StyleTTS2',
  paperUrl: 'https://arxiv.org/abs/2306.07691',
  output: 'file',
  bootMs: 200,
  whenUnsafe: 'fail',
  versions: [
    {
      id: '989cb5ea6d2401314eb30685740cb9f6fd1c9001b8940659b406f952837ab5ac',
      createdAt: '2024-01-12T09:34:10.331845Z',
      cogVersion: '0.8.6',
      schema,
    },
  ],
  engine: styleTts2,
}
