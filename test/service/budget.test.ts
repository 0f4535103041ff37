import { expect, test } from 'vitest'
import { isFinished, openStage, picturesOf, wordsOf } from './stage.ts'

const prices = [{ match: 'black-forest-labs/flux-schnell', unit: 'image', usd: 0.003 }] as const

test('parallel jobs cannot overspend the service’s budget: what does not fit is refused before it is started', async () => {
  await using stage = await openStage({ prices, settings: { 'budget.service': '0.01/day' } })
  await Promise.all(Array.from({ length: 5 }, (_, index) => stage.command('imagine', { prompt: `picture ${index}` })))
  await stage.until('all ends', () => stage.shown().length === 5 && stage.shown().every(isFinished))
  const made = stage.shown().filter(post => picturesOf(post).length === 1)
  const refused = stage.shown().filter(post => wordsOf(post).includes('budget'))
  expect(made).toHaveLength(3)
  expect(refused).toHaveLength(2)
  expect(wordsOf(refused[0] as never)).toMatch(
    /^The service’s budget of \$0\.01 a day does not allow this: it may cost about \$0\.003 and \$0\.001 is left\. Nothing was spent; it frees up when the next day begins\./,
  )
  expect(await stage.predictions()).toHaveLength(3)
  const rows = await stage.store.records.list('ledger', {})
  expect(rows.map(row => [row.reserved, row.settled])).toEqual([
    [3_000, 3_000],
    [3_000, 3_000],
    [3_000, 3_000],
  ])
})

test('what failed or was refused is given back', async () => {
  await using stage = await openStage({ prices, settings: { 'budget.service': '0.003/day' } })
  await stage.command('imagine', { prompt: 'no luck [sandbox:fail=oom]' })
  await stage.until('the failure', post => wordsOf(post).includes('out of memory'))
  await stage.command('imagine', { prompt: 'luck' })
  await stage.until('the picture', post => isFinished(post) && picturesOf(post).length === 1)
  const rows = await stage.store.records.list('ledger', {})
  expect(rows.map(row => row.settled).sort()).toEqual([0, 3_000])
})
