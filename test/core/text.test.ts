import fc from 'fast-check'
import { expect, test } from 'vitest'
import { brief, growingSplit, splitText } from '../../src/core/text.ts'
import { anyText } from './any-text.ts'
import { leftOpen } from './left-open.ts'

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
const edgesOf = (text: string): ReadonlySet<number> =>
  new Set([...Array.from(segmenter.segment(text), ({ index }) => index), text.length])

/** Places between the parts of a text. */
function cutsOf(text: string, limit: number): readonly number[] {
  let at = 0
  return splitText(text, limit)
    .map(({ raw }) => (at += raw.length))
    .slice(0, -1)
}

const plain = [
  'a',
  'word',
  ' ',
  '. ',
  '\n',
  '\n\n',
  '\r\n',
  '漢字',
  '👩‍👩‍👧‍👦',
  '🇩🇪🇫🇷',
  'e\u0301',
  '👍🏽',
  '\u0301',
  'नमस्ते',
  '**',
  '`x`',
  '# ',
  '- ',
  '1. ',
  '> ',
  '|',
  '[',
  '](',
  ')',
  '<',
  '>',
]
const fences = [
  '\n```js\n',
  '\n```\n',
  '\n~~~ py\n',
  '\n~~~\n',
  '\n````md\n',
  '\n````\n',
  '```',
  '~~~',
  `\n\`\`\`${'x'.repeat(90)} title\n`,
  '\n  ```\n',
  '\n~~~ a`b\n',
]
const pieces = (tokens: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...tokens), fc.nat(12)).map(([token, times]) => token.repeat(times)) },
        { weight: 1, arbitrary: anyText(30) },
        { weight: 1, arbitrary: fc.constantFrom('x'.repeat(500), ' '.repeat(300), '\n'.repeat(300)) },
      ),
      { maxLength: 40 },
    )
    .map(parts => parts.join(''))
const limits = fc.integer({ min: 200, max: 700 })

test('the parts of a text joined are the text, each shown one fits, and none is blank', () => {
  fc.assert(
    fc.property(fc.oneof(pieces([...plain, ...fences]), anyText(900)), limits, (text, limit) => {
      const parts = splitText(text, limit)
      expect(parts.map(({ raw }) => raw).join('')).toBe(text)
      for (const { raw, shown } of parts) {
        expect(raw).not.toBe('')
        expect(shown.length).toBeLessThanOrEqual(limit)
        if (text.trim() !== '') expect(shown.trim()).not.toBe('')
      }
    }),
    { numRuns: 200 },
  )
})

test('a text that is split again and again while it is written has the parts that it has when it is split at once', () => {
  const words = fc.nat(60).map(count => 'some words. '.repeat(count))
  const rows = fc.nat(30).map(count => '\n| a cell | another |'.repeat(count))
  const code = fc.nat(30).map(count => `\n\`\`\`js\n${'let some = code\n'.repeat(count)}\`\`\`\n`)
  const document = fc
    .array(fc.oneof(words, rows, code, pieces([...plain, ...fences, '[a](https://b.c/d)', '  - ', '\n> ', '\n> ```\n'])), {
      maxLength: 8,
    })
    .map(blocks => blocks.join(''))
  const steps = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 9 })
  fc.assert(
    fc.property(document, limits, steps, (text, limit, chars) => {
      const split = growingSplit(limit)
      for (let end = 0, nth = 0; end < text.length; nth++) {
        end = Math.min(text.length, end + (chars[nth % chars.length] ?? 1))
        expect(split(text.slice(0, end))).toEqual(splitText(text.slice(0, end), limit))
      }
    }),
    { numRuns: 200 },
  )
})

test('no grapheme is cut: families, flags, skin tones and letters with marks stay whole', () => {
  fc.assert(
    fc.property(pieces(plain), limits, (text, limit) => {
      const edges = edgesOf(text)
      for (const cut of cutsOf(text, limit)) expect(edges).toContain(cut)
    }),
    { numRuns: 200 },
  )
  const marked = `a${'\u0301'.repeat(150)}`
  const text = `${'word '.repeat(20)}${marked.repeat(5)}`
  for (const cut of cutsOf(text, 200)) expect(edgesOf(text)).toContain(cut)
})

test('a grapheme longer than a part is cut between its code points, so that every part is well formed', () => {
  for (const text of [`a${'\u{1D167}'.repeat(600)}`, `xa${'\u{1D167}'.repeat(600)}`]) {
    for (const { shown } of splitText(text, 201)) expect(shown.isWellFormed()).toBe(true)
  }
})

