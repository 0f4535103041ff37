import type { Page } from '#core/report.ts'

/** What every row of a list has. */
export type Row = { readonly id: string; readonly at: number }

/** A list as far as it was read, newest first. `next`: where it goes on. `trouble`: why the last look at it came to nothing. */
export type Listed<R> = {
  readonly rows: readonly R[]
  readonly next?: number
  readonly state: 'unread' | 'fetching' | 'read'
  readonly trouble?: string
}

/** The rows after a fresh look at the beginning of the list. What lies between the fresh piece and what was known would be a gap: then what was known goes. */
export function withBeginning<R extends Row>(known: Listed<R>, page: Page<R>): Listed<R> {
  const { next } = page
  const isWhole = next === undefined || !known.rows.some(row => row.at >= next)
  const kept = isWhole ? [] : known.rows.filter(row => row.at < next)
  const end = kept.length === 0 ? next : known.next
  return { rows: [...page.rows, ...kept], state: 'read', ...(end !== undefined && { next: end }) }
}

/** The list with one more row or its newer state. A row that is older than what was read comes with its own piece. */
export function withRow<R extends Row>(known: Listed<R>, row: R): Listed<R> {
  const index = known.rows.findIndex(({ id }) => id === row.id)
  if (index !== -1) return { ...known, rows: known.rows.with(index, row) }
  if (known.next !== undefined && row.at < known.next) return known
  const at = known.rows.findIndex(other => other.at < row.at || (other.at === row.at && other.id > row.id))
  return { ...known, rows: known.rows.toSpliced(at === -1 ? known.rows.length : at, 0, row) }
}
