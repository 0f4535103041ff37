import { type Change, type Fence, LostLease, type Range, type Records } from '#core/ports.ts'
import type { Database, Durability } from './database.ts'
import { keepIndexes } from './indexes.ts'
import type { Table } from './tables.ts'

type Column = string | number | undefined
/** A table with its statements. `write` takes out of the row what it is found by. */
type Kept = {
  readonly name: string
  readonly columns: readonly string[]
  readonly hasTime: boolean
  readonly durability: Durability
  readonly insert: string
  /** Changes the row where all that it is found by stays as it is; takes the same values. */
  readonly rewrite: string
  /** What the row of an id is found by as it is stored: its time, then the columns. */
  readonly found: string
  readonly values: (row: { readonly id: string }) => Values
}
/** A row's id, its time, the row itself, and what its columns say. */
type Values = [string, number, string, ...(string | number | null)[]]

const nameForm = /^[A-Za-z][A-Za-z0-9_-]{0,62}$/
const quoted = (name: string): string => `"${name}"`
const tableOf = (name: string): string => quoted(`rows_${name}`)
const columnOf = (name: string): string => quoted(`by_${name}`)

/** Rows of the declared tables, which are made or widened where they are not there yet. */
export function openRecords<T>(database: Database, tables: readonly Table[]): Records<T> {
  const kept = new Map<string, Kept>()
  for (const table of tables) {
    if (kept.has(table.name)) throw new Error(`Two tables are called "${table.name}".`)
    kept.set(table.name, prepareTable(database, table))
  }
  const tableCalled = (name: string): Kept => {
    const table = kept.get(name)
    if (table === undefined) throw new Error(`There is no table "${name}"; there are ${[...kept.keys()].join(', ')}.`)
    return table
  }
  const tableOfChange = (change: Change<T>): Kept => tableCalled('put' in change ? change.put : change.remove)
  const parse = (row: Record<string, unknown>): never => JSON.parse(row['row'] as string) as never

  return {
    async get(name, id) {
      const row = database.prepare(`SELECT row FROM ${tableOf(tableCalled(name).name)} WHERE id = ?`).get(id)
      return row === undefined ? undefined : parse(row)
    },
    async list(name, range) {
      const { sql, values } = selection(tableCalled(name), range)
      return database
        .prepare(sql)
        .all(...values)
        .map(parse)
    },
    async count(name, by, where) {
      const table = tableCalled(name)
      const { condition, values } = conditionOf(table, { where })
      checkColumn(table, by)
      const column = columnOf(by)
      // Of all rows the index of `by` says it alone. Else the plus keeps SQLite from walking all of it: `where` leaves few rows.
      const group = condition === '' ? ` WHERE ${column} IS NOT NULL GROUP BY ${column}` : `${condition} GROUP BY +${column}`
      const sql = `SELECT ${column} AS value, count(*) AS rows FROM ${tableOf(table.name)}${group}`
      const rows = database.prepare(sql).all(...values)
      return new Map(rows.flatMap(({ value, rows }) => (value === null ? [] : [[value as string | number, rows as number]])))
    },
    async batch(changes, fence, durability) {
      const acts = changes.map(change => actOf(database, tableOfChange(change), change))
      const isKept = durability !== 'written' && changes.some(change => tableOfChange(change).durability === 'synced')
      await database.write(isKept ? 'synced' : 'written', () => {
        if (fence !== undefined) hold(database, fence)
        for (const act of acts) act()
      })
    },
  }
}

/** The change as something to do later: the row is read now, so that what becomes of the caller's object does not matter. */
function actOf<T>(database: Database, table: Kept, change: Change<T>): () => void {
  if ('remove' in change) {
    const remove = database.prepare(`DELETE FROM ${tableOf(table.name)} WHERE id = ?`)
    return () => remove.run(change.id)
  }
  const rewrite = database.prepare(table.rewrite)
  const values = table.values(change.row as { readonly id: string })
  return () => {
    if (rewrite.run(...values).changes === 0) move(database, table, values)
  }
}

/** Stores a row that is new, or that moves in an index. Only what differs is set: SQLite writes anew each index of which a column is set. */
function move(database: Database, table: Kept, [id, time, row, ...taken]: Values): void {
  const before = database.prepare(table.found).get(id)
  if (before === undefined) {
    database.prepare(table.insert).run(id, time, row, ...taken)
    return
  }
  const now = [['time', time] as const, ...table.columns.map((column, at) => [`by_${column}`, taken[at] ?? null] as const)]
  const moved = now.filter(([name, value]) => before[name] !== value)
  const sets = ['row = ?', ...moved.map(([name]) => `${quoted(name)} = ?`)]
  database
    .prepare(`UPDATE ${tableOf(table.name)} SET ${sets.join(', ')} WHERE id = ?`)
    .run(row, ...moved.map(([, value]) => value), id)
}

