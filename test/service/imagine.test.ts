import { afterAll, beforeAll, expect, test } from 'vitest'
import { ben, buttonsOf, general, isFinished, openStage, picturesOf, type Stage, wordsOf } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ pace: 1, prices: [{ match: 'black-forest-labs/flux-schnell', unit: 'image', usd: 0.003 }] })
})
afterAll(() => stage[Symbol.asyncDispose]())

const channel = (name: string) => ({ address: { ...general, channel: name } })
const finished = (words: string) => (post: Parameters<typeof wordsOf>[0]) => isFinished(post) && wordsOf(post).includes(words)

test('/imagine acknowledges at once, shows a rising percent and ends in the pictures, all in one message', async () => {
  const before = stage.messages.length
  await stage.command('imagine', { prompt: 'a red fox in the snow', count: 2, seed: 7 })
  const post = await stage.until('the pictures', finished('a red fox in the snow'))
  expect(stage.messages.length).toBe(before + 1)
  expect(new Set(picturesOf(post)).size).toBe(2)
  expect(buttonsOf(post)).toEqual(['Again', 'Reword…', 'Delete'])
  expect(wordsOf(post)).toContain('black-forest-labs/flux-schnell · seed 7')
  expect(wordsOf(post)).toContain('about $0.006')
  const seen = stage.messages[before]
  const percents = (seen?.frames ?? []).flatMap(frame => [...wordsOf(frame).matchAll(/(\d+)%/g)].map(found => Number(found[1])))
  expect(percents.length).toBeGreaterThan(2)
  expect(percents).toEqual([...percents].sort((a, b) => a - b))
  expect(seen?.lasts).toBe(1)
})

test('eight pictures of a model that makes four are two predictions, one job, one message, eight different pictures', async () => {
  const before = (await stage.predictions()).length
  await stage.command('imagine', { prompt: 'eight boats', count: 8 })
  const post = await stage.until('the pictures', finished('eight boats'))
  expect(new Set(picturesOf(post)).size).toBe(8)
  expect((await stage.predictions()).length - before).toBe(2)
})

test('the same seed gives the same picture, and Again gives another', async () => {
  await stage.command('imagine', { prompt: 'a tower', seed: 3 })
  const first = await stage.until('a picture', finished('“a tower”'))
  await stage.command('imagine', { prompt: 'a tower', seed: 3, model: 'black-forest-labs/flux-schnell' })
  const second = await stage.until(
    'the second picture',
    post => finished('“a tower”')(post) && post !== first && stage.shown().at(-1) === post,
  )
  expect(picturesOf(second)).toEqual(picturesOf(first))
  await stage.press('Again')
  const third = await stage.until(
    'the third picture',
    post => finished('“a tower”')(post) && post !== second && stage.shown().at(-1) === post,
  )
  expect(picturesOf(third)).not.toEqual(picturesOf(first))
})

test('an event that comes twice is one job, one message and one prediction', async () => {
  const before = (await stage.predictions()).length
  const twice = { id: 'the very same event' }
  await Promise.all([
    stage.command('imagine', { prompt: 'a twin' }, twice),
    stage.command('imagine', { prompt: 'a twin' }, twice),
  ])
  await stage.until('the picture', finished('“a twin”'))
  expect(stage.shown().filter(post => wordsOf(post).includes('“a twin”'))).toHaveLength(1)
  expect((await stage.predictions()).length - before).toBe(1)
})

test('Cancel really cancels at Replicate, by the owner or an admin and nobody else', async () => {
  await stage.command('imagine', { prompt: 'a slow snail [sandbox:slow=30s]' })
  await stage.until('the run', post => wordsOf(post).includes('Generating') || wordsOf(post).includes('Starting'))
  await stage.press('Cancel', { actor: ben })
  expect(wordsOf(await stage.until('the refusal', post => wordsOf(post).includes('admin')))).toBe(
    'Only the person who asked for it (`Ada`) or an admin can do that.',
  )
  await stage.press('Cancel')
  await stage.until('the end', finished('Canceled'))
  const [newest] = await stage.predictions()
  expect(newest?.status).toBe('canceled')
})

test('a failure says whose move it is and that nothing was charged, and the bot goes on (discord-bot-tutorial-code #6)', async () => {
  await stage.command('imagine', { prompt: 'a giant [sandbox:fail=oom]', model: 'black-forest-labs/flux-schnell' })
  const post = await stage.until('the failure', finished('ran out of memory'))
  expect(wordsOf(post)).toBe('The model ran out of memory; ask for something smaller or fewer at once. Nothing was charged.')
  expect(buttonsOf(post)).toEqual(['Again', 'Reword…'])
})

