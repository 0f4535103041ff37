import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pictureWayOf } from '../../src/core/chat-pictures.ts'
import { answerTokens, contextOf, promptChars } from '../../src/core/context.ts'
import type { Field, ModelCard } from '../../src/core/model-card.ts'
import { tokenRate, tokensOf } from '../../src/core/tokens.ts'

const card = (fields: readonly Partial<Field>[], more: Partial<ModelCard> = {}): ModelCard => ({
  ref: 'acme/talker',
  model: 'acme/talker',
  pinned: 'acme/talker',
  about: '',
  kind: 'chat',
  output: 'text-stream',
  schema: {},
  fields: fields.map(field => ({ name: 'prompt', about: '', type: 'text', required: false, ...field })),
  ...more,
})

test.each([
  [card([]), 8_192],
  [card([], { model: 'meta/meta-llama-3-70b-instruct' }), 8_192],
  [card([], { model: 'meta/meta-llama-3.1-405b-instruct' }), 128_000],
  [card([], { about: 'A model with a 32k context, for talk.' }), 32_000],
  [card([], { about: 'It has a context window of 16,384 tokens.' }), 16_384],
  [card([], { about: 'Up to 1M token context length.' }), 1_000_000],
  [card([], { about: 'Trained in the context of 3 projects.' }), 8_192],
  [card([{ name: 'num_ctx', type: 'integer', default: 4_096, max: 131_072 }], { about: '128k context' }), 4_096],
  [card([{ name: 'context_length', type: 'integer', max: 2_048 }]), 2_048],
])('what a model holds is told by its schema, else by its author, else by its family', (model, tokens) => {
  expect(contextOf(model)).toBe(tokens)
})

test('the longest answer is what is asked for, within what the schema allows, else what the schema presets', () => {
  const field = { name: 'max_tokens', type: 'integer', default: 512, max: 2_048 } as const
  expect(answerTokens(card([field]), undefined)).toBe(512)
  expect(answerTokens(card([field]), 9_000)).toBe(2_048)
  expect(answerTokens(card([]), undefined)).toBe(1_024)
  expect(promptChars(card([], { schema: { properties: { prompt: { maxLength: 900 } } } }))).toBe(900)
  expect(promptChars(card([{ name: 'messages', type: 'list' }], { schema: { properties: { prompt: { maxLength: 9 } } } }))).toBe(
    undefined,
  )
})

test('a rate of tokens weighs inputs by their length, and never leaves its bounds', () => {
  expect(tokenRate([])).toBe(1)
  expect(
    tokenRate([
      { estimated: 10, counted: 40 },
      { estimated: 990, counted: 960 },
    ]),
  ).toBe(1)
  const counts = fc.array(fc.record({ estimated: fc.nat(9_000), counted: fc.nat(90_000) }))
  fc.assert(fc.property(counts, all => tokenRate(all) >= 0.5 && tokenRate(all) <= 4))
  expect(tokensOf('abcdefgh')).toBe(2)
  expect(tokensOf('漢字')).toBe(2)
})

test('how a model is shown pictures follows from its schema alone', () => {
  expect(pictureWayOf(card([{}]))).toBeUndefined()
  expect(pictureWayOf(card([{ name: 'image', type: 'file' }]))).toEqual({ by: 'input', name: 'image', isList: false, most: 1 })
  expect(pictureWayOf(card([{ name: 'image_input', type: 'list', files: true }]))).toMatchObject({ isList: true, most: 4 })
  const two = { properties: { images: { maxItems: 2 } } }
  expect(pictureWayOf(card([{ name: 'images', type: 'list', files: true }], { schema: two }))).toMatchObject({ most: 2 })
  const part = { type: 'object', properties: { type: {}, image_url: { type: 'object', properties: { url: {} } } } }
  const content = { anyOf: [{ type: 'string' }, { type: 'array', items: { oneOf: [{ type: 'object' }, part] } }] }
  const schema = { properties: { messages: { items: { properties: { content } } } } }
  const way = pictureWayOf(card([{ name: 'messages', type: 'list' }], { schema }))
  expect(way?.by === 'parts' && way.partOf('https://a.example')).toEqual({
    type: 'image_url',
    image_url: { url: 'https://a.example' },
  })
  const plain = { properties: { messages: { items: { properties: { content: { type: 'string' } } } } } }
  expect(pictureWayOf(card([{ name: 'messages', type: 'list' }], { schema: plain }))).toBeUndefined()
})
