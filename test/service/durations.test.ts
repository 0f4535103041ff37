import { expect, test } from 'vitest'
import type { RunOrder } from '#core/ports.ts'
import { closed, isFinished, openStage, picturesOf, wordsOf } from './stage.ts'

const quick = { more: 'num_inference_steps=1 megapixels=0.25' }
const model = 'deployment:sandbox/flux-fast'
test('a run that is paid by the second has time, and money, for the boot that its model may need once more', async () => {
  const orders: RunOrder[] = []
  await using stage = await openStage({
    prices: [{ match: 'black-forest-labs/flux-schnell', unit: 'second', usd: 0.001 }],
    wrapModels: models => ({ ...models, start: (order, signal) => (orders.push(order), models.start(order, signal)) }),
  })
  await stage.store.shelves.durations.set(model, [2_000, 2_000])
  await stage.store.shelves.boots.set(model, [180_000, 0])
  await stage.command('imagine', { prompt: 'a fox', ...quick })
  await closed(stage)
  expect(orders.map(({ atMostMs }) => atMostMs)).toEqual([240_000])
  const [row] = await stage.store.records.list('ledger', {})
  expect(row?.reserved).toBe(240_000)
  expect(row?.settled).toBeLessThan(60_000)
})

test('a run whose last frame had to be tried many times weighs once in what is known of its model', async () => {
  let refusals = 4
  await using stage = await openStage({
    retryMs: () => 1,
    wrapSurface: surface => ({
      ...surface,
      edit: (message, post, options) =>
        options.last && refusals-- > 0
          ? Promise.reject(new Error('The platform is away.'))
          : surface.edit(message, post, options),
    }),
  })
  await stage.command('imagine', { prompt: 'a fox', ...quick })
  await closed(stage)
  expect(refusals).toBeLessThan(0)
  expect(await stage.store.shelves.durations.get(model)).toHaveLength(1)
})

test('a run whose time is over says so, with what it cost: nobody canceled it', async () => {
  await using stage = await openStage({
    pace: 1,
    prices: [{ match: 'black-forest-labs/flux-schnell', unit: 'second', usd: 0.001 }],
    wrapModels: models => ({ ...models, start: (order, signal) => models.start({ ...order, atMostMs: 5_000 }, signal) }),
  })
  await stage.command('imagine', { prompt: 'a fox [sandbox:slow=60s]', more: 'num_inference_steps=4' })
  const post = await stage.until('the end', isFinished)
  expect(picturesOf(post)).toEqual([])
  expect(wordsOf(post)).toMatch(
    /^It was ended before it was ready: it may take 5 minutes at most\. Nothing was made\. What it used costs about \$0\.00\d+\.$/,
  )
})
