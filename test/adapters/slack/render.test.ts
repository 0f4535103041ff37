import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { actionIn, type SlackBlock } from '../../../adapters/slack/acts.ts'
import { slackLimits } from '../../../adapters/slack/limits.ts'
import { charsOf, render, type Shown } from '../../../adapters/slack/render.ts'
import type { Block, Post } from '../../../src/core/post.ts'
import { blockFaults } from '../../platforms/slack/block-rules.ts'
import type { World } from '../../platforms/slack/world.ts'

const world = {
  files: new Map([['F0123456789', { id: 'F0123456789', mimetype: 'image/png', readyAt: 0, url: '' }]]),
  clock: { now: () => 1 },
} as unknown as World

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.tuple(fc.constantFrom('a', '<', '&', '**b** ', '\n', '<!channel>', '塔', '```\n', '| x |\n', '"', '\\'), fc.integer({ min: 0, max: 9_000 })).map(([unit, times]) => unit.repeat(times)),
) // prettier-ignore
const label = fc.oneof(fc.string(), fc.constant('x'.repeat(200)), fc.constant(''))
const button = fc.record({
  action: fc.oneof(fc.string({ maxLength: 30 }), fc.constant('a'.repeat(300)), fc.constant('b'.repeat(90))),
  label,
  tone: fc.constantFrom('primary' as const, 'danger' as const),
})
const picture = fc.record({
  blob: fc.string({ maxLength: 4 }),
  contentType: fc.constant('image/png'),
  width: fc.constant(1),
  height: fc.constant(1),
  alt: text,
})
const block: fc.Arbitrary<Block> = fc.oneof(
  text.map(markdown => ({ type: 'text' as const, markdown })),
  fc.record({ type: fc.constant('progress' as const), label: text, done: fc.double({ min: -1, max: 2, noNaN: true }) }),
  fc.array(picture, { maxLength: 14 }).map(pictures => ({ type: 'pictures' as const, pictures, expected: pictures.length })),
  fc.record({
    type: fc.constant('table' as const),
    columns: fc.array(label, { maxLength: 30 }),
    rows: fc.array(fc.array(label, { maxLength: 30 }), { maxLength: 150 }),
  }),
  text.map(said => ({ type: 'failure' as const, text: said })),
  text.map(said => ({ type: 'note' as const, text: said })),
  fc.array(button, { maxLength: 40 }).map(buttons => ({ type: 'actions' as const, buttons })),
  fc.record({ type: fc.constant('choice' as const), label, options: fc.array(button, { maxLength: 120 }) }),
)
const post: fc.Arbitrary<Post> = fc.array(block, { maxLength: 12 }).map(blocks => ({ audience: 'channel', blocks }))
const everyPicture = { get: () => ({ file: 'F0123456789' }), values: () => [] } as unknown as ReadonlyMap<string, Shown>

/** Everything that people read. */
const wordsIn = (value: unknown): readonly string[] =>
  typeof value !== 'object' || value === null
    ? []
    : Object.entries(value).flatMap(([key, inner]) =>
        typeof inner === 'string' ? (key === 'text' || key === 'alt_text' ? [inner] : []) : wordsIn(inner),
      )

const channel = (...blocks: readonly Block[]): Post => ({ audience: 'channel', blocks })
const markdownOf = (blocks: readonly SlackBlock[]): string =>
  blocks.flatMap(({ type, text: said }) => (type === 'markdown' ? [String(said)] : [])).join('\n')

