import fc from 'fast-check'
import { expect, test } from 'vitest'
import { daysOf, periodEnd, periodOf } from '../../src/core/money.ts'
import type { LedgerRow, SpendRow } from '../../src/core/rows.ts'
import { addUp, count, nothingSpent, spendIdOf, subjectsOf, sumOf, whoseOf } from '../../src/core/spend.ts'

const key = fc.constantFrom('a', 'b', 'a b', 'in a')
const row: fc.Arbitrary<LedgerRow> = fc
  .record({
    day: fc.constantFrom('2026-11-19', '2026-11-20', '2026-12-01'),
    person: key.map(name => `web/${encodeURIComponent(name)}`),
    channel: fc.constantFrom('web/home/one', 'web/home/two', 'web/annex/one'),
    model: fc.constantFrom('acme/one', 'acme/two'),
    // A platform may have two roles of one name, and may name one twice.
    roles: fc.array(fc.record({ id: key, name: fc.constantFrom('staff', 'guests') }), { maxLength: 3 }),
    charged: fc.boolean(),
    reserved: fc.nat(1_000_000),
    settled: fc.option(fc.nat(1_000_000), { nil: undefined }),
  })
  .map(({ settled, ...rest }) => ({
    ...rest,
    id: 'job',
    at: 0,
    month: rest.day.slice(0, 7),
    workspace: rest.channel.split('/').slice(0, 2).join('/'),
    ...(settled !== undefined && { settled }),
  }))

test('the sums of a ledger are the sums of the rows that each is about, in whatever order they came and changed', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(row, row), { maxLength: 12 }), pairs => {
      const sums = new Map<string, SpendRow>()
      for (const [before] of pairs) count(sums, before, 1)
      for (const [before, after] of pairs.toReversed()) {
        count(sums, before, -1)
        count(sums, after, 1)
      }
      for (const sum of sums.values()) {
        const about = pairs
          .map(([, after]) => after)
          .filter(after => after.day === sum.day && subjectsOf(after).some(whose => whoseOf(whose) === whoseOf(sum)))
        expect({ spent: sum.spent, reserved: sum.reserved, jobs: sum.jobs }).toEqual(addUp(about.map(sumOf)))
      }
      for (const [, after] of pairs)
        for (const subject of subjectsOf(after)) expect(sums.has(spendIdOf(after.day, subject))).toBe(true)
    }),
  )
})

test('no two subjects share a key, and all subjects of a job have one each', () => {
  fc.assert(
    fc.property(row, row, (one, two) => {
      // What a role is called is no part of who it is.
      const subjects = [...subjectsOf(one), ...subjectsOf(two)].map(({ name: _, ...subject }) => subject)
      const known = new Map(subjects.map(subject => [JSON.stringify(subject), whoseOf(subject)]))
      expect(new Set(known.values()).size).toBe(known.size)
    }),
  )
  expect(addUp([])).toEqual(nothingSpent)
})

const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia']

test('a period ends at the first moment of the next one, wherever and whenever clocks are changed', () => {
  const at = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2031, 0, 1) })
  fc.assert(
    fc.property(at, fc.constantFrom('day' as const, 'month' as const), fc.constantFrom(...zones), (now, period, zone) => {
      const end = periodEnd(now, period, zone)
      expect(end).toBeGreaterThan(now)
      expect(periodOf(end - 1, period, zone)).toBe(periodOf(now, period, zone))
      expect(periodOf(end, period, zone)).not.toBe(periodOf(now, period, zone))
    }),
  )
})

test.each([
  ['2026-11-20', '2026-11-20', '2026-11-21'],
  ['2026-12-31', '2026-12-31', '2027-01-01'],
  ['2026-12', '2026-12-01', '2027-01-01'],
  ['2028-02', '2028-02-01', '2028-03-01'],
])('%s holds the days from %s until before %s', (period, from, to) => {
  expect(daysOf(period)).toEqual({ from: Date.parse(`${from}T00:00:00Z`), to: Date.parse(`${to}T00:00:00Z`) })
})
