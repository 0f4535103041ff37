import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Values } from '#core/command.ts'
import type { ModelJob } from '#core/job.ts'
import type { Post } from '#core/post.ts'
import { serveCog } from '../../src/sandbox/cog/serve.ts'
import { catalogue } from '../../src/sandbox/models/catalogue.ts'
import { eventually } from '../flows/console.ts'
import { anyModels, redPicture, secretive, sound } from './any-models.ts'
import {
  ada,
  ben,
  buttonsOf,
  closed,
  general,
  isFinished,
  last,
  openStage,
  picturesOf,
  type Said,
  type Stage,
  wordsOf,
} from './stage.ts'

let stage: Stage
let cog: Awaited<ReturnType<typeof serveCog>>
const links: string[] = []
beforeAll(async () => {
  cog = await serveCog({ port: 0, model: catalogue.find(({ name }) => name === 'hello-world')! })
  stage = await openStage({
    models: [...anyModels, secretive],
    charged: false,
    cogs: { greeter: cog.origin },
    prices: [
      { match: 'acme/chime', unit: 'run', usd: 0.02 },
      { match: 'cog/*', unit: 'run', usd: 0 },
    ],
    links: {
      async fetch(url) {
        links.push(url)
        return url.endsWith('.png') ? redPicture() : sound
      },
    },
  })
})
afterAll(async () => {
  await stage[Symbol.asyncDispose]()
  await cog.close()
})

/** Runs a model and answers how its message, or what was said to the person alone, ended. */
async function run(values: Values, said: Partial<Said> = {}): Promise<Post> {
  const before = stage.messages.length
  await stage.command('run', values, said)
  await closed(stage)
  const post = stage.messages[before]?.frames.at(-1)
  if (post === undefined) throw new Error('Nothing was said.')
  return post
}
const newest = async (): Promise<ModelJob> =>
  (await stage.store.records.list('jobs', { newestFirst: true, limit: 1 }))[0] as ModelJob
const inputOf = async (): Promise<Record<string, unknown>> => (await stage.predictions())[0]?.input ?? {}
const bytesAt = async (url: unknown): Promise<Buffer> =>
  Buffer.from(await (await fetch(String(url), { headers: { authorization: 'Bearer r8_stage' } })).arrayBuffer())
const filesOf = (post: Post) => post.blocks.flatMap(block => (block.type === 'pictures' ? block.pictures : []))

test('words come as they are, with how they came about, in one message and for one reservation', async () => {
  const post = await run({ model: 'replicate/hello-world', input: 'text="Ada and Ben"' })
  expect(wordsOf(post)).toMatch(
    /^hello Ada and Ben\n“Ada and Ben” · replicate\/hello-world \(sandbox\) · \d\.\d s · about \$0\.25, free here$/,
  )
  expect(buttonsOf(post)).toEqual(['Again', 'Change…', 'Delete'])
  const job = await newest()
  expect(job.messages).toHaveLength(1)
  expect(await stage.store.records.get('ledger', job.id)).toMatchObject({ reserved: 250_000, settled: 250_000 })
  // The words stand in their message alone.
  expect(JSON.stringify(job.runs[0]?.state)).not.toContain('hello')
})

test('inputs are typed as the model’s schema wants them, from words and from JSON alike', async () => {
  await run({ model: 'acme/asker', input: 'subject="a fox" mood=WILD times=3 loud=yes' })
  expect(await inputOf()).toMatchObject({ subject: 'a fox', mood: 'wild', times: 3, loud: true })
  const post = await run({ model: 'acme/asker', input: '{"subject": "an owl", "mood": "calm", "times": 2, "extra": 0.25}' })
  expect(wordsOf(post)).toContain('an owl, calm, 2, false, 0.25')
})

test('pictures are a gallery as those of /imagine are, and can be taken away', async () => {
  const post = await run({ model: 'black-forest-labs/flux-schnell', input: 'prompt="a heron" num_outputs=2 seed=5' })
  expect(picturesOf(post)).toHaveLength(2)
  expect(wordsOf(post)).toContain('“a heron” · black-forest-labs/flux-schnell (sandbox) · seed 5 · ')
  const gallery = await stage.service.desk.gallery({ actor: ada, address: general }, { whose: 'mine', limit: 10, words: 'heron' })
  expect(gallery.rows).toHaveLength(2)
  await stage.press('Delete')
  expect(last(stage)).toMatch(/^Deleted by Ada · “a heron” · /)
  expect(await stage.service.desk.open(picturesOf(post)[0]!)).toBeUndefined()
})

