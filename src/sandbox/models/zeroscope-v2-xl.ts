import { zeroscope } from '../engines/move/move.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    prompt: { type: 'string', default: 'An astronaut riding a horse', description: 'What the video shows' },
    negative_prompt: { type: 'string', description: 'What the video must not show' },
    init_video: { type: 'string', format: 'uri', description: 'A video to start from; this sandbox takes a picture' },
    init_weight: { type: 'number', default: 0.5, description: 'How much of a given video is kept' },
    num_frames: { type: 'integer', default: 24, description: 'Frames of the video' },
    num_inference_steps: { type: 'integer', default: 50, minimum: 1, maximum: 500, description: 'Denoising steps' },
    width: { type: 'integer', default: 576, minimum: 256, description: 'Width in pixels' },
    height: { type: 'integer', default: 320, minimum: 256, description: 'Height in pixels' },
    guidance_scale: { type: 'number', default: 7.5, minimum: 1, maximum: 100, description: 'How closely the prompt is followed' },
    fps: { type: 'integer', default: 8, description: 'Frames a second' },
    model: {
      type: 'string',
      choices: ['xl', '576w', 'potat1', 'animov-512x'],
      default: 'xl',
      description: 'Which of the models makes it',
    },
    batch_size: { type: 'integer', default: 1, minimum: 1, description: 'How many videos' },
    remove_watermark: { type: 'boolean', default: false, description: 'Take the watermark away' },
    seed: { type: 'integer', description: 'The same seed makes the same video' },
  },
  cogOutput.files,
)

/** The community video model, played by the painter and a camera. */
export const zeroscopeV2Xl: SandboxModel = {
  owner: 'anotherjesse',
  name: 'zeroscope-v2-xl',
  description:
    'In this sandbox a small local engine plays zeroscope: it draws what the prompt names and lets it move before a camera, the same clip for the same seed, with no neural network. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/anotherjesse/cog-zeroscope',
  output: 'files',
  bootMs: 250,
  whenUnsafe: 'fail',
  versions: [
    {
      id: '9f747673945c62801b13b84701c783929c0ee784e4748ec062204894dda1a351',
      createdAt: '2023-06-24T18:30:41.874899Z',
      cogVersion: '0.7.2',
      schema,
    },
  ],
  engine: zeroscope,
}
