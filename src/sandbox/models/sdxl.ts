import { sdxl as painter } from '../engines/paint/paint.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schedulers = ['DDIM', 'DPMSolverMultistep', 'HeunDiscrete', 'KarrasDPM', 'K_EULER_ANCESTRAL', 'K_EULER', 'PNDM']

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
}