test('sound is kept by its content and stands in no gallery of pictures', async () => {
  const post = await run({ model: 'acme/chime', input: 'text=ding' })
  const [file] = filesOf(post)
  expect(file).toMatchObject({ contentType: 'audio/wav', width: 0, height: 0, alt: 'ding' })
  expect(Buffer.from((await stage.service.desk.open(file!.blob))!.bytes)).toEqual(sound)
  expect(wordsOf(post)).toContain('about $0.02')
  const gallery = await stage.service.desk.gallery({ actor: ada, address: general }, { whose: 'mine', limit: 50 })
  expect(gallery.rows.some(row => row.picture.blob === file!.blob)).toBe(false)
})

test('words show while they are written, in as many messages as they need, and nothing of them is lost', async () => {
  const before = stage.messages.length
  const post = await run({ model: 'acme/rambler', input: 'words=600 word_ms=8' })
  const parts = stage.messages.slice(before)
  const whole = Array.from({ length: 600 }, (_, nth) => `word ${nth + 1} `).join('')
  expect(parts.length).toBeGreaterThan(1)
  expect(parts[0]!.frames.some(frame => wordsOf(frame).startsWith('word 1 ') && buttonsOf(frame).includes('Stop'))).toBe(true)
  expect(post.blocks).toHaveLength(1)
  const said = parts
    .flatMap(({ frames }) => frames.at(-1)!.blocks.filter(block => block.type === 'text'))
    .map(block => block.markdown)
  expect(said.join(' ').replace(/\s+/g, ' ').trim()).toBe(whole.trim())
  expect(parts.map(({ lasts }) => lasts)).toEqual(parts.map(() => 1))
  await stage.press('Delete')
  expect(parts.map(({ removed }) => removed)).toEqual(parts.map((_, at) => at > 0))
  expect(wordsOf(parts[0]!.frames.at(-1)!)).toMatch(/^Deleted by Ada/)
})

test('what is being written can be stopped by its owner; what is there is kept and paid', async () => {
  const before = stage.messages.length
  await stage.command('run', { model: 'acme/rambler', input: 'words=2000 word_ms=100' })
  await stage.until('the first words', post => wordsOf(post).startsWith('word 1 ') && buttonsOf(post).includes('Stop'))
  await stage.press('Stop', { actor: ben })
  expect(last(stage)).toContain('Only the person who asked for it')
  await stage.press('Stop')
  await closed(stage)
  const post = stage.messages[before]!.frames.at(-1)!
  expect(wordsOf(post)).toMatch(/^word 1 [^]*Canceled; what was ready is kept · “words=2000 word_ms=100” · acme\/rambler/)
  expect((await stage.predictions())[0]?.status).toBe('canceled')
})

test('a list or an object is shown as code, and comes as a file when it is long', async () => {
  const short = await run({ model: 'acme/counter', input: 'most=2' })
  expect(wordsOf(short)).toContain('```json\n[\n  {\n    "n": 1,\n    "half": 0.5\n  },')
  const long = await run({ model: 'acme/counter', input: 'most=400' })
  const [file] = long.blocks.filter(block => block.type === 'document')
  expect(file?.name).toBe('output.json')
  expect(JSON.parse(file!.text)).toHaveLength(400)
  expect(wordsOf(long)).toContain(`All ${file!.text.length.toLocaleString('en')} characters are in the file.`)
})

test('a list of texts that do not belong together is a list, and not one glued word', async () => {
  expect(wordsOf(await run({ model: 'acme/tagger' }))).toContain('[\n  "a fox",\n  "snow"\n]')
})

test('a model that answers with nothing is said to, and costs nothing here', async () => {
  const post = await run({ model: 'acme/quiet' })
  expect(wordsOf(post)).toContain('The model answered with nothing')
  expect(buttonsOf(post)).toEqual(['Again', 'Change…'])
})

