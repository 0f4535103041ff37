import { talk } from '../engines/talk/talk.ts'
import { cogDocument, type CogInput, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const list = (description: string): CogInput => ({ type: 'array', items: { type: 'object' }, default: [], description })

const schema = cogDocument(
  {
    prompt: { type: 'string', nullable: true, description: 'What the model answers to' },
    messages: list('The conversation as a list of messages; with it, prompt and system_prompt count for nothing'),
    documents: list('Documents the model may look into; not used in this sandbox'),
    tools: list('Tools the model may ask for; not used in this sandbox'),
    system_prompt: { type: 'string', nullable: true, description: 'How the model should behave' },
    chat_template: { type: 'string', nullable: true, description: 'How messages are put together; not used in this sandbox' },
    add_generation_prompt: {
      type: 'boolean',
      default: true,
      description: 'Whether the template opens the place for the answer; not used in this sandbox',
    },
    thinking: { type: 'boolean', default: false, description: 'Think aloud before the answer; not used in this sandbox' },
    min_tokens: { type: 'integer', default: 0, minimum: 0, description: 'Fewest tokens of an answer' },
    max_tokens: { type: 'integer', default: 512, minimum: 0, description: 'Most tokens of an answer' },
    temperature: { type: 'number', default: 0.6, description: 'How freely the model chooses its words' },
    top_p: { type: 'number', default: 0.9, description: 'Only the likeliest words that together have this probability' },
    top_k: { type: 'integer', default: 50, description: 'Only so many of the likeliest words' },
    presence_penalty: { type: 'number', default: 0, description: 'Cost of a word that was used before' },
    frequency_penalty: { type: 'number', default: 0, description: 'Cost of a word for each time it was used' },
    stop_sequences: { type: 'string', nullable: true, description: 'Texts that end an answer, separated by commas' },
    seed: { type: 'integer', description: 'The same seed gives the same answer' },
    stream: { type: 'boolean', default: false, description: 'Whether the pieces are told as they come; here they always are' },
  },
  cogOutput.fragments,
)

/** IBM's small language model. */
export const granite338b: SandboxModel = {
  owner: 'ibm-granite',
  name: 'granite-3.3-8b-instruct',
  description:
    'In this sandbox a small rule-based talker plays Granite 3.3: it streams, remembers the conversation it is given and obeys its system prompt, but knows nothing of the world. With a Replicate token the real model answers.',
  official: true,
  githubUrl: 'https://github.com/ibm-granite/granite-3.3-language-models',
  licenseUrl: 'https://www.apache.org/licenses/LICENSE-2.0',
  output: 'fragments',
  bootMs: 120,
  whenUnsafe: 'fail',
  versions: [
    {
      id: '88ca79035fabff90b9fe886e91a50f577690146232142913c7286bac374fde04',
      createdAt: '2025-04-16T14:09:21.553012Z',
      cogVersion: '0.13.7',
      schema,
    },
  ],
  engine: talk,
}
