import { fluxPro } from '../engines/paint/kin.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    prompt: { type: 'string', required: true, description: 'What the picture shows' },
    image_prompt: { type: 'string', format: 'uri', description: 'A picture whose colours and forms the result takes up' },
    aspect_ratio: {
      type: 'string',
      choices: ['custom', '1:1', '16:9', '3:2', '2:3', '4:5', '5:4', '9:16', '3:4', '4:3'],
      default: '1:1',
      description: 'Width to height of the picture; custom takes width and height',
    },
    width: { type: 'integer', minimum: 256, maximum: 1440, description: 'Width in pixels when the aspect ratio is custom' },
    height: { type: 'integer', minimum: 256, maximum: 1440, description: 'Height in pixels when the aspect ratio is custom' },
    safety_tolerance: { type: 'integer', default: 2, minimum: 1, maximum: 6, description: 'From 1, the strictest, to 6' },
    prompt_upsampling: {
      type: 'boolean',
      default: false,
      description: 'Let the prompt be made richer; not used in this sandbox',
    },
    seed: { type: 'integer', description: 'The same seed paints the same picture' },
    output_format: {
      type: 'string',
      choices: ['webp', 'jpg', 'png'],
      default: 'webp',
      description: 'File format of the picture',
    },
    output_quality: {
      type: 'integer',
      default: 80,
      minimum: 0,
      maximum: 100,
      description: 'Quality of webp and jpg, from 0 to 100',
    },
  },
  cogOutput.file,
)

/** The paid image model, played by the painter. */
export const flux11Pro: SandboxModel = {
  owner: 'black-forest-labs',
  name: 'flux-1.1-pro',
  description:
    'In this sandbox a small local engine plays flux-1.1-pro: it draws what the prompt names, the same picture for the same seed, with no neural network. With a Replicate token the real model answers.',
  official: true,
  output: 'file',
  bootMs: 150,
  whenUnsafe: 'fail',
  versions: [
    {
      id: versionIdOf('black-forest-labs/flux-1.1-pro'),
      createdAt: '2024-10-01T15:44:02.000000Z',
      cogVersion: '0.9.22',
      schema,
    },
  ],
  engine: fluxPro,
}