test('files go through the one door: a picture loses what it knows of its place, links are fetched by us', async () => {
  links.length = 0
  const file = { ref: 'fox.png', name: 'fox.png' }
  const post = await run({
    model: 'acme/packer',
    input: '{"files": ["https://example.org/a.wav", "https://example.org/b.png"]}',
    file,
  })
  expect(filesOf(post).map(({ contentType }) => contentType)).toEqual(['image/png', 'application/zip'])
  expect(links).toEqual(['https://example.org/a.wav', 'https://example.org/b.png'])
  const input = await inputOf()
  const brought = [input['image'], ...(input['files'] as readonly unknown[])].map(String)
  expect(brought).toHaveLength(3)
  for (const url of brought) expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/files\//)
  expect((await redPicture()).toString('latin1')).toContain('somewhere secret')
  expect((await bytesAt(brought[2])).toString('latin1')).not.toContain('somewhere secret')
})

test.for<readonly [Values, string | RegExp]>([
  [
    { model: 'no model' },
    '“no model” is not a model; write `owner/name`, `owner/name:version`, `deployment:owner/name` or `cog:name`.',
  ],
  [{ model: 'nobody/nothing' }, 'Replicate knows no model `nobody/nothing`. Check the spelling.'],
  [
    { model: 'meta/llama-3-70b-instruct', input: 'prompt=x' },
    '`meta/llama-3-70b-instruct` does not exist at Replicate; its living successor is `meta/meta-llama-3-70b-instruct`.',
  ],
  [{ model: 'cog:stranger' }, 'There is no Cog container `stranger` here.'],
  [{ model: 'acme/asker', input: 'subjekt=x' }, 'acme/asker has no input `subjekt`; did you mean `subject`?'],
  [{ model: 'acme/asker', input: 'a red fox' }, '“a” is not of the form `key=value`.'],
  [{ model: 'acme/asker', input: '{"subject": "x",' }, /^`input` begins like JSON and cannot be read as such/],
  [{ model: 'acme/asker', input: 'subject=x mood=sad times=2' }, '`mood` of acme/asker must be one of calm, wild, got “sad”.'],
  [
    { model: 'acme/asker', input: '{"subject":"x","mood":"calm","times":12}' },
    '`times` of acme/asker must be from 1 to 9, got “12”.',
  ],
  [
    { model: 'acme/asker', input: '{"subject":"x","mood":"calm","times":"twice"}' },
    '`times` of acme/asker must be a whole number, got “twice”.',
  ],
  [{ model: 'acme/secretive', input: 'api_key=k text=x' }, '`api_key` is a secret; it cannot be given in a chat.'],
  [{ model: 'acme/secretive', input: '{"api_key":"k"}' }, '`api_key` is a secret; it cannot be given in a chat.'],
  [{ model: 'acme/secretive', input: 'text=x' }, 'acme/secretive needs the secret `api_key`, which cannot be given in a chat.'],
  [
    { model: 'acme/packer', input: 'image=/etc/passwd' },
    '`image` of acme/packer must be a file sent along or a link, got “/etc/passwd”.',
  ],
  [
    { model: 'acme/asker', input: 'subject=x', file: 'https://example.org/a.png' },
    'acme/asker takes no file; leave `--file` out.',
  ],
  [{ model: 'black-forest-labs/flux-schnell', input: 'prompt=x num_outputs=99' }, '`num_outputs` may be 8 at most here, got 99.'],
])('bad input gets one private sentence and nothing is spent: %j', async ([values, sentence]) => {
  const before = (await stage.predictions()).length
  const jobs = (await stage.store.records.list('jobs', {})).length
  const post = await run(values)
  expect(post.audience).toBe('actor')
  if (typeof sentence === 'string') expect(wordsOf(post)).toBe(sentence)
  else expect(wordsOf(post)).toMatch(sentence)
  expect((await stage.predictions()).length).toBe(before)
  expect((await stage.store.records.list('jobs', {})).length).toBe(jobs)
})

test('an operator’s container is used by its name, free and without Replicate', async () => {
  const before = (await stage.predictions()).length
  expect(wordsOf(await run({ model: 'cog:greeter', input: 'text=Grace' }))).toMatch(
    /^hello Grace\n“Grace” · cog\/greeter · \d+\.\d s$/,
  )
  expect((await stage.predictions()).length).toBe(before)
})

