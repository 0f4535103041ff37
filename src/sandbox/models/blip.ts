import { blip as engine } from '../engines/look/tellers.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    image: { type: 'string', format: 'uri', required: true, description: 'The picture that is looked at' },
    task: {
      type: 'string',
      choices: ['image_captioning', 'visual_question_answering', 'image_text_matching'],
      default: 'image_captioning',
      description: 'What is wanted: a description, an answer, or how well a text fits',
    },
    question: { type: 'string', description: 'What is asked, for visual question answering' },
    caption: { type: 'string', description: 'The text that may fit, for image text matching' },
  },
  cogOutput.text,
)

/** The captioner, played by an engine that measures. */
export const blip: SandboxModel = {
  owner: 'salesforce',
  name: 'blip',
  description:
    'In this sandbox a small local engine plays blip: it describes the picture it gets from what it measures (what stands out, place, light, colours, size), recognises what the sandbox can draw, and says so where it cannot tell, with no neural network. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/salesforce/BLIP',
  paperUrl: 'https://arxiv.org/abs/2201.12086',
  output: 'value',
  bootMs: 250,
  whenUnsafe: 'fail',
  versions: [{ id: versionIdOf('salesforce/blip'), createdAt: '2022-02-05T00:41:49.000000Z', cogVersion: '0.1.0', schema }],
  engine,
}
