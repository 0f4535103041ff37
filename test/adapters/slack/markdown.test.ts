import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inert, inertBriefly, literal, quotesLiteral, settled } from '../../../adapters/slack/markdown.ts'
import { mrkdwn } from '../../../adapters/slack/mrkdwn.ts'
import { splitText } from '../../../src/core/text.ts'

const piece = fc.constantFrom(
  '<', '>', '!', '@', '#', '`', '``', '```', '~~~', '\n', '\n\n', ' ', 'a', 'word ', '<!channel>', '<@U123>', '<#C1|x>', '@here', '@everyone', '@channel',
  '**', '*', '[', '](', ')', '|', '| a | b |\n', '| --- | --- |\n', '- ', '> ', '&', '&lt;', '\u0000', '\ud83d', '😀', '```ts\n', 'https://a.example/?b=1&c=<d>', '\\', '_', '~~', '# ',
) // prettier-ignore
const markdown = fc.array(piece, { maxLength: 40 }).map(pieces => pieces.join(''))

/** What Slack would read as a mark of its own, or as a word that calls everybody. */
const calls = /<[@#!]|@(?:channel|here|everyone)(?![\p{L}\p{N}])/iu

describe('Markdown for Slack', () => {
  test('names nobody, in code or outside it', () => {
    fc.assert(
      fc.property(markdown, text => {
        for (const shown of [inert(text), inertBriefly(text), mrkdwn(text)]) expect(shown).not.toMatch(calls)
      }),
      { numRuns: 2_000 },
    )
  })

  test('keeps every letter', () => {
    const letters = (text: string): string => text.replace(/&(?:lt|gt|amp);/g, '').replace(/[^a-z]/gi, '')
    fc.assert(fc.property(markdown, text => void expect(letters(inert(text))).toBe(letters(text))))
  })

  test('has entities outside of code, and is as it was in it', () => {
    expect(inert('a < b > c `x < y` <div>')).toBe('a &lt; b &gt; c `x < y` &lt;div&gt;')
    expect(inert('```html\n<div>\n```\n<div>')).toBe('```html\n<div>\n```\n&lt;div&gt;')
    expect(inert('> quoted <b>\n> > deeper')).toBe('> quoted &lt;b&gt;\n> > deeper')
    expect(inert('[a](https://a.example/?b=1&c=2)')).toBe('[a](https://a.example/?b=1&c=2)')
    expect(inert('` <not code>')).toBe('` &lt;not code&gt;')
  })

  test('that is written piece by piece never takes back what it showed', () => {
    fc.assert(
      fc.property(markdown, fc.integer({ min: 0, max: 200 }), (text, cut) => {
        const begun = text.slice(0, cut)
        const shown = inert(begun.slice(0, settled(begun)))
        expect(inert(text).startsWith(shown)).toBe(true)
      }),
      { numRuns: 5_000 },
    )
  })

  test('that is written piece by piece holds back what is half: links, code, strong words, tables, fences', () => {
    const shown = (text: string): string => text.slice(0, settled(text))
    expect(shown('See [the do')).toBe('See')
    expect(shown('See [the docs](https://a.exa')).toBe('See')
    expect(shown('See [the docs](https://a.example) now')).toBe('See [the docs](https://a.example) now')
    expect(shown('Use `npm ru')).toBe('Use')
    expect(shown('It is **very')).toBe('It is')
    expect(shown('A table:\n| a | b |\n| --')).toBe('A table:')
    expect(shown('A table:\n| a | b |\n| --- | --- |\n| 1 |')).toBe('A table:\n| a | b |\n| --- | --- |')
    expect(shown('Code:\n``')).toBe('Code:')
    expect(shown(`It is **${'very '.repeat(80)}`)).toContain('very')
  })

  test('within a block of code grows, although each frame closes the block for itself', () => {
    const whole = `Here:\n\n\`\`\`ts\n${Array.from({ length: 40 }, (_, at) => `const a${at} = ${at} // <b>`).join('\n')}\n\`\`\`\nDone.`
    let before = ''
    let grown = 0
    for (let end = 10; end < whole.length; end += 7) {
      const frame = splitText(whole.slice(0, end), 7_500)[0]?.shown ?? ''
      const shown = inert(frame.slice(0, settled(frame)))
      if (!shown.startsWith(before)) continue
      if (shown.length > before.length) grown++
      before = shown
    }
    expect(grown).toBeGreaterThan(80)
    expect(inert(whole).startsWith(before)).toBe(true)
  })
})

describe('Slack’s older markup', () => {
  test('says what Markdown says', () => {
    expect(mrkdwn('# A *title*\n**strong** and *slanted* and _so_ and ~~gone~~')).toBe(
      '*A _title_*\n*strong* and _slanted_ and _so_ and ~gone~',
    )
    expect(mrkdwn('- one\n  - two\n1. three')).toBe('• one\n  • two\n1. three')
    expect(mrkdwn('[a|b](https://a.example/?b=1&c=2) <https://b.example>')).toBe(
      '<https://a.example/?b=1&amp;c=2|a b> <https://b.example>',
    )
    expect(mrkdwn('`a < b` & ```x```')).toBe('`a &lt; b` &amp; `x`')
    expect(mrkdwn('```ts\na < b **no**\n```\n> said')).toBe('```\na &lt; b **no**\n```\n&gt; said')
    expect(mrkdwn('```\nopen')).toBe('```\nopen\n```')
    expect(mrkdwn('[x](javascript:alert(1)) \\*no\\*')).toBe('[x](javascript:alert(1)) ∗no∗')
  })

  test('shows somebody’s own words as they were typed, with no sign that Slack could take for a mark', () => {
    const typed = fc
      .array(fc.constantFrom('*', '_', '~', '<', '>', '&', '&lt;', '\\', ' ', 'a', 'é', '1', '.', '[', '](x)'), { maxLength: 20 })
      .map(parts => parts.join('').trim().replace(/\s+/g, ' '))
      .filter(text => !/^(?:>|- |\* )/.test(text))
    fc.assert(
      fc.property(typed, text => {
        const shown = mrkdwn(`x ${literal(text)} x`).slice(2, -2)
        expect(shown).not.toMatch(/[<>`]|(?<=\S)[*~]|[*~](?=\S)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u)
        const read = shown.replaceAll('∗', '*').replaceAll('ˍ', '_').replaceAll('∼', '~')
        expect(read.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')).toBe(text)
      }),
      { numRuns: 2_000 },
    )
    expect(mrkdwn(literal('some_model and `code` *no*'))).toBe('some_model and `code` ∗no∗')
    expect(quotesLiteral('“*a*” is no `model`; **try** “~b~”')).toBe('“\\*a\\*” is no `model`; **try** “\\~b\\~”')
  })

  test('has no sign of its own that was not made here', () => {
    fc.assert(
      fc.property(markdown, text => {
        const rest = mrkdwn(text).replace(/<(?:https?:\/\/|mailto:)[^<>|\s]+(?:\|[^<>|]*)?>/g, '')
        expect(rest).not.toMatch(/[<>]/)
      }),
      { numRuns: 2_000 },
    )
  })
})
