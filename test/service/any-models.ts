import sharp from 'sharp'
import type { Engine } from '../../src/sandbox/engine.ts'
import { cogDocument, type CogInput, cogOutput } from '../../src/sandbox/models/cog-document.ts'
import type { CogDocument, OutputForm, SandboxModel } from '../../src/sandbox/models/model.ts'
import { sketchModels } from '../sandbox/sketch.ts'

/** A sound as its file begins; nobody here listens to it. */
export const sound = Buffer.from('RIFF\x24\0\0\0WAVEfmt a short sound', 'latin1')

const word: Record<string, CogInput> = { text: { type: 'string', default: '', description: 'Anything' } }

function model(
  name: string,
  inputs: Readonly<Record<string, CogInput>>,
  [form, output]: readonly [OutputForm, Readonly<Record<string, unknown>>],
  engine: Engine,
): SandboxModel {
  const digits = Buffer.from(name).toString('hex')
  return {
    owner: 'acme',
    name,
    description: 'Plays its part in tests.',
    official: false,
    output: form,
    bootMs: 0,
    whenUnsafe: 'fail',
    versions: [
      {
        id: digits.repeat(64).slice(0, 64),
        createdAt: '2026-01-01T00:00:00Z',
        cogVersion: '0.16.0',
        schema: cogDocument(inputs, output),
      },
    ],
    engine,
  }
}

const gives = (value: (input: Readonly<Record<string, unknown>>) => unknown): Engine =>
  async function* ({ input }) {
    yield { type: 'value', value: value(input) }
  }

/** Says the text over and over, a word at a time. */
const rambles: Engine = async function* ({ input, sleep }) {
  const words = Number(input['words'])
  for (let nth = 1; nth <= words; nth++) {
    await sleep(Number(input['word_ms']))
    yield { type: 'text', text: `word ${nth} ` }
  }
}

const chimes: Engine = async function* () {
  yield { type: 'file', bytes: sound, contentType: 'audio/wav', extension: 'wav' }
}

const packs: Engine = async function* ({ open, input }) {
  const list = (input['files'] as readonly string[] | null) ?? []
  const files = await Promise.all([String(input['image']), ...list].map(open))
  yield { type: 'log', line: `${files.length} files of ${files.map(bytes => bytes.length).join(', ')} bytes` }
  yield { type: 'file', bytes: files[0] ?? sound, contentType: 'image/png', extension: 'png' }
  yield { type: 'file', bytes: Buffer.from('PK\x03\x04 a packed folder'), contentType: 'application/zip', extension: 'zip' }
}

const text = (description: string): CogInput => ({ type: 'string', required: true, description })

/** Models of every kind of output that the sandbox's own do not have, beside those. */
export const anyModels: readonly SandboxModel[] = [
  ...sketchModels,
  model('chime', word, ['file', cogOutput.file], chimes),
  model(
    'packer',
    {
      image: { type: 'string', format: 'uri', required: true, description: 'A picture' },
      files: { type: 'array', items: { type: 'string', format: 'uri' }, nullable: true, description: 'More files' },
    },
    ['files', cogOutput.files],
    packs,
  ),
  model(
    'rambler',
    {
      words: { type: 'integer', default: 40, minimum: 1, maximum: 5_000, description: 'How many words' },
      word_ms: { type: 'integer', default: 5, minimum: 0, maximum: 1_000, description: 'How long each takes' },
    },
    ['fragments', cogOutput.fragments],
    rambles,
  ),
  model(
    'counter',
    { most: { type: 'integer', default: 3, description: 'How far' } },
    ['value', { type: 'array', items: { type: 'object' }, title: 'Output' }],
    gives(({ most }) => Array.from({ length: Number(most) }, (_, n) => ({ n: n + 1, half: (n + 1) / 2 }))),
  ),
  model(
    'tagger',
    word,
    ['value', { type: 'array', items: { type: 'string' }, title: 'Output' }],
    gives(() => ['a fox', 'snow']),
  ),
  model(
    'quiet',
    word,
    ['value', { title: 'Output' }],
    gives(() => null),
  ),
  model(
    'asker',
    {
      subject: text('What it is about'),
      mood: { ...text('How it feels'), choices: ['calm', 'wild'] },
      times: { type: 'integer', required: true, minimum: 1, maximum: 9, description: 'How often' },
      loud: { type: 'boolean', default: false, description: 'Whether it is loud' },
      extra: { type: 'number', default: 0.5, minimum: 0, maximum: 1, description: 'How much more' },
      unseen: { type: 'string', default: 'nothing', description: 'Finds no room in the form' },
    },
    ['value', cogOutput.text],
    gives(
      ({ subject, mood, times, loud, extra }) =>
        `${String(subject)}, ${String(mood)}, ${String(times)}, ${String(loud)}, ${String(extra)}`,
    ),
  ),
]

/** A model that wants a secret, as a container would say it. */
export const secretive: SandboxModel = (() => {
  const plain = model(
    'secretive',
    { api_key: text('A key'), text: text('Anything') },
    ['value', cogOutput.text],
    gives(() => 'never'),
  )
  const asSecret = (schema: CogDocument): CogDocument =>
    JSON.parse(JSON.stringify(schema).replace('"title":"Api Key"', '"title":"Api Key","format":"password"')) as CogDocument
  return { ...plain, versions: plain.versions.map(version => ({ ...version, schema: asSecret(version.schema) })) }
})()

/** A red picture that knows where it was taken. */
export const redPicture = (): Promise<Buffer> =>
  sharp({ create: { width: 48, height: 32, channels: 3, background: 'red' } })
    .withExif({ IFD0: { Copyright: 'somewhere secret' } })
    .png()
    .toBuffer()
