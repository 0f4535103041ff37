import { crispUpscale } from '../engines/look/look.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    image: {
      type: 'string',
      format: 'uri',
      required: true,
      description: 'The picture to enlarge, of up to 5 MB and 16 megapixels',
    },
  },
  cogOutput.file,
)

/** The official upscaler, played by interpolation with what it loses put back. */
export const recraftCrispUpscale: SandboxModel = {
  owner: 'recraft-ai',
  name: 'recraft-crisp-upscale',
  description:
    'In this sandbox a small local engine plays recraft-crisp-upscale: it really enlarges the picture it gets four times, up to 16 megapixels, and makes its edges crisp, with no neural network. With a Replicate token the real model answers.',
  official: true,
  output: 'file',
  bootMs: 150,
  whenUnsafe: 'fail',
  versions: [
    {
      id: versionIdOf('recraft-ai/recraft-crisp-upscale'),
      createdAt: '2024-12-11T10:32:07.000000Z',
      cogVersion: '0.13.6',
      schema,
    },
  ],
  engine: crispUpscale,
}
