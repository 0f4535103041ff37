import type { Engine } from '../engine.ts'
import { trainer } from '../engines/train/train.ts'
import { versionIdOf } from '../ids.ts'
import { type CogInput, cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const training: Readonly<Record<string, CogInput>> = {
  input_images: { type: 'string', format: 'uri', required: true, description: 'A zip archive of the pictures to learn from' },
  trigger_word: { type: 'string', default: 'TOK', description: 'The word that stands for what is learnt' },
  autocaption: { type: 'boolean', default: true, description: 'Let a model describe the pictures' },
  autocaption_prefix: { type: 'string', description: 'Text before each description' },
  autocaption_suffix: { type: 'string', description: 'Text after each description' },
  steps: { type: 'integer', default: 1000, minimum: 3, maximum: 6000, description: 'Training steps' },
  learning_rate: { type: 'number', default: 0.0004, description: 'How large each step is' },
  batch_size: { type: 'integer', default: 1, description: 'Pictures a step' },
  resolution: { type: 'string', default: '512,768,1024', description: 'Sizes the pictures are brought to' },
  lora_rank: { type: 'integer', default: 16, minimum: 1, maximum: 128, description: 'How much can be learnt' },
  caption_dropout_rate: {
    type: 'number',
    default: 0.05,
    minimum: 0,
    maximum: 1,
    description: 'Share of pictures shown without words',
  },
  optimizer: { type: 'string', default: 'adamw8bit', description: 'How the steps are chosen' },
  cache_latents_to_disk: { type: 'boolean', default: false, description: 'Keep what was computed on disk' },
}

const refuses: Engine = async function* () {
  yield { type: 'log', line: 'This model is for trainings.' }
  throw new Error('This model trains others; it makes nothing by itself. Start a training with it.')
}

/** The trainer of styles for the fast image model. */
export const fluxTrainer: SandboxModel = {
  owner: 'ostris',
  name: 'flux-dev-lora-trainer',
  description:
    'In this sandbox a small local engine plays the trainer: it takes the colours of the pictures it is given, and what it trains paints in them. With a Replicate token the real one trains.',
  official: false,
  githubUrl: 'https://github.com/ostris/ai-toolkit',
  output: 'files',
  bootMs: 200,
  whenUnsafe: 'fail',
  versions: [
    {
      id: versionIdOf('ostris/flux-dev-lora-trainer'),
      createdAt: '2024-08-16T10:12:45.000000Z',
      cogVersion: '0.9.25',
      schema: cogDocument({ prompt: { type: 'string', default: '', description: 'Not used' } }, cogOutput.files, training),
    },
  ],
  engine: refuses,
  trainer: trainer({ images: 'input_images', trigger: 'trigger_word', steps: 'steps' }),
}
