import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Listed, withBeginning, withRow } from '../../../adapters/web/page/listed.ts'

type Row = { readonly id: string; readonly at: number; readonly state?: string }

/** Rows of a service, newest first, as pieces of it are told. */
const rowsOf = (moments: readonly number[]): readonly Row[] =>
  [...new Set(moments)].sort((a, b) => b - a).map(at => ({ id: `r${at}`, at }))
const piece = (rows: readonly Row[], before: number, length: number): { rows: readonly Row[]; next?: number } => {
  const rest = rows.filter(row => row.at < before)
  const last = rest[length - 1]
  return { rows: rest.slice(0, length), ...(rest.length > length && last !== undefined && { next: last.at }) }
}
const nothing: Listed<Row> = { rows: [], state: 'unread' }
const moments = fc.array(fc.nat(60), { maxLength: 40 })

test('after a fresh look a list is the newest rows of the service without a gap, and reads on where it ends', () => {
  fc.assert(
    fc.property(moments, moments, fc.integer({ min: 1, max: 8 }), fc.nat(4), (old, later, length, pieces) => {
      const before = rowsOf(old)
      let known = withBeginning(nothing, piece(before, Infinity, length))
      for (let read = 0; read < pieces && known.next !== undefined; read++) {
        const more = piece(before, known.next, length)
        known = { rows: [...known.rows, ...more.rows], state: 'read', ...(more.next !== undefined && { next: more.next }) }
      }
      const now = rowsOf([...old, ...later.map(at => at + 61)])
      const fresh = withBeginning(known, piece(now, Infinity, length))
      expect(fresh.rows).toEqual(now.slice(0, fresh.rows.length))
      if (fresh.next === undefined) expect(fresh.rows).toHaveLength(now.length)
      else expect(fresh.rows.at(-1)?.at).toBe(fresh.next)
    }),
  )
})

test('rows that are told one by one, in any order and more than once, stand newest first, each in its newest state', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ at: fc.nat(9), state: fc.string() })), told => {
      const known = told.reduce<Listed<Row>>((list, { at, state }) => withRow(list, { id: `r${at}`, at, state }), {
        rows: [],
        state: 'read',
      })
      const newest = new Map(told.map(({ at, state }) => [at, state]))
      expect(known.rows.map(({ at, state }) => [at, state])).toEqual([...newest].sort(([a], [b]) => b - a))
    }),
  )
})

test('a row that is older than what was read comes with its own piece', () => {
  const known: Listed<Row> = { rows: [{ id: 'new', at: 9 }], next: 9, state: 'read' }
  expect(withRow(known, { id: 'old', at: 3 })).toBe(known)
})
