import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '../../src/core/fault.ts'
import { type Form, formAction, type FormField, formProblems, opensForm, readForm } from '../../src/core/form.ts'
import { anyText } from './any-text.ts'

const line: FormField = { name: 'word', label: 'A word', type: 'line', maxChars: 10, required: true }
const choice: FormField = {
  name: 'size',
  label: 'How large',
  type: 'choice',
  choices: [
    { value: 's', label: 'Small' },
    { value: 'l', label: 'Large' },
  ],
}
const sized = (value: string): FormField => ({
  ...choice,
  choices: [
    { value, label: 'One' },
    { value: 'l', label: 'Large' },
  ],
})
const form: Form = { form: 'x', title: 'A form', submit: 'Send', fields: [line, choice] }

function refusal(values: Record<string, string>): string {
  try {
    readForm(form.fields, values)
  } catch (thrown) {
    if (thrown instanceof Fault && thrown.kind === 'input') return thrown.message
    throw thrown
  }
  throw new Error('nothing was refused')
}

test('a form for every platform has no problem, and one that some platform cannot show says why', () => {
  expect(formProblems(form)).toEqual([])
  const wrong: readonly (readonly [Partial<Form>, RegExp])[] = [
    [{ form: 'x'.repeat(101) }, /^form must be 1 to 100 long, is 101$/],
    [{ title: 'x'.repeat(46) }, /^title/],
    [{ fields: [] }, /^fields/],
    [{ fields: [1, 2, 3, 4, 5, 6].map(name => ({ ...line, name: `${name}` })) }, /^fields/],
    [{ fields: [line, line] }, /one name/],
    [{ fields: [{ ...line, label: 'x'.repeat(46) }] }, /^label of word/],
    [{ fields: [{ ...line, about: 'x'.repeat(101) }] }, /^about of word/],
    [{ fields: [{ ...line, value: 'eleven chars' }] }, /^value of word/],
    [{ fields: [{ ...choice, choices: [] }] }, /^choices of size/],
    [{ fields: [{ ...choice, value: 'xl' }] }, /begins with none/],
    [{ fields: [sized('x'.repeat(101))] }, /^a choice’s value of size must be 1 to 100 long, is 101$/],
    [{ fields: [sized('')] }, /^a choice’s value of size must be 1 to 100 long, is 0$/],
  ]
  expect(formProblems({ ...form, fields: [sized('x'.repeat(100))] })).toEqual([])
  for (const [change, problem] of wrong) expect(formProblems({ ...form, ...change })).toEqual([expect.stringMatching(problem)])
})

test.for([
  [{ word: '' }, '“A word” is empty; say it in words.'],
  [{ word: ' \u200b ' }, '“A word” is empty; say it in words.'],
  [{ word: 'far too long' }, '“A word” may have at most 10 characters, this has 12.'],
  [{ word: 'fine', size: 'xl' }, '“How large” must be “Small” or “Large”, got “xl”.'],
  [{ word: 'fine', size: '' }, '“How large” must be “Small” or “Large”, got nothing.'],
] as const)('a field that is filled in wrongly is named: %j', ([values, sentence]) => {
  expect(refusal(values)).toBe(sentence)
})

test('what is read is the same on platforms that end lines differently or cut off space, and nothing strange comes with it', () => {
  const text: FormField = { name: 'text', label: 'Text', type: 'text', maxChars: 100_000 }
  fc.assert(
    fc.property(anyText(), words => {
      const plain = readForm([text], { text: words, other: 'x' })
      expect(Object.keys(plain)).toEqual(['text'])
      expect(readForm([text], { text: ` ${words.replaceAll(/\r\n?|\n/g, '\r\n')}\r\n` })).toEqual(plain)
      expect(readForm([text], { text: plain['text'] ?? '' })).toEqual(plain)
    }),
  )
  expect(readForm([text], {})).toEqual({})
})

test('a platform can tell by its action that a button opens a form', () => {
  expect(opensForm(formAction('config:channel'))).toBe(true)
  expect(opensForm('again:x')).toBe(false)
})
