import type { Records, Tables } from '#core/ports.ts'

/** The records, and how many rows were read through them: a look that finds nothing counts as one. */
export function counted(records: Records<Tables>): { readonly records: Records<Tables>; readonly read: () => number } {
  let read = 0
  return {
    read: () => read,
    records: {
      ...records,
      async get(table, id) {
        read++
        return records.get(table, id)
      },
      async list(table, range) {
        const rows = await records.list(table, range)
        read += Math.max(1, rows.length)
        return rows
      },
    },
  }
}
