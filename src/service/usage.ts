import { scopeKeys } from '#core/address.ts'
import type { Values } from '#core/command.ts'
import { estimateOf } from '#core/estimate.ts'
import { foreign } from '#core/foreign.ts'
import { formatUsd, periodOf } from '#core/money.ts'
import type { Block, Post } from '#core/post.ts'
import type { BudgetLine, SpendBy, SpendLine } from '#core/report.ts'
import type { SettingValues } from '#core/settings.ts'
import { addUp, type Sum } from '#core/spend.ts'
import type { Deps } from './deps.ts'
import type { Asked } from './generate.ts'
import { zoneOf } from './ledger.ts'
import { platformOf, requireAdmin, settingsAt } from './policy.ts'
import { budgetsOf, ownSpend, spendBy } from './spend-report.ts'
import { plural, span } from './wording.ts'

/** The most lines of one table: what more there is stands in one line together. */
const mostLines = 20

const headings: Readonly<Record<SpendBy, string>> = { user: 'Person', channel: 'Channel', model: 'Model', day: 'Day' }

/** `/usage`: what somebody spent, and what their limits and budgets leave. With `by`, for admins: what the workspace spent. */
export const usage = (deps: Deps, asked: Asked, values: Values): Promise<Post> => {
  const by = values['by']
  return by === 'user' || by === 'channel' || by === 'model' || by === 'day'
    ? workspaceUsage(deps, asked, by)
    : ownUsage(deps, asked)
}

/** What all this money is, said once under it. */
const moneyNote = (charged: boolean): Block => ({
  type: 'note',
  text: charged ? 'All amounts are estimates.' : 'This is play money: the sandbox charges nothing.',
})

async function ownUsage(deps: Deps, asked: Asked): Promise<Post> {
  const now = deps.world.now()
  const zone = zoneOf(deps)
  const [today, month, budgets, { values: limits }] = await Promise.all([
    ownSpend(deps, asked, periodOf(now, 'day', zone)),
    ownSpend(deps, asked, periodOf(now, 'month', zone)),
    budgetsOf(deps, asked),
    settingsAt(deps, asked.address),
  ])
  const aside = month.reserved > 0 ? ` ${formatUsd(month.reserved)} is set aside for what runs now.` : ''
  return {
    audience: 'actor',
    blocks: [
      { type: 'text', markdown: `Today you spent ${said(today)}; this month ${said(month)}.${aside}` },
      { type: 'text', markdown: limitsSaid(limits) },
      budgets.length === 0
        ? { type: 'text', markdown: 'No budget is set for what you do here.' }
        : {
            type: 'table',
            columns: ['Budget', 'Spent', 'Set aside', 'Left', 'Begins anew'],
            rows: budgets.map(row => budgetRow(row, now)),
          },
      moneyNote(deps.charged),
    ],
  }
}

/** How much at once, counted as it is held: eight pictures of one `/imagine` are one request. */
function limitsSaid(limits: Partial<SettingValues>): string {
  const concurrent = limits['limit.concurrent'] ?? 3
  const queue = limits['limit.queue'] ?? 20
  return [
    `Here you may make ${plural(limits['limit.perMinute'] ?? 20, 'request')} a minute.`,
    `${plural(concurrent, 'request')} for pictures ${concurrent === 1 ? 'runs' : 'run'} at once,`,
    `and ${queue === 0 ? 'none' : `${queue} more`} may wait in line.`,
  ].join(' ')
}

/** `about $0.012 in 4 jobs`, or `nothing`. */
const said = ({ spent, jobs }: Sum): string =>
  jobs === 0 ? 'nothing' : `${spent === 0 ? 'nothing' : estimateOf(spent, true)} in ${plural(jobs, 'job')}`

const budgetRow = ({ name, spent, reserved, left, freesAt }: BudgetLine, now: number): readonly string[] => [
  name,
  formatUsd(spent),
  formatUsd(reserved),
  formatUsd(left),
  `in ${span(freesAt - now)}`,
]

async function workspaceUsage(deps: Deps, asked: Asked, by: SpendBy): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const period = periodOf(deps.world.now(), 'month', zoneOf(deps))
  const lines = await spendBy(deps, by, period, scopeKeys(asked.address).workspace)
  if (lines.length === 0)
    return {
      audience: 'actor',
      blocks: [{ type: 'text', markdown: 'Nothing was spent in this workspace this month.' }, moneyNote(deps.charged)],
    }
  // Of days the newest matter, of all else the dearest.
  const shown = by === 'day' ? lines.slice(-mostLines) : lines.slice(0, mostLines)
  const others = lines.filter(line => !shown.includes(line))
  const total = addUp(lines)
  const rows = await Promise.all(shown.map(async line => rowOf(await nameIn(deps, line, by), line)))
  if (others.length > 0) rows.push(rowOf(by === 'day' ? `${others.length} earlier` : `${others.length} others`, addUp(others)))
  rows.push(rowOf('Total', total))
  return {
    audience: 'actor',
    blocks: [
      { type: 'text', markdown: `This workspace spent ${said(total)} this month.` },
      { type: 'table', columns: [headings[by], 'Jobs', 'Spent', 'Set aside'], rows },
      moneyNote(deps.charged),
    ],
  }
}

const rowOf = (name: string, { jobs, spent, reserved }: Sum): readonly string[] => [
  name,
  jobs.toLocaleString('en'),
  formatUsd(spent),
  formatUsd(reserved),
]

/** People call themselves and their channels what they like. A platform that does not tell a channel's name leaves its id. */
async function nameIn(deps: Deps, { label, address }: SpendLine, by: SpendBy): Promise<string> {
  if (by === 'day' || by === 'model') return label
  const name = address === undefined ? undefined : await platformOf(deps, address).directory.channelName?.(address)
  return foreign(name ?? label, 60)
}
