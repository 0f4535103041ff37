import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alongside, readInputs } from '../../src/cli/inputs.ts'
import type { Field, ModelCard } from '../../src/core/model-card.ts'
import { createReplicate } from '../../src/replicate/client.ts'

// Nobody listens there: what these tests send would fail them.
const replicate = createReplicate({ token: 'r8_test', baseUrl: 'http://127.0.0.1:1/v1' })
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-inputs-'))
})
afterAll(async () => {
  await replicate.close()
  await rm(folder, { recursive: true, force: true })
})

/** A file of these bytes, by its path. */
async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

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
  const pairs = ['a=1', 'b=text', 'c=[1,2]', 'd=x', 'd=y', 'e=@@home', `f=@${await fileOf('bare.txt', 'hi')}`]
  const input = await readInputs(bare, pairs, alongside, new AbortController().signal)
  expect(input).toEqual({
    a: 1,
    b: 'text',
    c: [1, 2],
    d: ['x', 'y'],
    e: '@home',
    f: expect.stringMatching(/^data:[^,]*;base64,aGk=$/) as string,
  })
})

test('a text or JSON input is read from the file that it names, and @@ begins a text with @', async () => {
  const story = await fileOf('story.txt', 'One\n@two\n')
  const extra = await fileOf('extra.json', '{"a": [1]}')
  const words = await fileOf('words.json', '["one", "two"]')
  expect(await read(`prompt=@${story}`, `extra=@${extra}`)).toEqual({ prompt: 'One\n@two', extra: { a: [1] } })
  expect(await read(`words=@${words}`)).toEqual({ words: ['one', 'two'] })
  expect(await read(`words=@${story}`, 'words=@@all')).toEqual({ words: ['One\n@two', '@all'] })
  expect(await read('prompt=@@everyone', 'size=512')).toEqual({ prompt: '@everyone', size: 512 })
  await expect(read('prompt=@/none/at/all')).rejects.toThrow(
    'prompt names the file /none/at/all, which cannot be read: there is no such file. A text that begins with @ is written with @@.',
  )
  const binary = await fileOf('binary', new Uint8Array([0xff, 0xfe, 0x00]))
  await expect(read(`prompt=@${binary}`)).rejects.toThrow(/is not text in UTF-8\.$/)
})

test('files are uploaded side by side, each once however it is written', async () => {
  const paths = await Promise.all(Array.from({ length: 10 }, (_, n) => fileOf(`${n}.png`, `picture ${n}`)))
  let [open, most] = [0, 0]
  const names: string[] = []
  const uploads = {
    files: {
      create: async ({ name }: { readonly name: string }) => {
        names.push(name)
        most = Math.max(most, ++open)
        await new Promise(resolve => setTimeout(resolve, 20))
        open--
        return { urls: { get: `https://files.example/${name}` } }
      },
    },
  }
  const again = relative(process.cwd(), paths[0]!)
  const pairs = [...paths.map(path => `images=@${path}`), `image=@${again}`]
  const input = await readInputs(card, pairs, uploads, new AbortController().signal)
  expect(input).toEqual({
    images: paths.map((_, n) => `https://files.example/${n}.png`),
    image: 'https://files.example/0.png',
  })
  expect(names.toSorted()).toEqual(paths.map((_, n) => `${n}.png`))
  expect(most).toBe(8)
})

test('an upload that fails stops the others', async () => {
  const paths = await Promise.all(Array.from({ length: 3 }, (_, n) => fileOf(`stop-${n}.png`, 'picture')))
  let [begun, stopped] = [0, 0]
  const { promise: bothBegun, resolve: begin } = Promise.withResolvers<void>()
  const uploads = {
    files: {
      create: async ({ name }: { readonly name: string }, signal?: AbortSignal) => {
        if (name === 'stop-1.png') {
          await bothBegun
          throw new Error('refused')
        }
        if (++begun === 2) begin()
        await new Promise<void>(resolve => signal?.addEventListener('abort', () => resolve()))
        stopped++
        throw signal?.reason
      },
    },
  }
  const pairs = paths.map(path => `images=@${path}`)
  await expect(readInputs(card, pairs, uploads, new AbortController().signal)).rejects.toThrow('refused')
  expect(stopped).toBe(2)
})
