import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTamePattern } from '../../src/replicate/pattern.ts'
import { readSchema } from '../../src/replicate/schema.ts'

const documentOf = (schemas: Record<string, unknown>) => ({
  openapi: '3.0.2',
  info: { title: 'Cog', version: '0.1.0' },
  paths: {},
  components: { schemas },
})

const fieldOf = (property: unknown, more: Record<string, unknown> = {}, required: string[] = []) =>
  readSchema(documentOf({ Input: { type: 'object', properties: { it: property }, required }, ...more })).fields[0]

// As a picture model of the Stable Diffusion family publishes it, in no order.
const painter = documentOf({
  Input: {
    type: 'object',
    title: 'Input',
    properties: {
      refine: {
        allOf: [{ $ref: '#/components/schemas/refine' }],
        default: 'no_refiner',
        'x-order': 5,
        description: 'Which refine style to use',
      },
      prompt: {
        type: 'string',
        title: 'Prompt',
        default: 'An astronaut riding a rainbow unicorn',
        'x-order': 0,
        description: 'Input prompt',
      },
      strength: { type: 'number', title: 'Prompt Strength', default: 0.8, minimum: 0, maximum: 1, 'x-order': 4 },
      image: {
        type: 'string',
        title: 'Image',
        format: 'uri',
        'x-order': 1,
        description: 'Input image for img2img or inpaint mode',
      },
      width: { allOf: [{ $ref: '#/components/schemas/width' }], default: 768, 'x-order': 2 },
      seed: { type: 'integer', title: 'Seed', 'x-order': 3, nullable: true },
      old: { type: 'string', deprecated: true, 'x-order': 6 },
      late: { type: 'boolean', title: 'Late', default: false },
    },
    required: ['image'],
  },
  refine: { enum: ['no_refiner', 'expert_ensemble_refiner'], type: 'string', title: 'refine', description: 'An enumeration.' },
  width: { enum: [64, 128, 768], type: 'integer', title: 'width', description: 'An enumeration.' },
  Output: { type: 'array', items: { type: 'string', format: 'uri' }, title: 'Output' },
})

test('the inputs of a picture model are read in its order, with their choices and limits', () => {
  expect(readSchema(painter)).toMatchObject({ output: 'files' })
  expect(readSchema(painter).fields).toEqual([
    {
      name: 'prompt',
      title: 'Prompt',
      about: 'Input prompt',
      kind: 'text',
      required: false,
      nullable: false,
      default: 'An astronaut riding a rainbow unicorn',
    },
    {
      name: 'image',
      title: 'Image',
      about: 'Input image for img2img or inpaint mode',
      kind: 'file',
      required: true,
      nullable: false,
    },
    {
      name: 'width',
      title: 'width',
      about: 'An enumeration.',
      kind: 'choice',
      required: false,
      nullable: false,
      choices: [64, 128, 768],
      default: 768,
    },
    { name: 'seed', title: 'Seed', about: '', kind: 'integer', required: false, nullable: true },
    {
      name: 'strength',
      title: 'Prompt Strength',
      about: '',
      kind: 'number',
      required: false,
      nullable: false,
      min: 0,
      max: 1,
      default: 0.8,
    },
    {
      name: 'refine',
      title: 'refine',
      about: 'Which refine style to use',
      kind: 'choice',
      required: false,
      nullable: false,
      choices: ['no_refiner', 'expert_ensemble_refiner'],
      default: 'no_refiner',
    },
    { name: 'late', title: 'Late', about: '', kind: 'boolean', required: false, nullable: false, default: false },
  ])
})

test('the whole input is one schema without references, for a validator', () => {
  expect(readSchema(painter).input).toMatchObject({
    required: ['image'],
    properties: { refine: { type: 'string', enum: ['no_refiner', 'expert_ensemble_refiner'], default: 'no_refiner' } },
  })
  expect(JSON.stringify(readSchema(painter).input)).not.toMatch(/\$ref|allOf/)
})

