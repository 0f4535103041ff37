import { sdxl as painter } from '../engines/paint/paint.ts'
import { trainer } from '../engines/train/train.ts'
import { type CogInput, cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schedulers = ['DDIM', 'DPMSolverMultistep', 'HeunDiscrete', 'KarrasDPM', 'K_EULER_ANCESTRAL', 'K_EULER', 'PNDM']

const training: Readonly<Record<string, CogInput>> = {
  input_images: { type: 'string', format: 'uri', required: true, description: 'A zip archive of the pictures to learn from' },
  seed: { type: 'integer', description: 'The same seed learns the same' },
  resolution: { type: 'integer', default: 768, description: 'Size the pictures are brought to, in pixels' },
  train_batch_size: { type: 'integer', default: 4, description: 'Pictures a step' },
  num_train_epochs: { type: 'integer', default: 4000, description: 'How often all pictures are seen at most' },
  max_train_steps: { type: 'integer', default: 1000, description: 'Training steps' },
  is_lora: { type: 'boolean', default: true, description: 'Learn an addition instead of a whole model' },
  unet_learning_rate: { type: 'number', default: 0.000001, description: 'Step size of the whole model' },
  ti_lr: { type: 'number', default: 0.0003, description: 'Step size of the word' },
  lora_lr: { type: 'number', default: 0.0001, description: 'Step size of the addition' },
  lora_rank: { type: 'integer', default: 32, description: 'How much can be learnt' },
  lr_scheduler: { type: 'string', choices: ['constant', 'linear'], default: 'constant', description: 'How steps shrink' },
  lr_warmup_steps: { type: 'integer', default: 100, description: 'Steps until they are full size' },
  token_string: { type: 'string', default: 'TOK', description: 'The word that stands for what is learnt' },
  caption_prefix: { type: 'string', default: 'a photo of TOK, ', description: 'Text before each description' },
  mask_target_prompts: { type: 'string', description: 'What of the pictures counts' },
  crop_based_on_salience: { type: 'boolean', default: true, description: 'Crop to what stands out' },
  use_face_detection_instead: { type: 'boolean', default: false, description: 'Crop to faces' },
  clipseg_temperature: { type: 'number', default: 1, description: 'How softly what counts is cut out' },
  verbose: { type: 'boolean', default: true, description: 'Say more in the log' },
  checkpointing_steps: { type: 'integer', default: 999_999, description: 'Steps between two states that are kept' },
  input_images_filetype: {
    type: 'string',
    choices: ['zip', 'tar', 'infer'],
    default: 'infer',
    description: 'What kind of archive it is; this sandbox reads zip',
  },
}

const schema = cogDocument(
  {
    prompt: { type: 'string', default: 'An astronaut riding a rainbow unicorn', description: 'What the picture shows' },
    negative_prompt: { type: 'string', default: '', description: 'What the picture must not show' },
    image: { type: 'string', format: 'uri', description: 'A picture to start from' },
    mask: {
      type: 'string',
      format: 'uri',
      description: 'Which part of the picture is painted anew: black stays, white is repainted',
    },
    width: { type: 'integer', default: 1024, description: 'Width in pixels' },
    height: { type: 'integer', default: 1024, description: 'Height in pixels' },
    num_outputs: { type: 'integer', default: 1, minimum: 1, maximum: 4, description: 'How many pictures' },
    scheduler: { type: 'string', choices: schedulers, default: 'K_EULER', description: 'How the noise is taken away' },
    num_inference_steps: { type: 'integer', default: 50, minimum: 1, maximum: 500, description: 'Denoising steps' },
    guidance_scale: { type: 'number', default: 7.5, minimum: 1, maximum: 50, description: 'How closely the prompt is followed' },
    prompt_strength: {
      type: 'number',
      default: 0.8,
      minimum: 0,
      maximum: 1,
      description: 'How much of a given picture is replaced: at 1 nothing of it is left',
    },
    seed: { type: 'integer', description: 'The same seed paints the same picture' },
    refine: {
      type: 'string',
      choices: ['no_refiner', 'expert_ensemble_refiner', 'base_image_refiner'],
      default: 'no_refiner',
      description: 'Which way of refining follows',
    },
    high_noise_frac: {
      type: 'number',
      default: 0.8,
      minimum: 0,
      maximum: 1,
      description: 'Share of the noise the base model works on',
    },
    refine_steps: { type: 'integer', description: 'Steps of the refiner; as many as the base model has when left out' },
    apply_watermark: { type: 'boolean', default: true, description: 'Mark the picture as made by a model' },
    lora_scale: { type: 'number', default: 0.6, minimum: 0, maximum: 1, description: 'Weight of trained additions' },
    replicate_weights: { type: 'string', description: 'Trained weights to paint with; none when left out' },
    disable_safety_checker: { type: 'boolean', default: false, description: 'Leave the safety checker out' },
  },
  cogOutput.files,
  training,
)

/** The community image model, played by the painter in oils. */
export const sdxl: SandboxModel = {
  owner: 'stability-ai',
  name: 'sdxl',
  description:
    'In this sandbox a small local engine plays sdxl: it paints what the prompt names, the same picture for the same seed, with no neural network. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/replicate/cog-sdxl',
  paperUrl: 'https://arxiv.org/abs/2307.01952',
  output: 'files',
  bootMs: 250,
  whenUnsafe: 'empty',
  versions: [
    {
      id: '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc',
      createdAt: '2024-05-08T21:31:35.217014Z',
      cogVersion: '0.8.6',
      schema,
    },
    {
      id: '39ed52f2a78e934b3ba6e2a89f5b1c712de7dfea535525255b1aa35c5565e08b',
      createdAt: '2023-11-15T22:14:02.108334Z',
      cogVersion: '0.8.6',
      schema,
    },
  ],
  engine: painter,
  trainer: trainer({ images: 'input_images', trigger: 'token_string', steps: 'max_train_steps' }),
}
