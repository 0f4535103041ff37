import { expect, test } from 'vitest'
import { aspects, catalogue, mostPictures } from '../../src/core/catalogue.ts'

test.each(catalogue.map(command => [command.name, command] as const))('/%s fits the forms of every platform', (_, command) => {
  const words = command.name.split(' ')
  expect(words.length).toBeLessThanOrEqual(3)
  for (const word of [...words, ...command.options.map(({ name }) => name)]) expect(word).toMatch(/^[-_a-z0-9]{1,32}$/)
  for (const { about } of [command, ...command.options]) {
    expect(about).toBe(about.trim())
    expect([about, about.length > 0 && about.length <= 100]).toEqual([about, true])
  }
  expect(command.options.length).toBeLessThanOrEqual(25)
  expect(new Set(command.options.map(({ name }) => name)).size).toBe(command.options.length)
})

test.each(catalogue.map(command => [command.name, command] as const))(
  '/%s asks for what it needs before what it may have',
  (_, { options }) => {
    const needs = options.map(({ required }) => required === true)
    expect(needs).toEqual([...needs].sort((a, b) => Number(b) - Number(a)))
  },
)

test.each(catalogue.flatMap(({ name, options }) => options.map(option => [`/${name} ${option.name}`, option] as const)))(
  '%s says what it takes',
  (_, option) => {
    const { choices, min, max } = option
    expect(choices !== undefined).toBe(option.type === 'choice')
    if (choices !== undefined) {
      expect(choices.length).toBeGreaterThan(0)
      expect(choices.length).toBeLessThanOrEqual(25)
      expect(new Set(choices.map(choice => choice.toLowerCase())).size).toBe(choices.length)
      for (const choice of choices) expect([choice, choice.length > 0 && choice.length <= 100]).toEqual([choice, true])
    }
    if (min !== undefined && max !== undefined) expect(min).toBeLessThanOrEqual(max)
    if (min !== undefined || max !== undefined) expect(option.type).toBe('integer')
    for (const bound of [min ?? 0, max ?? 0]) expect(Number.isSafeInteger(bound)).toBe(true)
    if (option.maxChars !== undefined) expect(option.maxChars).toBeLessThanOrEqual(6_000)
  },
)

test('command names are unique, no name is also a family of others, and no family has more than 25', () => {
  const names = catalogue.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  const families = Map.groupBy(
    names.filter(name => name.includes(' ')),
    name => name.split(' ')[0] ?? '',
  )
  for (const [family, members] of families) {
    expect(names).not.toContain(family)
    expect(members.length).toBeLessThanOrEqual(25)
  }
  expect(names.filter(name => !name.includes(' ')).length + families.size).toBeLessThanOrEqual(100)
})

test('what only admins may do is answered to them alone', () => {
  for (const command of catalogue)
    if (command.adminOnly) expect([command.name, command.audience]).toEqual([command.name, 'actor'])
})

test('/imagine offers the counts and aspects the product promises', () => {
  const options = catalogue.find(({ name }) => name === 'imagine')?.options ?? []
  expect(options.map(({ name }) => name)).toEqual(['prompt', 'model', 'count', 'aspect', 'seed', 'negative', 'image', 'more'])
  expect(options.find(({ name }) => name === 'count')).toMatchObject({ min: 1, max: 8 })
  expect(mostPictures).toBe(8)
  expect(aspects).toEqual(['1:1', '16:9', '9:16', '4:3', '3:4', '3:2', '2:3'])
})