test.each([
  [{ anyOf: [{ type: 'string', format: 'uri' }, { type: 'null' }] }, { kind: 'file', nullable: true }],
  [
    { type: ['integer', 'null'], minimum: 0.0 },
    { kind: 'integer', nullable: true, min: 0 },
  ],
  [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { kind: 'json', nullable: false }],
  [{ type: ['integer', 'string'] }, { kind: 'json' }],
  [
    { type: 'string', format: 'password', 'x-cog-secret': true, default: 'hunter2' },
    { kind: 'secret', default: undefined },
  ],
  [
    { type: 'array', items: { type: 'string', format: 'uri' }, default: [] },
    { kind: 'list', item: 'file', default: [] },
  ],
  [
    { type: 'array', items: { allOf: [{ $ref: '#/components/schemas/one' }] } },
    { kind: 'list', item: 'choice', choices: ['a', 'b'] },
  ],
  [{ type: 'array' }, { kind: 'list', item: 'json' }],
  [
    { type: 'object', default: { a: 1 } },
    { kind: 'json', default: { a: 1 } },
  ],
  [{}, { kind: 'json', title: 'it' }],
  [
    { $ref: '#/components/schemas/one', title: 'Mine' },
    { kind: 'choice', title: 'Mine', choices: ['a', 'b'] },
  ],
  [
    { type: 'string', enum: ['x', null] },
    { kind: 'choice', choices: ['x'] },
  ],
  [{ const: 'only' }, { kind: 'choice', choices: ['only'] }],
  [
    { type: 'string', minLength: 1, maxLength: 9, pattern: '^[a-z]+$' },
    { kind: 'text', minChars: 1, maxChars: 9, pattern: '^[a-z]+$' },
  ],
  [
    { type: 'string', pattern: '^(a+)+$' },
    { kind: 'text', pattern: undefined },
  ],
  [
    { type: 'string', format: 'uri', 'x-cog-accept': ['image/png', 'image/webp'] },
    { kind: 'file', accept: ['image/png', 'image/webp'] },
  ],
  [
    { type: 'integer', minimum: 1, maximum: 50, default: 500 },
    { kind: 'integer', min: 1, max: 50, default: undefined },
  ],
  [
    { type: 'integer', default: 'many' },
    { kind: 'integer', default: undefined },
  ],
  [
    { type: 'number', minimum: 5, maximum: 1 },
    { kind: 'number', min: undefined, max: undefined },
  ],
])('the input %j is understood', (property, expected) => {
  const field = fieldOf(property, { one: { enum: ['a', 'b'], type: 'string', title: 'one' } })
  for (const [key, value] of Object.entries(expected)) expect(field?.[key as keyof typeof field], key).toEqual(value)
})

test('a description that is too long is cut', () => {
  expect(fieldOf({ type: 'string', description: 'x'.repeat(9_000) })?.about).toBe('x'.repeat(4_000))
})

test('a deprecated input is hidden, unless it must be sent', () => {
  expect(fieldOf({ type: 'string', deprecated: true })).toBeUndefined()
  expect(fieldOf({ type: 'string', deprecated: true }, {}, ['it'])).toMatchObject({ name: 'it', required: true })
})

const iterator = { 'x-cog-array-type': 'iterator' }
const text = { type: 'string' }
const uri = { type: 'string', format: 'uri' }
test.each([
  [uri, 'file'],
  [{ type: 'array', items: uri }, 'files'],
  [{ type: 'array', items: uri, ...iterator }, 'files'],
  [{ type: 'array', items: text, ...iterator, 'x-cog-array-display': 'concatenate' }, 'text-stream'],
  [{ type: 'array', items: text, ...iterator }, 'list'],
  [{ type: 'array', items: { type: 'object', properties: { file: uri } } }, 'list'],
  [text, 'text'],
  [{ type: 'object', properties: { audio: uri } }, 'object'],
  [{ $ref: '#/components/schemas/Real', title: 'Output' }, 'file'],
  [{ title: 'Output' }, 'unknown'],
  [{ anyOf: [text, { type: 'array', items: text }] }, 'unknown'],
  [undefined, 'unknown'],
])('an output of %j is understood', (output, form) => {
  expect(readSchema(documentOf({ Output: output, Real: uri })).output).toBe(form)
})

