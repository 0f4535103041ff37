import fc from 'fast-check'
import { expect, test } from 'vitest'
import { answer } from '../../src/sandbox/engines/talk/talk.ts'

const namesIn = (text: string): readonly string[] => text.split('\n').map(line => line.replace(/^\d+\. /, ''))

test('the welcome page’s bakery gets five names, one in a line, whatever the seed', () => {
  const words = /Crumb|Oven|Loaf|Flour|Rye|Bun|Tide|Gull|Salt|Harbour|Driftwood|Lighthouse|Anchor|Pebble|Seaglass|Wave/
  fc.assert(
    fc.property(fc.integer(), seed => {
      const said = answer({ prompt: 'Ada: Help me name a small bakery by the sea. Five ideas, one line each.\nAssistant:', seed })
      const names = namesIn(said)
      expect(names).toHaveLength(5)
      expect(new Set(names).size).toBe(5)
      for (const name of names) expect(name).toMatch(words)
    }),
  )
})

test('any number of names is given for any kind of thing, no two alike', () => {
  const things = fc.constantFrom('a café', 'my cat', 'our band', 'a boat', 'my company', 'a book shop in the forest', 'a wug')
  fc.assert(
    fc.property(things, fc.integer({ min: 2, max: 20 }), fc.nat(), (thing, count, seed) => {
      const names = namesIn(answer({ prompt: `give me ${count} names for ${thing}`, seed }))
      return names.length === count && new Set(names).size === count
    }),
  )
})

test.each([
  ['what should I call my boat?', /^1\. [\s\S]*\n5\. /],
  ['help me choose a name', /^1\. /],
  ['name a café by the lake', /Cup|Bean|Kettle|Saucer|Spoon|Roast/],
  ['suggest a name for my startup', /^1\. .+\n2\. .+\n3\. .+$/],
  ['ideas for a birthday party', /^1\. [\s\S]*\n5\. [^\n]+$/],
  ['give me 3 ideas for dinner', /^1\. .+\n2\. .+\n3\. .+$/],
  ['ideas for my thesis', /your thesis/],
  ['suggest something for lunch', /^1\. [\s\S]*\n5\. /],
])('"%s" gets names or ideas', (question, expected) => {
  expect(answer({ prompt: question })).toMatch(expected)
})

test.each([
  ['name five animals', /^1\. \w+\n/],
  ['name the planets', /Mercury/],
  ['what is the name of the capital of France?', /Paris/],
  ['give me five names', /^1\. [A-Z][a-z]+\n(?:\d\. [A-Z][a-z]+\n?){4}$/],
  ['ideas for pictures', /red fox/],
  ['What is my name?', /not told me your name/],
])('"%s" is still what it was', (question, expected) => {
  expect(answer({ prompt: question })).toMatch(expected)
})

test('more names are other names, and one of them can be picked', () => {
  const asked = 'Ada: five names for a boat\nAssistant: '
  const first = answer({ prompt: asked.trimEnd() })
  const more = answer({ prompt: `${asked}${first}\nAda: five more names\nAssistant:`, seed: 9 })
  expect(namesIn(more)).toHaveLength(5)
  expect(more).not.toBe(first)
  const picked = answer({ prompt: `${asked}${first}\nAda: pick one\nAssistant:` })
  expect(namesIn(first).some(name => picked.includes(name))).toBe(true)
})
