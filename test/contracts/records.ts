import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Change, Records, Tables } from '../../src/core/ports.ts'
import { LostLease } from '../../src/core/ports.ts'

/** A table as an adapter would bring it, beside the core's. */
export type Note = {
  readonly id: string
  readonly at: number
  readonly room: string
  readonly stars?: number
  readonly text: string
}
export type NoteTables = { readonly notes: Note; readonly marks: { readonly id: string; readonly kind: string } }
export const noteTables = [
  {
    name: 'notes',
    columns: { room: (note: Note) => note.room, stars: (note: Note) => note.stars },
    time: (note: Note) => note.at,
  },
  { name: 'marks', columns: { kind: (mark: NoteTables['marks']) => mark.kind } },
]

export type RecordsBed = AsyncDisposable & { readonly records: Records<Tables & NoteTables> }

const note = (id: string, at: number, room = 'general', stars?: number): Note => ({
  id,
  at,
  room,
  text: `note ${id}`,
  ...(stars !== undefined && { stars }),
})
const put = (row: Note): Change<NoteTables> => ({ put: 'notes', row })
const ids = (rows: readonly { readonly id: string }[]): readonly string[] => rows.map(row => row.id)

/** What every store's records promise. */
export function recordsPromises(name: string, make: () => Promise<RecordsBed>): void {
  describe(name, () => {
    test('gives back a row as it was put, the newest under its id, and undefined where there is none', async () => {
      await using bed = await make()
      const odd: Note = { id: '💾 "quoted"', at: 1.5, room: "o'general", text: 'a\0b\n\u2028 ünï 🦊' }
      await bed.records.batch([put(odd), put(note('twice', 1)), put(note('twice', 2, 'other'))])
      expect(await bed.records.get('notes', odd.id)).toEqual(odd)
      expect(await bed.records.get('notes', 'twice')).toEqual(note('twice', 2, 'other'))
      expect(await bed.records.get('notes', 'nobody')).toBeUndefined()
      expect(ids(await bed.records.list('notes', { where: { room: 'general' } }))).toEqual([])
      await bed.records.batch([
        { remove: 'notes', id: odd.id },
        { remove: 'notes', id: 'nobody' },
      ])
      expect(await bed.records.get('notes', odd.id)).toBeUndefined()
    })

    test('stores the row as it is when it is given, and hands out rows that are the caller’s own', async () => {
      await using bed = await make()
      const row = { ...note('a', 1), text: 'before' }
      const stored = bed.records.batch([put(row)])
      row.text = 'after'
      await stored
      const [first] = await bed.records.list('notes', {})
      expect(first?.text).toBe('before')
      Object.assign(first ?? {}, { text: 'spoilt' })
      expect((await bed.records.get('notes', 'a'))?.text).toBe('before')
    })

    test('finds rows by equal columns and a span of time, in order of time, then id', async () => {
      await using bed = await make()
      const rows = [note('b', 5), note('a', 5), note('c', 1, 'general', 3), note('d', 9, 'other', 3), note('e', 7, 'other', 4)]
      await bed.records.batch(rows.map(put))
      const list = async (range: Parameters<typeof bed.records.list>[1]): Promise<readonly string[]> =>
        ids(await bed.records.list('notes', range))
      expect(await list({})).toEqual(['c', 'a', 'b', 'e', 'd'])
      expect(await list({ newestFirst: true })).toEqual(['d', 'e', 'b', 'a', 'c'])
      expect(await list({ from: 5, to: 9 })).toEqual(['a', 'b', 'e'])
      expect(await list({ where: { room: 'other' }, newestFirst: true, limit: 1 })).toEqual(['d'])
      expect(await list({ where: { room: 'other', stars: 3 } })).toEqual(['d'])
      expect(await list({ where: { stars: 3 } })).toEqual(['c', 'd'])
      expect(await list({ limit: 0 })).toEqual([])
    })

    test('counts rows by the values of a column, among those that are asked for', async () => {
      await using bed = await make()
      const stars = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined })
      const rooms = fc.constantFrom('general', 'other')
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(rooms, stars), { maxLength: 12 }), rooms, async (made, room) => {
          const rows = made.map(([of, star], nth) => note(`n${nth}`, nth, of, star))
          await bed.records.batch(rows.map(put))
          const wanted = new Map<string | number, number>()
          for (const row of rows)
            if (row.room === room && row.stars !== undefined) wanted.set(row.stars, (wanted.get(row.stars) ?? 0) + 1)
          const counted = await bed.records.count('notes', 'stars', { room })
          expect([...counted].sort()).toEqual([...wanted].sort())
          const all = rows.flatMap(({ stars }) => stars ?? [])
          const byStars = new Map(all.map(star => [star, all.filter(other => other === star).length]))
          expect([...(await bed.records.count('notes', 'stars', {}))].sort()).toEqual([...byStars].sort())
          await bed.records.batch(rows.map(({ id }) => ({ remove: 'notes', id })))
        }),
        { numRuns: 30 },
      )
      await expect(bed.records.count('notes', 'text', { room: 'x' })).rejects.toThrow('cannot be asked by "text"')
      await expect(bed.records.count('notes', 'stars', { text: 'x' })).rejects.toThrow('cannot be asked by "text"')
    })

    test('orders rows without a time by their id', async () => {
      await using bed = await make()
      await bed.records.batch(['b', 'c', 'a'].map(id => ({ put: 'marks', row: { id, kind: 'k' } })))
      expect(ids(await bed.records.list('marks', { where: { kind: 'k' }, newestFirst: true }))).toEqual(['c', 'b', 'a'])
      await expect(bed.records.list('marks', { from: 1 })).rejects.toThrow('The rows of the table "marks" have no time.')
    })

    test('names the column or the table that was never declared', async () => {
      await using bed = await make()
      await expect(bed.records.list('notes', { where: { text: 'x' } })).rejects.toThrow(
        'The table "notes" cannot be asked by "text"; it can by room, stars.',
      )
      await expect(bed.records.list('notes', { where: { constructor: 'x' } })).rejects.toThrow('"constructor"')
      await expect(bed.records.get('nothing' as 'notes', 'x')).rejects.toThrow('There is no table "nothing"')
      await expect(bed.records.batch([{ remove: 'nothing' as 'notes', id: 'x' }])).rejects.toThrow('There is no table "nothing"')
    })

    test('changes everything of a batch or nothing', async () => {
      await using bed = await make()
      await bed.records.batch([put(note('kept', 1))])
      const noTime = { id: 'broken', room: 'general', text: 'no time' } as Note
      const outcomes = await Promise.allSettled([
        bed.records.batch([put(note('before', 1))]),
        bed.records.batch([{ remove: 'notes', id: 'kept' }, put(note('half', 1)), put(noTime)]),
        bed.records.batch([put(note('after', 1))]),
      ])
      expect(outcomes.map(outcome => outcome.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(ids(await bed.records.list('notes', {}))).toEqual(['after', 'before', 'kept'])
    })

    test('writes nothing under a fence that nobody holds, and leaves the batches around it alone', async () => {
      await using bed = await make()
      const [lost] = await Promise.allSettled([
        bed.records.batch([put(note('fenced', 1))], { job: 'job', token: 'token' }),
        bed.records.batch([put(note('free', 1))]),
      ])
      expect(lost).toMatchObject({ status: 'rejected', reason: expect.any(LostLease) as unknown })
      expect(ids(await bed.records.list('notes', {}))).toEqual(['free'])
    })

    test('a batch that is only written is seen at once, whole or not at all, and under no fence that nobody holds', async () => {
      await using bed = await make()
      await bed.records.batch([put(note('a', 1)), put(note('b', 2))], undefined, 'written')
      expect(ids(await bed.records.list('notes', {}))).toEqual(['a', 'b'])
      const noTime = { id: 'broken', room: 'general', text: 'no time' } as Note
      await expect(bed.records.batch([{ remove: 'notes', id: 'a' }, put(noTime)], undefined, 'written')).rejects.toThrow()
      const fence = { job: 'job', token: 'token' }
      await expect(bed.records.batch([put(note('fenced', 1))], fence, 'written')).rejects.toThrow(LostLease)
      // One that is kept comes after it, however soon both are asked for.
      await Promise.all([
        bed.records.batch([put(note('b', 3, 'first'))], undefined, 'written'),
        bed.records.batch([put(note('b', 4, 'second'))]),
      ])
      expect(await bed.records.list('notes', {})).toEqual([note('a', 1), note('b', 4, 'second')])
    })

    test('answers every question as a plain list in memory would', async () => {
      const row = fc.record(
        {
          id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
          at: fc.integer({ min: 0, max: 4 }),
          room: fc.constantFrom('r1', 'r2'),
          stars: fc.integer({ min: 0, max: 1 }),
          text: fc.string({ unit: 'binary' }),
        },
        { requiredKeys: ['id', 'at', 'room', 'text'] },
      )
      const change = fc.oneof({ weight: 4, arbitrary: row }, { weight: 1, arbitrary: row.map(({ id }) => id) })
      const range = fc.record(
        {
          where: fc.record({ room: fc.constantFrom('r1', 'r2'), stars: fc.integer({ min: 0, max: 1 }) }, { requiredKeys: [] }),
          from: fc.integer({ min: 0, max: 5 }),
          to: fc.integer({ min: 0, max: 5 }),
          newestFirst: fc.boolean(),
          limit: fc.integer({ min: 0, max: 4 }),
        },
        { requiredKeys: [] },
      )
      await using bed = await make()
      await fc.assert(
        fc.asyncProperty(fc.array(change, { maxLength: 20 }), range, async (changes, range) => {
          const before = await bed.records.list('notes', {})
          await bed.records.batch(before.map(({ id }) => ({ remove: 'notes', id })))
          const rows = new Map<string, Note>()
          for (const change of changes) {
            if (typeof change === 'string') rows.delete(change)
            else rows.set(change.id, change)
          }
          await bed.records.batch(
            changes.map((change): Change<NoteTables> =>
              typeof change === 'string' ? { remove: 'notes', id: change } : put(change as Note),
            ),
          )
          const fits = (row: Note): boolean =>
            (range.where?.room === undefined || row.room === range.where.room) &&
            (range.where?.stars === undefined || row.stars === range.where.stars) &&
            row.at >= (range.from ?? 0) &&
            row.at < (range.to ?? Infinity)
          const expected = [...rows.values()].filter(fits).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
          if (range.newestFirst === true) expected.reverse()
          expect(await bed.records.list('notes', range)).toEqual(expected.slice(0, range.limit ?? expected.length))
        }),
        { numRuns: 60 },
      )
    })
  })
}
