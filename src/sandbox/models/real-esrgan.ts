import { realEsrgan as engine } from '../engines/look/look.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    image: { type: 'string', format: 'uri', required: true, description: 'The picture to enlarge' },
    scale: { type: 'number', default: 4, minimum: 0, maximum: 10, description: 'How many times larger it becomes' },
    face_enhance: { type: 'boolean', default: false, description: 'Improve faces as well; this sandbox has no model of faces' },
  },
  cogOutput.file,
)

/** The community upscaler, played by interpolation with what it loses put back. */
export const realEsrgan: SandboxModel = {
  owner: 'nightmareai',
  name: 'real-esrgan',
  description:
    'In this sandbox a small local engine plays real-esrgan: it really enlarges the picture it gets and sharpens its edges, with no neural network, so it invents no detail. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/replicate/Real-ESRGAN',
  paperUrl: 'https://arxiv.org/abs/2107.10833',
  output: 'file',
  bootMs: 200,
  whenUnsafe: 'fail',
  versions: [
    {
      id: 'f121d640bd286e1fdc67f9799164c1d5be36ff74576ee11c803ae5b665dd46aa',
      createdAt: '2024-06-04T15:09:21.000000Z',
      cogVersion: '0.9.9',
      schema,
    },
  ],
  engine,
}
