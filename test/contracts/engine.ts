import { describe, expect, test } from 'vitest'
import type { Again } from '../../src/core/ports.ts'
import { type EngineBed, alone, gate, work } from './engine-bed.ts'
import { engineFailures } from './engine-failures.ts'
import { engineHistories } from './engine-histories.ts'
import { engineLeases } from './engine-leases.ts'
import { until } from './wait.ts'

/** What every engine promises. */
export function enginePromises(name: string, make: () => Promise<EngineBed>): void {
  describe(name, () => {
    test('runs an added job, whether it was added before or after the start', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      const done = work(() => 'finished')
      await engine.add('early', alone('early'))
      engine.start(done, { atMost: 4 })
      await engine.add('late', alone('late'))
      await until('both ran', () => done.ran.length === 2)
      expect(done.ran.toSorted()).toEqual(['early', 'late'])
    })

    test('takes an id that comes twice as one job, at once, later and after a restart', async () => {
      await using bed = await make()
      const done = work(() => 'finished')
      {
        await using engine = await bed.open()
        await Promise.all([
          engine.add('job', alone('job')),
          engine.add('job', alone('other lane')),
          engine.add('job', alone('job')),
        ])
        engine.start(done, { atMost: 4 })
        await until('it ran', () => done.ran.length > 0)
        await engine.add('job', alone('job'))
        await engine.add('after', alone('after'))
        await until('the next ran', () => done.ran.includes('after'))
      }
      await using engine = await bed.open()
      await engine.add('job', alone('job'))
      engine.start(done, { atMost: 4 })
      await engine.add('last', alone('last'))
      await until('the last ran', () => done.ran.includes('last'))
      expect(done.ran).toEqual(['job', 'after', 'last'])
    })

    test('gives a lane to one job from its first step to its end, sleeps and restarts included, in the order of adding', async () => {
      await using bed = await make()
      const jobs = ['a', 'b', 'c', 'd']
      const steps = new Map<string, number>()
      const ran: string[] = []
      const thrice = work(job => {
        ran.push(job)
        const step = (steps.get(job) ?? 0) + 1
        steps.set(job, step)
        return step === 3 ? 'finished' : { inMs: 5 }
      })
      {
        await using engine = await bed.open()
        await Promise.all(jobs.map(job => engine.add(job, { lane: 'lane', share: job })))
        engine.start(thrice, { atMost: 4 })
        await until('the second began', () => ran.includes('b'))
      }
      await using engine = await bed.open()
      engine.start(thrice, { atMost: 4 })
      await until('all ended', () => steps.get('d') === 3)
      expect(ran).toEqual(jobs.flatMap(job => [job, job, job]))
    })

    test('lets different lanes work side by side, up to the number of places', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      const open = gate()
      let running = 0
      let most = 0
      const slow = work(async (): Promise<Again> => {
        most = Math.max(most, ++running)
        await open.passed
        running--
        return 'finished'
      })
      engine.start(slow, { atMost: 3 })
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map(job => engine.add(job, alone(job))))
      await until('three run', () => running === 3)
      open.open()
      await until('all ran', () => slow.ran.length === 5 && running === 0)
      expect(most).toBe(3)
    })

    test('gives the place of a step that stands aside to another, and the lane to nobody', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      const open = gate()
      const waiting: string[] = []
      const ran: string[] = []
      const patient = work(async (job, lease): Promise<Again> => {
        if (job.startsWith('patient')) {
          lease.stepAside()
          waiting.push(job)
          await open.passed
        }
        ran.push(job)
        return 'finished'
      })
      engine.start(patient, { atMost: 1 })
      await engine.add('patient 1', { lane: 'one', share: 'one' })
      await engine.add('behind', { lane: 'one', share: 'one' })
      await engine.add('patient 2', { lane: 'two', share: 'two' })
      await engine.add('brisk', { lane: 'three', share: 'three' })
      await until('the brisk one ran beside two that wait', () => waiting.length === 2 && ran.length === 1)
      expect(ran).toEqual(['brisk'])
      open.open()
      await until('all ran', () => ran.length === 4)
      expect(ran.indexOf('behind')).toBeGreaterThan(ran.indexOf('patient 1'))
    })

    test('runs a job once more, and only once, for wakes during a step, even when the step said it is finished', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      const open = gate()
      const heard: string[] = []
      const woken = work(async (job, lease): Promise<Again> => {
        if (job !== 'job' || woken.ran.filter(name => name === 'job').length > 1) return 'finished'
        lease.onWake(() => heard.push('wake'))
        await open.passed
        return 'finished'
      })
      engine.start(woken, { atMost: 1 })
      await engine.add('job', alone('job'))
      await until('it runs', () => woken.ran.length === 1)
      await Promise.all([engine.wake('job'), engine.wake('job'), engine.wake('job')])
      expect(heard).toEqual(['wake', 'wake', 'wake'])
      open.open()
      await engine.add('next', alone('next'))
      await until('the next ran', () => woken.ran.includes('next'))
      expect(woken.ran.filter(job => job === 'job')).toHaveLength(2)
    })

    test('tells a step that asks late of the wakes that came before it asked', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      const open = gate()
      const heard = gate()
      const late = work(async (_job, lease): Promise<Again> => {
        if (late.ran.length > 1) return 'finished'
        await open.passed
        lease.onWake(heard.open)
        await heard.passed
        return 'finished'
      })
      engine.start(late, { atMost: 1 })
      await engine.add('job', alone('job'))
      await until('it runs', () => late.ran.length === 1)
      await engine.wake('job')
      open.open()
      await heard.passed
      await until('it ran again', () => late.ran.length === 2)
    })

    test('starts a woken sleeper within milliseconds', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      let began = 0
      const sleeper = work(() => {
        began = performance.now()
        return { inMs: 3_600_000 }
      })
      engine.start(sleeper, { atMost: 1 })
      await engine.add('job', alone('job'))
      const took: number[] = []
      for (let round = 1; round <= 9; round++) {
        await until('it sleeps', () => sleeper.ran.length === round)
        await new Promise(resolve => setTimeout(resolve, 5))
        const before = performance.now()
        await engine.wake('job')
        await until('it was woken', () => sleeper.ran.length === round + 1)
        took.push(began - before)
      }
      // The quickest of nine: the others may have met a busy machine.
      expect(Math.min(...took)).toBeLessThan(15)
    })

    test('leaves time for everything else while a step asks again and again to run at once', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      let isOver = false
      const tooOften = 50_000
      const eager = work(() => (isOver || eager.ran.length > tooOften ? 'finished' : { inMs: 0 }))
      engine.start(eager, { atMost: 1 })
      await engine.add('job', alone('job'))
      await until('it ran often', () => eager.ran.length > 20)
      isOver = true
      await engine.add('next', alone('next'))
      await until('the next ran', () => eager.ran.includes('next'))
      expect(eager.ran.length).toBeLessThan(tooOften)
    })

    test('is started once, with at least one place', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      const done = work(() => 'finished')
      expect(() => engine.start(done, { atMost: 0 })).toThrow('at most on 1 or more jobs, got 0')
      engine.start(done, { atMost: 1 })
      expect(() => engine.start(done, { atMost: 1 })).toThrow('works already')
    })

    test('does not mind a wake for a job it never had or that is over', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      const done = work(() => 'finished')
      engine.start(done, { atMost: 1 })
      await engine.wake('nobody')
      await engine.add('job', alone('job'))
      await until('it ran', () => done.ran.length === 1)
      await engine.wake('job')
      await engine.add('next', alone('next'))
      await until('the next ran', () => done.ran.length === 2)
      expect(done.ran).toEqual(['job', 'next'])
    })

    test('does not begin before the moment that was asked for, unless it is woken', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      const began = new Map<string, number>()
      const done = work(job => {
        began.set(job, Date.now())
        return 'finished'
      })
      engine.start(done, { atMost: 4 })
      const at = Date.now() + 60
      await engine.add('later', { ...alone('later'), at })
      await engine.add('much later', { ...alone('much later'), at: at + 3_600_000 })
      await engine.wake('much later')
      await until('both ran', () => began.size === 2)
      expect(began.get('later')).toBeGreaterThanOrEqual(at)
    })

    test('keeps over a restart what is due: what was due runs at once, what is due later runs later', async () => {
      await using bed = await make()
      const now = Date.now()
      {
        await using engine = await bed.open()
        await engine.add('due', { ...alone('due'), at: now - 5 })
        await engine.add('later', { ...alone('later'), at: now + 3_600_000 })
        await engine.add('woken', { ...alone('woken'), at: now + 3_600_000 })
        await engine.wake('woken')
      }
      await using engine = await bed.open()
      const done = work(() => 'finished')
      engine.start(done, { atMost: 4 })
      await until('two ran', () => done.ran.length === 2)
      await engine.add('last', alone('last'))
      await until('the last ran', () => done.ran.includes('last'))
      expect(done.ran.toSorted()).toEqual(['due', 'last', 'woken'])
    })

    test('lets free places go round the shares in turn, however much one of them asks for', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      for (const job of ['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2', 'c1']) {
        await engine.add(job, { lane: job, share: job.charAt(0) })
      }
      const done = work(() => 'finished')
      engine.start(done, { atMost: 1 })
      await until('all ran', () => done.ran.length === 8)
      expect(done.ran).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4', 'a5'])
    })

    test('says how many go before a job', async () => {
      await using bed = await make()
      await using engine = await bed.open()
      const open = gate()
      const slow = work(async (): Promise<Again> => {
        await open.passed
        return 'finished'
      })
      engine.start(slow, { atMost: 1 })
      await engine.add('running', { lane: 'lane', share: 'a' })
      await until('it runs', () => slow.ran.length === 1)
      await engine.add('behind', { lane: 'lane', share: 'a' })
      for (const job of ['b1', 'b2', 'b3', 'c1']) await engine.add(job, { lane: job, share: job.charAt(0) })
      const ahead = async (job: string): Promise<number> => engine.ahead(job)
      expect(await ahead('running')).toBe(0)
      expect(await ahead('behind')).toBe(1)
      expect(await ahead('b1')).toBe(0)
      expect(await ahead('c1')).toBe(1)
      expect(await ahead('b2')).toBe(2)
      expect(await ahead('b3')).toBe(3)
      expect(await ahead('nobody')).toBe(0)
      expect(await engine.open()).toBe(6)
      open.open()
      await until('all ran', () => slow.ran.length === 6)
      expect(slow.ran.filter(job => job !== 'behind')).toEqual(['running', 'b1', 'c1', 'b2', 'b3'])
      await until('all are over', async () => (await engine.open()) === 0)
    })

    engineLeases(make)
    engineFailures(make)
    engineHistories(make)
  })
}
