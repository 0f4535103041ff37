import type { MicroUsd } from '#core/money.ts'
import type { Again } from '#core/ports.ts'
import { costOfJob } from '../costs.ts'
import { usualMs } from '../durations.ts'
import type { Held } from '../held.ts'
import { settle } from '../ledger.ts'
import { settingsAt } from '../policy.ts'

/** What is shown of a job beside its own state. */
export type View = {
  readonly now: number
  /** Jobs that come before this one while it waits. */
  readonly ahead: number
  /** How long the model usually runs, where that is known. */
  readonly usualMs?: number
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
  const ref = job.runs[0]?.model
  const [ahead, usual, model] = await Promise.all([
    job.runs.length === 0 ? deps.engine.ahead(job.id) : 0,
    ref === undefined ? undefined : usualMs(deps, ref),
    ref === undefined ? undefined : modelName(held, ref),
  ])
  return {
    now: deps.world.now(),
    ahead,
    charged: deps.charged,
    ...(usual !== undefined && { usualMs: usual }),
    ...(model !== undefined && { model }),
    ...(cost !== undefined && { cost }),
  }
}

/** The `owner/name` behind a reference; the reference itself when the model cannot be asked any more. */
const modelName = (held: Held, ref: string): Promise<string> =>
  held.deps.models.describe(ref, held.signal).then(
    card => card.model,
    () => ref,
  )

/**
 * Ends a job: settles its money, shows the last frame, and notes that nothing is left to do. Each part may be repeated
 * after a crash without a second effect.
 */
export async function close(held: Held, showLast: (view: View) => Promise<unknown>): Promise<Again> {
  const { deps, job } = held
  const settings = await settingsAt(deps, job.address)
  const models = await Promise.all(job.runs.map(run => modelName(held, run.model)))
  const cost = costOfJob(deps.prices, job, models, settings.values['budget.unknown'] ?? 0)
  await settle(deps, job.id, cost)
  await showLast(await viewOf(held, cost))
  await held.note([{ type: 'closed', at: deps.world.now() }])
  return 'finished'
}
