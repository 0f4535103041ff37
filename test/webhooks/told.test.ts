import { afterAll, beforeAll, expect, test } from 'vitest'
import { buttonsOf, isFinished, openStage, picturesOf, type Stage, wordsOf } from '../service/stage.ts'

let looks = 0
let stage: Stage
beforeAll(async () => {
  stage = await openStage({
    pace: 1,
    // Longer than anything here takes: whatever comes, comes by webhooks.
    webhookSilenceMs: 60_000,
    wrapModels: models => ({
      ...models,
      look(prediction, signal) {
        looks++
        return models.look(prediction, signal)
      },
    }),
  })
})
afterAll(() => stage[Symbol.asyncDispose]())

const finished = (words: string) => (post: Parameters<typeof wordsOf>[0]) => isFinished(post) && wordsOf(post).includes(words)

test('a picture that Replicate tells of needs not one look, and its message shows percent and early pictures all the same', async () => {
  await stage.command('imagine', {
    prompt: 'a told fox [sandbox:slow=2s]',
    count: 4,
    seed: 7,
    more: 'megapixels=0.25 num_inference_steps=1',
  })
  const post = await stage.until('the pictures', finished('a told fox'))
  expect(new Set(picturesOf(post)).size).toBe(4)
  expect(looks).toBe(0)
  const frames = stage.messages[0]?.frames ?? []
  expect(frames.some(frame => /Generating · \d+%/.test(wordsOf(frame)))).toBe(true)
  expect(frames.map(frame => picturesOf(frame).length).filter(count => count > 0 && count < 4)).not.toEqual([])
  expect(stage.lagsMs).toHaveLength(1)
  expect(stage.lagsMs[0]).toBeLessThan(5_000)
})

test('eight pictures are two runs, and each tells of itself', async () => {
  await stage.command('imagine', { prompt: 'eight told boats', count: 8, more: 'megapixels=0.25 num_inference_steps=1' })
  const post = await stage.until('the pictures', finished('eight told boats'))
  expect(new Set(picturesOf(post)).size).toBe(8)
  expect(looks).toBe(0)
})

test('a failure that Replicate tells of is said as always', async () => {
  await stage.command('imagine', { prompt: 'a giant [sandbox:fail=oom]' })
  const post = await stage.until('the failure', finished('ran out of memory'))
  expect(wordsOf(post)).toContain('The model ran out of memory; ask for something smaller or fewer at once.')
  expect(buttonsOf(post)).toContain('Again')
  expect(looks).toBe(0)
})

test('Cancel does not wait for a webhook', async () => {
  await stage.command('imagine', { prompt: 'a slow snail [sandbox:slow=30s]' })
  await stage.until('the run', post => wordsOf(post).includes('Generating'))
  await stage.press('Cancel')
  await stage.until('the end', finished('Canceled'))
  expect((await stage.predictions())[0]?.status).toBe('canceled')
})

test('a turn streams as before', async () => {
  await stage.say('Count to 5.')
  const post = await stage.until('the answer', finished('meta-llama'))
  expect(wordsOf(post)).toMatch(/1\D+2\D+3\D+4\D+5/)
  const [newest] = (await stage.predictions()) as readonly { readonly webhook_events_filter?: readonly string[] }[]
  expect(newest?.webhook_events_filter).toEqual(['start', 'completed'])
})
