import type { JobPhase } from '#core/job.ts'
import type { Figures } from '#core/meter.ts'
import { periodOf } from '#core/money.ts'
import type { Deps } from './deps.ts'
import { zoneOf } from './ledger.ts'
import { serviceSum } from './spend.ts'

/** What the metrics read of the service: few rows each, however many jobs there were. */
export const createFigures = (deps: Pick<Deps, 'records' | 'engine' | 'world' | 'above' | 'charged'>): Figures => ({
  openJobs: () => deps.records.count('jobs', 'state', { isOpen: 1 }) as Promise<ReadonlyMap<JobPhase, number>>,
  engineJobs: () => deps.engine.open(),
  async money(period) {
    const { charged } = deps
    const now = periodOf(deps.world.now(), period, zoneOf(deps))
    return { ...(await serviceSum(deps.records, charged, now)), charged }
  },
})
