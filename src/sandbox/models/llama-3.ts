import { talk } from '../engines/talk/talk.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const template =
  '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n{system_prompt}<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n{prompt}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n'

const schema = cogDocument(
  {
    prompt: { type: 'string', default: '', description: 'What the model answers to' },
    system_prompt: { type: 'string', default: 'You are a helpful assistant', description: 'How the model should behave' },
    min_tokens: { type: 'integer', default: 0, minimum: 0, description: 'Fewest tokens of an answer' },
    max_tokens: { type: 'integer', default: 512, minimum: 0, description: 'Most tokens of an answer' },
    temperature: { type: 'number', default: 0.6, minimum: 0, description: 'How freely the model chooses its words' },
    top_p: {
      type: 'number',
      default: 0.9,
      minimum: 0,
      maximum: 1,
      description: 'Only the likeliest words that together have this probability',
    },
    top_k: { type: 'integer', default: 50, minimum: 0, description: 'Only so many of the likeliest words' },
    presence_penalty: { type: 'number', default: 1.15, description: 'Cost of a word that was used before' },
    frequency_penalty: { type: 'number', default: 0.2, description: 'Cost of a word for each time it was used' },
    length_penalty: { type: 'number', default: 1, description: 'Above 1 prefers long answers, below 1 short ones' },
    stop_sequences: {
      type: 'string',
      default: '<|end_of_text|>,<|eot_id|>',
      description: 'Texts that end an answer, separated by commas',
    },
    prompt_template: { type: 'string', default: template, description: 'How system prompt and prompt are put together' },
    seed: { type: 'integer', description: 'The same seed gives the same answer' },
    log_performance_metrics: { type: 'boolean', default: false, description: 'Write timings to the log' },
  },
  cogOutput.fragments,
)

/** A Llama 3 of the published name, played by the rule-based talker: the two sizes take the same inputs. */
export const llama3 = (name: string, createdAt: string): SandboxModel => ({
  owner: 'meta',
  name,
  description:
    'In this sandbox a small rule-based talker plays Llama 3: it streams, remembers the conversation it is given and obeys its system prompt, but knows nothing of the world. With a Replicate token the real model answers.',
  official: true,
  githubUrl: 'https://github.com/meta-llama/llama3',
  licenseUrl: 'https://github.com/meta-llama/llama3/blob/main/LICENSE',
  output: 'fragments',
  bootMs: 120,
  whenUnsafe: 'fail',
  versions: [{ id: versionIdOf(`meta/${name}`), createdAt, cogVersion: '0.9.4', schema }],
  engine: talk,
})
