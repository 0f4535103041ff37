import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { Range, Records, Tables } from '#core/ports.ts'

/** Rows that are read at once. */
const readAtOnce = 400

type Timed = { readonly id: string; readonly at: number }

/**
 * Every row of a table (in a span of time), oldest first, in pieces, each row once. However many there are, others get their turn in between;
 * a row that is written meanwhile may be missing.
 */
export async function* everyRow<Name extends keyof Tables>(
  records: Pick<Records, 'list'>,
  table: Name,
  where: NonNullable<Range['where']> = {},
  atOnce = readAtOnce,
  span: Pick<Range, 'from' | 'to'> = {},
): AsyncGenerator<readonly Tables[Name][]> {
  let { from } = span
  let seen: ReadonlySet<string> = new Set()
  for (let limit = atOnce; ;) {
    const rows: readonly Tables[Name][] = await records.list(table, {
      ...span,
      where,
      limit,
      ...(from !== undefined && { from }),
    })
    const fresh = rows.filter(row => !seen.has(row.id))
    if (fresh.length > 0) yield fresh
    const last: Timed | undefined = rows.at(-1)
    if (last === undefined || rows.length < limit) return
    const isSameMoment = last.at === from
    const ofMoment = rows.filter(row => row.at === last.at).map(row => row.id)
    seen = new Set(isSameMoment ? [...seen, ...ofMoment] : ofMoment)
    // A moment that more rows share than are read at once is read as a whole.
    limit = isSameMoment ? limit * 2 : atOnce
    from = last.at
    await turnOfTheLoop()
  }
}
