import { kokoro } from '../engines/speak/speak.ts'
import { cogDocument, cogOutput } from './cog-document.ts'
import type { SandboxModel } from './model.ts'

const voices =
  'af_alloy af_aoede af_bella af_jessica af_kore af_nicole af_nova af_river af_sarah af_sky am_adam am_echo am_eric am_fenrir am_liam am_michael am_onyx am_puck bf_alice bf_emma bf_isabella bf_lily bm_daniel bm_fable bm_george bm_lewis ff_siwis hf_alpha hf_beta hm_omega hm_psi if_sara im_nicola jf_alpha jf_gongitsune jf_nezumi jf_tebukuro jm_kumo zf_xiaobei zf_xiaoni zf_xiaoxiao zf_xiaoyi zm_yunjian zm_yunxi zm_yunxia zm_yunyang'.split(
    ' ',
  )

const schema = cogDocument(
  {
    text: { type: 'string', required: true, description: 'What is said; long text is split by itself' },
    speed: { type: 'number', default: 1, minimum: 0.1, maximum: 5, description: 'Speaking rate: 0.5 is half as fast' },
    voice: { type: 'string', choices: voices, default: 'af_bella', description: 'Who says it: language, woman or man, name' },
  },
  cogOutput.file,
)

/** The community speech model, played by the small voice. */
export const kokoro82m: SandboxModel = {
  owner: 'jaaari',
  name: 'kokoro-82m',
  description:
    'In this sandbox a small local engine plays Kokoro: it reads English by rules of spelling and sounds it with a model of the mouth, plainly a machine, with no neural network. With a Replicate token the real model answers.',
  official: false,
  githubUrl: 'https://github.com/hexgrad/kokoro',
  output: 'file',
  bootMs: 150,
  whenUnsafe: 'fail',
  versions: [
    {
      id: 'f559560eb822dc509045f3921a1921234918b91739db4bf3daab2169b71c7a13',
      createdAt: '2025-02-04T12:45:53.120884Z',
      cogVersion: '0.13.6',
      schema,
    },
  ],
  engine: kokoro,
}
