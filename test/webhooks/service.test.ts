import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Models } from '#core/ports.ts'
import { isFinished, openStage, picturesOf, type Stage, wordsOf } from '../service/stage.ts'

let looks = 0
const countingLooks = (models: Models): Models => ({
  ...models,
  look(prediction, signal) {
    looks++
    return models.look(prediction, signal)
  },
})

let stage: Stage
beforeAll(async () => {
  stage = await openStage({ webhookSilenceMs: 2_000, wrapModels: countingLooks })
})
afterAll(() => stage[Symbol.asyncDispose]())

const finished = (words: string) => (post: Parameters<typeof wordsOf>[0]) => isFinished(post) && wordsOf(post).includes(words)
/** Nothing is left beside any job. */
const leftFacts = async (): Promise<number> => (await stage.store.records.list('facts', {})).length

test('a picture that Replicate tells of is shown from its webhooks alone, without one look', async () => {
  const before = looks
  await stage.command('imagine', { prompt: 'a told fox', count: 2, seed: 7 })
  const post = await stage.until('the pictures', finished('a told fox'))
  expect(new Set(picturesOf(post)).size).toBe(2)
  expect(looks).toBe(before)
  expect(stage.lagsMs.length).toBeGreaterThan(0)
  expect(stage.lagsMs.every(lagMs => lagMs >= 0 && lagMs < 5_000)).toBe(true)
})
