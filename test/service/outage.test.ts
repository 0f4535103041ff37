import { expect, test } from 'vitest'
import { Fault } from '#core/fault.ts'
import { LostAnswer } from '#core/ports.ts'
import { eventually } from '../flows/console.ts'
import { buttonsOf, closed, isFinished, openStage, picturesOf, wordsOf } from './stage.ts'

const small = { more: 'megapixels=0.25 num_inference_steps=1' }
const prices = [{ match: 'black-forest-labs/flux-schnell', unit: 'image', usd: 0.003 }] as const

test('while Replicate cannot be reached the message says so, and the job goes on when it can', async () => {
  let isDown = true
  await using stage = await openStage({
    wrapModels: models => ({
      ...models,
      start: (...args) => (isDown ? Promise.reject(new Fault('busy', 'Down.', { retryAfterMs: 1 })) : models.start(...args)),
    }),
  })
  await stage.command('imagine', { prompt: 'a patient heron', ...small })
  await stage.until('the wait in words', post => wordsOf(post) === 'Replicate cannot be reached right now · trying again')
  isDown = false
  await stage.until('the picture', post => isFinished(post) && picturesOf(post).length === 1)
  expect(await stage.predictions()).toHaveLength(1)
})

test('when nothing was started within twenty minutes the job ends in words, and nothing is charged', async () => {
  let now = 1_800_000_000_000
  await using stage = await openStage({
    prices,
    now: () => now,
    wrapModels: models => ({ ...models, start: () => Promise.reject(new Fault('busy', 'Down.', { retryAfterMs: 1 })) }),
  })
  await stage.command('imagine', { prompt: 'a picture', ...small })
  await stage.until('the wait', post => wordsOf(post).includes('trying again'))
  now += 20 * 60_000
  const post = await stage.until('the end', isFinished)
  expect(wordsOf(post)).toBe('Replicate could not be reached for 20 minutes, so this was given up. Nothing was charged.')
  await closed(stage)
  expect((await stage.store.records.list('ledger', {})).map(row => row.settled)).toEqual([0])
})

test('an outage in the middle of a run loses nothing: what was painted meanwhile is shown', async () => {
  let looks = 0
  await using stage = await openStage({
    prices,
    wrapModels: models => ({
      ...models,
      look: (...args) => (++looks < 12 ? Promise.reject(new Fault('busy', 'Down.', { retryAfterMs: 1 })) : models.look(...args)),
    }),
  })
  await stage.command('imagine', { prompt: 'a picture', ...small })
  await stage.until('the picture', post => isFinished(post) && picturesOf(post).length === 1)
  expect(looks).toBeGreaterThanOrEqual(12)
  await closed(stage)
  expect((await stage.store.records.list('ledger', {})).map(row => row.settled)).toEqual([3_000])
})

test('after an hour without an answer a run that may have been paid counts as paid, and says that it may', async () => {
  let now = 1_800_000_000_000
  await using stage = await openStage({
    prices,
    now: () => now,
    wrapModels: models => ({
      ...models,
      look: () => Promise.reject(new Fault('busy', 'Down.', { retryAfterMs: 1 })),
      stop: () => Promise.reject(new Fault('busy', 'Down.')),
    }),
  })
  await stage.command('imagine', { prompt: 'a picture', ...small })
  await stage.until('the wait', post => wordsOf(post).includes('trying again'))
  now += 60 * 60_000
  const post = await stage.until('the end', isFinished)
  expect(wordsOf(post)).toBe('Replicate could not be reached for 60 minutes, so this was given up. It may have been charged.')
  await closed(stage)
  expect((await stage.store.records.list('ledger', {})).map(row => row.settled)).toEqual([3_000])
})

test.each([
  [true, 'Replicate charges for it all the same, about $0.003.'],
  [false, 'It counts as about $0.003, free here.'],
])('what was finished and is no picture is said to cost what the ledger holds, charged: %s', async (charged, sentence) => {
  const fetch = async (): Promise<Uint8Array> => Buffer.from('no picture at all')
  await using stage = await openStage({ prices, charged, wrapModels: models => ({ ...models, fetch }) })
  await stage.command('imagine', { prompt: 'a film', ...small })
  const post = await stage.until('the end', isFinished)
  expect(wordsOf(post)).toMatch(/answered with something that is not a picture\. Nothing was kept\./)
  expect(wordsOf(post).endsWith(sentence)).toBe(true)
  await closed(stage)
  expect((await stage.store.records.list('ledger', {})).map(row => row.settled)).toEqual([3_000])
})

