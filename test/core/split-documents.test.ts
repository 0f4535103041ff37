import fc from 'fast-check'
import { marked } from 'marked'
import { expect, test } from 'vitest'
import { splitText } from '../../src/core/text.ts'
import { anyText } from './any-text.ts'

// Whole documents as models write them, where everything stands beside everything else.

type Span = { readonly from: number; readonly to: number }
/** A piece of a document, and what of it must be in one part. */
type Piece = { readonly text: string; readonly wholes: readonly Span[] }

const limits = fc.oneof(
  fc.integer({ min: 200, max: 700 }),
  fc.integer({ min: 200, max: 4_100 }),
  fc.constantFrom(200, 201, 2_000, 12_000),
)
const loose = (text: string): Piece => ({ text, wholes: [] })
const whole = (text: string): Piece => ({ text, wholes: [{ from: 0, to: text.length }] })

const words = fc.string({ unit: fc.constantFrom('a', 'é', '漢', '👩‍👩‍👧‍👦', ' ', 'e\u0301', '🇩🇪', '👍🏽'), minLength: 1, maxLength: 40 })
const id = fc.nat().map(String)
const inLine = fc.oneof(
  { weight: 3, arbitrary: words.map(loose) },
  { weight: 1, arbitrary: fc.constantFrom(' ', '. ', ', ', '\n', '\n\n', '(', ')', '**', '_', ': ').map(loose) },
  {
    weight: 1,
    arbitrary: fc.tuple(words, id).map(([text, path]) => whole(`[${text}](https://example.com/${path.repeat(6)} "a title")`)),
  },
  { weight: 1, arbitrary: id.map(path => whole(`[![of it](https://example.com/${path}.png)](https://example.com/${path})`)) },
  {
    weight: 1,
    arbitrary: id.map(path => joined([loose(' '), whole(`https://a.example/Fox_(${path})/${path.repeat(15)}`), loose(' ')])),
  },
  // A word longer than a part: cut somewhere, but between graphemes.
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('x', '👩‍👩‍👧‍👦', 'e\u0301', '🇩🇪'), minLength: 60, maxLength: 300 }).map(loose),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('@!', '@&', '#', 't:', 'a:party_blob:', '!subteam^S', 'https://example.com/'),
        id,
        fc.constantFrom('', '|a name'),
      )
      .map(([kind, number, name]) => whole(`<${kind}${number}${name}>`)),
  },
)
const table = fc
  .tuple(fc.array(fc.array(words, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }), fc.constantFrom('\n', '\r\n'))
  .map(([rows, feed]) => joined([loose('\n\n'), ...rows.map(cells => whole(`| ${cells.join(' | ')} |${feed}`)), loose('\n')]))
const list = fc
  .array(words, { minLength: 1, maxLength: 10 })
  .map(items => loose(`\n\n${items.map((item, nth) => `${nth + 1}. ${item}\n`).join('')}\n`))
