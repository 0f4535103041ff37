import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ModelCard } from '#core/model-card.ts'
import type { Post } from '#core/post.ts'
import { general, isFinished, openStage, picturesOf, type Stage, wordsOf } from './stage.ts'

/** Small pictures are painted quickly. */
const small = 'megapixels=0.25'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ settings: { 'image.max': 'count=2', 'image.locked': small } })
})
afterAll(() => stage[Symbol.asyncDispose]())

const at = (channel: string) => ({ address: { ...general, channel } })
const config = async (channel: string, key: string, value: string): Promise<string> => {
  await stage.command('config set', { key, value }, at(channel))
  return wordsOf(stage.shown().at(-1) as Post)
}

/** The post of the newest message, once it has ended. */
async function ended(act: () => Promise<void>): Promise<Post> {
  const before = stage.messages.length
  await act()
  return stage.until('the end', post => stage.messages.length > before && post === stage.shown().at(-1) && isFinished(post))
}
const imagine = (channel: string, values: Parameters<Stage['command']>[1]): Promise<Post> =>
  ended(() => stage.command('imagine', values, at(channel)))
const sentSeed = async (): Promise<unknown> => (await stage.predictions())[0]?.input['seed']

test('a cap on the number of pictures holds for the model’s own input, and nothing is spent beyond it', async () => {
  const post = await imagine('caps', { prompt: 'a fox', more: 'num_outputs=4' })
  expect(wordsOf(post)).toBe('`num_outputs` may be 2 at most here, got 4. Nothing was charged.')
  expect(await stage.predictions()).toEqual([])
})

test('a locked number of pictures is what is painted, whatever is asked', async () => {
  const locked = `num_outputs=1 ${small}`
  expect(await config('locks', 'image.locked', locked)).toBe(`\`image.locked\` is now \`${locked}\` in this channel.`)
  expect(picturesOf(await imagine('locks', { prompt: 'a fox', count: 2 }))).toHaveLength(1)
})

test('the seed that is shown is the one that was sent, and Again draws another over a default', async () => {
  await config('seeds', 'image.defaults', 'seed=42')
  const first = await imagine('seeds', { prompt: 'a tower' })
  expect(wordsOf(first)).toContain('seed 42')
  expect(await sentSeed()).toBe(42)
  const typed = await imagine('seeds', { prompt: 'a tower', more: 'seed=5 num_inference_steps=2' })
  expect(wordsOf(typed)).toContain('seed 5 ')
  expect(await sentSeed()).toBe(5)
  const again = await ended(() => stage.press('Again', at('seeds')))
  const seed = await sentSeed()
  expect([5, 42]).not.toContain(seed)
  expect(wordsOf(again)).toContain(`seed ${String(seed)} `)
  expect((await stage.predictions())[0]?.input['num_inference_steps']).toBe(2)
  expect(picturesOf(again)).not.toEqual(picturesOf(typed))
})

/** The card as of a model that paints two pictures at a time and no other number. */
const inPairs = (card: ModelCard): ModelCard => ({
  ...card,
  fields: card.fields.map(field => (field.name === 'num_outputs' ? { ...field, type: 'choice', choices: [2] } : field)),
  schema: { type: 'object', properties: { num_outputs: { enum: [2] } } },
})

test('every prediction of a job is checked before the first is paid, not the first alone', async () => {
  await using odd = await openStage({
    wrapModels: models => ({ ...models, describe: async (...asked) => inPairs(await models.describe(...asked)) }),
  })
  await odd.command('imagine', { prompt: 'a fox', count: 3 })
  const post = await odd.until('the end', isFinished)
  expect(wordsOf(post)).toContain('`num_outputs` of black-forest-labs/flux-schnell must be 2; got “1”.')
  expect(await odd.predictions()).toEqual([])
})

test('a link in --more is not handed on to Replicate', async () => {
  const before = (await stage.predictions()).length
  const more = 'image=https://cdn.example/private.png'
  const post = await imagine('links', { prompt: 'a fox', model: 'stability-ai/sdxl', more })
  expect(wordsOf(post)).toContain('a picture to start from is given with `--image`')
  expect((await stage.predictions()).length).toBe(before)
})

test('an admin hears at once of a preset the model here cannot take, and nothing is changed', async () => {
  await stage.command('config model', { kind: 'image', model: 'stability-ai/sdxl' }, at('presets'))
  expect(await config('presets', 'image.locked', 'mask=https://a.example/mask.png')).toBe(
    '`mask` of stability-ai/sdxl is a file, and files cannot be preset in `image.locked`; people send a picture to start from with `--image`.',
  )
  expect(await config('presets', 'image.defaults', 'num_inference_steps=many')).toContain('must be a whole number, got “many”')
  expect(await stage.store.shelves.settings.get('channel:stage/house/presets')).toEqual({ 'model.image': 'stability-ai/sdxl' })
  expect(await config('presets', 'image.defaults', 'go_fast=yes refine_steps=3')).toBe(
    '`image.defaults` is now `go_fast=yes refine_steps=3` in this channel. stability-ai/sdxl, which paints here now, has no `go_fast`; there it changes nothing.',
  )
})

test('words nobody can see are no prompt and no message, and half a character is replaced before it is sent', async () => {
  await stage.say('\u200b\u2060', at('blank'))
  expect(wordsOf(stage.shown().at(-1) as Post)).toBe('That message is empty. Say something, or type `/help`.')
  await stage.command('imagine', { prompt: '\u200b\u2060' }, at('blank'))
  expect(wordsOf(stage.shown().at(-1) as Post)).toBe('`prompt` is empty; say it in words.')
  await ended(() => stage.say('hello \ud83d', at('blank')))
  expect((await stage.predictions())[0]?.input['prompt']).toContain('hello \ufffd')
  await imagine('blank', { prompt: 'a \ud83d fox' })
  expect((await stage.predictions())[0]?.input['prompt']).toBe('a \ufffd fox')
})

test('what a model says as it fails stands on one short line that pings nobody and links nowhere', async () => {
  const words = `@everyone see https://evil.example and <!channel> ${'Traceback '.repeat(40)}`
  const post = await imagine('failures', { prompt: `a fox [sandbox:fail=${words}]` })
  const failure = post.blocks.find(block => block.type === 'failure')?.text ?? ''
  expect(failure).toMatch(/^The model failed: `[^`\n]+…`\.(?: Nothing was charged\.)?$/)
  expect(failure).not.toMatch(/@everyone|<!channel>/)
  expect(failure.length).toBeLessThan(400)
  expect(failure).toContain('Traceback')
})
