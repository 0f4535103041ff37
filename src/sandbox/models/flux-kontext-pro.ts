import { kontext } from '../engines/look/editors.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    prompt: { type: 'string', required: true, description: 'What is to be done to the picture, such as "make it night"' },
    input_image: { type: 'string', format: 'uri', description: 'The picture that is changed; without one the prompt is painted' },
    aspect_ratio: {
      type: 'string',
      choices: [
        'match_input_image',
        '1:1',
        '16:9',
        '9:16',
        '4:3',
        '3:4',
        '3:2',
        '2:3',
        '4:5',
        '5:4',
        '21:9',
        '9:21',
        '2:1',
        '1:2',
      ],
      default: 'match_input_image',
      description: 'Width to height of the result; in this sandbox the picture is cut to it',
    },
    output_format: { type: 'string', choices: ['jpg', 'png'], default: 'png', description: 'File format of the result' },
    safety_tolerance: {
      type: 'integer',
      default: 2,
      minimum: 0,
      maximum: 6,
      description: 'From 0, the strictest, to 6; at most 2 with a picture',
    },
    prompt_upsampling: {
      type: 'boolean',
      default: false,
      description: 'Let the prompt be made richer; not used in this sandbox',
    },
    seed: { type: 'integer', description: 'The same seed gives the same result' },
  },
  cogOutput.file,
)

/** The official editor, played by an engine that knows what can be measured and painted. */
export const fluxKontextPro: SandboxModel = {
  owner: 'black-forest-labs',
  name: 'flux-kontext-pro',
  description:
    'In this sandbox a small local engine plays flux-kontext-pro: it really changes the picture it gets by the prompt (hour, season, weather, colours, style, background, things added or removed), with no neural network. With a Replicate token the real model answers.',
  official: true,
  output: 'file',
  bootMs: 150,
  whenUnsafe: 'fail',
  versions: [
    {
      id: versionIdOf('black-forest-labs/flux-kontext-pro'),
      createdAt: '2025-05-27T08:14:20.000000Z',
      cogVersion: '0.14.12',
      schema,
    },
  ],
  engine: kontext,
}