describe('a post in Slack', () => {
  test('is within all limits, whatever the service gives', () => {
    fc.assert(
      fc.property(post, fc.constantFrom('markdown' as const, 'mrkdwn' as const), (given, style) => {
        const { text: fallback, blocks } = render(given, everyPicture, { style })
        expect(blockFaults(world, blocks, 'message')).toEqual([])
        expect(blocks.length).toBeGreaterThan(0)
        expect(markdownOf(blocks).length).toBeLessThanOrEqual(12_000)
        expect(charsOf(blocks)).toBeLessThanOrEqual(13_200)
        expect(fallback.length).toBeGreaterThan(0)
        expect(fallback.length).toBeLessThanOrEqual(4_000)
        expect(wordsIn({ text: fallback, blocks }).filter(words => /<[@#!]/.test(words))).toEqual([])
      }),
      { numRuns: 150 },
    )
  })

  test('holds every word of an answer that the service may put into one message, with what stands under it', () => {
    const unit = fc.constantFrom('a', 'word ', '<b>', '< ', '塔', '\n', '"', '**x** ', '`a<b` ')
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 40 }), units => {
        const pattern = units.join('')
        const answer =
          `x${pattern.repeat(Math.ceil(slackLimits.textChars / pattern.length))}`.slice(0, slackLimits.textChars - 4) + 'ends'
        const { blocks } = render(
          channel(
            { type: 'text', markdown: answer },
            { type: 'failure', text: 'The answer broke off here. The model is too busy.' },
            { type: 'note', text: 'some/model · remembers 4 messages · 12 s · about $0.01' },
            { type: 'actions', buttons: [{ action: `regenerate:${'j'.repeat(24)}`, label: 'Regenerate' }] },
          ),
          new Map(),
          { style: 'markdown' },
        )
        expect(markdownOf(blocks)).toMatch(/ends$/)
        expect(JSON.stringify(blocks)).not.toContain('no room here')
      }),
      { numRuns: 200 },
    )
  })

  test('says so where something found no room', () => {
    const { blocks } = render(channel({ type: 'text', markdown: 'word '.repeat(5_000) }), new Map(), { style: 'markdown' })
    expect(JSON.stringify(blocks)).toContain('There is more of it, which finds no room here.')
  })

  test('shows work, pictures, tables and lines in their order', () => {
    const table: Block = {
      type: 'table',
      columns: ['Model', 'Price'],
      rows: [
        ['a/b', '1|2'],
        ['c/d', '<3'],
      ],
    }
    const shown = new Map<string, Shown>([
      ['p1', { file: 'F0123456789' }],
      ['p2', { instead: 'The video is in the thread.' }],
    ])
    const one = { contentType: 'image/png', width: 1, height: 1, alt: 'a fox' }
    const post = channel(
      {
        type: 'pictures',
        pictures: [
          { blob: 'p1', ...one },
          { blob: 'p2', ...one },
          { blob: 'p3', ...one },
        ],
        expected: 3,
      },
      { type: 'progress', label: 'Generating · 9/25', done: 0.34 },
      table,
      { type: 'note', text: 'a `line` & **more**' },
    )
    const { text: fallback, blocks } = render(post, shown, { style: 'markdown' })
    expect(blocks).toEqual([
      { type: 'image', slack_file: { id: 'F0123456789' }, alt_text: 'a fox' },
      { type: 'section', text: { type: 'mrkdwn', text: 'The video is in the thread.' }, expand: true },
      { type: 'section', text: { type: 'mrkdwn', text: 'Generating ▰▰▰▱▱▱▱▱▱▱ 9/25' }, expand: true },
      { type: 'markdown', text: '| Model | Price |\n| --- | --- |\n| a/b | 1\\|2 |\n| c/d | &lt;3 |' },
      { type: 'context', elements: [{ type: 'mrkdwn', text: 'a `line` &amp; *more*' }] },
    ])
    expect(fallback).toBe('a fox')
    expect(JSON.stringify(render(channel(table), shown, { style: 'mrkdwn' }).blocks)).toContain('• *c/d* · &lt;3')
  })

  test('shows the words of a person in captions and tables as they were typed', () => {
    const caption: Block = { type: 'note', text: '“a *red* `fox`, _very_ ~big~ & <b>” · some/model · seed 4' }
    const table: Block = {
      type: 'table',
      columns: ['Setting', 'Value'],
      rows: [['chat.system', 'Be *kind*, _brief_ | `so` ~ok~ [x](y)']],
    }
    const typed = render(channel(caption, table), new Map(), { style: 'markdown' })
    expect(typed.blocks).toEqual([
      { type: 'context', elements: [{ type: 'plain_text', text: caption.text, emoji: false }] },
      {
        type: 'markdown',
        text: '| Setting | Value |\n| --- | --- |\n| chat.system | Be \\*kind\\*, \\_brief\\_ \\| `so` \\~ok\\~ \\[x](y) |',
      },
    ])
    const [, list] = render(channel(caption, table), new Map(), { style: 'mrkdwn' }).blocks
    expect(list).toMatchObject({ text: { text: '• *chat.system* · Be ∗kind∗, ˍbriefˍ | `so` ∼ok∼ [x](y)' } })
    const refusal: Block = { type: 'failure', text: '“*x*” is no model; try `/help`.' }
    expect(JSON.stringify(render(channel(refusal), new Map(), { style: 'markdown' }).blocks)).toContain(
      '“∗x∗” is no model; try `/help`.',
    )
  })

  test('carries its actions so that a press and a choice bring them back', () => {
    const { blocks } = render(
      channel(
        { type: 'actions', buttons: [{ action: 'again:j1', label: 'Again', tone: 'primary' }, { action: 'again:j1', label: 'Again' }, { action: 'x'.repeat(300), label: 'Long' }] },
        { type: 'choice', label: 'Vary one of them', options: [{ action: 'vary:j1:0-1', label: 'Vary 1' }] },
      ),
      new Map(),
      { style: 'markdown' },
    ) // prettier-ignore
    const [buttons, choice] = blocks as unknown as readonly {
      readonly elements: readonly { readonly action_id: string; readonly options?: readonly { readonly value: string }[] }[]
    }[]
    expect(buttons?.elements.map(actionIn)).toEqual(['again:j1', undefined])
    const select = choice?.elements[0]
    expect(actionIn({ ...select, selected_option: { value: select?.options?.[0]?.value } })).toBe('vary:j1:0-1')
    expect(actionIn({ ...select, selected_option: null })).toBeUndefined()
  })
})
