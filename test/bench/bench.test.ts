import fc from 'fast-check'
import { expect, test } from 'vitest'
import { measureReader, measureTurns } from '../../bench/conversations/conversations.ts'
import { median, quantile } from '../../bench/quantile.ts'
import { measureStore } from '../../bench/store/store.ts'
import { measure } from '../../bench/stream/stream.ts'
import { against, number, table } from '../../bench/table.ts'

test('a quantile is a number of the list, with its share of the list at or below it', () => {
  const share = fc.integer({ min: 1, max: 100 }).map(percent => percent / 100)
  fc.assert(
    fc.property(fc.array(fc.integer(), { minLength: 1 }), share, (numbers, asked) => {
      const found = quantile(numbers, asked)
      expect(numbers).toContain(found)
      expect(numbers.filter(one => one <= found).length / numbers.length).toBeGreaterThanOrEqual(asked)
      expect(numbers.filter(one => one < found).length / numbers.length).toBeLessThan(asked)
    }),
  )
  expect(median([3, 1, 2])).toBe(2)
  expect(quantile([], 0.5)).toBeNaN()
})

test('a table says what was missed', () => {
  const rows = [
    ['a', number(0.123_456), against(0.31, { atMost: 0.3 })],
    ['b', number(12_345.6), against(0.68, { atLeast: 0.68 })],
  ]
  expect(table(['what', 'number', 'ratio'], rows)).toBe(
    [
      '| what | number | ratio |',
      '| --- | ---: | ---: |',
      '| a | 0.123 | 0.31 (≤ 0.3, missed) |',
      '| b | 12,346 | 0.68 (≥ 0.68) |',
    ].join('\n'),
  )
})

test('the benchmarks of streams and of the store give numbers, each side on its own wires', async () => {
  const plan = { firstStreams: 2, streams: 5, tokensPerSecond: 50, warmMs: 50, windowMs: 600 }
  const found = await Promise.all([
    ...(['ours', 'iterator', 'dispatch', 'official'] as const).map(way => measure(way, plan)),
    ...(['shelf', 'raw'] as const).map(side => measureStore(side, 200)),
  ])
  for (const one of found) for (const value of Object.values(one)) expect(Number.isFinite(value)).toBe(true)
  for (const { cpuMicros } of found.slice(0, 4) as { readonly cpuMicros: number }[]) expect(cpuMicros).toBeGreaterThan(0)
})

test('the benchmark of conversations gives numbers, and every answer of it is stored', async () => {
  const plan = { firstAnswers: 2, answers: 5, tokensPerSecond: 50, warmMs: 50, windowMs: 1_300 }
  const [client, service] = [await measureReader('client', plan), await measureReader('service', plan)]
  for (const { cpuMicros, lateMs, held, tokens } of [client, service]) {
    expect(cpuMicros).toBeGreaterThan(0)
    expect(tokens).toBeGreaterThan(0)
    for (const one of [...Object.values(lateMs), ...Object.values(held)]) expect(Number.isFinite(one)).toBe(true)
  }
  expect(service.frames).toBeGreaterThan(0)
  const costs = await measureTurns([2, 60], 2)
  for (const { cpuMs, rows } of Object.values(costs)) {
    expect(cpuMs).toBeGreaterThan(0)
    expect(rows).toBeGreaterThan(0)
  }
})
