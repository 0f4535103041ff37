import { factsOf } from '#core/facts.ts'
import { Fault, type FaultRecord, recordFault } from '#core/fault.ts'
import { isOver, type Job } from '#core/job.ts'
import type { Again } from '#core/ports.ts'
import type { Post } from '#core/post.ts'
import { type Held } from './held.ts'
import { delayed } from './wording.ts'

/** How long a job waits for Replicate that has started nothing, and one that may have: outputs are deleted after an hour. */
const patienceMs = { nothingStarted: 20 * 60_000, mayHaveStarted: 60 * 60_000 } as const

/** The shortest and longest wait between two tries, in ms, whatever Replicate says. */
const [shortestMs, longestMs] = [1_000, 60_000]
const usualWaitMs = 5_000

const mayHaveStarted = (job: Job): boolean => job.runs.some(run => run.state.phase !== 'new' && !isOver(run.state))

/**
 * Runs a step, and waits where Replicate cannot be reached or is busy: that is nobody's failure, so it is said and tried
 * again, until waiting longer makes no sense. Then the job ends in words.
 */
export async function patiently(held: Held, step: () => Promise<Again>, show: () => Promise<unknown>): Promise<Again> {
  try {
    const again = await step()
    if (held.job.delayedSince !== undefined && held.job.closedAt === undefined) await held.note([{ type: 'delayed' }])
    return again
  } catch (thrown) {
    if (!(thrown instanceof Fault) || thrown.kind !== 'busy' || held.signal.aborted) throw thrown
    const now = held.deps.world.now()
    if (held.job.delayedSince === undefined) {
      await held.note([{ type: 'delayed', since: now }])
      held.deps.log.warn({ job: held.job.id, cause: thrown }, 'a job waits for Replicate')
    }
    const waitedMs = now - (held.job.delayedSince ?? now)
    const limitMs = mayHaveStarted(held.job) ? patienceMs.mayHaveStarted : patienceMs.nothingStarted
    if (waitedMs >= limitMs) {
      const minutes = Math.round(limitMs / 60_000)
      const message = `Replicate could not be reached for ${minutes} minutes, so this was given up.`
      await abandon(held, recordFault(new Fault('platform', message, { cause: thrown })))
      return { inMs: 0 }
    }
    await show()
    return { inMs: Math.min(longestMs, Math.max(shortestMs, thrown.retryAfterMs ?? usualWaitMs)) }
  }
}

/** A message that says that the job waits, for one that has nothing else to show. */
export const waitingPost = (job: Job): Post => ({
  audience: 'channel',
  blocks: [
    { type: 'progress', label: delayed },
    ...(job.cancelAsked === undefined
      ? [{ type: 'actions' as const, buttons: [{ action: `stop:${job.id}`, label: 'Stop', tone: 'primary' as const }] }]
      : []),
  ],
})

/**
 * Ends every run that has not ended: what Replicate can still be told to stop is stopped, what it then says counts, and
 * what nobody knows may have been charged.
 */
export async function abandon(held: Held, fault: FaultRecord): Promise<void> {
  await held.note([{ type: 'refused', fault }])
  for (const [run, { state }] of held.job.runs.entries()) {
    if (isOver(state)) continue
    if (state.phase === 'running') {
      try {
        await held.note(factsOf(run, await held.deps.models.stop(state.prediction, held.signal), held.deps.world.now()))
      } catch (cause) {
        held.deps.log.warn({ job: held.job.id, cause }, 'a prediction could not be stopped')
      }
    }
    const left = held.job.runs[run]?.state
    if (left === undefined || isOver(left)) continue
    await held.note([{ type: 'failed', run, fault, again: false, usage: {}, ...(left.phase !== 'new' && { charge: 'perhaps' }) }])
  }
}
