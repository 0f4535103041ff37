import { Fault } from '#core/fault.ts'
import { foreign } from '#core/foreign.ts'
import type { Job } from '#core/job.ts'
import { formatUsd, type MicroUsd, periodEnd, periodOf } from '#core/money.ts'
import type { Change, Tables } from '#core/ports.ts'
import { type Post, say } from '#core/post.ts'
import type { LedgerRow, NoticeRow } from '#core/rows.ts'
import { resolve } from '#core/settings.ts'
import { countedOf, whoseOf } from '#core/spend.ts'
import { type BudgetState, nameOf } from './budgets.ts'
import type { Deps } from './deps.ts'
import { noticeNonce } from './ids.ts'
import { platformOf, settingsAt } from './policy.ts'
import { span } from './wording.ts'

/** How much of a budget is used when admins are told, in percent. */
type Percent = 80 | 100

/** Told notices are kept so long, so that none is told twice: longer than a month's budget lasts. */
const keptMs = 40 * 24 * 60 * 60_000
/** How many old ones are taken away with each new one. */
const sweptAtOnce = 50
/** A notice that could not be posted is tried again when the next job ends or the house is swept, but not sooner than this. */
const retryMs = 60_000
const withinMs = 10_000

/** By what is spent: what is only set aside mostly comes back. */
const spentPercent = ({ budget, sum }: BudgetState): Percent | undefined => {
  if (budget.limit === 0) return undefined
  return sum.spent >= budget.limit ? 100 : sum.spent * 100 >= budget.limit * 80 ? 80 : undefined
}

/** Where a job was refused: a budget that is nearly used up is used up for those who ask. One job that is too dear for it says nothing. */
export const refusedPercent = ({ budget, sum }: BudgetState): Percent | undefined =>
  budget.limit > 0 && countedOf(sum) * 100 >= budget.limit * 80 ? 100 : undefined

/** The changes that note what admins are to be told of these budgets and were not yet, with the old notices that go. */
export async function dueNotices(
  { records, world, above }: Pick<Deps, 'records' | 'world' | 'above'>,
  states: readonly BudgetState[],
  job: Job,
  row: LedgerRow,
  percentOf: (state: BudgetState) => Percent | undefined = spentPercent,
): Promise<readonly Change<Tables>[]> {
  const at = world.now()
  const zone = resolve(above).values['budget.zone'] ?? 'UTC'
  const rows: NoticeRow[] = []
  for (const state of states) {
    const { budget } = state
    const percent = percentOf(state)
    const period = budget.period === 'day' ? row.day : row.month
    // Of a day that is over nobody needs to be told.
    if (percent === undefined || period !== periodOf(at, budget.period, zone)) continue
    const idOf = (used: Percent): string => [period, used, budget.limit, budget.setting, whoseOf(budget.subject)].join(' ')
    const id = idOf(percent)
    // Who was told that it is used up, since something was refused, need not hear of 80 percent any more.
    const told = await Promise.all([id, idOf(100)].map(known => records.get('notices', known)))
    if (told.some(row => row !== undefined)) continue
    rows.push({ id, at, text: textOf(state, percent, job, row, periodEnd(at, budget.period, zone) - at), address: job.address })
  }
  if (rows.length === 0) return []
  const old = await records.list('notices', { to: at - keptMs, limit: sweptAtOnce })
  return [
    ...rows.map(put => ({ put: 'notices' as const, row: put })),
    ...old.map(({ id }) => ({ remove: 'notices' as const, id })),
  ]
}

function textOf({ budget, sum }: BudgetState, percent: Percent, job: Job, row: LedgerRow, leftMs: number): string {
  const { setting, limit, period } = budget
  const amount = `${formatUsd(limit)} a ${period}`
  const name =
    setting === 'budget.user'
      ? `The budget of ${amount} for ${foreign(job.actor.name, 80)}`
      : setting === 'budget.channel'
        ? `The budget of ${amount} for the channel ${foreign(job.address.channel, 80)}`
        : nameOf(budget)
  const money = (sum: MicroUsd): string => `${formatUsd(sum)}${row.charged ? '' : ' of play money'}`
  const used =
    sum.spent >= limit || sum.reserved === 0 ? `${money(sum.spent)} is spent` : `${money(countedOf(sum))} is spent or set aside`
  return percent === 80
    ? `${name} is at ${Math.floor((sum.spent / limit) * 100)} percent: ${money(sum.spent)} is spent.`
    : `${name} is used up: ${used}. What would pass it is refused until the next ${period} begins, in ${span(leftMs)}.`
}

/**
 * Tells admins what is due, in the channel that `notify.channel` names where the job ran, else in the log. Each once: it
 * is stored before it is tried, and posting twice posts once. What a platform that is away did not take is tried again.
 */
export async function tellNotices(deps: Deps): Promise<void> {
  const { records, locks, world, log } = deps
  if ((await records.list('notices', { where: { isDue: 1 }, limit: 1 })).length === 0) return
  const mine = await locks.with('notices', async () => {
    const now = world.now()
    const due = await records.list('notices', { where: { isDue: 1 } })
    const rows = due.filter(({ triedAt = 0 }) => now - triedAt >= retryMs).map(row => ({ ...row, triedAt: now }))
    if (rows.length > 0) await records.batch(rows.map(row => ({ put: 'notices', row })))
    return rows
  })
  for (const { id, at, text = '', address } of mine) {
    try {
      const isPosted = address !== undefined && (await post(deps, id, say('channel', text), address))
      if (!isPosted) log.warn({ notice: id }, 'a budget is nearly or wholly used up, and no channel is there to tell admins in')
    } catch (thrown) {
      if (!(thrown instanceof Fault) || ['busy', 'platform', 'bug'].includes(thrown.kind)) {
        log.warn({ notice: id, cause: thrown }, 'admins could not be told of a budget yet')
        continue
      }
      log.warn({ notice: id, cause: thrown }, 'a budget is nearly or wholly used up, and admins cannot be told in their channel')
    }
    // The sentence names people, and has done its work.
    await records.batch([{ put: 'notices', row: { id, at } }])
  }
}

/** Whether it could be posted in the channel that the settings of this place name. */
async function post(deps: Deps, notice: string, words: Post, address: Job['address']): Promise<boolean> {
  const channel = (await settingsAt(deps, address)).values['notify.channel']
  if (channel === undefined) return false
  const { surface } = platformOf(deps, address)
  const reply = await surface.replyAt?.(address.workspace, channel)
  if (reply === undefined) return false
  await surface.post(reply, words, { nonce: noticeNonce(notice), signal: AbortSignal.timeout(withinMs) })
  return true
}
