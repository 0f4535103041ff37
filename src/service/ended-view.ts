import type { Job } from '#core/job.ts'
import type { Deps } from './deps.ts'
import type { View } from './steps/close.ts'

/** The view of a job that ended long ago, as far as it is still known what it cost. */
export async function viewOfEnded(deps: Deps, job: Job): Promise<View> {
  const ledger = await deps.records.get('ledger', job.id)
  const name = job.runs[0]?.name
  return {
    now: deps.world.now(),
    charged: ledger?.charged ?? deps.charged,
    ...(name !== undefined && { model: name }),
    ...(ledger?.settled !== undefined && { cost: ledger.settled }),
  }
}