test('again runs the very version once more, once at a time, with a seed of its own', async () => {
  const first = await run({ model: 'stability-ai/sdxl', input: 'prompt="a wren" seed=9 num_inference_steps=4' })
  expect((await newest()).runs[0]?.model).toMatch(/^stability-ai\/sdxl:[0-9a-f]{64}$/)
  await Promise.all([stage.press('Again'), stage.press('Again', { id: 'pressed twice' })])
  await closed(stage)
  expect(stage.shown().filter(post => wordsOf(post).includes('It is being run again already'))).toHaveLength(1)
  const again = stage.shown().findLast(post => wordsOf(post).includes('“a wren”'))!
  expect(again).not.toBe(first)
  expect(await inputOf()).toMatchObject({ prompt: 'a wren', num_inference_steps: 4 })
  expect((await inputOf())['seed']).not.toBe(9)
  expect((await newest()).runs[0]?.model).toMatch(/^stability-ai\/sdxl:[0-9a-f]{64}$/)
})

test('a picture can be varied where the model paints from one: it begins with that picture and keeps its layout', async () => {
  const file = { ref: 'fox.png', name: 'fox.png' }
  const first = await run({ model: 'stability-ai/sdxl', input: 'prompt="a lynx" num_inference_steps=4', file })
  expect(buttonsOf(first)).toEqual(['Again', 'Vary', 'Change…', 'Delete'])
  const given = (await inputOf())['image']
  await stage.press('Vary')
  await closed(stage)
  const input = await inputOf()
  expect(input).toMatchObject({ prompt: 'a lynx', num_inference_steps: 4, prompt_strength: 0.65 })
  expect(await bytesAt(input['image'])).not.toEqual(await bytesAt(given))
  const [child, parent] = (await stage.store.records.list('jobs', { newestFirst: true, limit: 2 })) as readonly ModelJob[]
  expect(child).toMatchObject({ from: { job: parent!.id, picture: `${parent!.id}-0-0` }, start: `${parent!.id}-0-0` })
  expect(picturesOf(stage.shown().at(-1)!)).not.toEqual(picturesOf(first))
})

test('an event that comes twice is one job, one message and one prediction', async () => {
  const before = (await stage.predictions()).length
  const [messages, id] = [stage.messages.length, 'the very same run']
  const values = { model: 'replicate/hello-world', input: 'text=twins' }
  await Promise.all([stage.command('run', values, { id }), stage.command('run', values, { id })])
  await closed(stage)
  expect(stage.messages.length - messages).toBe(1)
  expect((await stage.predictions()).length - before).toBe(1)
})

test('a create whose answer is lost is looked for and adopted, never sent again', async () => {
  await stage.fault({ kind: 'reset-after', times: 1, match: 'lost letter' })
  const before = (await stage.predictions()).length
  expect(wordsOf(await run({ model: 'replicate/hello-world', input: 'text="a lost letter"' }))).toContain('hello a lost letter')
  expect((await stage.predictions()).length - before).toBe(1)
})

test('what runs for somebody waits in their line, and Cancel ends it at Replicate', async () => {
  const model = 'black-forest-labs/flux-schnell'
  const said = { actor: { id: 'dora', name: 'Dora' } }
  const before = stage.messages.length
  for (let nth = 1; nth <= 4; nth++)
    await stage.command('run', { model, input: `prompt="snail ${nth} [sandbox:slow=30s]"` }, said)
  await stage.until('the line', post => wordsOf(post) === 'Queued · 1st in line')
  for (let nth = 0; nth < 4; nth++) {
    const message = stage.messages[before + nth]!
    await eventually('Its buttons', async () => (buttonsOf(message.frames.at(-1)!).includes('Cancel') ? true : undefined))
    const [button] = message.frames.at(-1)!.blocks.flatMap(block => (block.type === 'actions' ? block.buttons : []))
    await stage.service.desk.handle({
      type: 'button',
      id: `cancel ${nth}`,
      action: button!.action,
      message: message.ref,
      reply: message.reply,
      address: general,
      at: 0,
      ...said,
    })
  }
  await closed(stage)
  expect(stage.messages.slice(before).map(({ frames }) => wordsOf(frames.at(-1)!))).toEqual(
    Array.from({ length: 4 }, () => 'Canceled. Nothing was made.'),
  )
  expect(isFinished(stage.shown().at(-1)!)).toBe(true)
})
