import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { Range, Records, Tables } from '#core/ports.ts'
import type { Page } from '#core/report.ts'

/** Rows that are read at once while words are looked for. */
const readAtOnce = 400

type Timed = { readonly id: string; readonly at: number }

/**
 * A piece of a table, newest first, of the rows that `isMeant`. It ends with a whole moment: rows of one moment are never
 * torn apart, and stand in the order of their ids, so that the time alone says where the next piece begins. However many
 * rows are looked through, others get their turn in between.
 */
export async function newestFirst<Name extends 'jobs' | 'outputs'>(
  records: Records,
  table: Name,
  ask: { readonly where: NonNullable<Range['where']>; readonly before?: number; readonly limit: number },
  isMeant: (row: Tables[Name]) => boolean = () => true,
): Promise<Page<Tables[Name]>> {
  const { where, limit } = ask
  const found: Tables[Name][] = []
  let to = ask.before
  let isEnd = false
  while (found.length < limit && !isEnd) {
    const rows = await wholeMoments(records, table, where, to, found.length === 0 ? Math.min(limit, readAtOnce) : readAtOnce)
    found.push(...rows.filter(isMeant))
    const last: Timed | undefined = rows.at(-1)
    isEnd = last === undefined
    to = last?.at ?? to
    if (!isEnd) await turnOfTheLoop()
  }
  const end: Timed | undefined = found[limit - 1]
  const rows = end === undefined ? found : found.filter(row => row.at >= end.at)
  if (end === undefined) return { rows }
  const isMore = rows.length < found.length || (await records.list(table, { where, to: end.at, limit: 1 })).length > 0
  return isMore ? { rows, next: end.at } : { rows }
}

/** At least `atLeast` rows before a moment, where there are as many, and all that share the last one's moment. */
async function wholeMoments<Name extends 'jobs' | 'outputs'>(
  records: Records,
  table: Name,
  where: NonNullable<Range['where']>,
  to: number | undefined,
  atLeast: number,
): Promise<readonly Tables[Name][]> {
  const rows = await records.list(table, { where, newestFirst: true, limit: atLeast, ...(to !== undefined && { to }) })
  const last: Timed | undefined = rows.at(-1)
  if (last === undefined) return []
  const newer = rows.filter(row => row.at > last.at)
  const same = await records.list(table, { where, from: last.at, to: last.at + 1 })
  return [...Map.groupBy([...newer, ...same], row => row.at).values()].flatMap(moment =>
    moment.sort((a, b) => (a.id < b.id ? -1 : 1)),
  )
}