test('a result that Replicate deleted before it could be kept is said, and counted as paid', async () => {
  await using stage = await openStage({
    prices,
    wrapModels: models => ({
      ...models,
      fetch: () =>
        Promise.reject(new Fault('gone', 'Replicate deleted the result before it could be kept. Press Again to make it anew.')),
    }),
  })
  await stage.command('imagine', { prompt: 'a picture', ...small })
  const post = await stage.until('the end', isFinished)
  expect(wordsOf(post)).toBe(
    'Replicate deleted the result before it could be kept. Press Again to make it anew. Replicate charges for it all the same, about $0.003.',
  )
  expect(buttonsOf(post)).toEqual(['Again', 'Reword…'])
  await closed(stage)
  expect((await stage.store.records.list('ledger', {})).map(row => row.settled)).toEqual([3_000])
})

test('a preview that cannot be fetched yet does not stop a healthy run', async () => {
  let fetched = 0
  await using stage = await openStage({
    pace: 1,
    wrapModels: models => ({
      ...models,
      fetch: (...args) => (++fetched <= 2 ? Promise.reject(new Fault('gone', 'Gone.')) : models.fetch(...args)),
      look: async (...args) => ({ ...(await models.look(...args)) }),
    }),
  })
  await stage.command('imagine', { prompt: 'two pictures', count: 2, more: 'megapixels=0.25', seed: 3 })
  await stage.until('a preview that failed', () => fetched >= 1)
  await stage.until('both pictures', post => isFinished(post) && picturesOf(post).length === 2)
})

test('a job whose last frame can never be shown is closed all the same, and holds nobody up', async () => {
  await using stage = await openStage({ retryMs: () => 1, refusesEdits: true })
  await stage.command('imagine', { prompt: 'a picture', ...small })
  await closed(stage)
  const [row] = await stage.store.records.list('ledger', {})
  expect(row?.settled).toBeDefined()
})

test('a job that was stored and never handed over is taken up at the next start', async () => {
  await using stage = await openStage()
  await stage.command('imagine', { prompt: 'a picture', ...small })
  await stage.until('the picture', isFinished)
  await closed(stage)
  const [job] = await stage.store.records.list('jobs', {})
  const { closedAt: _, ...open } = job as NonNullable<typeof job>
  await stage.store.records.batch([{ put: 'jobs', row: { ...open, id: 'left alone', runs: [], messages: [] } as never }])
  await stage.service.recover()
  await closed(stage)
  expect((await stage.predictions()).length).toBe(2)
})

test('a job that ended without being closed is closed at the next start, and counts as what was set aside for it', async () => {
  await using stage = await openStage({ prices })
  await stage.command('imagine', { prompt: 'a picture', ...small })
  await stage.until('the picture', isFinished)
  await closed(stage)
  const [job] = await stage.store.records.list('jobs', {})
  const [row] = await stage.store.records.list('ledger', {})
  const { closedAt: _, ...open } = job as NonNullable<typeof job>
  const { settled: __, ...unsettled } = row as NonNullable<typeof row>
  await stage.store.records.batch([
    { put: 'jobs', row: open as never },
    { put: 'ledger', row: unsettled },
  ])
  await stage.service.recover()
  await closed(stage)
  expect((await stage.store.records.list('ledger', {})).map(({ settled }) => settled)).toEqual([3_000])
})

test('what was played in the sandbox does not count against a budget of real money', async () => {
  await using stage = await openStage({ prices, charged: false, settings: { 'budget.service': '0.003/day' } })
  await stage.store.records.batch([
    {
      put: 'ledger',
      row: {
        id: 'real',
        at: Date.now(),
        day: new Date().toISOString().slice(0, 10),
        month: new Date().toISOString().slice(0, 7),
        person: 'p',
        channel: 'c',
        workspace: 'w',
        model: 'm',
        charged: true,
        reserved: 1_000_000,
      },
    },
  ])
  await stage.command('imagine', { prompt: 'a picture', ...small })
  await stage.until('the picture', post => isFinished(post) && picturesOf(post).length === 1)
})

test('what was canceled while its start was looked for is not started once more', async () => {
  let starts = 0
  let aheadMs = 0
  await using stage = await openStage({
    now: () => Date.now() + aheadMs,
    wrapModels: models => ({ ...models, start: () => (starts++, Promise.reject(new LostAnswer('The line broke.'))) }),
  })
  await stage.command('imagine', { prompt: 'a picture', ...small })
  await eventually('The lost start', async () => (starts === 1 ? true : undefined))
  await stage.press('Cancel')
  const [job] = await stage.store.records.list('jobs', {})
  await eventually('The end', async () => {
    aheadMs += 1_000
    return (await stage.store.records.get('jobs', job?.id ?? ''))?.closedAt
  })
  expect(starts).toBe(1)
  expect(wordsOf(stage.shown().find(post => isFinished(post) && buttonsOf(post).includes('Again')) as never)).toContain(
    'Canceled',
  )
})