test('whatever fences a text has, every part shown has its own closed', () => {
  const lines = fc.array(
    fc.oneof(
      fc.constantFrom(
        '```js',
        '```',
        '~~~ py',
        '~~~',
        '````md',
        '````',
        '```` ',
        '``` not closing',
        '~~~~',
        '   ```',
        '> ```js',
        '> ```',
        '> ~~~',
        '> prose',
        '>',
        '``` a`b',
        '',
        'prose',
      ),
      fc.string({ unit: fc.constantFrom('a', ' ', '.', '漢'), maxLength: 120 }),
    ),
    { maxLength: 40 },
  )
  fc.assert(
    fc.property(lines, fc.constantFrom('\n', '\r\n'), limits, (rows, feed, limit) => {
      for (const { shown } of splitText(rows.join(feed), limit)) expect([shown, leftOpen(shown)]).toEqual([shown, undefined])
    }),
    { numRuns: 200 },
  )
})

test.each([
  ['```ts', '```', '```ts'],
  ['~~~python', '~~~', '~~~python'],
  ['````md title="a"', '````', '````md'],
  [`\`\`\`js ${'x'.repeat(500)}`, '```', '```js'],
  [`\`\`\`${'x'.repeat(150)}`, '```', '```'],
  ['~~~ a`b', '~~~', '~~~a`b'],
])('a block opened by %s goes on in the next part in its language, and loses no line', (open, mark, again) => {
  const code = Array.from({ length: 120 }, (_, line) => `line ${line};`)
  const parts = splitText(`${open}\n${code.join('\n')}\n${mark}\nafter`, 700)
  expect(parts.length).toBeGreaterThan(1)
  for (const { shown } of parts.slice(1)) expect(shown.split('\n')[0]).toBe(again)
  for (const { shown } of parts.slice(0, -1)) expect(shown.split('\n').at(-1)).toBe(mark)
  const seen = parts.flatMap(({ shown }) => shown.split('\n')).filter(line => line.startsWith('line '))
  expect(seen).toEqual(code)
})

test('a fence indented under a list item is closed and reopened with its indentation', () => {
  const text = `1. Install it:\n\n    \`\`\`bash\n${'    npm ci\n'.repeat(60)}    \`\`\`\n\ndone`
  const [first, second] = splitText(text, 300)
  expect(first?.shown.endsWith('\n    ```')).toBe(true)
  expect(second?.shown.startsWith('    ```bash\n')).toBe(true)
  expect(splitText(text, 300).at(-1)?.shown.endsWith('    ```\n\ndone')).toBe(true)
})

test('a fence in a quote is closed and reopened behind the marks of the quote', () => {
  const text = `> She wrote:\n> \`\`\`js\n${'> let a = 1\n'.repeat(40)}> \`\`\`\n\ndone`
  const parts = splitText(text, 200).map(({ shown }) => shown)
  expect(parts.length).toBeGreaterThan(2)
  for (const part of parts.slice(0, -1)) expect(part.endsWith('\n> ```')).toBe(true)
  for (const part of parts.slice(1)) expect(part.startsWith('> ```js\n> let a = 1\n')).toBe(true)
  expect(parts.at(-1)?.endsWith('> let a = 1\n> ```\n\ndone')).toBe(true)
})

test('a line of a quoted block that is longer than a part stays in the quote', () => {
  const parts = splitText(`> ~~~\n> ${'x'.repeat(500)}\n> ~~~\n`, 200).map(({ shown }) => shown)
  for (const part of parts) expect(part).toMatch(/^> ~~~\n(?:> x+\n)?> ~~~\n?$/)
  expect(parts.join('').replaceAll(/[^x]/g, '')).toHaveLength(500)
})

test('a block in a quote that was never closed ends with the quote', () => {
  const [first, second] = splitText(`> \`\`\`js\n> let a\n\n${'word '.repeat(60)}`, 200).map(({ shown }) => shown)
  expect(first).toMatch(/^> ```js\n> let a\n\nword /)
  expect(first).toMatch(/word ?$/)
  expect(second).toMatch(/^(word )+$/)
})

test('a link, a mention, an address or a row that fits into a part is in one part', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'é', ' '), minLength: 1, maxLength: 60 })
  const id = fc.nat().map(String)
  const whole = fc.oneof(
    fc.tuple(word, id).map(([text, path]) => `[${text}](https://example.com/${path.repeat(6)} "a title")`),
    id.map(path => `[![picture of it](https://example.com/${path}.png)](https://example.com/${path})`),
    id.map(path => `https://example.com/wiki/Fox_(${path})/and/${path.repeat(8)}`),
    id.map(user => `<@!${user}>`),
    id.map(emoji => `<:party:${emoji}>`),
    fc.tuple(word, id).map(([text, path]) => `<https://example.com/${path}|${text}>`),
    fc.array(word, { minLength: 2, maxLength: 3 }).map(cells => `\n| ${cells.join(' | ')} |\n`),
    fc.array(word, { minLength: 2, maxLength: 2 }).map(cells => `\na${cells.join(' | ')}\n`),
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(word, whole), { minLength: 1, maxLength: 12 }), limits, (runs, limit) => {
      let text = ''
      const spans = runs.map(([prose, kept]) => {
        text += `${prose} `
        const from = text.length + (kept.startsWith('\n') ? 1 : 0)
        text += kept
        return { from, to: text.length, kept }
      })
      for (const cut of cutsOf(text, limit)) {
        for (const { from, to, kept } of spans) {
          if (to - from <= limit) expect([kept, from < cut && cut < to]).toEqual([kept, false])
        }
      }
    }),
    { numRuns: 200 },
  )
})

