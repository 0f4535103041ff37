import { afterAll, beforeAll, expect, test } from 'vitest'
import { Fault } from '#core/fault.ts'
import { LostAnswer, type Models } from '#core/ports.ts'
import { openStage, picturesOf, type Stage, wordsOf } from '../service/stage.ts'

const asked = { finds: 0, starts: 0 }
/** The second run of a job never gets through: its answer is lost, or Replicate is busy for a minute. */
const stubborn = (models: Models): Models => ({
  ...models,
  async start(order, signal) {
    if (order.run === 0) return models.start(order, signal)
    asked.starts++
    if (JSON.stringify(order.input).includes('lost')) throw new LostAnswer('lost')
    throw new Fault('busy', 'Replicate is busy right now.', { retryAfterMs: 60_000 })
  },
  async find() {
    asked.finds++
    return []
  },
})

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ webhookSilenceMs: 1_000, wrapModels: stubborn })
})
afterAll(() => stage[Symbol.asyncDispose]())

/** Asks for two runs, and waits until the first has told of itself for a second and more, and is done. */
async function firstRunEnds(prompt: string): Promise<void> {
  const before = stage.webhookAnswers.length
  await stage.command('imagine', {
    prompt: `${prompt} [sandbox:slow=1s]`,
    count: 5,
    more: 'megapixels=0.25 num_inference_steps=1',
  })
  await stage.until(
    'the pictures of the first run',
    post => picturesOf(post).length === 4 && JSON.stringify(post).includes(prompt),
  )
  expect(stage.webhookAnswers.length - before).toBeGreaterThan(3)
}

test('however often the news of one run wakes a job, a lost run is looked for at its own pace', async () => {
  await firstRunEnds('a lost herd')
  // At once and after two seconds; the fourth look, after fifteen, is what decides.
  expect(asked.finds).toBeGreaterThan(0)
  expect(asked.finds).toBeLessThan(4)
  expect(asked.starts).toBe(1)
})

test('however often the news of one run wakes a job, a busy Replicate is left alone for as long as it asked for', async () => {
  asked.starts = 0
  await firstRunEnds('a busy herd')
  expect(asked.starts).toBe(1)
  expect(stage.shown().map(wordsOf).join('\n')).not.toContain('Something broke')
})
