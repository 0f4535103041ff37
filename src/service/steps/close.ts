import type { MicroUsd } from '#core/money.ts'
import type { Again } from '#core/ports.ts'
import { costOfJob } from '../costs.ts'
import { remember, usualBootMs, usualMs } from '../durations.ts'
import type { Held } from '../held.ts'
import { settle } from '../ledger.ts'
import { placeInLine, wakeNext } from '../limits.ts'
import { tellNotices } from '../notices.ts'
import { rememberCosts } from '../overrun.ts'
import { settingsAt } from '../policy.ts'
import { rememberTokens } from '../token-counts.ts'

/** What is shown of a job beside its own state. */
export type View = {
  readonly now: number
  /** Its place in line, from 1; absent when it waits for nobody. */
  readonly place?: number
  /** How long the model usually runs, where that is known. */
  readonly usualMs?: number
  /** How long it usually takes to begin, where that is known. */
  readonly usualBootMs?: number
  /** The model's own name behind the reference, for people. */
  readonly model?: string
  /** Known once the job has ended. */
  readonly cost?: MicroUsd
  /** Whether Replicate charges for it; the sandbox does not. */
  readonly charged: boolean
}

/** The view of a job as it stands. */
export async function viewOf(held: Held, cost?: MicroUsd): Promise<View> {
  const { deps, job } = held
  const run = job.runs[0]
  const [place, usual, boot] = await Promise.all([
    run === undefined ? placeInLine(deps, job) : undefined,
    run === undefined ? undefined : usualMs(deps, run.model),
    run === undefined ? undefined : usualBootMs(deps, run.model),
  ])
  return {
    now: deps.world.now(),
    charged: deps.charged,
    ...(place !== undefined && { place }),
    ...(usual !== undefined && { usualMs: usual }),
    ...(boot !== undefined && { usualBootMs: boot }),
    ...(run !== undefined && { model: run.name }),
    ...(cost !== undefined && { cost }),
  }
}

/**
 * Ends a job: settles its money, shows the last frame, and notes that nothing is left to do. Each part may be repeated
 * after a crash without a second effect.
 */
export async function close(held: Held, showLast: (view: View) => Promise<unknown>): Promise<Again> {
  const { deps, job } = held
  const settings = await settingsAt(deps, job.address)
  const cost = costOfJob(deps.prices, job, settings.values['budget.unknown'] ?? 0)
  await settle(deps, job, cost, held.lease.fence)
  await showLast(await viewOf(held, cost))
  // After what may have to be tried many times, or one run would weigh as much as many.
  await remember(held)
  await rememberCosts(deps, job)
  await rememberTokens(deps, job)
  await held.note([{ type: 'closed', at: deps.world.now() }])
  await wakeNext(deps, job)
  // Last: a platform that takes its time with a notice must not keep a place from the person's next picture.
  await tellNotices(deps)
  return 'finished'
}
