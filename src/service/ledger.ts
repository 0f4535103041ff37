import { addressKey, channelOf, personKey, scopeKeys } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import type { Job } from '#core/job.ts'
import { type MicroUsd, periodOf } from '#core/money.ts'
import type { Fence } from '#core/ports.ts'
import type { LedgerRow } from '#core/rows.ts'
import { type Layer, resolve } from '#core/settings.ts'
import { budgetsFor, hasRoleBudget, refusalOf, statesOf } from './budgets.ts'
import type { Deps } from './deps.ts'
import type { Held } from './held.ts'
import { dueNotices, refusedPercent } from './notices.ts'
import { layersAt } from './policy.ts'
import { recount } from './spend.ts'

/** One at a time for all money: what a budget has left is read and taken in one act. */
const tillLock = 'budget'

/** The zone days are counted in: the operator's alone. */
export const zoneOf = ({ above }: Pick<Deps, 'above'>): string => resolve(above).values['budget.zone'] ?? 'UTC'

/** A job's row as it is first written. */
function firstRow(
  deps: Pick<Deps, 'above' | 'charged'>,
  job: Job,
  layers: readonly Layer[],
  now: number,
): Omit<LedgerRow, 'model' | 'reserved'> {
  const zone = zoneOf(deps)
  const { roles = [] } = job.actor
  return {
    id: job.id,
    at: now,
    day: periodOf(now, 'day', zone),
    month: periodOf(now, 'month', zone),
    person: personKey(job.address, job.actor),
    channel: addressKey(channelOf(job.address)),
    workspace: scopeKeys(job.address).workspace,
    ...(roles.length > 0 && hasRoleBudget(layers) && { roles }),
    charged: deps.charged,
  }
}

/**
 * Sets `amount` aside for a job, against every budget that applies, in one act: a repeat with the same amount changes
 * nothing, one with another amount replaces the first. Throws a `denied` fault, with nothing more set aside, where a
 * budget would be passed, and `LostLease` where another worker has the job: then nobody would give the money back.
 */
export async function reserve({ deps, job, lease }: Held, amount: MicroUsd, model: string): Promise<void> {
  const layers = await layersAt(deps, job.address)
  await deps.locks.with(tillLock, async () => {
    const { records } = deps
    const before = await records.get('ledger', job.id)
    // Set aside before a crash. What is settled is over: whoever still plans it has lost the job.
    if (before !== undefined && (before.settled !== undefined || (before.reserved === amount && before.model === model))) return
    const now = deps.world.now()
    const row: LedgerRow = { ...(before ?? firstRow(deps, job, layers, now)), model, reserved: amount }
    const more = amount - (before?.model === model ? before.reserved : 0)
    const states = await statesOf(records, budgetsFor(layers, row), row)
    const passed = states.filter(({ left }) => more > left).sort((a, b) => a.left - b.left)
    const [least] = passed
    if (least !== undefined) {
      const notices = await dueNotices(deps, passed, job, row, refusedPercent)
      if (notices.length > 0) await records.batch(notices, lease.fence)
      throw new Fault('denied', refusalOf(least, amount, now, zoneOf(deps)))
    }
    await records.batch([{ put: 'ledger', row }, ...(await recount(records, before, row))], lease.fence)
  })
}

/**
 * Replaces what was set aside by what the job cost, once: a repeat changes nothing, and a job that nothing was set aside
 * for has no row. Budgets that this uses up are noted, to be told.
 */
export async function settle(deps: Deps, job: Job, amount: MicroUsd, fence?: Fence): Promise<void> {
  const layers = await layersAt(deps, job.address)
  await deps.locks.with(tillLock, async () => {
    const { records } = deps
    const before = await records.get('ledger', job.id)
    if (before === undefined || before.settled !== undefined) return
    const row: LedgerRow = { ...before, settled: amount }
    const states = (await statesOf(records, budgetsFor(layers, row), row)).map(state => ({
      ...state,
      sum: { ...state.sum, spent: state.sum.spent + amount },
    }))
    const notices = await dueNotices(deps, states, job, row)
    await records.batch([{ put: 'ledger', row }, ...(await recount(records, before, row)), ...notices], fence)
  })
}

/**
 * Settles rows that no job will settle any more: of jobs that are closed or no longer stored. What was set aside is never
 * too little. To be called once, before the engine starts.
 */
export async function settleLeftovers({ records, locks, log }: Deps): Promise<void> {
  for (const { id } of await records.list('ledger', { where: { isOpen: 1 } })) {
    const job = await records.get('jobs', id)
    if (job !== undefined && job.closedAt === undefined) continue
    log.warn({ job: id }, 'money was still set aside for a job that is over; it counts as spent')
    await locks.with(tillLock, async () => {
      const before = await records.get('ledger', id)
      if (before === undefined || before.settled !== undefined) return
      const row = { ...before, settled: before.reserved }
      await records.batch([{ put: 'ledger', row }, ...(await recount(records, before, row))])
    })
  }
}
