import { nanoBanana as engine } from '../engines/look/editors.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    prompt: { type: 'string', required: true, description: 'What is to be done to the pictures, or painted' },
    image_input: {
      type: 'array',
      items: { type: 'string', format: 'uri' },
      default: [],
      description: 'The first picture is changed, the subjects of the others are put into it; without one the prompt is painted',
    },
    aspect_ratio: {
      type: 'string',
      choices: ['match_input_image', '1:1', '2:3', '3:2', '3:4', '4:3', '4:5', '5:4', '9:16', '16:9', '21:9'],
      default: 'match_input_image',
      description: 'Width to height of the result; in this sandbox the picture is cut to it',
    },
    output_format: { type: 'string', choices: ['jpg', 'png'], default: 'jpg', description: 'File format of the result' },
  },
  cogOutput.file,
)

/** The official editor of several pictures, played by the same engine as the other one. */
export const nanoBanana: SandboxModel = {
  owner: 'google',
  name: 'nano-banana',
  description:
    'In this sandbox a small local engine plays nano-banana: it really changes the pictures it gets by the prompt and puts what several show into one, with no neural network. With a Replicate token the real model answers.',
  official: true,
  output: 'file',
  bootMs: 150,
  whenUnsafe: 'fail',
  versions: [{ id: versionIdOf('google/nano-banana'), createdAt: '2025-08-26T14:03:11.000000Z', cogVersion: '0.16.2', schema }],
  engine,
}