test.each([
  ['paragraphs', `${'a '.repeat(60)}\n\n${'b '.repeat(60)}`, 122],
  ['paragraphs with line feeds of Windows', `${'a '.repeat(60)}\r\n\r\n${'b '.repeat(60)}`, 124],
  ['lines', `${'a. '.repeat(40)}\n${'b '.repeat(60)}`, 121],
  ['sentences', `${'a '.repeat(60)}. ${'b '.repeat(60)}`, 122],
  ['words', `${'a'.repeat(150)} ${'b'.repeat(150)}`, 151],
])('a text is cut at %s before anything smaller', (_, text, at) => {
  expect(cutsOf(text, 200)).toEqual([at])
})

test.each([
  ['a row behind a short line', `intro\n| ${'cell. '.repeat(32)}|\n`, 6],
  ['the line that opens a fence', `intro\n\`\`\`js ${'title. '.repeat(27)}\ncode\n\`\`\`\n`, 6],
])('%s is not cut, however short the part before it is', (_, text, at) => {
  expect(cutsOf(text, 200)[0]).toBe(at)
})

test('ticks amid a line do not become a fence by standing at the beginning of a part', () => {
  for (const ticks of ['```', '~~~~']) {
    const parts = splitText(`${'a '.repeat(99)}${ticks}js is how a block begins, and ${'b '.repeat(60)}`, 200)
    expect(parts.map(({ shown }) => shown)).toEqual(parts.map(({ raw }) => raw))
    expect(parts.filter(({ shown }) => shown.startsWith(ticks))).toEqual([])
  }
})

test('a code block or a table that fits into a part is rather moved to the next one than cut', () => {
  const prose = 'word '.repeat(25)
  const block = `\`\`\`js\n${'const a = 1\n'.repeat(8)}\`\`\`\n`
  expect(splitText(`${prose}\n${block}`, 200).map(({ shown }) => shown)).toEqual([`${prose}\n`, block])
  const table = `| a | b |\n| - | - |\n${'| 1 | 2 |\n'.repeat(8)}`
  expect(splitText(`${prose}\n${table}`, 200).map(({ shown }) => shown)).toEqual([`${prose}\n`, table])
})

test('a text that fits is one part as it is, an open fence closed', () => {
  expect(splitText('', 200)).toEqual([])
  expect(splitText('hello\n\n', 200)).toEqual([{ raw: 'hello\n\n', shown: 'hello\n\n' }])
  expect(splitText('```js\nlet a', 200)).toEqual([{ raw: '```js\nlet a', shown: '```js\nlet a\n```' }])
  expect(splitText(`${'x'.repeat(200)}\n\n`, 200)).toEqual([{ raw: `${'x'.repeat(200)}\n\n`, shown: 'x'.repeat(200) }])
})

test('a limit without room for a sentence is refused', () => {
  for (const limit of [199, 0, -1, NaN]) expect(() => splitText('hello', limit)).toThrow(RangeError)
})

test('texts made to be slow are split all the same, into parts that are no crumbs', () => {
  const most = 40_000
  for (const unit of [
    '[',
    '[a](',
    '<a',
    '` ',
    '~~~ ',
    '```',
    '| a ',
    '> ',
    '>',
    '> ```\n> a\n',
    ' ',
    '\n',
    '```\n',
    'https://a.b/((',
    '🇩🇪',
    '\u0301',
    '[\\',
  ]) {
    const text = `x${unit.repeat(most / unit.length)}x`
    const parts = splitText(text, 2_000)
    expect([unit, parts.length < 60]).toEqual([unit, true])
  }
})

test('a brief text is one line within its length, and cuts no grapheme', () => {
  fc.assert(
    fc.property(anyText(), fc.integer({ min: 0, max: 40 }), (text, chars) => {
      const line = text.toWellFormed().replace(/\s+/g, ' ').trim()
      const short = brief(text, chars)
      expect(short.length).toBeLessThanOrEqual(chars)
      expect(short).not.toMatch(/[\n\r]/)
      if (line.length <= chars) expect(short).toBe(line)
      else if (chars > 0) expect([short.endsWith('…'), edgesOf(line).has(short.length - 1)]).toEqual([true, true])
    }),
  )
  expect(brief('  a red\n fox  ', 20)).toBe('a red fox')
  expect(brief('a red fox', 7)).toBe('a red…')
  expect(brief('👩‍👩‍👧‍👦 family', 6)).toBe('…')
})