const code = fc
  .tuple(fc.constantFrom('```js', '~~~ py', '````', '```c++ title'), fc.array(words, { maxLength: 30 }))
  .map(([open, lines]) => loose(`\n\n${open}\n${lines.map(line => `${line}\n`).join('')}${/^[`~]+/.exec(open)?.[0]}\n\n`))

function joined(pieces: readonly Piece[]): Piece {
  let text = ''
  const wholes: Span[] = []
  for (const piece of pieces) {
    for (const { from, to } of piece.wholes) wholes.push({ from: text.length + from, to: text.length + to })
    text += piece.text
  }
  return { text, wholes }
}
const documents = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: inLine },
      { weight: 1, arbitrary: table },
      { weight: 1, arbitrary: list },
      { weight: 1, arbitrary: code },
    ),
    { minLength: 5, maxLength: 60 },
  )
  .map(joined)

function cutsOf(text: string, limit: number): readonly number[] {
  let at = 0
  return splitText(text, limit)
    .map(({ raw }) => (at += raw.length))
    .slice(0, -1)
}

test('in any document and any limit no link, mention, address or row that fits is cut, and no grapheme', () => {
  const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })
  fc.assert(
    fc.property(documents, limits, ({ text, wholes }, limit) => {
      const edges = new Set(Array.from(segmenter.segment(text), ({ index }) => index))
      for (const cut of cutsOf(text, limit)) {
        expect(edges.has(cut)).toBe(true)
        const broken = wholes.find(({ from, to }) => to - from <= limit && from < cut && cut < to)
        expect(broken && text.slice(broken.from, broken.to)).toBe(undefined)
      }
    }),
    { numRuns: 200 },
  )
})

test('at every moment of its growing the parts of any document are its text so far, and fit any limit', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        documents.map(({ text }) => text),
        anyText(3_000),
      ),
      limits,
      fc.array(fc.nat(3_000), { maxLength: 8 }),
      (text, limit, cuts) => {
        let grown = ''
        for (const to of [...cuts.sort((a, b) => a - b), text.length]) {
          grown += text.slice(grown.length, Math.max(grown.length, to))
          const parts = splitText(grown, limit)
          expect(parts.map(({ raw }) => raw).join('')).toBe(grown)
          expect(parts.every(({ shown }) => shown.length <= limit)).toBe(true)
        }
      },
    ),
    { numRuns: 100 },
  )
})

type Code = { readonly language: string; readonly text: string }

/** The code blocks of a text as another reader of Markdown sees them, white space left out; one in several pieces counts once. */
function codesOf(texts: readonly string[]): readonly Code[] {
  const found: Code[] = []
  const read = (text: string): void =>
    void marked.walkTokens(marked.lexer(text), token => {
      if (token.type !== 'code') return
      const { lang = '', text: written } = token as { readonly lang?: string; readonly text: string }
      const language = lang.split(' ')[0] ?? ''
      const last = found.at(-1)?.language === language ? found.pop() : undefined
      found.push({ language, text: (last?.text ?? '') + written.replace(/\s/g, '') })
    })
  texts.forEach(read)
  return found
}

test('another reader of Markdown finds the same code in the parts as in the text, in the same languages', () => {
  const line = fc
    .oneof(
      { weight: 8, arbitrary: fc.string({ unit: fc.constantFrom('x', ' ', ';', '(', '|', '漢', '`', '.'), maxLength: 60 }) },
      { weight: 1, arbitrary: fc.integer({ min: 100, max: 600 }).map(length => 'y'.repeat(length)) },
    )
    .map(text => `c${text.trimEnd()}`)
  const block = fc.record({
    kind: fc.constantFrom('prose', 'fence', 'fence in a list', 'fence in a quote', 'fence in a list in two quotes'),
    mark: fc.constantFrom('```', '~~~', '````', '~~~~~'),
    title: fc.constantFrom('', ' title="x"'),
    lines: fc.array(line, { minLength: 1, maxLength: 25 }),
  })
  const write = (blocks: readonly (typeof block extends fc.Arbitrary<infer Block> ? Block : never)[]): string =>
    blocks
      .map(({ kind, mark, title, lines }, nth) => {
        if (kind === 'prose') return `${lines.join(' and ').replaceAll('`', '')}.\n`
        const indent = {
          fence: '',
          'fence in a list': '   ',
          'fence in a quote': '> ',
          'fence in a list in two quotes': '> >    ',
        }[kind]
        const fenced = [`${mark}language${nth}${title}`, ...lines, mark].map(text => `${indent}${text}\n`).join('')
        if (kind === 'fence in a quote') return `> She wrote:\n>\n${fenced}`
        if (kind === 'fence in a list in two quotes') return `> > 1. Do this:\n> >\n${fenced}`
        return kind === 'fence' ? fenced : `1. Do this:\n\n${fenced}`
      })
      .join('\n')
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 8 }).map(write), limits, (text, limit) => {
      const parts = splitText(text, limit).map(({ shown }) => shown)
      expect(Math.max(...parts.map(part => part.length))).toBeLessThanOrEqual(limit)
      expect(codesOf(parts)).toEqual(codesOf([text]))
    }),
    { numRuns: 150 },
  )
})
