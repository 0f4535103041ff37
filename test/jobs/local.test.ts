import { expect, test } from 'vitest'
import { localEngine, retryAfterMs } from '../../src/jobs/local.ts'
import type { QueueDatabase } from '../../src/jobs/queue.ts'
import { openStore } from '../../src/store/open.ts'
import { enginePromises } from '../contracts/engine.ts'
import { type EngineBed, alone, work } from '../contracts/engine-bed.ts'
import { until } from '../contracts/wait.ts'

const quiet = { info: () => {}, warn: () => {}, error: () => {} }

const make = async (): Promise<EngineBed> => {
  const store = await openStore({ url: 'memory:', dataDir: 'unused' })
  return {
    records: store.records,
    open: async (times = {}) => localEngine({ database: store.database, log: quiet, ...times }),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

enginePromises('the local engine', make)

test('an id is remembered for 30 days after its job ended, and then forgotten', async () => {
  const day = 24 * 60 * 60_000
  let clock = Date.now()
  await using store = await openStore({ url: 'memory:', dataDir: 'unused' })
  await using engine = localEngine({ database: store.database, log: quiet, now: () => clock })
  const done = work(() => 'finished')
  engine.start(done, { atMost: 1 })
  const add = async (job: string, isNew: boolean): Promise<void> => {
    const ran = done.ran.length
    await engine.add(job, alone(job))
    // What is added next runs next, so that a job that did not run before it was not taken as new.
    await engine.add(`after ${job} ${ran}`, alone(`after ${job} ${ran}`))
    await until('the next ran', () => done.ran.at(-1) === `after ${job} ${ran}`)
    expect(done.ran.length - ran).toBe(isNew ? 2 : 1)
  }
  await add('job', true)
  clock += 29 * day
  await add('job', false)
  clock += 2 * day
  await add('other', true)
  await add('job', true)
})

test('the delays of a job that keeps throwing grow to ten minutes and take a quarter of an hour in all', () => {
  const delays = Array.from({ length: 7 }, (_, index) => retryAfterMs(index + 1))
  expect(delays).toEqual([1_000, 3_000, 9_000, 27_000, 81_000, 243_000, 600_000])
  expect(delays.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThan(15 * 60_000)
})

test('a wake that comes in the moment between the end of a step and its rest is not lost', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: 'unused' })
  let afterNextWrite: (() => void) | undefined
  const database: QueueDatabase = {
    prepare: sql => store.database.prepare(sql),
    async write(durability, act) {
      const result = await store.database.write(durability, act)
      const happens = afterNextWrite
      afterNextWrite = undefined
      happens?.()
      return result
    },
  }
  await using engine = localEngine({ database, log: quiet })
  const sleeper = work(() => {
    if (sleeper.ran.length > 1) return 'finished'
    // The next write is this step's own end.
    afterNextWrite = () => void engine.wake('job')
    return { inMs: 3_600_000 }
  })
  engine.start(sleeper, { atMost: 1 })
  await engine.add('job', alone('job'))
  await until('it ran again', () => sleeper.ran.length === 2)
})

test('a disk that is full for a moment costs no job and no order', async () => {
  await using store = await openStore({ url: 'memory:', dataDir: 'unused' })
  let isFull = false
  const database: QueueDatabase = {
    prepare: sql => store.database.prepare(sql),
    write: (durability, act) =>
      isFull ? Promise.reject(new Error('database or disk is full')) : store.database.write(durability, act),
  }
  await using engine = localEngine({ database, log: quiet })
  const filling = work(job => {
    // The end of this step is not stored; neither is the lease of the next one.
    if (job === 'first' && filling.ran.length === 1) isFull = true
    return 'finished'
  })
  await engine.add('first', { lane: 'lane', share: 'one' })
  await engine.add('second', { lane: 'lane', share: 'one' })
  await engine.add('beside', alone('beside'))
  engine.start(filling, { atMost: 1 })
  await until('the disk is full', () => isFull)
  await expect(engine.add('refused', alone('refused'))).rejects.toThrow('full')
  isFull = false
  await until('all ran', () => filling.ran.includes('second') && filling.ran.includes('beside'))
  expect(filling.ran.filter(job => job !== 'beside')).toEqual(['first', 'first', 'second'])
})
