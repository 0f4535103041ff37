import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JobPhase } from '#core/job.ts'
import type { Figures } from '#core/meter.ts'
import { createMetrics } from '../../src/metrics/metrics.ts'
import { readingsOf, valueOf } from './readings.ts'

const quiet: Figures = {
  openJobs: async () => new Map(),
  engineJobs: async () => 0,
  money: async () => ({ spent: 0, reserved: 0, charged: true }),
}

function made() {
  const warnings: string[] = []
  const metrics = createMetrics({ log: { warn: (_fields, message) => warnings.push(message) }, startedAt: 1_800_000_000_000 })
  return {
    metrics,
    warnings,
    read: async (figures = quiet) => readingsOf(await metrics.scrape(figures)),
    [Symbol.dispose]: () => metrics[Symbol.dispose](),
  }
}

test('whatever happens in whatever order is counted once, under the one it happened to', async () => {
  const of = fc.constantFrom('web', 'discord', 'slack')
  const ms = fc.integer({ min: -5_000, max: 5_000_000 })
  const event = fc.oneof(
    fc.record({ what: fc.constantFrom('frameShown', 'frameDropped', 'throttled'), of, ms }),
    fc.record({ what: fc.constantFrom('accepted', 'handled', 'waited'), of, ms }),
  )
  const names = {
    frameShown: ['frames_shown_total', 'platform'],
    frameDropped: ['frames_dropped_total', 'platform'],
    throttled: ['throttled_total', 'service'],
    accepted: ['acknowledge_seconds', 'platform'],
    handled: ['handle_seconds', 'platform'],
    waited: ['job_wait_seconds', 'kind'],
  } as const
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 40 }), async events => {
      using bed = made()
      const { meter } = bed.metrics
      for (const one of events) {
        const what = one.what
        if (what === 'frameShown' || what === 'frameDropped' || what === 'throttled') meter[what](one.of)
        else meter[what](one.of, one.ms)
      }
      const readings = await bed.read()
      for (const [what, [name, label]] of Object.entries(names)) {
        for (const who of ['web', 'discord', 'slack']) {
          const mine = events.filter(one => one.what === what && one.of === who)
          const isTimed = name.endsWith('_seconds')
          const counted = valueOf(readings, `replichat_${name}${isTimed ? '_count' : ''}`, { [label]: who })
          expect(counted ?? 0).toBe(mine.length)
          // A clock that runs behind must not take time off the sum.
          const seconds = mine.reduce((sum, one) => sum + Math.max(0, one.ms) / 1_000, 0)
          if (isTimed) expect(valueOf(readings, `replichat_${name}_sum`, { [label]: who }) ?? 0).toBeCloseTo(seconds, 6)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('an answer of Replicate is counted by its status, and one that says we come too often also as that', async () => {
  using bed = made()
  for (const status of [200, 201, 204, 404, 422, 429, 429, 500, 503, undefined]) bed.metrics.answered(status)
  const readings = await bed.read()
  const by = (status: string) => valueOf(readings, 'replichat_replicate_answers_total', { status })
  expect(['2xx', '4xx', '429', '5xx', 'none'].map(by)).toEqual([3, 2, 2, 2, 1])
  expect(valueOf(readings, 'replichat_throttled_total', { service: 'replicate' })).toBe(2)
})

test('each state of open jobs is said, also when no job is in it any more; what has ended is closing', async () => {
  using bed = made()
  const at = async (open: readonly (readonly [JobPhase, number])[]) => {
    const readings = await bed.read({ ...quiet, openJobs: async () => new Map(open) })
    return ['queued', 'starting', 'running', 'delivering', 'closing'].map(state => valueOf(readings, 'replichat_jobs', { state }))
  }
  expect(
    await at([
      ['queued', 3],
      ['running', 2],
      ['done', 1],
      ['failed', 4],
    ]),
  ).toEqual([3, 0, 2, 0, 5])
  expect(await at([['starting', 1]])).toEqual([0, 1, 0, 0, 0])
})

test('money is said in dollars, for the day and the month, and whether it is real', async () => {
  using bed = made()
  const readings = await bed.read({
    ...quiet,
    money: async period => ({ spent: period === 'day' ? 1_234_567 : 9_000_000, reserved: 250_000, charged: false }),
  })
  const said = (name: string, period: string) => valueOf(readings, name, { period, charged: 'no' })
  expect(said('replichat_spent_usd', 'day')).toBe(1.234567)
  expect(said('replichat_spent_usd', 'month')).toBe(9)
  expect(said('replichat_reserved_usd', 'day')).toBe(0.25)
})

test('a figure that cannot be read is left out and logged, and the others are still said', async () => {
  using bed = made()
  await bed.read({ ...quiet, engineJobs: async () => 7, money: async () => ({ spent: 5, reserved: 5, charged: true }) })
  const readings = await bed.read({
    openJobs: async () => new Map([['queued', 2]]),
    engineJobs: () => Promise.reject(new Error('The disk is gone.')),
    money: () => Promise.reject(new Error('The disk is gone.')),
  })
  expect(valueOf(readings, 'replichat_jobs', { state: 'queued' })).toBe(2)
  expect(valueOf(readings, 'replichat_spent_usd', { period: 'day' })).toBeUndefined()
  expect(valueOf(readings, 'replichat_engine_jobs')).toBeUndefined()
  expect(bed.warnings).toEqual(Array(2).fill('a figure for the metrics could not be read'))
})

test('the process tells of its memory, its processor and how late its event loop was', async () => {
  using bed = made()
  const lateness = async (): Promise<number> => {
    await new Promise(resolve => setTimeout(resolve, 50))
    for (const end = performance.now() + 120; performance.now() < end;);
    await new Promise(resolve => setTimeout(resolve, 25))
    return valueOf(await bed.read(), 'replichat_event_loop_lag_seconds', { quantile: '0.99' }) ?? 0
  }
  // What is recorded lies between two askings, and on a busy machine the first may come after the lateness.
  let p99 = 0
  for (let tries = 0; p99 < 0.05 && tries < 40; tries++) p99 = await lateness()
  expect(p99).toBeGreaterThan(0.05)
  expect(p99).toBeLessThan(5)
  const late = await bed.read()
  expect(valueOf(late, 'replichat_memory_bytes', { kind: 'resident' })).toBeGreaterThan(10_000_000)
  expect(valueOf(late, 'replichat_processor_seconds_total')).toBeGreaterThan(0.1)
  expect(valueOf(late, 'replichat_start_time_seconds')).toBe(1_800_000_000)
})

test('two services in one process count apart', async () => {
  using one = made()
  using other = made()
  one.metrics.meter.startedAgain()
  const again = 'replichat_runs_started_again_total'
  expect([valueOf(await one.read(), again), valueOf(await other.read(), again)]).toEqual([1, 0])
})

test('every metric there is stands in the document, with its help, and the document names no other', async () => {
  using bed = made()
  const text = await bed.metrics.scrape(quiet)
  const told = new Map([...text.matchAll(/^# HELP (replichat_\w+) (.+)$/gm)].map(([, name, help]) => [name ?? '', help ?? '']))
  const types = new Map([...text.matchAll(/^# TYPE (replichat_\w+) (\w+)$/gm)].map(([, name, type]) => [name ?? '', type ?? '']))
  const document = await readFile(join(import.meta.dirname, '../../docs/metrics.md'), 'utf8')
  const rows = [...document.matchAll(/^\| `(replichat_\w+)` +\| (\w+) +\| (.*?) +\| (.*?) +\|$/gm)]
  expect(rows.map(([, name]) => name).sort()).toEqual([...told.keys()].sort())
  for (const [, name = '', type, , help] of rows) expect([name, type, help]).toEqual([name, types.get(name), told.get(name)])
  // The rules of Prometheus: a counter ends in _total, units are base units.
  for (const [name, type] of types) expect([name, type === 'counter']).toEqual([name, name.endsWith('_total')])
})
