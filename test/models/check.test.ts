import { expect, test } from 'vitest'
import type { Field, ModelCard } from '../../src/core/model-card.ts'
import { checkInput } from '../../src/models/check.ts'
import { readSchema } from '../../src/replicate/schema.ts'

const properties = {
  prompt: { type: 'string', maxLength: 20, minLength: 2 },
  steps: { type: 'integer', minimum: 1, maximum: 4 },
  least: { type: 'number', minimum: 0.5 },
  size: { type: 'string', enum: ['small', 'large'] },
  image: { type: 'string', format: 'uri' },
  tags: { type: 'array', items: { type: 'string', maxLength: 3 } },
  code: { type: 'string', pattern: '^@everyone[0-9]+$' },
}

/** A card of these inputs, read as Replicate would give them. */
function cardOf(input: Record<string, unknown>): ModelCard {
  const schema = readSchema({ components: { schemas: { Input: input, Output: { type: 'string' } } } })
  const fields = schema.fields.map(({ kind, ...field }): Field => ({ ...field, type: kind }))
  return {
    ref: 'acme/x',
    model: 'acme/x',
    pinned: 'acme/x',
    about: '',
    kind: 'image',
    output: 'files',
    fields,
    schema: schema.input,
  }
}
const card = cardOf({ type: 'object', required: ['prompt'], properties })

test.each([
  [{ prompt: 'a fox' }, undefined],
  [{ prompt: 'a fox', steps: 4, size: 'large', image: 'https://files.invalid/picture', tags: ['a'] }, undefined],
  [{}, 'acme/x needs `prompt`.'],
  [{ prompt: 'a fox', steps: 5 }, '`steps` of acme/x must be from 1 to 4, got “5”.'],
  [{ prompt: 'a fox', least: 0 }, '`least` of acme/x must be at least 0.5, got “0”.'],
  [{ prompt: 'a fox', steps: 1.5 }, '`steps` of acme/x must be a whole number, got “1.5”.'],
  [{ prompt: 'a fox', tags: 'a' }, '`tags` of acme/x must be an array, got “a”.'],
  [{ prompt: ['a'] }, '`prompt` of acme/x must be a string, got something else.'],
  [{ prompt: 'a fox', size: 'huge\n'.repeat(50) }, /^`size` of acme\/x must be small or large; got “huge huge .*…”\.$/],
  [{ prompt: 'a' }, '`prompt` of acme/x must have at least 2 characters.'],
  [{ prompt: 'a'.repeat(21) }, '`prompt` of acme/x must have at most 20 characters.'],
  [{ prompt: 'a fox', tags: ['long'] }, '`tags` of acme/x must have at most 3 characters.'],
  [{ prompt: 'a fox', image: 'not a link' }, 'acme/x does not take `image` like this: it `must match format "uri"`.'],
])('the first input a schema refuses is said in one sentence: %j', async (input, sentence) => {
  const said = await checkInput(card, input)
  if (sentence instanceof RegExp) expect(said).toMatch(sentence)
  else expect(said).toBe(sentence)
})

test('an author’s own words in a refusal do nothing', async () => {
  const said = await checkInput(card, { prompt: 'a fox', code: 'x' })
  expect(said).toContain('acme/x does not take `code` like this: it `must match pattern')
  expect(said).not.toContain('@everyone')
})

test('an input the schema has no place for is named', async () => {
  const closed = cardOf({ type: 'object', properties, additionalProperties: false })
  expect(await checkInput(closed, { prompt: 'a fox', colour: 1 })).toBe('acme/x has no input `colour`.')
})

test('a deployment’s next release is checked by its own bounds, though its name and the length of its schema stay', async () => {
  const next = cardOf({ type: 'object', properties: { ...properties, steps: { type: 'integer', minimum: 1, maximum: 9 } } })
  const first = cardOf({ type: 'object', properties })
  expect(await checkInput(first, { steps: 9 })).toBe('`steps` of acme/x must be from 1 to 4, got “9”.')
  expect(await checkInput(next, { steps: 9 })).toBeUndefined()
})

test('a schema that no checker understands is left to Replicate', async () => {
  expect(await checkInput({ ...card, schema: { type: 'nonsense' } }, { prompt: 1 })).toBeUndefined()
})
