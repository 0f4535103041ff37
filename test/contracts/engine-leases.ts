import { expect, test } from 'vitest'
import { type Again, type Lease, LostLease } from '../../src/core/ports.ts'
import { type EngineBed, alone, fact, gate, work } from './engine-bed.ts'
import { until } from './wait.ts'

/** Who has no lease writes nothing. */
export function engineLeases(make: () => Promise<EngineBed>): void {
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
