import { cutter } from '../engines/look/look.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  { image: { type: 'string', format: 'uri', required: true, description: 'The picture to cut its subject out of' } },
  cogOutput.file,
)

/** The official background remover, played by an engine that measures what stands out. */
export const removeBackground: SandboxModel = {
  owner: 'bria',
  name: 'remove-background',
  description:
    'In this sandbox a small local engine plays remove-background: it really cuts out what stands out from the background of the picture it gets, by colour and outline, with no neural network. With a Replicate token the real model answers.',
  official: true,
  output: 'file',
  bootMs: 150,
  whenUnsafe: 'fail',
  versions: [
    {
      id: versionIdOf('bria/remove-background'),
      createdAt: '2025-04-24T09:14:33.000000Z',
      cogVersion: '0.13.7',
      schema,
    },
  ],
  engine: cutter(600),
}
