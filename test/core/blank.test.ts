import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBlank } from '../../src/core/blank.ts'

test.each([
  '',
  ' \t\n',
  '\u200b',
  '\u2060\u200d',
  '\ufeff',
  '\u00ad',
  '\u3164',
  '\u115f',
  '\u2800',
  '\u0000\u0007',
  '\ufe0f',
  '\u{e0041}',
])('a text that shows nothing is blank: %j', text => {
  expect(isBlank(text)).toBe(true)
})

test('one character that can be seen makes a text of anything', () => {
  const nothing = fc.array(fc.constantFrom(' ', '\n', '\u200b', '\u2060', '\ufe0f')).map(parts => parts.join(''))
  const seen = fc.constantFrom('a', '0', '.', '漢', '🦊', '؟', '\ufffd')
  fc.assert(fc.property(nothing, seen, nothing, (before, char, after) => !isBlank(`${before}${char}${after}`)))
})
