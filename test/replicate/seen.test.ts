import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAtOrBefore, Seen } from '../../src/replicate/seen.ts'

const id = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(fc.integer({ min: 1_690_212_290, max: 1_690_212_293 }), fc.nat(6)).map(([s, n]) => `${s}:${n}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', ':', '1:', ':1', '1:01', '01:1', '1:1', '1:1:1', '-1:1', '1:1 ', '1e1:1', 'abc', '１:1'),
  },
  { weight: 1, arbitrary: fc.tuple(fc.maxSafeNat(), fc.maxSafeNat()).map(([s, n]) => `${s}:${n}`) },
)

test('an event is old when an earlier connection brought its very id, in whatever order and form ids come', () => {
  fc.assert(
    fc.property(fc.array(fc.array(id, { maxLength: 30 }), { maxLength: 5 }), fc.array(id), (connections, asked) => {
      const seen = new Seen()
      const old = new Set<string>()
      for (const ids of connections) {
        for (const one of ids) {
          expect(seen.isOld(one)).toBe(old.has(one))
          seen.add(one)
        }
        seen.nextConnection()
        for (const one of ids) old.add(one)
      }
      for (const one of [...asked, ...old]) expect(seen.isOld(one)).toBe(old.has(one))
    }),
  )
})

test('a stream that is repeated from its start is told apart event by event, as long as it may be', () => {
  const seen = new Seen()
  const ids = Array.from({ length: 50_000 }, (_, nth) => `${1_690_212_292 + Math.floor(nth / 20)}:${nth % 20}`)
  for (const one of ids) seen.add(one)
  seen.nextConnection()
  expect(ids.every(one => seen.isOld(one))).toBe(true)
  expect(seen.isOld('1690212292:20')).toBe(false)
  expect(seen.isOld('1690999999:0')).toBe(false)
})

test.each([
  ['10:1', '10:1', true],
  ['9:9', '10:0', true],
  ['10:2', '10:10', true],
  ['10:10', '10:2', false],
  ['11:0', '10:5', false],
  ['abc', 'abc', true],
  ['abc', 'abd', false],
  ['1:0', 'abd', false],
])('of the events %s and %s the first stands before or at the second: %s', (one, known, expected) => {
  expect(isAtOrBefore(one, known)).toBe(expected)
})
