import { cutter } from '../engines/look/look.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  { image: { type: 'string', format: 'uri', required: true, description: 'The picture to cut its subject out of' } },
  cogOutput.file,
)

/** A community background remover, played by an engine that measures what stands out. */
export const removeBg: SandboxModel = {
  owner: 'lucataco',
  name: 'remove-bg',
  description:
    'In this sandbox a small local engine plays remove-bg: it really cuts out what stands out from the background of the picture it gets, by colour and outline, with no neural network. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/lucataco/cog-remove-bg',
  output: 'file',
  bootMs: 150,
  whenUnsafe: 'fail',
  versions: [
    {
      id: '95fcc2a26d3899cd6c2691c900465aaeff466285a65c14638cc5f36f34befaf1',
      createdAt: '2023-09-15T21:50:12.000000Z',
      cogVersion: '0.8.6',
      schema,
    },
  ],
  engine: cutter(900),
}
