import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nearest, nearestRatio } from '../../src/core/nearest.ts'
import { nearestNumber, numberWithin, readNumber } from '../../src/core/number.ts'

test.each([
  ['cuont', ['count', 'color'], 'count'],
  ['imagin', ['image', 'imagine'], 'imagine'],
  ['IMAGE', ['image'], 'image'],
  [' imgae ', ['image', 'chat'], 'image'],
  ['my', ['me', 'here'], 'me'],
  ['aspct', ['aspect'], 'aspect'],
  ['x', ['y'], undefined],
  ['', ['a'], undefined],
  ['guidance', ['prompt', 'model'], undefined],
  ['chat.memori', ['chat.memory', 'chat.system'], 'chat.memory'],
  ['chat', [], undefined],
])('who typed %j among %j most likely meant %s', (word, names, meant) => {
  expect(nearest(word, names)).toBe(meant)
})

test('a name itself is the nearest to itself, and so is any with one letter changed, left out or swapped', () => {
  const names = ['prompt', 'model', 'count', 'aspect', 'negative']
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom('change', 'drop', 'swap'), (name, dice, how) => {
      expect(nearest(name, names)).toBe(name)
      const at = dice % (name.length - 1)
      const rest = name.slice(at + 2)
      const pair = how === 'change' ? `#${name[at + 1]}` : how === 'drop' ? name[at + 1] : `${name[at + 1]}${name[at]}`
      expect(nearest(`${name.slice(0, at)}${pair}${rest}`, names)).toBe(name)
    }),
  )
})

test('a text of a megabyte is near to nothing, and is not compared letter by letter', () => {
  expect(nearest('x'.repeat(1_000_000), ['count', 'x'])).toBeUndefined()
})

test.each([
  ['16:10', '3:2'],
  ['1920x1080', '16:9'],
  ['2/3', '2:3'],
  ['100:1', '16:9'],
  ['wide', undefined],
  ['0:1', undefined],
])('the ratio nearest to %s is %s', (typed, meant) => {
  expect(nearestRatio(typed, ['1:1', '16:9', '3:2', '2:3'])).toBe(meant)
  expect(nearestRatio(typed, ['here', 'me'])).toBeUndefined()
})

test.each([
  ['4', 4],
  [' +4 ', 4],
  ['-0.5', -0.5],
  ['.25', 0.25],
  ['1e3', 1_000],
  ['-0', 0],
  [7, 7],
  ['', undefined],
  ['four', undefined],
  ['0x10', undefined],
  ['1,000', undefined],
  ['Infinity', undefined],
  [NaN, undefined],
])('%j is read as %s', (typed, value) => {
  expect(readNumber(typed)).toBe(value)
})

test('the nearest possible number is possible, and no other possible one is nearer', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -50, max: 50, noNaN: true }),
      fc.integer({ min: -20, max: 20 }),
      fc.nat(20),
      fc.boolean(),
      (value, min, span, whole) => {
        const bounds = { min, max: min + span }
        const near = nearestNumber(value, bounds, whole)
        expect(near >= min && near <= bounds.max && (!whole || Number.isInteger(near))).toBe(true)
        for (let other = min; other <= bounds.max; other++)
          expect(Math.abs(near - value)).toBeLessThanOrEqual(Math.abs(other - value))
        expect(nearestNumber(near, bounds, whole)).toBe(near)
      },
    ),
  )
})

test('bounds read like a sentence', () => {
  expect(numberWithin('a whole number', { min: 1, max: 8 })).toBe('a whole number from 1 to 8')
  expect(numberWithin('a number', { max: 8 })).toBe('a number, at most 8')
  expect(numberWithin('a number', {})).toBe('a number')
})
