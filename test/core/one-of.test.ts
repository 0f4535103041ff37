import { expect, test } from 'vitest'
import { oneOf } from '#core/one-of.ts'

test.each([
  [['2'], '2'],
  [['image', 'chat'], 'image or chat'],
  [['mention', 'thread', 'all'], 'one of mention, thread or all'],
])('what a value may be is said as a sentence: %j', (choices, words) => expect(oneOf(choices)).toBe(words))
