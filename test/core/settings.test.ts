import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fault } from '../../src/core/fault.ts'
import {
  budgetOf,
  type Layer,
  type LayerName,
  readKey,
  readValue,
  resolve,
  type SettingKey,
  settingSpecs,
} from '../../src/core/settings.ts'
import { anyText } from './any-text.ts'
import { sentence } from './sentence.ts'

const keys = Object.keys(settingSpecs) as SettingKey[]
const names: readonly LayerName[] = ['shipped', 'operator', 'workspace', 'channel', 'thread']

test('a setting is what the narrowest layer says that may say it', () => {
  const layer = (name: LayerName): fc.Arbitrary<Layer> =>
    fc.record({
      name: fc.constant(name),
      values: fc.dictionary(fc.constantFrom(...keys), fc.string({ maxLength: 3 }), { maxKeys: 6 }).map(values => ({ ...values })),
      locked: fc.subarray(keys),
    })
  fc.assert(
    fc.property(fc.tuple(...names.map(layer)), layers => {
      const settings = resolve(layers)
      for (const key of keys) {
        const lockedAt = layers.findIndex(
          ({ name, locked }) => (name === 'shipped' || name === 'operator') && locked?.includes(key),
        )
        const last = settingSpecs[key].operatorOnly ? 1 : names.length - 1
        const narrowest = layers.findLast(
          ({ values }, at) => values[key] !== undefined && at <= last && (lockedAt === -1 || at <= lockedAt),
        )
        expect([key, settings.values[key], settings.from[key]]).toEqual([key, narrowest?.values[key], narrowest?.name])
        expect(settings.locked.includes(key)).toBe(lockedAt !== -1)
      }
    }),
    { numRuns: 200 },
  )
})

test('a layer of an older or a foreign make cannot bring settings that are none', () => {
  const strange = { constructor: 'x', 'chat.colour': 'red', 'chat.memory': undefined } as unknown as Layer['values']
  const locked = ['toString', 'chat.colour'] as unknown as SettingKey[]
  expect(resolve([{ name: 'operator', values: strange, locked }])).toEqual({ values: {}, from: {}, locked: [] })
})

test('only the operator’s layers lock', () => {
  const settings = resolve([
    { name: 'workspace', values: { 'chat.memory': 1 }, locked: ['chat.memory'] },
    { name: 'channel', values: { 'chat.memory': 2 } },
  ])
  expect(settings).toEqual({ values: { 'chat.memory': 2 }, from: { 'chat.memory': 'channel' }, locked: [] })
})

test.each<[SettingKey, string | number, string | number]>([
  ['model.image', ' acme/flux ', 'acme/flux'],
  ['model.chat', 'deployment:acme/talk', 'deployment:acme/talk'],
  ['chat.temperature', '0.7', 0.7],
  ['chat.temperature', '.5', 0.5],
  ['chat.temperature', '-0', 0],
  ['chat.memory', 0, 0],
  ['chat.memory', '400', 400],
  ['image.defaults', 'steps=4 style="soft light"', 'steps=4 style="soft light"'],
  ['image.defaults', '', ''],
  ['image.max', 'count=8 width=1024.5', 'count=8 width=1024.5'],
  ['budget.service', '$10/day', '$10/day'],
  ['budget.zone', 'Europe/Berlin', 'Europe/Berlin'],
  ['chat.system', ' You are kind. ', 'You are kind.'],
])('%s takes %j', (key, typed, value) => {
  expect(readValue(key, typed)).toBe(value)
})

test.each<[SettingKey, string | number, string]>([
  ['model.image', 'flux', '`model.image` must be a model such as `owner/name` or `deployment:owner/name`, got “flux”.'],
  ['model.image', ' ', '`model.image` must be a model such as `owner/name` or `deployment:owner/name`, got nothing.'],
  ['chat.temperature', 9, '`chat.temperature` must be a number from 0 to 5, got 9; the nearest possible value is 5.'],
  ['chat.temperature', 'warm', '`chat.temperature` must be a number from 0 to 5, got “warm”.'],
  ['chat.temperature', '', '`chat.temperature` must be a number from 0 to 5, got nothing.'],
  ['chat.memory', '2.5', '`chat.memory` must be a whole number from 0 to 400, got 2.5; the nearest possible value is 3.'],
  ['chat.maxTokens', 1, '`chat.maxTokens` must be a whole number from 16 to 32768, got 1; the nearest possible value is 16.'],
  ['image.defaults', 'steps', '“steps” is not of the form `key=value`.'],
  ['image.max', 'count=many', '`image.max` must be `key=number …` (`count` has no number), got “count=many”.'],
  ['image.max', 'count=0', '`image.max` must be such that `count` is from 1 to 8, got “count=0”.'],
  ['chat.system', '\u200b', '`chat.system` must be a text of 1 to 4000 characters, got nothing.'],
  ['image.max', 'count=', '`image.max` must be `key=number …` (`count` has no number), got “count=”.'],
  ['budget.service', '10', '`budget.service` must be an amount such as `10/day` or `100/month`, got “10”.'],
  ['budget.service', '-1/day', '`budget.service` must be an amount such as `10/day` or `100/month`, got “-1/day”.'],
  ['budget.zone', 'Mars/Olympus', '`budget.zone` must be a time zone such as `UTC` or `Europe/Berlin`, got “Mars/Olympus”.'],
  ['chat.system', '', '`chat.system` must be a text of 1 to 4000 characters, got nothing.'],
])('%s refuses %j in one plain sentence', (key, typed, answer) => {
  expect(sentence(() => readValue(key, typed))).toBe(answer)
})

test('a lone @ names somebody who is called so, and is no hole in a list', () => {
  expect([readValue('block.users', '@ !'), readValue('block.users', '@@ @ada')]).toEqual(['@, !', '@@, ada'])
})

test('no value makes a setting throw anything but a sentence, and what it takes it takes again', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...keys),
      fc.oneof(anyText(), fc.double(), fc.constantFrom('1/day', 'a=1', 'a/b', 'UTC')),
      (key, typed) => {
        try {
          const value = readValue(key, typed)
          expect(readValue(key, value)).toBe(value)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Fault)
          expect(thrown).toMatchObject({ kind: 'input' })
        }
      },
    ),
    { numRuns: 400 },
  )
})

test('a setting is found by its name in any case, and a slip is answered with the nearest', () => {
  expect(readKey(' Chat.MaxTokens ')).toBe('chat.maxTokens')
  expect(sentence(() => readKey('chat.memroy'))).toBe('There is no setting “chat.memroy”; did you mean `chat.memory`?')
  expect(sentence(() => readKey('constructor'))).toMatch(/^There is no setting “constructor”\. There are model\.image, .+\.$/)
})

test('a budget is read from its setting, and absent where there is none', () => {
  expect(budgetOf(resolve([{ name: 'operator', values: { 'budget.service': '10/day' } }]), 'budget.service')).toEqual({
    limit: 10_000_000,
    period: 'day',
  })
  expect(budgetOf(resolve([]), 'budget.service')).toBeUndefined()
})
