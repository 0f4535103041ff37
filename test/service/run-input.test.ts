import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '#core/fault.ts'
import type { Field, ModelCard } from '#core/model-card.ts'
import { expectedOf, filled, readRunInput, trialInput, typedValues } from '../../src/service/run-input.ts'
import { anyText } from '../core/any-text.ts'

type Given = Partial<Field> & Pick<Field, 'name' | 'type'>
const cardOf = (output: ModelCard['output'], ...fields: readonly Given[]): ModelCard => ({
  ref: 'acme/any',
  model: 'acme/any',
  pinned: 'acme/any',
  about: '',
  kind: 'other',
  schema: {},
  output,
  fields: fields.map(field => ({ about: '', required: false, ...field })),
})
const settings = { values: {}, from: {}, locked: [] }
const how = { isAgain: false }
const mixed = cardOf(
  'files',
  { name: 'text', type: 'text' },
  { name: 'steps', type: 'integer' },
  { name: 'share', type: 'number' },
  { name: 'loud', type: 'boolean' },
  { name: 'mood', type: 'choice', choices: ['calm', 'wild', 3] },
  { name: 'tags', type: 'list' },
  { name: 'image', type: 'file' },
  { name: 'voices', type: 'list', files: true },
  { name: 'key', type: 'secret' },
  { name: 'num_outputs', type: 'integer', default: 1, max: 4 },
)

test('what is said in words and what is said in JSON mean the same', () => {
  const words = fc.string({ minLength: 1 }).filter(text => !/["“”„«»]/.test(text) && text === text.trim() && text.isWellFormed())
  const values = fc.record(
    {
      text: words,
      steps: fc.integer(),
      share: fc.integer({ min: -1_000, max: 1_000 }).map(n => n / 8),
      loud: fc.boolean(),
      mood: fc.constantFrom('calm', 'wild', 3),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(values, given => {
      const pairs = Object.entries(given).map(([name, value]) => `${name}="${String(value)}"`)
      const meant = { ...given }
      expect(typedValues(mixed, pairs.join(' '))).toEqual(meant)
      expect(typedValues(mixed, JSON.stringify(given))).toEqual(meant)
    }),
  )
})

test('whatever is typed is read or refused in words, and no file or secret of it goes to the model as it is', () => {
  const key = fc.constantFrom(...mixed.fields.map(({ name }) => name), '__proto__', 'constructor', 'other')
  const value = fc.oneof(
    anyText(),
    fc.integer().map(String),
    fc.constantFrom('https://a.example/x', 'data:,x', '[1]', 'file:///etc'),
  )
  const typed = fc.oneof(
    anyText(),
    fc.array(fc.tuple(key, value)).map(all => all.map(([name, text]) => `${name}=${text}`).join(' ')),
    fc.array(fc.tuple(key, fc.oneof(value, fc.jsonValue()))).map(all => JSON.stringify(Object.fromEntries(all))),
  )
  fc.assert(
    fc.property(typed, input => {
      try {
        const read = readRunInput(mixed, { input }, settings, how)
        expect(Object.keys(read.input).filter(name => ['image', 'voices', 'key'].includes(name))).toEqual([])
        expect(Object.getPrototypeOf(read.input)).toBe(Object.prototype)
        for (const { given } of read.files) for (const link of given) expect(link).toMatch(/^https?:/)
      } catch (thrown) {
        if (!(thrown instanceof Fault)) throw thrown
        expect(thrown.kind).toBe('input')
      }
    }),
  )
})

test('a file sent along goes where it is needed first, then where pictures and sound go, then where there is room', () => {
  const file = { ref: 'r', name: 'fox.png' }
  const fieldFor = (card: ModelCard, input = ''): string | undefined =>
    readRunInput(card, { input, file }, settings, how).files.at(-1)?.field.name
  const files: readonly Given[] = [
    { name: 'style', type: 'file' },
    { name: 'mask', type: 'file', required: true },
    { name: 'image', type: 'file' },
  ]
  expect(fieldFor(cardOf('file', ...files))).toBe('mask')
  expect(fieldFor(cardOf('file', ...files), 'mask=https://a.example/m.png')).toBe('image')
  expect(fieldFor(cardOf('file', ...files), 'mask=https://a.example/m.png image=https://a.example/i.png')).toBe('style')
  expect(fieldFor(cardOf('text', { name: 'style', type: 'file' }, { name: 'audio', type: 'file' }))).toBe('audio')
  expect(() => fieldFor(cardOf('text', { name: 'text', type: 'text' }))).toThrow('takes no file; leave `--file` out')
  expect(() => fieldFor(cardOf('text', { name: 'image', type: 'file' }), 'image=https://a.example/i.png')).toThrow(
    'no further file',
  )
})

test('files stand in the input where their field wants them, one or a list, in the order they were given', async () => {
  const given = ['https://a.example/1', 'https://a.example/2']
  const read = readRunInput(mixed, { input: JSON.stringify({ voices: given, image: given[0], text: 'x' }) }, settings, how)
  expect(trialInput(read)).toEqual({
    text: 'x',
    image: 'https://files.invalid/file',
    voices: ['https://files.invalid/file', 'https://files.invalid/file'],
  })
  const brought: unknown[] = []
  const input = await filled(read, async file => `brought ${brought.push(file)}`)
  expect(input).toEqual({ text: 'x', image: 'brought 3', voices: ['brought 1', 'brought 2'] })
})

test('a run is asked for as many files as its schema tells, and for none where it puts out words', () => {
  expect(expectedOf(mixed, { num_outputs: 3 })).toBe(3)
  expect(expectedOf(mixed, {})).toBe(1)
  expect(expectedOf(cardOf('file'), {})).toBe(1)
  expect(expectedOf(cardOf('text-stream'), {})).toBe(0)
})
