import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Again, Engine, Work } from '../../src/core/ports.ts'
import type { EngineBed } from './engine-bed.ts'
import { until } from './wait.ts'

/** What a job's steps do, one after another; after the last one it is finished. */
type Outcome = 'sleep' | 'throw' | 'write'
type Plan = { readonly lane: string; readonly share: string; readonly steps: readonly Outcome[]; readonly hopeless: boolean }
type Action =
  | { readonly do: 'add' | 'wake'; readonly job: number }
  | { readonly do: 'restart' }
  | { readonly do: 'pass'; readonly turns: number }

const plan: fc.Arbitrary<Plan> = fc.record({
  lane: fc.constantFrom('l1', 'l2', 'l3'),
  share: fc.constantFrom('s1', 's2'),
  steps: fc.array(fc.constantFrom<Outcome>('sleep', 'throw', 'write'), { maxLength: 4 }),
  hopeless: fc.nat({ max: 5 }).map(chance => chance === 0),
})
const action = (jobs: number): fc.Arbitrary<Action> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ do: fc.constant('add' as const), job: fc.nat({ max: jobs - 1 }) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wake' as const), job: fc.nat({ max: jobs - 1 }) }) },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), turns: fc.nat({ max: 4 }) }) },
  )
const history = fc
  .array(plan, { minLength: 1, maxLength: 6 })
  .chain(plans => fc.record({ plans: fc.constant(plans), actions: fc.array(action(plans.length), { maxLength: 30 }) }))

/** Any history of adds, wakes, throws and restarts ends well. */
export function engineHistories(make: () => Promise<EngineBed>): void {
  test('loses no job and never runs two of a lane, whatever is added, woken, thrown and restarted', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ plans, actions }) => {
        await using bed = await make()
        const world = observe(plans, bed)
        const times = { retryMs: () => 1 }
        let engine: Engine = await bed.open(times)
        engine.start(world.work, { atMost: 2 })
        try {
          for (const action of actions) {
            if (action.do === 'pass') for (let turn = 0; turn < action.turns; turn++) await new Promise(setImmediate)
            else if (action.do === 'wake') await engine.wake(`${action.job}`)
            else if (action.do === 'add') {
              const { lane, share } = plans[action.job] as Plan
              await engine.add(`${action.job}`, { lane, share })
              world.added.add(`${action.job}`)
            } else {
              await engine[Symbol.asyncDispose]()
              engine = await bed.open(times)
              engine.start(world.work, { atMost: 2 })
            }
          }
          await until('every added job ended', () => [...world.added].every(job => world.ended.has(job)))
          for (const job of world.added) expect(await engine.ahead(job)).toBe(0)
        } finally {
          await engine[Symbol.asyncDispose]()
        }
        expect(world.breaches).toEqual([])
        for (const lane of ['l1', 'l2', 'l3']) {
          const inLane = (job: string): boolean => plans[Number(job)]?.lane === lane
          expect([...world.begun].filter(inLane)).toEqual([...world.added].filter(inLane))
        }
      }),
      { numRuns: 60 },
    )
  })
}

/** Work that follows the plans and writes down what must not happen. Where a job stands is kept in records, as a restart leaves it. */
function observe(plans: readonly Plan[], bed: EngineBed) {
  const added = new Set<string>()
  const begun = new Set<string>()
  const ended = new Set<string>()
  const breaches: string[] = []
  const running = new Map<string, string>()
  const holding = new Map<string, string>()

  const enter = (job: string, lane: string): void => {
    const other = running.get(lane)
    if (other !== undefined) breaches.push(`${job} ran beside ${other}`)
    const holder = holding.get(lane)
    if (holder !== undefined && holder !== job && !ended.has(holder)) breaches.push(`${job} began before ${holder} ended`)
    running.set(lane, job)
    holding.set(lane, job)
    begun.add(job)
  }

  const work: Work = {
    async step(job, lease): Promise<Again> {
      const { lane, steps, hopeless } = plans[Number(job)] as Plan
      enter(job, lane)
      try {
        await new Promise(setImmediate)
        if (hopeless) throw new Error('for ever')
        const done = await bed.records.list('facts', { where: { job } })
        const next = steps[done.length]
        if (next === undefined) {
          ended.add(job)
          return 'finished'
        }
        if (next === 'throw' && lease.failures < 2) throw new Error('for a while')
        const row = { id: `${job} ${done.length}`, job, at: done.length, fact: { type: 'delivered', run: 0 } } as const
        await bed.records.batch([{ put: 'facts', row }], lease.fence)
        return { inMs: next === 'sleep' ? 1 : 0 }
      } finally {
        running.delete(lane)
      }
    },
    async giveUp(job, lease) {
      const { lane, hopeless } = plans[Number(job)] as Plan
      if (!hopeless) breaches.push(`${job} was given up, though it would have gone on`)
      if (lease.failures !== 8) breaches.push(`${job} was given up with ${lease.failures} failures`)
      if (running.has(lane)) breaches.push(`${job} was given up beside ${running.get(lane)}`)
      ended.add(job)
    },
  }
  return { work, added, begun, ended, breaches }
}
