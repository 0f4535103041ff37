import { blip2 as engine } from '../engines/look/tellers.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    image: { type: 'string', format: 'uri', required: true, description: 'The picture that is looked at' },
    caption: { type: 'boolean', default: false, description: 'Describe the picture instead of answering the question' },
    question: { type: 'string', default: 'What is this a picture of?', description: 'What is asked about the picture' },
    context: { type: 'string', description: 'Earlier questions and answers; not used in this sandbox' },
    use_nucleus_sampling: { type: 'boolean', default: false, description: 'Answer less predictably; not used in this sandbox' },
    temperature: {
      type: 'number',
      default: 1,
      minimum: 0.5,
      maximum: 1,
      description: 'How freely words are chosen; not used in this sandbox',
    },
  },
  cogOutput.text,
)

/** The model that answers questions about pictures, played by an engine that measures. */
export const blip2: SandboxModel = {
  owner: 'andreasjansson',
  name: 'blip-2',
  description:
    'In this sandbox a small local engine plays blip-2: it measures the picture it gets (what stands out, place, light, colours, size), recognises what the sandbox can draw, and says so where it cannot tell, with no neural network. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/daanelson/cog-blip-2',
  paperUrl: 'https://arxiv.org/abs/2301.12597',
  output: 'value',
  bootMs: 250,
  whenUnsafe: 'fail',
  versions: [
    {
      id: 'f677695e5e89f8b236e52ecd1d3f01beb44c34606419bcc19345e046d8f786f9',
      createdAt: '2023-10-06T19:12:30.000000Z',
      cogVersion: '0.8.6',
      schema,
    },
    {
      id: '4b32258c42e9efd4288bb9910bc532a69727f9acd26aa08e175713a0a857a608',
      createdAt: '2023-02-13T18:23:54.000000Z',
      cogVersion: '0.6.1',
      schema,
    },
  ],
  engine,
}
