import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Field, fieldOf, isModelRef, kindOf, type ModelCard, pictureField } from '../../src/core/model-card.ts'

const version = 'a1'.repeat(32)

test.each([
  'acme/flux',
  'black-forest-labs/flux-1.1-pro',
  'a/b',
  `acme/flux:${version}`,
  'deployment:acme/flux',
  'cog:local',
  'cog:my_model-2',
])('%s is a model reference', ref => {
  expect(isModelRef(ref)).toBe(true)
})

test.each([
  '',
  'flux',
  'acme/',
  '/flux',
  'acme/flux/dev',
  'acme/flux:latest',
  `acme/flux:${version}0`,
  `acme/flux:${version.toUpperCase()}`,
  `deployment:acme/flux:${version}`,
  'deployment:flux',
  'cog:http://10.0.0.1',
  'cog:',
  'https://replicate.com/acme/flux',
  '../../flux',
  'acme/..',
  'acme/flux\n',
  ' acme/flux',
  'acme/flux?x=1',
  'acme/fl ux',
])('%j is none', ref => {
  expect(isModelRef(ref)).toBe(false)
})

test('a reference holds nothing that means something in an address or a path', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', '/', ':', '.', '-', '_', '%', '?', '#', '@', ' ', '\\'), maxLength: 12 }),
      text => {
        if (!isModelRef(text)) return
        expect(text).not.toMatch(/[%?#@\s\\]/)
        expect(text.split('/')).not.toContain('..')
      },
    ),
    { numRuns: 2_000 },
  )
})

const field = (name: string, more: Partial<Field> = {}): Field => ({ name, about: '', type: 'text', required: false, ...more })

test.each<[string, readonly Field[], ModelCard['output'], string]>([
  ['words streamed for a prompt', [field('prompt')], 'text-stream', 'chat'],
  ['words returned for a prompt', [field('prompt')], 'text', 'chat'],
  ['words streamed for messages', [field('messages', { type: 'json' })], 'text-stream', 'chat'],
  ['words of a picture', [field('prompt'), field('image', { type: 'file', required: true })], 'text-stream', 'other'],
  ['files for a prompt', [field('prompt'), field('image', { type: 'file' })], 'files', 'image'],
  ['one file for a prompt', [field('prompt')], 'file', 'image'],
  ['files of a needed file', [field('prompt'), field('image', { type: 'file', required: true })], 'file', 'other'],
  ['files of needed files', [field('prompt'), field('images', { type: 'list', files: true, required: true })], 'file', 'other'],
  ['files without words', [field('seed', { type: 'integer' })], 'files', 'other'],
  ['an object for a prompt', [field('prompt')], 'object', 'other'],
])('a model that gives %s is of its kind', (_, fields, output, kind) => {
  expect(kindOf({ fields, output })).toBe(kind)
})

test('a field is found by the first of its usual names', () => {
  const card: ModelCard = {
    ref: 'acme/flux',
    model: 'acme/flux',
    pinned: 'acme/flux',
    about: '',
    kind: 'image',
    fields: [field('input_image', { type: 'file' }), field('image', { type: 'file' }), field('prompt')],
    schema: {},
    output: 'file',
  }
  expect(pictureField(card)?.name).toBe('image')
  expect(fieldOf(card, 'input_image', 'image')?.name).toBe('input_image')
  expect(pictureField({ ...card, fields: [field('prompt')] })).toBeUndefined()
})
