import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fragments } from '../../src/sandbox/engines/talk/fragments.ts'

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
  fc
    .array(fc.constantFrom(' ', '\n', '  ', 'word', 'streaming', '👩‍👩‍👧', '𝒳', 'é', '```', '| a |', '...', '\ud83d', '東京タワー'), {
      maxLength: 60,
    })
    .map(parts => parts.join('')),
)

test('fragments joined are the text', () => {
  fc.assert(fc.property(texts, text => fragments(text).join('') === text))
})

test('no fragment is empty, and none ends or begins in the middle of a surrogate pair', () => {
  fc.assert(
    fc.property(texts, text => {
      const parts = fragments(text)
      const cuts = parts.slice(1).map((part, at) => (parts[at] ?? '').slice(-1) + part.charAt(0))
      return parts.every(part => part !== '') && !cuts.some(pair => /^[\ud800-\udbff][\udc00-\udfff]$/.test(pair))
    }),
  )
})

test('a fragment carries at most six signs beside its space, so a text arrives in small steps', () => {
  fc.assert(fc.property(texts, text => fragments(text).every(part => [...part.trim()].length <= 6)))
  expect(fragments('Hello streaming world!')).toEqual(['Hello', ' strea', 'ming', ' world', '!'])
})
