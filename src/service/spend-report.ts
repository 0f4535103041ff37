import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import { addressKey, addressOfKey, channelOf, personKey, scopeKeys } from '#core/address.ts'
import { daysOf, periodEnd, periodOf } from '#core/money.ts'
import type { Asker, BudgetLine, SpendAsk, SpendBy, SpendLine, SpendReport } from '#core/report.ts'
import type { SpendKind, SpendRow } from '#core/rows.ts'
import { resolve } from '#core/settings.ts'
import { addUp, type Spender, type Subject, subjectOf } from '#core/spend.ts'
import { budgetsFor, nameOf, statesOf } from './budgets.ts'
import type { Deps } from './deps.ts'
import { zoneOf } from './ledger.ts'
import { isAdmin, layersAt } from './policy.ts'
import { daysIn, sumIn } from './spend.ts'

const dayMs = 24 * 60 * 60_000

type Reads = Pick<Deps, 'records' | 'charged'>

/** What one person, in one place, with one model, spends as. */
const spenderOf = ({ charged }: Pick<Deps, 'charged'>, { actor, address }: Asker, model: string): Spender => ({
  charged,
  person: personKey(address, actor),
  channel: addressKey(channelOf(address)),
  workspace: scopeKeys(address).workspace,
  model,
  ...(actor.roles !== undefined && { roles: actor.roles }),
})

/** The models that paint and talk where somebody asks, as far as they are known without asking for them. */
async function modelsAt(deps: Pick<Deps, 'shelves'>, refs: readonly (string | undefined)[]): Promise<readonly string[]> {
  const names = await Promise.all(
    refs.map(async ref => {
      if (ref === undefined) return []
      const card = await deps.shelves.cards.get(ref)
      if (card !== undefined) return [card.model]
      return ref.startsWith('deployment:') ? [] : [ref.split(':')[0] ?? ref]
    }),
  )
  return [...new Set(names.flat())]
}

/** Every budget that holds for somebody where they ask, with what is left of it. */
export async function budgetsOf(deps: Deps, asker: Asker): Promise<readonly BudgetLine[]> {
  const layers = await layersAt(deps, asker.address)
  const { values } = resolve(layers)
  const models = await modelsAt(deps, [values['model.image'], values['model.chat']])
  const own = budgetsFor(layers, spenderOf(deps, asker, '')).filter(({ setting }) => setting !== 'budget.model')
  const ofModels = models.flatMap(model =>
    budgetsFor(layers, spenderOf(deps, asker, model)).filter(({ setting }) => setting === 'budget.model'),
  )
  const now = deps.world.now()
  const zone = zoneOf(deps)
  const row = { day: periodOf(now, 'day', zone), month: periodOf(now, 'month', zone) }
  return (await statesOf(deps.records, [...own, ...ofModels], row)).map(({ budget, sum: { spent, reserved, jobs }, left }) => ({
    setting: budget.setting,
    name: nameOf(budget),
    limit: budget.limit,
    period: budget.period,
    spent,
    reserved,
    jobs,
    left,
    freesAt: periodEnd(now, budget.period, zone),
  }))
}

/** What somebody spent in a day or month, wherever on their platform. */
export const ownSpend = (deps: Reads, asker: Asker, period: string): ReturnType<typeof sumIn> =>
  sumIn(deps.records, subjectOf('person', spenderOf(deps, asker, '')), period)

/** The sums of one kind in a period, of a workspace or of all, added up over the days. */
async function linesOf(
  deps: Reads,
  kind: SpendKind,
  period: string,
  workspace: string | undefined,
): Promise<readonly SpendLine[]> {
  const { from, to } = daysOf(period)
  const where = { kind, ...(workspace !== undefined && { workspace }) }
  const found = new Map<string, SpendRow>()
  for (let day = from; day < to; day += dayMs) {
    for (const row of await deps.records.list('spend', { where, from: day, to: day + dayMs })) {
      if (row.charged !== deps.charged) continue
      const before = found.get(row.key)
      found.set(row.key, before === undefined ? row : { ...row, ...addUp([before, row]) })
    }
    await turnOfTheLoop()
  }
  const rows = [...found.values()].sort((a, b) => b.spent - a.spent || b.jobs - a.jobs || (a.key < b.key ? -1 : 1))
  return rows.map(({ key, spent, reserved, jobs }) => ({ key, label: key, spent, reserved, jobs }))
}

/** A person as their newest job names them; who was forgotten has a key and no name. */
async function withName({ records }: Reads, line: SpendLine): Promise<SpendLine> {
  const [job] = await records.list('jobs', { where: { person: line.key }, newestFirst: true, limit: 1 })
  return { ...line, label: job?.actor.name ?? line.key }
}

function withPlace(line: SpendLine): SpendLine {
  const address = addressOfKey(line.key)
  return { ...line, label: address.channel, address }
}

/** Spend in a period added up by users, channels, models or days, of a workspace or (without one) of the whole service. */
export async function spendBy(deps: Reads, by: SpendBy, period: string, workspace?: string): Promise<readonly SpendLine[]> {
  switch (by) {
    case 'user': {
      const lines = await linesOf(deps, workspace === undefined ? 'person' : 'person in workspace', period, workspace)
      const named = await Promise.all(lines.slice(0, mostNamed).map(line => withName(deps, line)))
      return [...named, ...lines.slice(mostNamed)]
    }
    case 'channel':
      return (await linesOf(deps, 'channel', period, workspace)).map(withPlace)
    case 'model':
      return linesOf(deps, workspace === undefined ? 'model' : 'model in workspace', period, workspace)
    case 'day': {
      const { charged } = deps
      const whole: Subject =
        workspace === undefined
          ? { charged, kind: 'service', key: 'service' }
          : { charged, kind: 'workspace', key: workspace, workspace }
      return daysOfSubject(deps, whole, period)
    }
    default:
      return by satisfies never
  }
}

/** Beyond so many people nobody reads names. */
const mostNamed = 200

const daysOfSubject = async ({ records }: Reads, subject: Subject, period: string): Promise<readonly SpendLine[]> =>
  (await daysIn(records, subject, period)).map(({ day, spent, reserved, jobs }) => ({
    key: day,
    label: day,
    spent,
    reserved,
    jobs,
  }))

/** The read model of spend: the whole service's for an admin of the console, one's own for everybody else. */
export async function spendReport(deps: Deps, asker: Asker, { by, period: unit }: SpendAsk): Promise<SpendReport> {
  const period = periodOf(deps.world.now(), unit, zoneOf(deps))
  const isAll = await isAdmin(deps, asker.actor, asker.address)
  const own = subjectOf('person', spenderOf(deps, asker, ''))
  const [total, lines, budgets] = await Promise.all([
    sumIn(deps.records, isAll ? { charged: deps.charged, kind: 'service', key: 'service' } : own, period),
    isAll ? spendBy(deps, by, period) : daysOfSubject(deps, own, period),
    budgetsOf(deps, asker),
  ])
  const { spent, reserved, jobs } = total
  return {
    whose: isAll ? 'all' : 'mine',
    by: isAll ? by : 'day',
    period,
    charged: deps.charged,
    total: { spent, reserved, jobs },
    lines,
    budgets,
  }
}
