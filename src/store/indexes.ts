import type { Database } from './database.ts'

const quoted = (name: string): string => `"${name}"`

/**
 * Gives a table an index for its time and for each of these columns, with the time behind it, and takes away every other that
 * this once made: each costs a page of the log whenever a row comes. Rows without a value are in no column's index.
 */
export function keepIndexes(database: Database, table: string, columns: readonly string[]): void {
  const wanted = new Map([
    [`${table} time`, `ON ${quoted(table)} (time, id)`],
    ...columns.map((column): [string, string] => {
      const by = quoted(`by_${column}`)
      return [`${table} ${column}`, `ON ${quoted(table)} (${by}, time, id) WHERE ${by} IS NOT NULL`]
    }),
  ])
  // Those that SQLite made by itself have no text.
  const there = database
    .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")
    .all(table)
  for (const row of there) {
    const [name, sql] = [row['name'] as string, row['sql'] as string]
    const on = wanted.get(name)
    if (on !== undefined && sql.endsWith(on)) wanted.delete(name)
    else database.prepare(`DROP INDEX ${quoted(name)}`).run()
  }
  for (const [name, on] of wanted) database.prepare(`CREATE INDEX ${quoted(name)} ${on}`).run()
}
