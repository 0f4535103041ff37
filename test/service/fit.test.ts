import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Values } from '../../src/core/command.ts'
import { Fault } from '../../src/core/fault.ts'
import type { Field, ModelCard } from '../../src/core/model-card.ts'
import type { Settings, SettingValues } from '../../src/core/settings.ts'
import { fitPicture, seedOf } from '../../src/service/fit.ts'

type Given = Partial<Field> & Pick<Field, 'name' | 'type'>
const field = (given: Given): Field => ({ about: '', required: false, ...given })

const cardOf = (...fields: readonly Given[]): ModelCard => ({
  ref: 'acme/painter',
  model: 'acme/painter',
  pinned: 'acme/painter',
  about: '',
  kind: 'image',
  schema: {},
  output: 'files',
  fields: [field({ name: 'prompt', type: 'text', required: true }), ...fields.map(field)],
})
const count: Given = { name: 'num_outputs', type: 'integer', min: 1, max: 4 }
const seed: Given = { name: 'seed', type: 'integer' }
const steps: Given = { name: 'steps', type: 'integer', min: 1, max: 50, default: 40 }

const settingsOf = (values: Partial<SettingValues>): Settings => ({ values, from: {}, locked: [] })
type Extra = { readonly drawn?: number; readonly isAgain?: boolean; readonly picture?: string }

function fit(card: ModelCard, values: Values, settings: Partial<SettingValues> = {}, extra: Extra = {}) {
  const { drawn = 1_000, isAgain = false, picture } = extra
  return fitPicture(card, { prompt: 'a fox', ...values }, settingsOf(settings), { drawn, isAgain, picture })
}

/** The sentence somebody gets, and its kind. */
function refusal(...given: Parameters<typeof fit>): string {
  try {
    fit(...given)
  } catch (thrown) {
    if (thrown instanceof Fault) return `${thrown.kind}: ${thrown.message}`
    throw thrown
  }
  throw new Error('nothing was refused')
}

const totalOf = (runs: ReturnType<typeof fit>): number => runs.reduce((sum, run) => sum + run.expects, 0)

test('however it is asked for, a number of pictures is what comes out, in as few predictions as the model allows', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 1, max: 10 }),
      fc.constantFrom('count', 'more', 'default'),
      (n, max, how) => {
        const card = cardOf({ ...count, max }, seed)
        const runs =
          how === 'count'
            ? fit(card, { count: n })
            : how === 'more'
              ? fit(card, { more: `num_outputs=${n}` })
              : fit(card, {}, { 'image.defaults': `num_outputs=${n}` })
        expect(totalOf(runs)).toBe(n)
        expect(runs).toHaveLength(Math.ceil(n / max))
        for (const run of runs) expect(run.input['num_outputs']).toBe(run.expects)
      },
    ),
  )
})

test.each([
  ['count=2', { more: 'num_outputs=4' }, '`num_outputs` may be 2 at most here, got 4.'],
  ['num_outputs=2', { count: 4 }, '`count` may be 2 at most here, got 4.'],
  ['n=2 count=3', { count: 3 }, '`count` may be 2 at most here, got 3.'],
  ['steps=20', { more: 'steps=21' }, '`steps` may be 20 at most here, got 21.'],
])('a cap holds under whatever name an input has: image.max %s', (cap, values, sentence) => {
  expect(refusal(cardOf(count, steps), values, { 'image.max': cap })).toBe(`input: ${sentence}`)
})

test('a cap brings down what admins and authors preset, rather than refuse somebody who asked for nothing', () => {
  const card = cardOf(count, steps, { name: 'megapixels', type: 'choice', choices: ['1', '0.25'], default: '1' })
  expect(fit(card, {}, { 'image.max': 'steps=20' })[0]?.input['steps']).toBe(20)
  expect(fit(card, {}, { 'image.max': 'steps=20', 'image.defaults': 'steps=30' })[0]?.input['steps']).toBe(20)
  expect(fit(card, {}, { 'image.max': 'steps=20', 'image.defaults': 'steps=10' })[0]?.input['steps']).toBe(10)
  expect(fit(card, {}, { 'image.max': 'megapixels=0.5' })[0]?.input['megapixels']).toBe('0.25')
  expect(totalOf(fit(card, {}, { 'image.max': 'count=2', 'image.defaults': 'num_outputs=4' }))).toBe(2)
  expect(totalOf(fit(card, {}, { 'image.max': 'count=2', 'image.locked': 'num_outputs=4' }))).toBe(2)
})

