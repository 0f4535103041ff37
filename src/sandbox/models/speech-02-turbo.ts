import { speechTurbo } from '../engines/speak/speak.ts'
import { versionIdOf } from '../ids.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const languages =
  'None Automatic Chinese Chinese,Yue English Arabic Russian Spanish French Portuguese German Turkish Dutch Ukrainian Vietnamese Indonesian Japanese Italian Korean Thai Polish Romanian Greek Czech Finnish Hindi'.split(
    ' ',
  )

const schema = cogDocument(
  {
    text: {
      type: 'string',
      required: true,
      description: 'What is said, at most 10,000 characters; <#0.5#> between two words is half a second of silence',
    },
    voice_id: { type: 'string', default: 'Wise_Woman', description: 'Who says it' },
    speed: { type: 'number', default: 1, minimum: 0.5, maximum: 2, description: 'Speaking rate' },
    volume: { type: 'number', default: 1, minimum: 0, maximum: 10, description: 'Loudness' },
    pitch: { type: 'integer', default: 0, minimum: -12, maximum: 12, description: 'Higher or lower, in semitones' },
    emotion: {
      type: 'string',
      choices: ['auto', 'neutral', 'happy', 'sad', 'angry', 'fearful', 'disgusted', 'surprised', 'calm'],
      default: 'auto',
      description: 'The mood it is said in',
    },
    english_normalization: { type: 'boolean', default: false, description: 'Read numbers in English text better' },
    sample_rate: {
      type: 'integer',
      choices: [8_000, 16_000, 22_050, 24_000, 32_000, 44_100],
      default: 32_000,
      description: 'Samples a second',
    },
    bitrate: {
      type: 'integer',
      choices: [32_000, 64_000, 128_000, 256_000],
      default: 128_000,
      description: 'Bits a second of an mp3',
    },
    audio_format: { type: 'string', choices: ['mp3', 'wav', 'flac', 'pcm'], default: 'mp3', description: 'File format' },
    channel: { type: 'string', choices: ['mono', 'stereo'], default: 'mono', description: 'One channel or two' },
    language_boost: { type: 'string', choices: languages, default: 'None', description: 'The language to expect' },
    subtitle_enable: { type: 'boolean', default: false, description: 'Say in the metadata when each sentence is said' },
  },
  cogOutput.file,
)

/** The fast official speech model, played by the small voice. */
export const speech02Turbo: SandboxModel = {
  owner: 'minimax',
  name: 'speech-02-turbo',
  description:
    'In this sandbox a small local engine plays Speech 02 Turbo: it reads English by rules of spelling and sounds it with a model of the mouth, plainly a machine, with no neural network. With a Replicate token the real model answers.',
  official: true,
  output: 'file',
  bootMs: 100,
  whenUnsafe: 'fail',
  versions: [
    { id: versionIdOf('minimax/speech-02-turbo'), createdAt: '2025-05-12T19:21:40.114203Z', cogVersion: '0.14.12', schema },
  ],
  engine: speechTurbo,
}
