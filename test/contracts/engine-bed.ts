import type { Again, Engine, Lease, Records, Work } from '../../src/core/ports.ts'

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

/** For work of which nothing may be given up. */
export const noGiveUp = async (): Promise<void> => {
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

/** A lane of the job's own, and one share for all. */
export const alone = (job: string) => ({ lane: job, share: 'one' })
/** A row for a step to write. */
export const fact = (id: string) =>
  ({ put: 'facts', row: { id, job: 'job', at: 1, fact: { type: 'delivered', run: 0 } } }) as const
/** Holds a step until the test lets it go on. */
export const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { passed: promise, open: resolve }
}
