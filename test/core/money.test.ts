import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cost, formatUsd, microUsd, parseBudget, periodOf, type Price, pricesOf } from '../../src/core/money.ts'

const table: readonly Price[] = [
  { match: 'acme/talk', unit: 'input_token', usd: 0.65e-6 },
  { match: 'acme/talk', unit: 'output_token', usd: 2.75e-6 },
  { match: 'acme/*', unit: 'second', usd: 0.000225 },
  { match: 'acme/flux*', unit: 'image', usd: 0.003 },
  { match: '*', unit: 'run', usd: 0.25 },
]

test.each([
  ['acme/talk', [0, 1]],
  ['acme/talk-2', [2]],
  ['acme/flux', [3]],
  ['acme/flux-dev', [3]],
  ['other/model', [4]],
])('the price of %s is the most exact one of the table', (model, lines) => {
  expect(pricesOf(table, model)).toEqual(lines.map(line => table[line]))
  expect(pricesOf(table.slice(0, 4), 'other/model')).toEqual([])
})

test.each([
  ['acme/talk', { inputTokens: 1_000, outputTokens: 200 }, 1_200],
  ['acme/flux', { images: 4, seconds: 9 }, 12_000],
  ['acme/slow', { seconds: 10 }, 2_250],
  ['acme/slow', { seconds: -3 }, 0],
  ['acme/slow', { seconds: NaN }, 0],
  ['acme/slow', {}, 0],
  ['other/model', {}, 250_000],
])('%s with %j costs what the table says', (model, usage, micro) => {
  expect(cost(pricesOf(table, model), usage)).toBe(micro)
})

test('where nothing is known of a price, nothing is claimed', () => {
  expect(cost([], { images: 4 })).toBeUndefined()
})

test('dollars become whole micro-dollars, never fewer, and by less than one more', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000_000_000 }), micro => {
      expect(microUsd(micro / 1e6)).toBe(micro)
    }),
  )
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1_000, noNaN: true }), usd => {
      const micro = microUsd(usd)
      expect(Number.isInteger(micro)).toBe(true)
      expect(micro).toBeGreaterThanOrEqual(usd * 1e6 - 0.001)
      expect(micro).toBeLessThan(usd * 1e6 + 1.001)
    }),
  )
  expect(microUsd(0.1 + 0.2)).toBe(300_000)
  expect(microUsd(0.000_000_05)).toBe(1)
})

test.each([
  ['10/day', { limit: 10_000_000, period: 'day' }],
  ['$0.50 / Month', { limit: 500_000, period: 'month' }],
  ['0/day', { limit: 0, period: 'day' }],
  ['999999999.123456/month', { limit: 999_999_999_123_456, period: 'month' }],
  ['10', undefined],
  ['10/week', undefined],
  ['-1/day', undefined],
  ['1e3/day', undefined],
  ['.5/day', undefined],
])('a budget is an amount a day or a month: %s', (text, budget) => {
  expect(parseBudget(text)).toEqual(budget)
})

test.each([
  [0, '$0'],
  [12_500_000, '$12.50'],
  [12_000_000, '$12'],
  [3_000, '$0.003'],
  [42, '$0.000042'],
  [-500_000, '-$0.50'],
])('%i micro-dollars are written %s', (micro, text) => {
  expect(formatUsd(micro)).toBe(text)
})

test('money that is written and read again is the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), micro => {
      expect(parseBudget(`${formatUsd(micro)}/day`)?.limit).toBe(micro)
    }),
  )
})

test.each([
  ['2026-11-20T23:59:59.999Z', 'UTC', '2026-11-20'],
  ['2026-11-21T00:00:00Z', 'UTC', '2026-11-21'],
  ['2026-11-20T23:00:00Z', 'Europe/Berlin', '2026-11-21'],
  ['2026-01-01T04:59:59Z', 'America/New_York', '2025-12-31'],
  ['2026-01-01T05:00:00Z', 'America/New_York', '2026-01-01'],
  // The day summer time begins has 23 hours in Berlin, the day it ends has 25.
  ['2026-03-28T22:59:59Z', 'Europe/Berlin', '2026-03-28'],
  ['2026-03-28T23:00:00Z', 'Europe/Berlin', '2026-03-29'],
  ['2026-03-29T21:59:59Z', 'Europe/Berlin', '2026-03-29'],
  ['2026-03-29T22:00:00Z', 'Europe/Berlin', '2026-03-30'],
  ['2026-10-24T22:00:00Z', 'Europe/Berlin', '2026-10-25'],
  ['2026-10-25T22:59:59Z', 'Europe/Berlin', '2026-10-25'],
  ['2026-10-25T23:00:00Z', 'Europe/Berlin', '2026-10-26'],
  ['2026-12-31T10:00:00Z', 'Pacific/Kiritimati', '2027-01-01'],
  ['2028-02-29T12:00:00Z', 'Asia/Kathmandu', '2028-02-29'],
])('%s in %s is counted on %s', (moment, zone, day) => {
  expect(periodOf(Date.parse(moment), 'day', zone)).toBe(day)
  expect(periodOf(Date.parse(moment), 'month', zone)).toBe(day.slice(0, 7))
})

test('later moments are never counted on an earlier day', () => {
  const moments = fc.integer({ min: 0, max: Date.parse('2100-01-01') })
  fc.assert(
    fc.property(
      moments,
      moments,
      fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu'),
      (one, other, zone) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)]
        expect(periodOf(early, 'day', zone) <= periodOf(late, 'day', zone)).toBe(true)
        expect(periodOf(early, 'day', zone)).toMatch(/^\d{4}-\d\d-\d\d$/)
      },
    ),
  )
})
