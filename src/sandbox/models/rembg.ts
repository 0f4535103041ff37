import { cutter } from '../engines/look/look.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  { image: { type: 'string', format: 'uri', required: true, description: 'The picture to cut its subject out of' } },
  cogOutput.file,
)

/** The community's first background remover, played by an engine that measures what stands out. */
export const rembg: SandboxModel = {
  owner: 'cjwbw',
  name: 'rembg',
  description:
    'In this sandbox a small local engine plays rembg: it really cuts out what stands out from the background of the picture it gets, by colour and outline, with no neural network. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/danielgatis/rembg',
  output: 'file',
  bootMs: 150,
  whenUnsafe: 'fail',
  versions: [
    {
      id: 'fb8af171cfa1616ddcf1242c093f9c46bcada5ad4cf6f2fbe8b81b330ec5c003',
      createdAt: '2023-02-17T05:12:40.000000Z',
      cogVersion: '0.6.1',
      schema,
    },
  ],
  engine: cutter(700),
}
