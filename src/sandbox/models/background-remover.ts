import { cutter } from '../engines/look/look.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    image: { type: 'string', format: 'uri', required: true, description: 'The picture to cut its subject out of' },
    format: { type: 'string', default: 'png', description: 'File format of the result; always png in this sandbox' },
    reverse: { type: 'boolean', default: false, description: 'Keep the background instead; not used in this sandbox' },
    threshold: {
      type: 'number',
      default: 0,
      description: 'From where on a pixel is wholly kept, 0 for soft edges; not used in this sandbox',
    },
    background_type: {
      type: 'string',
      default: 'rgba',
      description: 'What is put behind the subject; always nothing in this sandbox',
    },
  },
  cogOutput.file,
)

/** A community background remover, played by an engine that measures what stands out. */
export const backgroundRemover: SandboxModel = {
  owner: '851-labs',
  name: 'background-remover',
  description:
    'In this sandbox a small local engine plays background-remover: it really cuts out what stands out from the background of the picture it gets, by colour and outline, with no neural network. With a Replicate token the real model answers.',
  official: false,
  output: 'file',
  bootMs: 150,
  whenUnsafe: 'fail',
  versions: [
    {
      id: 'a029dff38972b5fda4ec5d75d7d1cd25aeff621d2cf4946a41055d7db66b80bc',
      createdAt: '2024-11-13T11:08:34.000000Z',
      cogVersion: '0.13.2',
      schema,
    },
  ],
  engine: cutter(800),
}
