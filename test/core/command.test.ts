import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isBlank } from '../../src/core/blank.ts'
import { catalogue } from '../../src/core/catalogue.ts'
import {
  checkValues,
  type Command,
  findCommand,
  type Option,
  readText,
  textOf,
  type Value,
  type Values,
} from '../../src/core/command.ts'
import { Fault } from '../../src/core/fault.ts'
import { quotedWords, readPairs, withoutPair } from '../../src/core/words.ts'
import { anyText } from './any-text.ts'
import { sentence } from './sentence.ts'

const attachment = { ref: 'platform:1', name: 'fox.png' }

/** A text as a person would send it to us, read and checked. */
function read(text: string, files: readonly (typeof attachment)[] = []): Values {
  const found = findCommand(catalogue, text)
  if (!('command' in found)) throw new Error(`no command, near ${found.near}`)
  return checkValues(found.command, readText(found.command, found.rest, files))
}

test.each<[string, Values]>([
  ['imagine a red fox --count 4 --aspect 16:9 --seed 7', { prompt: 'a red fox', count: 4, aspect: '16:9', seed: 7 }],
  ['/imagine a red fox', { prompt: 'a red fox' }],
  ['  /IMAGINE\ta  red\nfox ', { prompt: 'a  red\nfox' }],
  ['imagine "a red fox" --count=4', { prompt: 'a red fox', count: 4 }],
  ['imagine “a red fox” --count=4', { prompt: 'a red fox', count: 4 }],
  ['imagine "a red fox --count 4"', { prompt: 'a red fox --count 4' }],
  ['imagine "a "red" fox" --count 4', { prompt: '"a "red" fox"', count: 4 }],
  ['imagine "a"b --seed c" --count 4', { prompt: 'a"b --seed c', count: 4 }],
  ['imagine "red fox" in snow', { prompt: '"red fox" in snow' }],
  ["imagine a dog's dinner, the cats' too", { prompt: "a dog's dinner, the cats' too" }],
  ['imagine a 6" pipe "big --count 2', { prompt: 'a 6" pipe "big', count: 2 }],
  ['imagine a fox --COUNT 2', { prompt: 'a fox', count: 2 }],
  ['imagine a fox —count 4', { prompt: 'a fox', count: 4 }],
  ['imagine a fox —count=4 –aspect 1:1', { prompt: 'a fox', count: 4, aspect: '1:1' }],
  ['imagine a fox —proud and red— in snow -- or rain', { prompt: 'a fox —proud and red— in snow -- or rain' }],
  ['imagine a fox --negative people, cars --seed 0', { prompt: 'a fox', negative: 'people, cars', seed: 0 }],
  ['imagine a fox --negative "people --seed"', { prompt: 'a fox', negative: 'people --seed' }],
  ['imagine a fox --seed -0', { prompt: 'a fox', seed: 0 }],
  ['imagine --prompt a red fox --count 2', { prompt: 'a red fox', count: 2 }],
  ['imagine a fox --more steps=4 name="two words"', { prompt: 'a fox', more: 'steps=4 name="two words"' }],
  ['imagine a fox --more="steps=4 go=no"', { prompt: 'a fox', more: 'steps=4 go=no' }],
  ['imagine a fox --more=name="two words" steps=4', { prompt: 'a fox', more: 'name="two words" steps=4' }],
  ['imagine a fox --image https://example.com/fox.png', { prompt: 'a fox', image: 'https://example.com/fox.png' }],
  ['run acme/painter', { model: 'acme/painter' }],
  ['run acme/painter prompt="a red fox" steps=3', { model: 'acme/painter', input: 'prompt="a red fox" steps=3' }],
  ['run acme/painter {"prompt": "a red fox", "n": 2}', { model: 'acme/painter', input: '{"prompt": "a red fox", "n": 2}' }],
  ['run acme/painter "prompt=a fox"', { model: 'acme/painter', input: 'prompt=a fox' }],
  ['run --input steps=3 go=no --model acme/painter', { model: 'acme/painter', input: 'steps=3 go=no' }],
  [
    'run acme/painter steps=3 --file https://a.example/1.png',
    { model: 'acme/painter', input: 'steps=3', file: 'https://a.example/1.png' },
  ],
  ['config model image deployment:acme/flux', { kind: 'image', model: 'deployment:acme/flux' }],
  ['config  model IMAGE acme/flux --scope workspace', { kind: 'image', model: 'acme/flux', scope: 'workspace' }],
  ['config set chat.system You are kind', { key: 'chat.system', value: 'You are kind' }],
  ['config show', {}],
  ['config show workspace', { scope: 'workspace' }],
  ['forget me', { what: 'me' }],
  ['help', {}],
])('%s is understood', (text, values) => {
  expect(read(text)).toEqual(values)
})

