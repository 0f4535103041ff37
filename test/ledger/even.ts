import type { MicroUsd } from '#core/money.ts'
import type { Records } from '#core/ports.ts'
import type { LedgerRow, SpendRow } from '#core/rows.ts'

/** The sums that the rollup must hold, counted from the ledger by plain grouping, by a name for each. */
function sumsOf(ledger: readonly LedgerRow[]): ReadonlyMap<string, readonly number[]> {
  const sums = new Map<string, number[]>()
  for (const row of ledger) {
    const places = { '': '', workspace: row.workspace, channel: row.channel }
    const names = [
      'service',
      `workspace ${row.workspace}`,
      `channel ${row.channel}`,
      ...Object.entries(places).flatMap(([place, key]) => [
        `person ${row.person} ${place} ${key}`,
        `model ${row.model} ${place} ${key}`,
      ]),
    ]
    for (const name of names.map(name => `${row.day} ${row.charged} ${name}`.trim())) {
      const sum = sums.get(name) ?? [0, 0, 0]
      sum[0]! += row.settled ?? 0
      sum[1]! += row.settled === undefined ? row.reserved : 0
      sum[2]! += 1
      sums.set(name, sum)
    }
  }
  return sums
}

function nameOf({ day, charged, kind, key, workspace, channel }: SpendRow): string {
  const [who = '', , place = ''] = kind.split(' ')
  if (kind === 'service') return `${day} ${charged} service`
  if (who === 'workspace' || who === 'channel') return `${day} ${charged} ${who} ${key}`
  const within = place === 'workspace' ? workspace : place === 'channel' ? channel : ''
  return `${day} ${charged} ${who} ${key} ${place} ${within}`.trim()
}

/** What is wrong with the books: what is still set aside, and sums that are not the ledger's. Empty when they are even. */
export async function troublesOf(records: Pick<Records, 'list'>): Promise<readonly string[]> {
  const ledger = await records.list('ledger', {})
  const open = ledger.filter(row => row.settled === undefined).map(row => `${row.reserved} is still set aside for ${row.id}`)
  const wanted = sumsOf(ledger)
  const found = new Map((await records.list('spend', {})).map(row => [nameOf(row), [row.spent, row.reserved, row.jobs]]))
  const names = new Set([...wanted.keys(), ...found.keys()])
  const wrong = [...names].filter(name => String(wanted.get(name)) !== String(found.get(name)))
  return [
    ...open,
    ...wrong.map(name => `${name}: the ledger has ${String(wanted.get(name))}, the sums have ${String(found.get(name))}`),
  ]
}

/** What the ledger says was spent in all. */
export const spentIn = async (records: Pick<Records, 'list'>): Promise<MicroUsd> =>
  (await records.list('ledger', {})).reduce((sum, row) => sum + (row.settled ?? 0), 0)
