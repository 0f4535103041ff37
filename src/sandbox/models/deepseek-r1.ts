import { talk } from '../engines/talk/talk.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    prompt: { type: 'string', default: '', description: 'What the model answers to' },
    max_tokens: { type: 'integer', default: 20_480, minimum: 0, description: 'Most tokens of an answer, thinking included' },
    temperature: { type: 'number', default: 0.1, minimum: 0, description: 'How freely the model chooses its words' },
    presence_penalty: { type: 'number', default: 0, description: 'Cost of a word that was used before' },
    frequency_penalty: { type: 'number', default: 0, description: 'Cost of a word for each time it was used' },
    top_p: { type: 'number', default: 1, description: 'Only the likeliest words that together have this probability' },
  },
  cogOutput.fragments,
)

/** The language model that takes a prompt and no system prompt. */
export const deepseekR1: SandboxModel = {
  owner: 'deepseek-ai',
  name: 'deepseek-r1',
  description:
    'In this sandbox a small rule-based talker plays DeepSeek R1: it streams and remembers the conversation in its prompt, but does not think aloud as the real one does, and knows nothing of the world. With a Replicate token the real model answers.',
  official: true,
  githubUrl: 'https://github.com/deepseek-ai/DeepSeek-R1',
  paperUrl: 'https://arxiv.org/abs/2501.12948',
  licenseUrl: 'https://github.com/deepseek-ai/DeepSeek-R1/blob/main/LICENSE',
  output: 'fragments',
  bootMs: 120,
  whenUnsafe: 'fail',
  versions: [
    { id: versionIdOf('deepseek-ai/deepseek-r1'), createdAt: '2025-01-28T22:33:18.209775Z', cogVersion: '0.13.6', schema },
  ],
  engine: talk,
}
