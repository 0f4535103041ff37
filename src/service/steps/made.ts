import { Fault } from '#core/fault.ts'
import { hasEnded, type MadeJob, phaseOf } from '#core/job.ts'
import type { Again } from '#core/ports.ts'
import { inFirstFrame } from '../cancel.ts'
import { faultOf, type Held } from '../held.ts'
import { placeInLine } from '../limits.ts'
import { keep } from './keep.ts'
import { nextLookMs, restMs } from './rest.ts'
import { look, submit } from './run.ts'

/** How often a job in line looks for its turn by itself; the one before it wakes it sooner. */
const lineMs = 5_000

/** In what jobs that make something differ. */
export type Making = {
  /** Decides what is run, and sets money aside. Its faults refuse the job, before anything is spent. */
  readonly plan: () => Promise<void>
  /** Shows the job as it stands, in a frame that may be lost. */
  readonly present: () => Promise<unknown>
  /** Learns how a run stands that was started. Absent: it is asked now and then. */
  readonly follow?: (run: number) => Promise<void>
  readonly end: () => Promise<Again>
}

/** Brings a job that makes something one step further: line, plan, submit, look, keep, show. */
export async function madeStep(held: Held<MadeJob>, { plan, present, follow, end }: Making): Promise<Again> {
  if (held.job.messages.length === 0) await presentFirst(held, present)
  if (phaseOf(held.job) === 'queued' && held.job.runs.length === 0) {
    if ((await placeInLine(held.deps, held.job)) !== undefined) {
      if (held.job.messages.length > 0) await present()
      return { inMs: lineMs }
    }
    await refusing(held, plan)
  }

  let waitMs = Number.POSITIVE_INFINITY
  let busy: Fault | undefined
  for (const index of held.job.runs.keys()) {
    try {
      waitMs = Math.min(waitMs, (await submit(held, index)) ?? Number.POSITIVE_INFINITY)
      if (follow !== undefined) await follow(index)
      else if (restMs(held, index) === 0) await look(held, index)
      await keep(held, index)
    } catch (thrown) {
      // One run that cannot be started or asked now must not keep the others from going on.
      if (!(thrown instanceof Fault) || thrown.kind !== 'busy') throw thrown
      busy = thrown
    }
  }
  if (busy !== undefined) throw busy

  if (!hasEnded(held.job)) {
    await present()
    const isStarting = held.job.runs.some(run => run.state.phase === 'new')
    return { inMs: isStarting && waitMs === Number.POSITIVE_INFINITY ? 0 : Math.min(waitMs, nextLookMs(held)) }
  }
  return end()
}

/** What its event posts while it waits is its message, too: whoever comes second finds it. */
async function presentFirst(held: Held, present: Making['present']): Promise<void> {
  await inFirstFrame(held.deps, held.job.id, async () => {
    await held.takeFacts()
    if (held.job.messages.length === 0) await present()
  })
}

async function refusing(held: Held, plan: () => Promise<void>): Promise<void> {
  try {
    await plan()
  } catch (thrown) {
    // Only a fault decides; a closing process or a database that is away must not refuse a job.
    if (held.signal.aborted || !(thrown instanceof Fault) || thrown.kind === 'busy') throw thrown
    await held.note([{ type: 'refused', fault: faultOf(held.deps, held.job.id, thrown) }])
  }
}
