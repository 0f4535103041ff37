import fc from 'fast-check'
import { expect, test } from 'vitest'
import { personOf } from '../../src/core/mention.ts'
import { matchesAny, readPatterns, writePatterns } from '../../src/core/pattern.ts'
import { readValue } from '../../src/core/settings.ts'

test('a list is read with commas, spaces or lines between its words', () => {
  expect(readPatterns(' one,two\n th*,, four ')).toEqual(['one', 'two', 'th*', 'four'])
  expect(readPatterns(' , ')).toEqual([])
})

test.each([
  ['"role one", two', ['role one', 'two']],
  ['“role one”,two', ['role one', 'two']],
  ['«role one» „role two“', ['role one', 'role two']],
  ['"the ""best"" of us", "a, b"', ['the "best" of us', 'a, b']],
  ['" role one ", "", two', ['role one', 'two']],
  ['5" disk, it"s', ['5"', 'disk', 'it"s']],
  ['"never closed, two', ['"never', 'closed', 'two']],
])('quotes keep the words of %s together', (text, words) => {
  expect(readPatterns(text)).toEqual(words)
})

test('any words written as a list are the same words when it is read', () => {
  const unit = fc.constantFrom('a', 'B', ' ', ',', '"', '“', '”', '„', '«', '»', '*', '\n')
  const word = fc
    .string({ unit, minLength: 1, maxLength: 8 })
    .map(text => text.trim())
    .filter(text => text !== '')
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), words => {
      expect(readPatterns(writePatterns(words))).toEqual(words)
    }),
    { numRuns: 2_000 },
  )
})

test('a list made to be slow is read all the same', () => {
  const begun = performance.now()
  for (const unit of ['"', '" ', '"a""b ', '“', '« ', '""a ']) readPatterns(unit.repeat(4_000 / unit.length))
  expect(performance.now() - begun).toBeLessThan(500)
})

test('a word is matched as an expression of the same meaning would match it, regardless of case', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 8 })
  const pattern = fc.string({ unit: fc.constantFrom('a', 'B', '/', '.', '*'), maxLength: 6 })
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 3 }), letters, (patterns, word) => {
      const asExpression = patterns.map(
        text => new RegExp(`^${text.replace(/[.*/]/g, sign => (sign === '*' ? '.*' : `\\${sign}`))}$`, 'i'),
      )
      expect(matchesAny(patterns, word)).toBe(asExpression.some(expression => expression.test(word)))
    }),
    { numRuns: 3_000 },
  )
})

test('a pattern of many stars is answered at once', () => {
  const begun = performance.now()
  expect(matchesAny(['*a'.repeat(500)], 'a'.repeat(499))).toBe(false)
  expect(performance.now() - begun).toBeLessThan(500)
})

test('a person is named by a mention of any platform, or by the id itself', () => {
  for (const word of ['<@123>', '<@!123>', '<@123|ada>', '@123', '123']) expect(personOf(word)).toBe('123')
  expect(readValue('block.users', '<@123>, U9 <@!7>')).toBe('123, U9, 7')
})

test('commands of a list are those there are', () => {
  expect(readValue('allow.commands', '/imagine chat con*')).toBe('imagine, chat, con*')
  expect(() => readValue('allow.commands', 'imagine, dance')).toThrow(
    /^`allow.commands` must be a list of imagine, run, chat, forget, .*got “imagine, dance”\.$/,
  )
  expect(() => readValue('allow.models', ' , ')).toThrow(/^`allow.models` must be a list of words/)
})

test('roles are listed by names of several words, in quotes', () => {
  expect(readValue('allow.roles', '"Role One", @two, <@&3>, “@The Artists”')).toBe('"Role One", two, 3, "The Artists"')
  expect(readValue('allow.roles', readValue('allow.roles', '"Role One", two'))).toBe('"Role One", two')
})
