import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foreign } from '../../src/core/foreign.ts'
import { anyText } from './any-text.ts'

test.each([
  ['CUDA error', '`CUDA error`'],
  ['Traceback:\n  File "x.py"\n\tboom', '`Traceback: File "x.py" boom`'],
  ['[free](https://evil.example) **now**', '`[free](https://evil.example) **now**`'],
  ['`; rm -rf`', '`’; rm -rf’`'],
  ['@everyone, <!channel> <@1>', '`@\u200beveryone, <\u200b!channel> <\u200b@\u200b1>`'],
  ['a < b, x@ y', '`a < b, x@ y`'],
  ['a\u202egnp.exe', '`agnp.exe`'],
  ['half \ud83d', '`half`'],
  ['\n\u200b', ''],
])('what a model says is shown as code and does nothing: %j', (text, shown) => {
  expect(foreign(text, 300)).toBe(shown)
})

test('foreign words never leave their code span, their line or their room', () => {
  fc.assert(
    fc.property(anyText(60), fc.integer({ min: 1, max: 40 }), (text, chars) => {
      const shown = foreign(text, chars)
      if (shown === '') return
      expect(shown).toMatch(/^`[^`\n\r]+`$/)
      expect(shown.replaceAll('\u200b', '').length).toBeLessThanOrEqual(chars + 2)
      expect(shown.isWellFormed()).toBe(true)
      expect(shown).not.toMatch(/@\w|<[@!#]/)
    }),
  )
})