test('a locked number of pictures wins over what a person asks, on a model without such an input too', () => {
  for (const card of [cardOf(count), cardOf()]) {
    for (const locked of ['num_outputs=1', 'count=1']) {
      expect(totalOf(fit(card, { count: 4 }, { 'image.locked': locked }))).toBe(1)
    }
  }
  expect(totalOf(fit(cardOf(count), { count: 1 }, { 'image.locked': 'num_outputs=3' }))).toBe(3)
})

test.each([
  ['num_outputs=0', '`num_outputs` must be from 1 to 8, got 0.'],
  ['num_outputs=-1', '`num_outputs` must be from 1 to 8, got -1.'],
  ['num_outputs=9', '`num_outputs` must be from 1 to 8, got 9.'],
  ['num_outputs=1e9', '`num_outputs` must be from 1 to 8, got 1000000000.'],
  ['num_outputs=', '`num_outputs` must be a whole number from 1 to 8, got nothing.'],
  ['num_outputs=two', '`num_outputs` must be a whole number from 1 to 8, got “two”.'],
  ['steps=', '`steps` of acme/painter must be a whole number, got nothing.'],
  ['prompt=other', '`prompt` is what stands before the options; leave it out of `--more`.'],
  [
    'image=https://cdn.example/x.png',
    '`image` of acme/painter is a file, and files cannot be given in `--more`; a picture to start from is given with `--image`.',
  ],
  [
    'images=["https://cdn.example/x.png"]',
    '`images` of acme/painter is a file, and files cannot be given in `--more`; a picture to start from is given with `--image`.',
  ],
  ['constructor=1', 'acme/painter has no input `constructor`; it takes prompt, num_outputs, steps, image, images.'],
])('what cannot be in --more is said in one sentence: %s', (more, sentence) => {
  const card = cardOf(count, steps, { name: 'image', type: 'file' }, { name: 'images', type: 'list', files: true })
  expect(refusal(card, { more })).toBe(`input: ${sentence}`)
})

test('a picture field that its author declared as plain text takes no link of a person either', () => {
  expect(refusal(cardOf({ name: 'image_url', type: 'text' }), { more: 'image_url=https://a.example/x.png' })).toContain(
    '`--image`',
  )
})

test('a preset that cannot be is the admin’s to mend, and the files and unknown inputs in one are left out', () => {
  const card = cardOf(count, steps, { name: 'image', type: 'file' })
  expect(refusal(card, {}, { 'image.locked': 'steps=many' })).toBe(
    'config: `steps` of acme/painter must be a whole number, got “many”. It is set by `image.locked`, which an admin can change.',
  )
  const [run] = fit(card, {}, { 'image.defaults': 'image=https://a.example/x.png go_fast=yes steps=3' })
  expect(run?.input).toEqual({ prompt: 'a fox', steps: 3, num_outputs: 1 })
})

test.each<[string, Values, Partial<SettingValues>, Extra, number | undefined]>([
  ['drawn where nobody names one', {}, {}, {}, 1_000],
  ['the person’s', { seed: 7 }, {}, {}, 7],
  ['the channel’s default', {}, { 'image.defaults': 'seed=42' }, {}, 42],
  ['the person’s over the default', { seed: 7 }, { 'image.defaults': 'seed=42' }, {}, 7],
  ['the one in --more', { more: 'seed=5' }, {}, {}, 5],
  ['the one in --more over --seed', { seed: 7, more: 'seed=5' }, {}, {}, 5],
  ['the locked one over all', { seed: 7, more: 'seed=5' }, { 'image.locked': 'seed=9' }, {}, 9],
  ['a new one for Again, over the default', {}, { 'image.defaults': 'seed=42' }, { isAgain: true }, 1_000],
  ['the locked one for Again too', {}, { 'image.locked': 'seed=9' }, { isAgain: true }, 9],
])('the seed that is noted is the one that is sent: %s', (_, values, settings, extra, expected) => {
  const runs = fit(cardOf(count, seed), values, settings, extra)
  expect(runs[0]?.input['seed']).toBe(expected)
  expect(seedOf(cardOf(count, seed), runs)).toBe(expected)
})

