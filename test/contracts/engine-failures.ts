import { expect, test } from 'vitest'
import type { Work } from '../../src/core/ports.ts'
import { type EngineBed, alone, noGiveUp } from './engine-bed.ts'
import { until } from './wait.ts'

/** A step that throws is repeated, then given up, and never in the way of others. */
export function engineFailures(make: () => Promise<EngineBed>): void {
  const broken = (throws: (job: string, time: number) => boolean) => {
    const seen: { job: string; failures: number; at: number }[] = []
    const givenUp: { job: string; failures: number; thrown: string }[] = []
    const given: Work = {
      async step(job, lease) {
        seen.push({ job, failures: lease.failures, at: Date.now() })
        if (throws(job, seen.filter(step => step.job === job).length)) throw new Error(`broken ${job}`)
        return 'finished'
      },
      async giveUp(job, lease, thrown) {
        givenUp.push({ job, failures: lease.failures, thrown: String(thrown) })
      },
    }
    return { seen, givenUp, work: given }
  }

  test('repeats a step that throws with growing delay, 8 times in all, gives the job up and lets the lane go on', async () => {
    await using bed = await make()
    await using engine = await bed.open({ retryMs: failures => failures * 4 })
    const { seen, givenUp, work } = broken(job => job === 'broken')
    engine.start(work, { atMost: 2 })
    await engine.add('broken', { lane: 'lane', share: 'one' })
    await engine.add('next', { lane: 'lane', share: 'one' })
    await until('the next ran', () => seen.some(step => step.job === 'next'))
    const steps = seen.filter(step => step.job === 'broken')
    expect(steps.map(step => step.failures)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    for (let index = 1; index < steps.length; index++) {
      expect((steps[index]?.at ?? 0) - (steps[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(index * 4)
    }
    expect(givenUp).toEqual([{ job: 'broken', failures: 8, thrown: 'Error: broken broken' }])
    expect(seen.at(-1)).toMatchObject({ job: 'next', failures: 0 })
  })

  test('takes an answer that is no time at all as a throw', async () => {
    await using bed = await make()
    await using engine = await bed.open({ retryMs: () => 0 })
    const failures: number[] = []
    const given: Work = {
      giveUp: noGiveUp,
      async step(_job, lease) {
        failures.push(lease.failures)
        return failures.length === 1 ? { inMs: NaN } : failures.length === 2 ? ({} as { inMs: number }) : 'finished'
      },
    }
    engine.start(given, { atMost: 1 })
    await engine.add('job', alone('job'))
    await until('it ended', () => failures.length === 3)
    expect(failures).toEqual([0, 1, 2])
  })

  test('counts throws in a row only: a step that succeeds begins anew', async () => {
    await using bed = await make()
    await using engine = await bed.open({ retryMs: () => 1 })
    const failures: number[] = []
    const given: Work = {
      giveUp: noGiveUp,
      async step(_job, lease) {
        failures.push(lease.failures)
        if (failures.length === 13) return 'finished'
        if (failures.length % 6 === 0) return { inMs: 0 }
        throw new Error('for a while')
      },
    }
    engine.start(given, { atMost: 1 })
    await engine.add('job', alone('job'))
    await until('it ended', () => failures.length === 13)
    expect(failures).toEqual([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 0])
  })

  test('keeps the count of throws and the delay over a restart', async () => {
    await using bed = await make()
    const first = broken(() => true)
    {
      await using engine = await bed.open({ retryMs: () => 3_600_000 })
      engine.start(first.work, { atMost: 1 })
      await engine.add('job', alone('job'))
      await until('it threw', () => first.seen.length === 1)
      // The job behind it in another lane shows that the throw was stored.
      await engine.add('other', alone('other'))
      await until('the other threw', () => first.seen.length === 2)
    }
    await using engine = await bed.open({ retryMs: () => 1 })
    const second = broken(job => job !== 'last')
    engine.start(second.work, { atMost: 1 })
    await engine.add('last', alone('last'))
    await until('the last ran', () => second.seen.some(step => step.job === 'last'))
    expect(second.seen.map(step => step.job)).toEqual(['last'])
    await engine.wake('job')
    await until('the job ran', () => second.seen.length > 1)
    expect(second.seen[1]).toMatchObject({ job: 'job', failures: 1 })
  })

  test('ends a job that cannot even be given up, so that its lane goes on', async () => {
    await using bed = await make()
    await using engine = await bed.open({ retryMs: () => 0 })
    const { seen, work } = broken(job => job === 'broken')
    const throwing: Work = { ...work, giveUp: () => Promise.reject(new Error('not even that')) }
    engine.start(throwing, { atMost: 1 })
    await engine.add('broken', { lane: 'lane', share: 'one' })
    await engine.add('next', { lane: 'lane', share: 'one' })
    await until('the next ran', () => seen.some(step => step.job === 'next'))
    expect(seen).toHaveLength(9)
  })

  test('runs a job that is woken during the delay at once, and does not count that try', async () => {
    await using bed = await make()
    await using engine = await bed.open({ retryMs: () => 3_600_000 })
    const { seen, givenUp, work } = broken((_job, time) => time < 15)
    engine.start(work, { atMost: 1 })
    await engine.add('job', alone('job'))
    for (let times = 1; times < 15; times++) {
      await until('it ran', () => seen.length >= times)
      await engine.wake('job')
    }
    await until('it ended', () => seen.length === 15)
    expect(givenUp).toEqual([])
    expect(seen.slice(1).every(step => step.failures === 1)).toBe(true)
  })
}
