import { formatUsd, type Budget, type MicroUsd, periodEnd } from '#core/money.ts'
import type { Records } from '#core/ports.ts'
import type { LedgerRow } from '#core/rows.ts'
import { type BudgetKey, budgetKeys, budgetOf, type Layer, type LayerName, resolve } from '#core/settings.ts'
import { countedOf, rolesOf, type Spender, type Subject, subjectOf, type Sum } from '#core/spend.ts'
import { sumIn } from './spend.ts'
import { span } from './wording.ts'

/** Where a budget was set: by the operator for all, or by an admin for a workspace or a channel. */
type Reach = 'service' | 'workspace' | 'channel'

/** A budget that a job counts against. */
export type AppliedBudget = Budget & {
  readonly setting: BudgetKey
  readonly reach: Reach
  readonly subject: Subject
}

/** A budget with what was spent of it in its period, and is set aside. */
export type BudgetState = { readonly budget: AppliedBudget; readonly sum: Sum; readonly left: MicroUsd }

/** A thread's budget counts its whole channel: the ledger knows no threads. */
const reachOf = (layer: LayerName | undefined): Reach =>
  layer === 'workspace' ? 'workspace' : layer === 'channel' || layer === 'thread' ? 'channel' : 'service'

/**
 * Every budget a job counts against, widest first. What the operator set holds for all and cannot be raised below it; of
 * what admins set, the narrowest holds beside it. A person's or a model's budget counts what was spent where it was set.
 */
export function budgetsFor(layers: readonly Layer[], spender: Spender): readonly AppliedBudget[] {
  const isAbove = ({ name }: Layer): boolean => name === 'shipped' || name === 'operator'
  const all = resolve(layers)
  const ofOperator = resolve(layers.filter(isAbove))
  return budgetKeys.flatMap(setting => {
    const wide = budgetOf(ofOperator, setting)
    const reach = reachOf(all.from[setting])
    const narrow = reach === 'service' ? undefined : budgetOf(all, setting)
    const applied = (budget: Budget | undefined, of: Reach): readonly AppliedBudget[] =>
      budget === undefined ? [] : subjectsAt(setting, of, spender).map(subject => ({ ...budget, setting, reach: of, subject }))
    return [...applied(wide, 'service'), ...applied(narrow, reach)]
  })
}

/** Whether a budget of roles holds here: roles are counted from then on. */
export const hasRoleBudget = (layers: readonly Layer[]): boolean => budgetOf(resolve(layers), 'budget.role') !== undefined

function subjectsAt(setting: BudgetKey, reach: Reach, spender: Spender): readonly Subject[] {
  switch (setting) {
    case 'budget.service':
      return [subjectOf('service', spender)]
    case 'budget.workspace':
      return [subjectOf('workspace', spender)]
    case 'budget.channel':
      return [subjectOf('channel', spender)]
    case 'budget.model':
      return [subjectOf(reach === 'service' ? 'model' : `model in ${reach}`, spender)]
    case 'budget.user':
      return [subjectOf(reach === 'service' ? 'person' : `person in ${reach}`, spender)]
    case 'budget.role':
      return rolesOf(spender)
    default:
      return setting satisfies never
  }
}

/** How these budgets stand in the day and month of a row of the ledger. */
export const statesOf = (
  records: Pick<Records, 'get' | 'list'>,
  budgets: readonly AppliedBudget[],
  row: Pick<LedgerRow, 'day' | 'month'>,
): Promise<readonly BudgetState[]> =>
  Promise.all(
    budgets.map(async budget => {
      const sum = await sumIn(records, budget.subject, budget.period === 'day' ? row.day : row.month)
      return { budget, sum, left: Math.max(0, budget.limit - countedOf(sum)) }
    }),
  )

const within = (reach: Reach): string => (reach === 'service' ? '' : ` in this ${reach}`)

/** A budget as one says it to the person who met it: `Your budget of $1 a day`. */
export function nameOf({ setting, reach, subject, limit, period }: AppliedBudget): string {
  const amount = `of ${formatUsd(limit)} a ${period}`
  switch (setting) {
    case 'budget.service':
      return `The service’s budget ${amount}`
    case 'budget.workspace':
      return `This workspace’s budget ${amount}`
    case 'budget.channel':
      return `This channel’s budget ${amount}`
    case 'budget.model':
      return `The budget ${amount} for ${subject.key}${within(reach)}`
    case 'budget.user':
      return `Your budget ${amount}${within(reach)}`
    case 'budget.role':
      return `The budget ${amount} for the role ${subject.name ?? decodeURIComponent(subject.key)}`
    default:
      return setting satisfies never
  }
}

/** The sentence for a job that a budget does not allow: which one, how much is left, when it frees up. */
export function refusalOf({ budget, sum, left }: BudgetState, amount: MicroUsd, now: number, zone: string): string {
  const refused = `${nameOf(budget)} does not allow this: it may cost about ${formatUsd(amount)}`
  // No time would help, so none is promised.
  if (amount > budget.limit) return `${refused}, more than all of it. Nothing was spent; ask for less, or for a cheaper model.`
  const next = `when the next ${budget.period} begins, in ${span(periodEnd(now, budget.period, zone) - now)}`
  // What is set aside is never too little: most of it usually comes back.
  const sooner =
    sum.reserved > 0 && sum.spent + amount <= budget.limit
      ? ', or sooner if what runs now costs less than was set aside for it'
      : ''
  return `${refused} and ${left === 0 ? 'nothing' : formatUsd(left)} is left. Nothing was spent; it frees up ${next}${sooner}.`
}