test('a fault of the platform is tried once more by us, and then succeeds or is said', async () => {
  const before = (await stage.predictions()).length
  await stage.command('imagine', { prompt: 'an unlucky cat [sandbox:fail=pa]' })
  await stage.until('the failure', finished('lost the machine'))
  expect((await stage.predictions()).length - before).toBe(2)
})

test.for([
  [{ prompt: 'x', count: 99 }, '`count` must be from 1 to 8, got 99; the nearest possible value is 8.'],
  [
    { prompt: 'x', model: 'nobody/nothing' },
    'Replicate knows no model `nobody/nothing`. Check the spelling. Nothing was charged.',
  ],
  [
    { prompt: 'x', model: 'meta/meta-llama-3-70b-instruct' },
    'meta/meta-llama-3-70b-instruct does not paint pictures from words. Nothing was charged.',
  ],
  [
    { prompt: 'x', model: 'meta/llama-3-70b-instruct' },
    '`meta/llama-3-70b-instruct` does not exist at Replicate; its living successor is `meta/meta-llama-3-70b-instruct`. Nothing was charged.',
  ],
  [
    { prompt: 'x', more: 'num_inferense_steps=2' },
    'black-forest-labs/flux-schnell has no input `num_inferense_steps`; did you mean `num_inference_steps`? Nothing was charged.',
  ],
  [
    { prompt: 'x', more: 'num_inference_steps=50' },
    '`num_inference_steps` of black-forest-labs/flux-schnell must be from 1 to 4, got “50”. Nothing was charged.',
  ],
  [
    { prompt: 'x', image: 'http://127.0.0.1:1/x.png' },
    'black-forest-labs/flux-schnell does not take a picture to start from; `--model stability-ai/sdxl` does. Nothing was charged.',
  ],
  [
    { prompt: 'x', model: 'stability-ai/sdxl', image: 'http://127.0.0.1:1/x.png' },
    'That link points into a private network. Nothing was charged.',
  ],
  [{ prompt: 'x', model: 'stability-ai/sdxl', image: { ref: 'notes.txt', name: 'notes.txt' } }, /^notes\.txt is not a picture/],
] as const)('bad input gets one clear sentence and nothing is spent: %j', async ([values, sentence]) => {
  const before = (await stage.predictions()).length
  const count = stage.messages.length
  await stage.command('imagine', values, channel('bad input'))
  const post = await stage.until(
    'the refusal',
    shown => stage.messages.length > count && shown === stage.shown().at(-1) && isFinished(shown),
  )
  if (typeof sentence === 'string') expect(wordsOf(post)).toBe(sentence)
  else expect(wordsOf(post)).toMatch(sentence)
  expect((await stage.predictions()).length).toBe(before)
})

test('a model of videos is refused before it is paid, and `/run` is named', async () => {
  const before = (await stage.predictions()).length
  await stage.command('imagine', { prompt: 'x', model: 'minimax/video-01' }, { actor: ben })
  expect(wordsOf(await stage.until('the refusal', finished('makes videos')))).toBe(
    'minimax/video-01 makes videos, no pictures; `/run` runs it. Nothing was charged.',
  )
  expect(await stage.predictions()).toHaveLength(before)
})

test('a picture sent along is freed of its metadata, uploaded and started from', async () => {
  await stage.command('imagine', {
    prompt: 'a fox like this',
    model: 'stability-ai/sdxl',
    image: { ref: 'fox.png', name: 'fox.png' },
    more: 'num_inference_steps=5',
  })
  await stage.until('the picture', finished('“a fox like this”'))
  const [newest] = await stage.predictions()
  expect(newest?.input['image']).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\/files\//)
})

test('Replicate being busy for a moment is waited out, and the create is sent once for each picture', async () => {
  await stage.fault({ kind: 'http-429', times: 2, match: 'patience', retryAfter: 1 })
  const before = (await stage.predictions()).length
  await stage.command('imagine', { prompt: 'patience' })
  await stage.until('the picture', finished('“patience”'))
  expect((await stage.predictions()).length - before).toBe(1)
})

test('a create whose answer is lost is looked for and adopted, never sent again', async () => {
  await stage.fault({ kind: 'reset-after', times: 1, match: 'lost letter' })
  const before = (await stage.predictions()).length
  await stage.command('imagine', { prompt: 'a lost letter' })
  await stage.until('the picture', finished('“a lost letter”'))
  expect((await stage.predictions()).length - before).toBe(1)
})