/** In the same transaction as the rows: nobody can take the lease between the question and the writing. */
function hold(database: Database, { job, token }: Fence): void {
  const lease = database.prepare('SELECT 1 FROM queue WHERE job = ? AND token = ?').get(job, token)
  if (lease === undefined) throw new LostLease(`The lease of job ${job} is no more; nothing was written.`)
}

function checkColumn(table: Kept, column: string): void {
  if (table.columns.includes(column)) return
  throw new Error(`The table "${table.name}" cannot be asked by "${column}"; it can by ${table.columns.join(', ') || 'id'}.`)
}

/** The rows that are meant, as SQL: empty where all are. */
function conditionOf(
  table: Kept,
  range: Pick<Range, 'where' | 'from' | 'to'>,
): { readonly condition: string; readonly values: (string | number)[] } {
  const conditions: string[] = []
  const values: (string | number)[] = []
  for (const [column, value] of Object.entries(range.where ?? {})) {
    checkColumn(table, column)
    conditions.push(`${columnOf(column)} = ?`)
    values.push(value)
  }
  if ((range.from !== undefined || range.to !== undefined) && !table.hasTime) {
    throw new Error(`The rows of the table "${table.name}" have no time.`)
  }
  if (range.from !== undefined) {
    conditions.push('time >= ?')
    values.push(range.from)
  }
  if (range.to !== undefined) {
    conditions.push('time < ?')
    values.push(range.to)
  }
  return { condition: conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`, values }
}

function selection(table: Kept, range: Range): { readonly sql: string; readonly values: (string | number)[] } {
  const { condition, values } = conditionOf(table, range)
  const order = range.newestFirst === true ? 'time DESC, id DESC' : 'time, id'
  values.push(range.limit ?? -1)
  // A bare `LIMIT ?` is planned by its value, so SQLite would prepare the statement anew for every list: four times the price.
  return { sql: `SELECT row FROM ${tableOf(table.name)}${condition} ORDER BY ${order} LIMIT ? + 0`, values }
}

function prepareTable(database: Database, { name, columns, unindexed = [], time, durability = 'synced' }: Table): Kept {
  const names = Object.keys(columns)
  for (const word of [name, ...names]) {
    if (!nameForm.test(word)) throw new Error(`"${word}" cannot be the name of a table or column: letters, digits, - and _ only.`)
  }
  const table = tableOf(name)
  const all = ['id', 'time', 'row', ...names.map(columnOf)]
  const kept: Kept = {
    name,
    columns: names,
    hasTime: time !== undefined,
    durability,
    insert: `INSERT INTO ${table} (${all.join(', ')}) VALUES (${all.map(() => '?').join(', ')})`,
    found: `SELECT ${['time', ...names.map(columnOf)].join(', ')} FROM ${table} WHERE id = ?`,
    // The plus keeps SQLite from looking in the index of that column: the id finds the one row.
    rewrite: `UPDATE ${table} SET row = ?3 WHERE id = ?1 AND time = ?2${names.map((column, at) => ` AND +${columnOf(column)} IS ?${at + 4}`).join('')}`,
    values: row => {
      if (typeof row.id !== 'string' || row.id === '') throw new Error(`A row of the table "${name}" has no id.`)
      const taken = Object.values(columns).map(take => (take as (row: unknown) => Column)(row) ?? null)
      return [row.id, time === undefined ? 0 : (time as (row: unknown) => number)(row), JSON.stringify(row), ...taken]
    },
  }

  const run = (sql: string): void => void database.prepare(sql).run()
  run('SAVEPOINT tables')
  run(`CREATE TABLE IF NOT EXISTS ${table} (id TEXT PRIMARY KEY, time INTEGER NOT NULL, row TEXT NOT NULL)`)
  const there = new Set(
    database
      .prepare(`SELECT name FROM pragma_table_info(?)`)
      .all(`rows_${name}`)
      .map(row => row['name']),
  )
  const missing = names.filter(column => !there.has(`by_${column}`))
  for (const column of missing) run(`ALTER TABLE ${table} ADD COLUMN ${columnOf(column)}`)
  if (missing.length > 0) refill(database, kept)
  keepIndexes(
    database,
    `rows_${name}`,
    names.filter(column => !unindexed.includes(column)),
  )
  run('RELEASE tables')
  return kept
}

/** Takes the columns out of rows that were written before these columns were declared. */
function refill(database: Database, table: Kept): void {
  for (const { row } of database.prepare(`SELECT row FROM ${tableOf(table.name)}`).all()) {
    move(database, table, table.values(JSON.parse(row as string) as { readonly id: string }))
  }
}
