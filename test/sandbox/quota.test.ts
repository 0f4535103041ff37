import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createQuota } from '../../src/sandbox/quota.ts'
import { startSandbox } from './start.ts'

const left = (response: Response): readonly number[] =>
  ['remaining', 'reset'].map(name => Number(response.headers.get(`ratelimit-${name}`)))

test('each answer says what is left of its own limit, which fills up again as time passes', async () => {
  let now = 1_000_000
  await using sandbox = await startSandbox({ now: () => now })
  const create = () =>
    sandbox.call('POST', '/predictions', {
      version: '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
      input: { text: 'x' },
    })
  expect(left(await create())).toEqual([599, 1])
  expect(left(await sandbox.call('GET', '/account'))).toEqual([2_999, 1])
  for (let nth = 0; nth < 24; nth++) await create()
  expect(left(await create())).toEqual([574, 3])
  expect(left(await sandbox.call('GET', '/predictions/none'))).toEqual([2_998, 1])
  now += 60_000
  expect(left(await create())).toEqual([599, 1])
})

test('a request that is throttled says that nothing is left, and when to come back', async () => {
  await using sandbox = await startSandbox()
  await sandbox.call('POST', '/_sandbox/faults', { kind: 'http-429', times: 1, retryAfter: 7 })
  const version = '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa'
  const refused = await sandbox.call('POST', '/predictions', { version, input: { text: 'x' } })
  expect([refused.status, ...left(refused)]).toEqual([429, 0, 7])
  const taken = await sandbox.call('POST', '/predictions', { version, input: { text: 'x' } })
  expect([taken.status, ...left(taken)]).toEqual([201, 598, 1])
})

test('nothing is ever owed, and what waits as long as it is told finds the whole limit', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 3_000 }),
      fc.array(fc.integer({ min: -500, max: 5_000 }), { minLength: 1, maxLength: 60 }),
      (perMinute, steps) => {
        const quota = createQuota(perMinute)
        let now = 10_000
        let latest = now
        let told = quota.take(now)
        for (const step of steps) {
          now += step
          latest = Math.max(latest, now)
          told = quota.take(now)
          expect(told.remaining).toBeGreaterThanOrEqual(0)
          expect(told.remaining).toBeLessThan(perMinute)
          expect(told.resetSeconds).toBeGreaterThanOrEqual(1)
          expect(told.resetSeconds).toBeLessThanOrEqual(60)
        }
        expect(quota.take(latest + told.resetSeconds * 1_000).remaining).toBe(perMinute - 1)
      },
    ),
  )
})
