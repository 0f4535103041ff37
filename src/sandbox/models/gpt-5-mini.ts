import { sighted } from '../engines/talk/sighted.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'
import { openaiDescription, openaiInputs } from './openai-inputs.ts'

const schema = cogDocument(
  {
    ...openaiInputs,
    reasoning_effort: {
      type: 'string',
      choices: ['minimal', 'low', 'medium', 'high'],
      default: 'minimal',
      description: 'How long the model thinks before it answers; not used in this sandbox',
    },
    verbosity: {
      type: 'string',
      choices: ['low', 'medium', 'high'],
      default: 'medium',
      description: 'How much the model says; not used in this sandbox',
    },
    max_completion_tokens: { type: 'integer', nullable: true, description: 'Most tokens of an answer, thinking included' },
  },
  cogOutput.fragments,
)

/** The chat model that takes messages and pictures, and thinks as long as it is told to. */
export const gpt5Mini: SandboxModel = {
  owner: 'openai',
  name: 'gpt-5-mini',
  description: openaiDescription('GPT-5 mini'),
  official: true,
  licenseUrl: 'https://openai.com/policies/',
  output: 'fragments',
  bootMs: 120,
  whenUnsafe: 'fail',
  versions: [{ id: versionIdOf('openai/gpt-5-mini'), createdAt: '2025-08-07T17:20:36.481190Z', cogVersion: '0.16.2', schema }],
  engine: sighted,
}
