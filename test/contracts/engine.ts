import { describe, expect, test } from 'vitest'
import type { Again, Engine, Lease, Records, Work } from '../../src/core/ports.ts'
import { LostLease } from '../../src/core/ports.ts'
import { until } from './wait.ts'

/** Times as a test chooses them. */
export type EngineTimes = {
  readonly retryMs?: (failures: number) => number
  readonly leaseMs?: number
  readonly closeMs?: number
}

/** A place where engines can be opened one after another over the same stored jobs: that is a restart. */
export type EngineBed = AsyncDisposable & {
  open(times?: EngineTimes): Promise<Engine>
  readonly records: Records
}

const noGiveUp = async (): Promise<void> => {
  throw new Error('no job was to be given up here')
}

/** Work whose steps are told by `step`; `ran` is what a test looks at. */
export function work(step: (job: string, lease: Lease) => Promise<Again> | Again): Work & { readonly ran: string[] } {
  const ran: string[] = []
  return {
    ran,
    giveUp: noGiveUp,
    async step(job, lease) {
      ran.push(job)
      return step(job, lease)
    },
  }
}

const alone = (job: string) => ({ lane: job, share: 'one' })
const fact = (id: string) => ({ put: 'facts', row: { id, job: 'job', at: 1, fact: { type: 'delivered', run: 0 } } }) as const
/** Holds a step until the test lets it go on. */
const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: resolve }
}

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
      expect(took.toSorted((a, b) => a - b)[4]).toBeLessThan(20)
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
      open.open()
      await until('all ran', () => slow.ran.length === 6)
      expect(slow.ran.filter(job => job !== 'behind')).toEqual(['running', 'b1', 'c1', 'b2', 'b3'])
    })

    leases(make)
    failures(make)
  })
}

function failures(make: () => Promise<EngineBed>): void {
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

function leases(make: () => Promise<EngineBed>): void {
  test('lets a step write under its fence while it holds the lease, and nobody after it', async () => {
    await using bed = await make()
    await using engine = await bed.open()
    const held: Lease[] = []
    const writer = work(async (_job, lease): Promise<Again> => {
      held.push(lease)
      await bed.records.batch([fact(`step ${held.length}`)], lease.fence)
      return held.length === 2 ? 'finished' : { inMs: 0 }
    })
    engine.start(writer, { atMost: 1 })
    await engine.add('job', alone('job'))
    await engine.add('next', { ...alone('next'), at: Date.now() + 1 })
    await until('all ran', () => writer.ran.length >= 3)
    for (const lease of held.slice(0, 2)) {
      await expect(bed.records.batch([fact('late')], lease.fence)).rejects.toBeInstanceOf(LostLease)
    }
    await expect(bed.records.batch([fact('late')], { job: 'job', token: 'guessed' })).rejects.toBeInstanceOf(LostLease)
    expect((await bed.records.list('facts', {})).map(row => row.id)).not.toContain('late')
  })

  test('takes the lease from a step that hangs: its signal ends, it can write nothing, the next try can', async () => {
    await using bed = await make()
    await using engine = await bed.open({ leaseMs: 30, retryMs: () => 0 })
    const written = gate()
    let late: unknown
    const hanging = work(async (_job, lease): Promise<Again> => {
      if (lease.failures > 0) {
        await bed.records.batch([fact('second')], lease.fence)
        written.open()
        return 'finished'
      }
      await written.passed
      expect(lease.signal.aborted).toBe(true)
      late = await bed.records.batch([fact('first')], lease.fence).catch((thrown: unknown) => thrown)
      return 'finished'
    })
    engine.start(hanging, { atMost: 1 })
    await engine.add('job', alone('job'))
    await until('the first was refused', () => late !== undefined)
    expect(late).toBeInstanceOf(LostLease)
    expect((await bed.records.list('facts', {})).map(row => row.id)).toEqual(['second'])
  })

  test('ends the leases when it closes and waits for the steps; what they threw does not count', async () => {
    await using bed = await make()
    const engine = await bed.open()
    let ended = false
    const patient = work(async (_job, lease): Promise<Again> => {
      await new Promise(resolve => lease.signal.addEventListener('abort', resolve))
      ended = true
      throw new Error('stopped')
    })
    engine.start(patient, { atMost: 1 })
    await engine.add('job', alone('job'))
    await until('it runs', () => patient.ran.length === 1)
    await engine[Symbol.asyncDispose]()
    expect(ended).toBe(true)

    await using second = await bed.open()
    const failures: number[] = []
    second.start(
      work((_job, lease) => {
        failures.push(lease.failures)
        return 'finished'
      }),
      { atMost: 1 },
    )
    await until('it ran again', () => failures.length === 1)
    expect(failures).toEqual([0])
  })

  test('closes in bounded time though a step never ends, which can write nothing from then on', async () => {
    await using bed = await make()
    const engine = await bed.open({ closeMs: 30 })
    const leases: Lease[] = []
    const endless = work(async (_job, lease): Promise<Again> => {
      leases.push(lease)
      return new Promise<Again>(() => {})
    })
    engine.start(endless, { atMost: 1 })
    await engine.add('job', alone('job'))
    await until('it runs', () => leases.length === 1)
    await engine[Symbol.asyncDispose]()
    const [lease] = leases
    expect(lease?.signal.aborted).toBe(true)
    await expect(bed.records.batch([fact('late')], lease?.fence)).rejects.toBeInstanceOf(LostLease)
  })
}
