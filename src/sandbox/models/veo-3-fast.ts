import { veoFast } from '../engines/move/move.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const schema = cogDocument(
  {
    prompt: { type: 'string', required: true, description: 'What the video shows' },
    aspect_ratio: { type: 'string', choices: ['16:9', '9:16'], default: '16:9', description: 'Width to height of the video' },
    duration: { type: 'integer', choices: [4, 6, 8], default: 8, description: 'Length in seconds' },
    image: { type: 'string', format: 'uri', description: 'A picture the video begins with' },
    negative_prompt: { type: 'string', description: 'What the video must not show' },
    resolution: { type: 'string', choices: ['720p', '1080p'], default: '1080p', description: 'Size of the video' },
    generate_audio: { type: 'boolean', default: true, description: 'Make sound with the video; the sandbox makes none' },
    seed: { type: 'integer', description: 'The same seed makes the same video' },
  },
  cogOutput.file,
)

/** The fast official video model, played by the painter and a camera. */
export const veo3Fast: SandboxModel = {
  owner: 'google',
  name: 'veo-3-fast',
  description:
    'In this sandbox a small local engine plays Veo 3 Fast: it draws what the prompt names and lets it move before a camera, small, silent and with no neural network. With a Replicate token the real model answers.',
  official: true,
  output: 'file',
  bootMs: 100,
  whenUnsafe: 'fail',
  versions: [{ id: versionIdOf('google/veo-3-fast'), createdAt: '2025-06-12T16:02:11.734412Z', cogVersion: '0.15.8', schema }],
  engine: veoFast,
}