test('a model without a seed is sent none, and none is noted', () => {
  const card = cardOf(count)
  const runs = fit(card, {})
  expect(runs[0]?.input).toEqual({ prompt: 'a fox', num_outputs: 1 })
  expect(seedOf(card, runs)).toBeUndefined()
  expect(refusal(card, { seed: 7 })).toBe('input: acme/painter takes no seed; leave `--seed` out.')
})

test('seeds stay within what the model takes, whatever was drawn and however many predictions follow', () => {
  const bounds = fc.tuple(
    fc.integer({ min: 0, max: 100 }),
    fc.option(fc.integer({ min: 200, max: 4_294_967_295 }), { nil: undefined }),
  )
  fc.assert(
    fc.property(bounds, fc.integer({ min: 0, max: 2_147_483_646 }), fc.integer({ min: 1, max: 8 }), ([min, max], drawn, n) => {
      const card = cardOf({ ...seed, min, ...(max !== undefined && { max }) })
      const seeds = fit(card, { count: n }, {}, { drawn }).map(run => run.input['seed'] as number)
      expect(new Set(seeds).size).toBe(n)
      for (const one of seeds) {
        expect(Number.isInteger(one)).toBe(true)
        expect(one).toBeGreaterThanOrEqual(min)
        expect(one).toBeLessThanOrEqual(max ?? 2_147_483_647)
      }
    }),
  )
  expect(fit(cardOf(count, seed), { count: 8, seed: 2_147_483_647 }).map(run => run.input['seed'])).toEqual([2_147_483_647, 3])
})

test('a shape keeps its proportions within the model’s sides and an admin’s caps', () => {
  const sides = (max?: number): readonly Given[] =>
    ['width', 'height'].map(name => ({ name, type: 'integer', ...(max && { max }) }))
  const shape = (card: ModelCard, aspect: string, settings?: Partial<SettingValues>): unknown => {
    const { width, height } = fit(card, { aspect }, settings)[0]?.input ?? {}
    return [width, height]
  }
  expect(shape(cardOf(...sides()), '16:9')).toEqual([1_344, 768])
  expect(shape(cardOf(...sides(1_024)), '16:9')).toEqual([1_024, 576])
  expect(shape(cardOf(...sides()), '9:16', { 'image.max': 'height=1024' })).toEqual([576, 1_024])
  expect(
    shape(
      cardOf({ name: 'width', type: 'choice', choices: [512, 1_024] }, { name: 'height', type: 'choice', choices: [512, 1_024] }),
      '1:1',
    ),
  ).toEqual([1_024, 1_024])
  expect(refusal(cardOf(), { aspect: '1:1' })).toBe('input: acme/painter always paints in its own shape; leave `--aspect` out.')
  const offering = cardOf({ name: 'aspect_ratio', type: 'choice', choices: ['1:1', '21:9', '3:2'] })
  expect(refusal(offering, { aspect: '16:9' })).toBe('input: acme/painter cannot paint 16:9; it offers 1:1, 3:2.')
})

test('no half of a character gets into an input, not even by an escape in a list', () => {
  const card = cardOf({ name: 'tags', type: 'list' })
  expect(fit(card, { more: String.raw`tags=["a\ud83d"]` })[0]?.input['tags']).toEqual(['a\ufffd'])
  expect(fit(card, { more: 'tags=red,blue' })[0]?.input['tags']).toEqual(['red', 'blue'])
})

test('numbers of pictures that are a choice are met by choices', () => {
  const card = cardOf({ name: 'num_images', type: 'choice', choices: [1, 2, 4] }, seed)
  expect(fit(card, { count: 7 }).map(run => run.input['num_images'])).toEqual([4, 2, 1])
  expect(fit(card, { count: 7 }).map(run => run.input['seed'])).toEqual([1_000, 1_004, 1_006])
})
