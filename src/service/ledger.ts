import { addressKey, channelOf, personKey, scopeKeys } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import type { Job } from '#core/job.ts'
import { formatUsd, type MicroUsd, periodOf } from '#core/money.ts'
import type { LedgerRow } from '#core/rows.ts'
import { budgetOf, type Settings } from '#core/settings.ts'
import type { Deps } from './deps.ts'

/** What a job counts as in a budget: what it cost, or while it runs what is set aside for it. */
const counted = (row: LedgerRow): MicroUsd => row.settled ?? row.reserved

/**
 * Sets money aside for a job, once: a repeat for the same job changes nothing. Throws a `denied` fault, with nothing
 * set aside, when the service's budget would be passed.
 */
export async function reserve(deps: Deps, job: Job, amount: MicroUsd, model: string, settings: Settings): Promise<void> {
  const zone = settings.values['budget.zone'] ?? 'UTC'
  const budget = budgetOf(settings, 'budget.service')
  await deps.locks.with('budget', async () => {
    if ((await deps.records.get('ledger', job.id)) !== undefined) return
    const now = deps.world.now()
    if (budget !== undefined) {
      const spent = await spentIn(deps, periodOf(now, budget.period, zone))
      if (spent + amount > budget.limit) {
        const left = Math.max(0, budget.limit - spent)
        throw new Fault(
          'denied',
          `The service’s budget of ${formatUsd(budget.limit)} a ${budget.period} does not allow this: it may cost about ${formatUsd(amount)} and ${left === 0 ? 'nothing' : formatUsd(left)} is left. Nothing was spent; it frees up when the next ${budget.period} begins.`,
        )
      }
    }
    const row: LedgerRow = {
      id: job.id,
      at: now,
      day: periodOf(now, 'day', zone),
      month: periodOf(now, 'month', zone),
      person: personKey(job.address, job.actor),
      channel: addressKey(channelOf(job.address)),
      workspace: scopeKeys(job.address).workspace,
      model,
      charged: deps.charged,
      reserved: amount,
    }
    await deps.records.batch([{ put: 'ledger', row }])
  })
}

/** What the service spent, and has set aside, in a day (`2026-11-20`) or month (`2026-11`). Play money and real money are counted apart. */
async function spentIn(deps: Pick<Deps, 'records' | 'charged'>, period: string): Promise<MicroUsd> {
  const where = period.length === 10 ? { day: period } : { month: period }
  const rows = await deps.records.list('ledger', { where })
  return rows.filter(row => row.charged === deps.charged).reduce((sum, row) => sum + counted(row), 0)
}

/** Replaces what was set aside by what the job cost, once: a repeat changes nothing. */
export async function settle(deps: Pick<Deps, 'records' | 'locks'>, job: string, amount: MicroUsd): Promise<void> {
  await deps.locks.with('budget', async () => {
    const row = await deps.records.get('ledger', job)
    if (row !== undefined && row.settled === undefined)
      await deps.records.batch([{ put: 'ledger', row: { ...row, settled: amount } }])
  })
}