test('a file sent along fills the first file option that has no value', () => {
  expect(read('imagine a fox', [attachment])).toEqual({ prompt: 'a fox', image: attachment })
  const link = 'https://example.com/fox.png'
  expect(read('run acme/painter steps=3', [attachment])).toEqual({ model: 'acme/painter', input: 'steps=3', file: attachment })
  expect(read(`imagine a fox --image ${link}`, [attachment])).toEqual({ prompt: 'a fox', image: link })
})

test('half a character is replaced before anything is stored or sent', () => {
  const imagine = catalogue.find(({ name }) => name === 'imagine') as Command
  const values = { prompt: 'a \ud83d fox', image: { ref: 'r', name: '\udc00.png' } }
  expect(checkValues(imagine, values)).toEqual({ prompt: 'a \ufffd fox', image: { ref: 'r', name: '\ufffd.png' } })
})

test('a pair taken out of a text leaves the others as they were', () => {
  const value = fc.oneof(
    anyText(6).map(text => text.replace(/[\s"“”„«»]/g, '')),
    fc.constant('"two words"'),
  )
  const pairs = fc.dictionary(fc.constantFrom('seed', 'steps', 'go_fast', 'seed2', 'a.b'), value)
  fc.assert(
    fc.property(pairs, given => {
      const text = Object.entries(given)
        .map(([key, words]) => `${key}=${words}`)
        .join(' ')
      const { seed: _, ...others } = readPairs(text)
      expect(readPairs(withoutPair(text, 'seed'))).toEqual(others)
    }),
  )
})

const describe: Command = {
  name: 'describe',
  about: 'Say what is in a picture',
  audience: 'channel',
  options: [
    { name: 'image', about: 'The picture', type: 'file', required: true },
    { name: 'question', about: 'What you want to know', type: 'text' },
  ],
}

test('words beside a file that fills what is required go to the first text', () => {
  expect(readText(describe, 'what breed is it', [attachment])).toEqual({ image: attachment, question: 'what breed is it' })
  expect(readText(describe, 'https://a.example/1.png')).toEqual({ image: 'https://a.example/1.png' })
  expect(() => readText(describe, 'https://a.example/1.png what is it')).toThrow('“what”')
})

test.each([
  ['imagine', '`/imagine` needs a `prompt`: what to paint.'],
  ['imagine a fox --count 9', '`count` must be from 1 to 8, got 9; the nearest possible value is 8.'],
  ['imagine a fox --count 0', '`count` must be from 1 to 8, got 0; the nearest possible value is 1.'],
  ['imagine a fox --count 2.4', '`count` must be a whole number from 1 to 8, got 2.4; the nearest possible value is 2.'],
  ['imagine a fox --count four', '`count` must be a whole number from 1 to 8, got “four”.'],
  ['imagine a fox --count 0x4', '`count` must be a whole number from 1 to 8, got “0x4”.'],
  ['imagine a fox --seed 1e99', '`seed` must be from 0 to 2147483647, got 1e99; the nearest possible value is 2147483647.'],
  ['imagine a fox --count=', '`count` must be a whole number from 1 to 8, got nothing.'],
  ['imagine a fox --count', '`--count` needs a value: how many pictures.'],
  ['imagine a fox --count 2 --count 3', '`--count` is given twice.'],
  ['imagine --count 2 a fox', '“a” stands alone after `--count`; put words before the first `--`.'],
  ['imagine a fox --count=2 more', '“more” stands alone after `--count`; put words before the first `--`.'],
  ['imagine a fox --cuont 2', '`/imagine` has no `--cuont`; did you mean `--count`?'],
  ['imagine a fox —cuont 2', '`/imagine` has no `--cuont`; did you mean `--count`?'],
  [
    'imagine a fox --guidance 2',
    '`/imagine` has no `--guidance`; it takes `--prompt` `--model` `--count` `--aspect` `--seed` `--negative` `--image` `--more`.',
  ],
  ['help --me', '`/help` takes no options, got `--me`.'],
  [
    'imagine a fox --aspect 16:10',
    '`aspect` must be one of 1:1, 16:9, 9:16, 4:3, 3:4, 3:2 or 2:3, got “16:10”; the nearest is 3:2.',
  ],
  [
    'imagine a fox --aspect 1920x1080',
    '`aspect` must be one of 1:1, 16:9, 9:16, 4:3, 3:4, 3:2 or 2:3, got “1920x1080”; the nearest is 16:9.',
  ],
  ['imagine a fox --aspect wide', '`aspect` must be one of 1:1, 16:9, 9:16, 4:3, 3:4, 3:2 or 2:3, got “wide”.'],
  ['config model imgae acme/flux', '`kind` must be image or chat, got “imgae”; did you mean image?'],
  ['imagine a fox --image fox.png', '`image` must be a file sent along or a link, got “fox.png”.'],
  ['imagine " "', '`prompt` is empty; say it in words.'],
  ['imagine \u200b\u2060', '`prompt` is empty; say it in words.'],
  ['imagine a fox --count \u200b', '`count` must be a whole number from 1 to 8, got nothing.'],
  [`imagine ${'x'.repeat(4_001)}`, '`prompt` may have at most 4,000 characters, this one has 4,001.'],
  [`imagine a fox --${'y'.repeat(90)}`, `\`/imagine\` has no \`--${'y'.repeat(39)}…\`; it takes`],
])('%s is answered in one plain sentence', (text, answer) => {
  expect(sentence(() => read(text)).startsWith(answer)).toBe(true)
  expect(sentence(() => read(text))).toMatch(/[.?]$/)
})

test('bounds that are open on one side are said so', () => {
  const limited = (bounds: Partial<Option>): Command => ({
    ...describe,
    options: [{ name: 'n', about: 'A number', type: 'integer', ...bounds }],
  })
  expect(sentence(() => checkValues(limited({ min: 3 }), { n: 2 }))).toBe(
    '`n` must be at least 3, got 2; the nearest possible value is 3.',
  )
  expect(sentence(() => checkValues(limited({ max: 3 }), { n: '4' }))).toBe(
    '`n` must be at most 3, got 4; the nearest possible value is 3.',
  )
  expect(sentence(() => checkValues(limited({ min: 3 }), { n: 3.5 }))).toBe(
    '`n` must be a whole number, at least 3, got 3.5; the nearest possible value is 4.',
  )
  expect(sentence(() => checkValues(limited({}), { n: true }))).toBe('`n` must be a whole number, got “true”.')
})

test('values of a platform form are checked like typed ones', () => {
  const imagine = catalogue.find(({ name }) => name === 'imagine') as Command
  expect(checkValues(imagine, { prompt: ' a fox ', count: 4, image: attachment })).toEqual({
    prompt: 'a fox',
    count: 4,
    image: attachment,
  })
  expect(sentence(() => checkValues(imagine, { prompt: attachment }))).toBe('`prompt` must be words, got the file “fox.png”.')
  expect(sentence(() => checkValues(imagine, { prompt: 'a', constructor: 'b' }))).toContain('has no `--constructor`')
  expect(textOf({ prompt: 'a fox', count: 4 }, 'prompt')).toBe('a fox')
  expect(textOf({ prompt: 'a fox', count: 4 }, 'count')).toBe('')
})

test.each([
  ['imagin a fox', 'imagine'],
  ['cofnig show', 'config show'],
  ['config', 'config show'],
  ['config modle image a/b', 'config model'],
  ['hello there, how are you', undefined],
  ['', undefined],
  ['constructor', undefined],
])('what is no command is answered with the one it may have meant: %s', (text, near) => {
  expect(findCommand(catalogue, text)).toEqual({ near })
})

test('no text makes the parser throw anything but a sentence for the person', () => {
  const bits = [
    '--',
    '—',
    '"',
    '“',
    '”',
    '«',
    '=',
    ' ',
    '\n',
    'count',
    'prompt',
    'more',
    '4',
    '16:9',
    '`',
    '\\',
    '__proto__',
    'constructor',
    '\ud800',
  ]
  const text = fc.oneof(
    anyText(),
    fc.array(fc.oneof(fc.constantFrom(...bits), anyText(5))).map(parts => parts.join('')),
  )
  fc.assert(
    fc.property(fc.constantFrom(...catalogue.map(({ name }) => name), ''), text, (name, rest) => {
      const typed = `${name} ${rest}`
      const found = findCommand(catalogue, typed)
      if (!('command' in found)) return
      try {
        checkValues(found.command, readText(found.command, found.rest))
      } catch (thrown) {
        expect(thrown).toBeInstanceOf(Fault)
        expect(thrown).toMatchObject({ kind: 'input' })
        expect((thrown as Fault).message.length).toBeLessThan(400)
      }
    }),
    { numRuns: 500 },
  )
})

const shown = (value: Value): string => (typeof value === 'object' ? value.name : `${value}`)

/** A text between a pair of quotes that it does not hold itself. */
function inQuotes(text: string): string | undefined {
  const pair = ['""', '“”', '«»'].find(([, close = '']) => !text.includes(close))
  return pair === undefined ? undefined : `${pair[0]}${text}${pair[1]}`
}

function valueOf(option: Option): fc.Arbitrary<Value> {
  switch (option.type) {
    case 'integer':
      return fc.integer({ min: option.min ?? -99, max: option.max ?? 99 })
    case 'choice':
      return fc.constantFrom(...(option.choices ?? []))
    case 'file':
      return fc.nat().map(path => `https://a.example/${path}?x=1&y=2`)
    default:
      return anyText(60)
        .map(text => text.toWellFormed())
        .filter(text => text.trim() === text && !isBlank(text) && inQuotes(text) !== undefined)
  }
}

test('a text written from values gives the values again, in any order of the flags, whatever characters they hold', () => {
  for (const command of catalogue) {
    const values = fc.record(Object.fromEntries(command.options.map(option => [option.name, valueOf(option)])), {
      requiredKeys: command.options.filter(option => option.required).map(option => option.name),
    })
    fc.assert(
      fc.property(values, fc.boolean(), fc.array(fc.nat(), { minLength: 9, maxLength: 9 }), (given, inline, order) => {
        const written = Object.entries(given)
          .map(([name, value], index) => ({
            at: order[index] ?? 0,
            text: `--${name}${inline ? '=' : ' '}${inQuotes(shown(value))}`,
          }))
          .sort((a, b) => a.at - b.at)
          .map(({ text }) => text)
        const found = findCommand(catalogue, `${command.name} ${written.join(' ')}`)
        if (!('command' in found)) throw new Error('the command was not found')
        expect(found.command.name).toBe(command.name)
        const read = checkValues(command, readText(command, found.rest))
        const bare = command.options.filter(option => option.keepsQuotes === true && option.name in read)
        expect({ ...read, ...Object.fromEntries(bare.map(({ name }) => [name, (read[name] as string).slice(1, -1)])) }).toEqual(
          given,
        )
      }),
      { numRuns: 40 },
    )
  }
})

test('words cover every character that is no space, in order', () => {
  fc.assert(
    fc.property(
      fc
        .array(fc.oneof(fc.constantFrom('"', '“', '”', '=', ' ', '\n', "'"), fc.string({ maxLength: 4 })))
        .map(parts => parts.join('')),
      text => {
        let at = 0
        for (const { start, end, quoted, text: word } of quotedWords(text)) {
          expect(text.slice(at, start).trim()).toBe('')
          expect(start).toBeLessThan(end)
          if (quoted) expect(text.slice(start + 1, end - 1)).toBe(word)
          at = end
        }
        expect(text.slice(at).trim()).toBe('')
      },
    ),
  )
})

test.each([
  ['a=1 b="two words" c=', { a: '1', b: 'two words', c: '' }],
  ['"a=two words"', { a: 'two words' }],
  ['url=https://a.example/?x=1&y=2', { url: 'https://a.example/?x=1&y=2' }],
  ['', {}],
  ['constructor=1', { constructor: '1' }],
])('pairs are read: %s', (text, pairs) => {
  expect(readPairs(text)).toEqual(pairs)
})

test.each([
  ['a', '“a” is not of the form `key=value`.'],
  ['=a', '“=a” is not of the form `key=value`.'],
  ['a=1 a=2', '`a` is given twice.'],
  ['__proto__=1', '“__proto__=1” is not of the form `key=value`.'],
  ['a b=1', '“a” is not of the form `key=value`.'],
])('pairs that are none are named: %s', (text, answer) => {
  expect(sentence(() => readPairs(text))).toBe(answer)
})
