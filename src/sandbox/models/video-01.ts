import { video } from '../engines/move/move.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    prompt: { type: 'string', required: true, description: 'What the video shows' },
    prompt_optimizer: { type: 'boolean', default: true, description: 'Let the model word the prompt better' },
    first_frame_image: { type: 'string', format: 'uri', description: 'A picture the video begins with' },
  },
  cogOutput.file,
)

/** The official video model of six seconds, played by the painter and a camera. */
export const video01: SandboxModel = {
  owner: 'minimax',
  name: 'video-01',
  description:
    'In this sandbox a small local engine plays Video 01: it draws what the prompt names and lets it move before a camera, small and with no neural network. With a Replicate token the real model answers.',
  official: true,
  output: 'file',
  bootMs: 100,
  whenUnsafe: 'fail',
  versions: [{ id: versionIdOf('minimax/video-01'), createdAt: '2024-12-02T11:25:50.402931Z', cogVersion: '0.13.2', schema }],
  engine: video,
}
