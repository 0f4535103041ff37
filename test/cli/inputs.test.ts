import { afterAll, describe, expect, test } from 'vitest'
import { readInputs } from '../../src/cli/inputs.ts'
import type { Field, ModelCard } from '../../src/core/model-card.ts'
import { createReplicate } from '../../src/replicate/client.ts'

// Nobody listens there: what these tests send would fail them.
const replicate = createReplicate({ token: 'r8_test', baseUrl: 'http://127.0.0.1:1/v1' })
afterAll(() => replicate.close())

const field = (name: string, type: Field['type'], more: Partial<Field> = {}): Field => ({
  name,
  type,
  about: '',
  required: false,
  ...more,
})

const card: ModelCard = {
  ref: 'acme/model',
  model: 'acme/model',
  pinned: 'acme/model',
  about: '',
  kind: 'other',
  output: 'text',
  fields: [
    field('prompt', 'text'),
    field('steps', 'integer', { min: 1, max: 50 }),
    field('strength', 'number'),
    field('fast', 'boolean'),
    field('size', 'choice', { choices: [512, 1024] }),
    field('images', 'list', { files: true }),
    field('words', 'list'),
    field('extra', 'json'),
    field('image', 'file'),
  ],
  schema: {
    type: 'object',
    properties: {
      steps: { type: 'integer', minimum: 1, maximum: 50 },
      strength: { type: 'number' },
      fast: { type: 'boolean' },
      images: { type: 'array', items: { type: 'string', format: 'uri' } },
    },
  },
}

const read = (...pairs: string[]): Promise<Readonly<Record<string, unknown>>> =>
  readInputs(card, pairs, replicate, new AbortController().signal)

describe('an input is what its field wants', () => {
  test.each<[readonly string[], Readonly<Record<string, unknown>>]>([
    [[], {}],
    [['prompt=a = b'], { prompt: 'a = b' }],
    [['prompt='], { prompt: '' }],
    [['prompt=true'], { prompt: 'true' }],
    [['prompt=two\nlines'], { prompt: 'two\nlines' }],
    [['steps=12', 'strength=-1e-3', 'fast=false'], { steps: 12, strength: -0.001, fast: false }],
    [['size=512'], { size: 512 }],
    [['words=one'], { words: ['one'] }],
    [['words=one', 'words=two, three'], { words: ['one', 'two, three'] }],
    [['words=["one","two"]'], { words: ['one', 'two'] }],
    [
      ['images=https://a.example/1.png', 'images=https://a.example/2.png'],
      { images: ['https://a.example/1.png', 'https://a.example/2.png'] },
    ],
    [['extra={"a":[1]}'], { extra: { a: [1] } }],
    [['image=data:image/png;base64,AAAA'], { image: 'data:image/png;base64,AAAA' }],
  ])('%j', async (pairs, input) => {
    expect(await read(...pairs)).toEqual(input)
  })
})

test.each<[string, RegExp]>([
  ['steps=many', /^`steps` of acme\/model must be a whole number, got “many”\.$/],
  ['steps=51', /^`steps` of acme\/model must be from 1 to 50, got “51”\.$/],
  ['steps=', /^`steps` of acme\/model must be a whole number, got “”\.$/],
  ['fast=yes', /^`fast` of acme\/model must be a boolean, got “yes”\.$/],
  ['images=1.png', /^images is a file: give a link, or @ and a path/],
  ['colour=red', /^acme\/model has no input “colour”\. It takes prompt, steps, /],
  ['__proto__=x', /^acme\/model has no input “__proto__”/],
])('%s is refused in words, before anything is sent', async (pair, sentence) => {
  await expect(read(pair)).rejects.toThrow(sentence)
})

test('nothing is uploaded while another input is wrong', async () => {
  await expect(read('image=@package.json', 'steps=51')).rejects.toThrow(/must be from 1 to 50/)
})

test('a model whose schema names nothing is given what is written', async () => {
  const bare = { ...card, fields: [], schema: {} }
  const input = await readInputs(bare, ['a=1', 'b=text', 'c=[1,2]', 'd=x', 'd=y'], replicate, new AbortController().signal)
  expect(input).toEqual({ a: 1, b: 'text', c: [1, 2], d: ['x', 'y'] })
})
