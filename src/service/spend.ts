import { daysOf } from '#core/money.ts'
import type { Change, Records, Tables } from '#core/ports.ts'
import type { LedgerRow, SpendRow } from '#core/rows.ts'
import { addUp, count, nothingSpent, spendIdOf, type Subject, subjectsOf, type Sum, whoseOf } from '#core/spend.ts'
import { everyRow } from './every-row.ts'

/** Reads what the ledger's sums are kept in. */
type Reads = Pick<Records, 'get' | 'list'>

/** What a subject spent and has set aside in a day (`2026-11-20`) or month (`2026-11`): one row read, or one for each day of the month. */
export async function sumIn(records: Reads, subject: Subject, period: string): Promise<Sum> {
  if (period.length === 10) return (await records.get('spend', spendIdOf(period, subject))) ?? nothingSpent
  return addUp(await daysIn(records, subject, period))
}

/** A subject's sums day by day, oldest first. */
export const daysIn = (records: Reads, subject: Subject, period: string): Promise<readonly SpendRow[]> =>
  records.list('spend', { where: { whose: whoseOf(subject) }, ...daysOf(period) })

/** What the whole service spent, and has set aside, in a day or month. */
export const serviceSum = (records: Reads, charged: boolean, period: string): Promise<Sum> =>
  sumIn(records, { charged, kind: 'service', key: 'service' }, period)

/**
 * The changes that bring the sums from a row of the ledger (absent: it is new) to what takes its place. To be written in
 * the row's own batch, under the lock it was read under.
 */
export async function recount(
  records: Reads,
  before: LedgerRow | undefined,
  after: LedgerRow,
): Promise<readonly Change<Tables>[]> {
  const touched = [before, after].flatMap(row =>
    row === undefined ? [] : subjectsOf(row).map(subject => spendIdOf(row.day, subject)),
  )
  const sums = new Map<string, SpendRow>()
  for (const id of new Set(touched)) {
    const sum = await records.get('spend', id)
    if (sum !== undefined) sums.set(id, sum)
  }
  if (before !== undefined) count(sums, before, -1)
  count(sums, after, 1)
  return [...sums.values()].map(row => ({ put: 'spend', row }))
}

/**
 * Makes the sums of a ledger that has none: a store of an earlier version. In one batch, so that there are all of them or
 * none. Answers how many rows of the ledger were counted. To be called before anything is set aside.
 */
export async function countLedger(records: Records): Promise<number> {
  if ((await records.list('spend', { limit: 1 })).length > 0) return 0
  const sums = new Map<string, SpendRow>()
  let counted = 0
  for await (const rows of everyRow(records, 'ledger')) {
    for (const row of rows) count(sums, row, 1)
    counted += rows.length
  }
  if (counted > 0) await records.batch([...sums.values()].map(row => ({ put: 'spend', row })))
  return counted
}