test('a schema that is odd, endless or hostile yields what can be understood, and never an error', () => {
  const endless = documentOf({
    Input: { properties: { a: { $ref: '#/components/schemas/Input' } }, allOf: [{ $ref: '#/components/schemas/Input' }] },
  })
  expect(readSchema(endless).fields).toMatchObject([{ name: 'a', kind: 'json' }])
  const growing = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`S${i}`, { allOf: Array(100).fill({ $ref: `#/components/schemas/S${i + 1}` }) }]),
  )
  expect(
    readSchema(documentOf({ Input: { properties: { a: { $ref: '#/components/schemas/S0' } } }, ...growing })).fields,
  ).toHaveLength(1)
  const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`f${i}`, { type: 'string', 'x-order': -i }]))
  const { fields } = readSchema(documentOf({ Input: { properties: many } }))
  expect([fields.length, fields[0]?.name]).toEqual([200, 'f999'])
  const prototypes = JSON.parse(
    '{"components":{"schemas":{"Input":{"properties":{"__proto__":{"type":"string"},"constructor":{"type":"integer"}}}}}}',
  ) as unknown
  expect(readSchema(prototypes).fields.map(({ name }) => name)).toEqual(['__proto__', 'constructor'])
  expect(readSchema(documentOf({ Input: { $ref: '#/components/schemas/toString' } })).fields).toEqual([])
})

test('whatever stands in the place of a schema, reading it gives fields in the order of their numbers', () => {
  const keys = fc.constantFrom(
    'type',
    'properties',
    'items',
    'anyOf',
    'allOf',
    'enum',
    '$ref',
    'default',
    'x-order',
    'required',
    'pattern',
    'minimum',
    'title',
  )
  const leaves = fc.constantFrom<unknown>(
    'string',
    'array',
    'object',
    null,
    3,
    '#/components/schemas/Input',
    '#/components/schemas/X',
    ['a', 1],
    {},
    true,
  )
  const { node } = fc.letrec(tie => ({
    node: fc.oneof({ maxDepth: 5 }, leaves, fc.dictionary(keys, tie('node')), fc.array(tie('node'), { maxLength: 3 })),
  }))
  fc.assert(
    fc.property(node, node, fc.array(fc.option(fc.integer(), { nil: undefined }), { maxLength: 8 }), (input, other, orders) => {
      readSchema(input)
      readSchema(documentOf({ Input: input, Output: other, X: other }))
      const properties = Object.fromEntries(orders.map((order, i) => [`f${i}`, { type: 'string', 'x-order': order }]))
      const read = readSchema(documentOf({ Input: { properties } })).fields.map(
        ({ name }) => orders[Number(name.slice(1))] ?? Infinity,
      )
      expect(read).toEqual(read.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0)))
      expect(read).toHaveLength(orders.length)
    }),
    { numRuns: 500 },
  )
})

test.each([
  ['^[*+]{2}\\*\\+[a-z]+[+]$', true],
  ['^[a-z]+$', true],
  ['^\\d{1,3}(?:px|em)$', true],
  ['^#(?:[0-9a-f]{3}){1,2}$', false],
  ['^(a+)+$', false],
  ['^((ab)*c)*$', false],
  ['^(a|a)*$', false],
  ['^(?:x[+*]y)+$', true],
  ['^(\\(+)+$', false],
  ['^(\\+\\*)+$', true],
  ['^(a)(\\1)+$', false],
  ['a*a*a*a*a*a*b', false],
  ['[', false],
])('the pattern %s is run here: %s', (pattern, tame) => {
  expect(isTamePattern(pattern)).toBe(tame)
})

test('a pattern over 200 characters is not run here', () => {
  expect([isTamePattern('a'.repeat(200)), isTamePattern('a'.repeat(201)), isTamePattern(7)]).toEqual([true, false, false])
})

test('no pattern that is run here takes longer than a glance on a long text', () => {
  const piece = fc.constantFrom('a', 'b', '.', '\\w', '[ab]', '(', '(?:', ')', '*', '+', '?', '{2}', '{1,}', '|', '\\1', '^', '$')
  const pattern = fc.array(piece, { maxLength: 14 }).map(pieces => `${pieces.join('')}!`)
  fc.assert(
    fc.property(pattern, candidate => {
      fc.pre(isTamePattern(candidate))
      // Of the processor's time: how long others had it says nothing of the pattern.
      const begun = process.cpuUsage()
      new RegExp(candidate, 'u').test('a'.repeat(300))
      const { user, system } = process.cpuUsage(begun)
      expect(user + system).toBeLessThan(1_000_000)
    }),
    { numRuns: 500 },
  )
})
