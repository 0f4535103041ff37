import { sighted } from '../engines/talk/sighted.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'
import { openaiDescription, openaiInputs } from './openai-inputs.ts'

const schema = cogDocument(
  {
    ...openaiInputs,
    temperature: { type: 'number', default: 1, minimum: 0, maximum: 2, description: 'How freely the model chooses its words' },
    max_completion_tokens: { type: 'integer', default: 4096, description: 'Most tokens of an answer' },
    top_p: {
      type: 'number',
      default: 1,
      minimum: 0,
      maximum: 1,
      description: 'Only the likeliest words that together have this probability; not used in this sandbox',
    },
    frequency_penalty: {
      type: 'number',
      default: 0,
      minimum: -2,
      maximum: 2,
      description: 'Cost of a word for each time it was used; not used in this sandbox',
    },
    presence_penalty: {
      type: 'number',
      default: 0,
      minimum: -2,
      maximum: 2,
      description: 'Cost of a word that was used before; not used in this sandbox',
    },
  },
  cogOutput.fragments,
)

/** The chat model that takes messages and pictures. */
export const gpt41Mini: SandboxModel = {
  owner: 'openai',
  name: 'gpt-4.1-mini',
  description: openaiDescription('GPT-4.1 mini'),
  official: true,
  licenseUrl: 'https://openai.com/policies/',
  output: 'fragments',
  bootMs: 120,
  whenUnsafe: 'fail',
  versions: [{ id: versionIdOf('openai/gpt-4.1-mini'), createdAt: '2025-06-03T21:40:04.912355Z', cogVersion: '0.15.3', schema }],
  engine: sighted,
}
