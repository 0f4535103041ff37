import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Block, Button, Picture, Post } from '../../../src/core/post.ts'
import { say } from '../../../src/core/post.ts'
import type { Component } from '../../../adapters/discord/components.ts'
import { picturesOf, render, type Rendered, type Shown } from '../../../adapters/discord/render.ts'
import { anyText } from '../../core/any-text.ts'

const plain = { mode: 'plain', mayAttach: true } as const

const picture = (blob: string, more: Partial<Picture> = {}): Picture => ({
  blob,
  contentType: 'image/png',
  width: 8,
  height: 8,
  alt: `a drawing of ${blob}`,
  ...more,
})

const allFiles = (post: Post): ReadonlyMap<string, Shown> =>
  new Map(picturesOf(post).map(({ blob }, at) => [blob, { name: `picture-${at}.png` }]))

/** Every component, those inside others too. */
const within = (components: readonly Component[]): readonly Component[] =>
  components.flatMap(component => [component, ...within(component.components ?? [])])

const textsOf = ({ content, components }: Rendered): string =>
  [
    content ?? '',
    ...within(components).map(component => (typeof component['content'] === 'string' ? component['content'] : '')),
  ].join('\n')

const channel = (...blocks: readonly Block[]): Post => ({ audience: 'channel', blocks })

describe('a post as a message of Discord', () => {
  test('a streamed answer is plain text with its quiet line and its button below', () => {
    const post = channel(
      { type: 'text', markdown: 'Hello **you**.' },
      { type: 'note', text: 'llama-chat · 2 s' },
      { type: 'actions', buttons: [{ action: 'regenerate:j1', label: 'Regenerate' }] },
    )
    expect(render(post, new Map(), plain)).toEqual({
      mode: 'plain',
      content: 'Hello **you**.\n-# llama-chat · 2 s',
      components: [{ type: 1, components: [{ type: 2, style: 2, label: 'Regenerate', custom_id: 'regenerate:j1' }] }],
    })
  })

  test('pictures stand in a container with what they show told to those who cannot see them, the line and the buttons below', () => {
    const post = channel(
      { type: 'pictures', pictures: [picture('one'), picture('two')], expected: 2 },
      { type: 'note', text: '“a fox” · seed 7' },
      { type: 'actions', buttons: [{ action: 'again:j1', label: 'Again', tone: 'primary' }] },
    )
    expect(render(post, allFiles(post), plain)).toEqual({
      mode: 'components',
      components: [
        {
          type: 17,
          components: [
            {
              type: 12,
              items: [
                { media: { url: 'attachment://picture-0.png' }, description: 'a drawing of one' },
                { media: { url: 'attachment://picture-1.png' }, description: 'a drawing of two' },
              ],
            },
            { type: 10, content: '-# “a fox” · seed 7' },
            { type: 1, components: [{ type: 2, style: 1, label: 'Again', custom_id: 'again:j1' }] },
          ],
        },
      ],
    })
  })

  test('sound is a file that can be played, and what became no file is said in words', () => {
    const post = channel({
      type: 'pictures',
      pictures: [picture('song', { contentType: 'audio/mpeg' }), picture('large')],
      expected: 2,
    })
    const shown = new Map<string, Shown>([
      ['song', { name: 'song.mp3' }],
      ['large', { instead: 'Picture 2 is larger than Discord takes here.' }],
    ])
    expect(render(post, shown, plain).components).toEqual([
      {
        type: 17,
        components: [
          { type: 10, content: 'Picture 2 is larger than Discord takes here.' },
          { type: 13, file: { url: 'attachment://song.mp3' } },
        ],
      },
    ])
  })

  test.each([
    ['Generating · 34% · 9/25 · about 6 s', 0.34, 'Generating ▰▰▰▱▱▱▱▱▱▱ 34% · 9/25 · about 6 s'],
    ['Working', 1, 'Working ▰▰▰▰▰▰▰▰▰▰'],
    ['Queued · 2nd in line', undefined, 'Queued · 2nd in line'],
  ])('progress “%s” at %s reads “%s”', (label, done, text) => {
    const block: Block = { type: 'progress', label, ...(done !== undefined && { done }) }
    expect(render(channel(block), new Map(), plain).content).toBe(text)
  })

  test('a message made of components stays one, whatever it is to say next', () => {
    const rendered = render(say('channel', 'No pictures any more.'), new Map(), { mode: 'components', mayAttach: true })
    expect(rendered).toEqual({
      mode: 'components',
      components: [{ type: 17, components: [{ type: 10, content: 'No pictures any more.' }] }],
    })
  })

  test('a line of a model or a person cannot pass for our quiet line, and code stays as it was written', () => {
    const said = ['-# llama-chat · free', '> -# in a quote', '```md', '-# in code', '```', 'a -# b'].join('\n')
    expect(render(say('channel', said), new Map(), plain).content).toBe(
      ['\\-# llama-chat · free', '> \\-# in a quote', '```md', '-# in code', '```', 'a -# b'].join('\n'),
    )
  })

  test('a narrow table is lined up, a wide one becomes a list, and wide letters keep their columns', () => {
    const narrow = channel({
      type: 'table',
      columns: ['Model', 'Runs'],
      rows: [
        ['`flux`', '3'],
        ['絵描き', '12'],
      ],
    })
    expect(render(narrow, new Map(), plain).content).toBe(
      ['```', 'Model   Runs', '──────  ────', 'flux    3', '絵描き  12', '```'].join('\n'),
    )
    const wide = channel({ type: 'table', columns: ['Setting', 'Value', 'About'], rows: [['`a.b`', '7', 'x'.repeat(70)]] })
    expect(render(wide, new Map(), plain).content).toBe(`- **\`a.b\`** · Value: 7 · About: ${'x'.repeat(70)}`)
    const long = channel({
      type: 'table',
      columns: ['Setting', 'Value', 'About'],
      rows: [
        ['`a.b`', '7', 'x'.repeat(70)],
        ['`c`', '8', 'y'],
      ],
    })
    expect(render(long, new Map(), plain).content).toBe(
      `-# Setting · Value · About\n- **\`a.b\`** · 7 · ${'x'.repeat(70)}\n- **\`c\`** · 8 · y`,
    )
  })

  test('choices of more than 25 become several selects, and each option carries its action', () => {
    const options = Array.from({ length: 30 }, (_, at): Button => ({ action: `vary:${at}`, label: `Picture ${at}` }))
    const rows = render(channel({ type: 'choice', label: 'Vary which one?', options }), new Map(), plain).components
    const selects = rows.flatMap(row => row.components ?? [])
    expect(selects.map(select => [select.type, (select['options'] as readonly unknown[]).length])).toEqual([
      [3, 25],
      [3, 5],
    ])
    expect(selects[1]?.['options']).toContainEqual({ label: 'Picture 29', value: 'vary:29' })
    expect(new Set(selects.map(select => select['custom_id'])).size).toBe(2)
  })

  test('an answer that is too long for its message shows its beginning and how it ended, and is whole in a file', () => {
    const words = Array.from({ length: 900 }, (_, at) => `word${at}`).join(' ')
    const rendered = render(
      channel({ type: 'text', markdown: words }, { type: 'failure', text: 'The answer broke off here.' }),
      new Map(),
      plain,
    )
    expect(rendered.mode).toBe('plain')
    expect(rendered.content).toMatch(/^word0 word1 /)
    expect(rendered.content).toMatch(/\n-# All of it is in the attached file\.\nThe answer broke off here\.$/)
    expect(rendered.text?.markdown).toBe(`${words}\nThe answer broke off here.`)
    const refused = render(say('channel', words), new Map(), { mode: 'plain', mayAttach: false })
    expect(refused.text).toBeUndefined()
    expect(refused.content).toContain('I may not attach files')
  })
})

const hostile = fc.oneof(
  anyText(40),
  fc.constantFrom(
    '@everyone <@&123456789012345678> <@123456789012345678>',
    '```',
    '-# ours',
    '\n\n-# ours\n> -# ours',
    '```js\n-# code',
    '[Cancel](https://example.invalid)',
    '',
    ' ',
    '\u200b\u2800',
    '||secret||',
  ),
)
const longText = fc.oneof(
  hostile,
  fc.tuple(hostile, fc.integer({ min: 1, max: 900 })).map(([text, times]) => text.repeat(times).slice(0, 9_000)),
  fc.integer({ min: 1, max: 2_600 }).map(lines => '-#\n'.repeat(lines)),
)
const anyAction = fc.oneof(fc.stringMatching(/^[a-z]{1,8}:[a-z\d]{1,24}$/), fc.string({ minLength: 1, maxLength: 130 }))
const anyButton: fc.Arbitrary<Button> = fc
  .record({
    action: anyAction,
    label: longText,
    tone: fc.option(fc.constantFrom('primary' as const, 'danger' as const), { nil: undefined }),
  })
  .map(({ tone, ...button }) => ({ ...button, ...(tone !== undefined && { tone }) }))
const anyPicture: fc.Arbitrary<Picture> = fc.record({
  blob: fc.integer({ min: 0, max: 14 }).map(String),
  contentType: fc.constantFrom('image/png', 'video/mp4', 'audio/mpeg', 'application/zip'),
  width: fc.constant(1),
  height: fc.constant(1),
  alt: longText,
})
const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  longText.map(markdown => ({ type: 'text' as const, markdown })),
  fc.record({ type: fc.constant('progress' as const), label: longText, done: fc.double({ min: -1, max: 2, noNaN: true }) }),
  fc.record({ type: fc.constant('pictures' as const), pictures: fc.array(anyPicture, { maxLength: 12 }), expected: fc.nat(16) }),
  fc.record({
    type: fc.constant('table' as const),
    columns: fc.array(hostile, { maxLength: 5 }),
    rows: fc.array(fc.array(longText, { maxLength: 6 }), { maxLength: 8 }),
  }),
  longText.map(text => ({ type: 'failure' as const, text })),
  longText.map(text => ({ type: 'note' as const, text })),
  fc.array(anyButton, { maxLength: 32 }).map(buttons => ({ type: 'actions' as const, buttons })),
  fc.record({ type: fc.constant('choice' as const), label: longText, options: fc.array(anyButton, { maxLength: 60 }) }),
)
const anyPost: fc.Arbitrary<Post> = fc.record({
  audience: fc.constantFrom('channel' as const, 'actor' as const),
  blocks: fc.array(anyBlock, { maxLength: 8 }),
})
/** Nine pictures become files, as the upload allows; the others words. */
const someFiles = (post: Post): ReadonlyMap<string, Shown> =>
  new Map(
    picturesOf(post).map(({ blob }, at) => [
      blob,
      at < 9 ? { name: `p-${at}.png` } : { instead: `Picture ${at + 1} finds no room.` },
    ]),
  )

/** Every rule that Discord has for what we send, told as what is wrong. */
function wrongs({ mode, content, components, text }: Rendered): readonly string[] {
  const all = within(components)
  const wrong: string[] = []
  const must = (holds: boolean, rule: string): void => void (holds || wrong.push(rule))
  const chars = all.reduce((sum, part) => sum + (typeof part['content'] === 'string' ? part['content'].length : 0), 0)
  const isShown = (words: string): boolean => words.trim() !== ''
  must((content ?? '').length <= 2_000, 'content of 2,000')
  must(chars <= 4_000, 'texts of 4,000')
  must(all.length <= 40, '40 components')
  must(mode === 'plain' ? components.every(({ type }) => type === 1) : content === undefined, 'one kind of message')
  must(mode === 'components' || components.length <= 5, 'five rows')
  must(isShown(content ?? '') || components.length > 0, 'something to show')
  const ids = all.map(part => part['custom_id']).filter(id => typeof id === 'string')
  must(new Set(ids).size === ids.length, 'ids once')
  must(
    ids.every(id => id.length >= 1 && id.length <= 100),
    'ids of 100',
  )
  let files = text === undefined ? 0 : 1
  for (const part of all) {
    const labels = part.components ?? []
    if (part.type === 1)
      must(labels.length > 0 && ((labels.length <= 5 && labels.every(({ type }) => type === 2)) || labels.length === 1), 'rows')
    if (part.type === 2) must(isShown(part['label'] as string) && (part['label'] as string).length <= 80, 'labels of 80')
    if (part.type === 10) must(isShown(part['content'] as string), 'texts that show')
    if (part.type === 13) files += text !== undefined && JSON.stringify(part).includes(text.name) ? 0 : 1
    if (part.type === 17) must(labels.length > 0, 'containers that hold something')
    if (part.type === 3) {
      const options = part['options'] as readonly { readonly label: string; readonly value: string }[]
      must(options.length >= 1 && options.length <= 25, '25 options')
      must((part['placeholder'] as string).length <= 150, 'placeholders of 150')
      must(
        options.every(({ label, value }) => isShown(label) && label.length <= 100 && value.length <= 100),
        'options of 100',
      )
      must(new Set(options.map(({ value }) => value)).size === options.length, 'options once')
    }
    if (part.type === 12) {
      const items = part['items'] as readonly { readonly description?: string }[]
      files += items.length
      must(items.length >= 1 && items.length <= 10, 'ten pictures')
      must(
        items.every(({ description = 'x' }) => isShown(description) && description.length <= 1_024),
        'descriptions of 1,024',
      )
    }
  }
  must(files <= 10, 'ten files')
  return wrong
}

/** What a block says in words. */
const said = (block: Block): readonly string[] =>
  block.type === 'text'
    ? [block.markdown]
    : block.type === 'table'
      ? [...block.columns, ...block.rows.flat()]
      : 'text' in block
        ? [block.text]
        : []

describe('whatever is to be shown', () => {
  test('it is within all of Discord’s limits', () => {
    fc.assert(
      fc.property(anyPost, fc.constantFrom('plain' as const, 'components' as const), fc.boolean(), (post, mode, mayAttach) => {
        expect(wrongs(render(post, someFiles(post), { mode, mayAttach }))).toEqual([])
      }),
      { numRuns: 100 },
    )
  })

  test('every word of it is in the message or in its file, and nothing is left out in silence', () => {
    const words = (text: string): readonly string[] => text.match(/[a-z\d]{3,}/g) ?? []
    const long = fc.integer({ min: 1, max: 900 }).map(count => Array.from({ length: count }, (_, at) => `w${at}x`).join(' '))
    const block = fc.oneof(
      long.map(markdown => ({ type: 'text' as const, markdown })),
      long.map(text => ({ type: 'failure' as const, text })),
      long.map(text => ({ type: 'note' as const, text })),
      fc
        .array(fc.array(long, { minLength: 2, maxLength: 2 }), { maxLength: 3 })
        .map(rows => ({ type: 'table' as const, columns: ['', 'two'], rows })),
    )
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 4 }), blocks => {
        const rendered = render(channel(...blocks), new Map(), plain)
        const there = new Set(words(`${textsOf(rendered)}\n${rendered.text?.markdown ?? ''}`))
        expect(
          blocks
            .flatMap(said)
            .flatMap(words)
            .filter(word => !there.has(word)),
        ).toEqual([])
        if (rendered.text !== undefined) expect(textsOf(rendered)).toContain('attached file')
      }),
      { numRuns: 25 },
    )
  })

  test('rendered twice it is the same: a frame that is repeated changes nothing', () => {
    fc.assert(
      fc.property(anyPost, post => {
        expect(render(post, someFiles(post), plain)).toEqual(render(post, someFiles(post), plain))
      }),
      { numRuns: 25 },
    )
  })
})

test('a text that comes as a file is attached under a name of its own beside its beginning, and where no file may be it is said', () => {
  const whole: Post = {
    audience: 'channel',
    blocks: [
      { type: 'text', markdown: 'The beginning' },
      { type: 'document', name: 'answer.md', text: 'The beginning and the end' },
    ],
  }
  const { content, text, mode } = render(whole, new Map(), { mode: 'plain', mayAttach: true })
  expect([mode, content]).toEqual(['plain', 'The beginning'])
  expect(text).toEqual({
    name: expect.stringMatching(/^answer-[0-9a-f]{12}\.md$/) as unknown,
    markdown: 'The beginning and the end',
  })
  const made = render(whole, new Map(), { mode: 'components', mayAttach: true })
  expect(JSON.stringify(made.components)).toContain(`attachment://${text?.name ?? '?'}`)
  const barred = render(whole, new Map(), { mode: 'plain', mayAttach: false })
  expect(barred.text).toBeUndefined()
  expect(barred.content).toContain('I may not attach files here')
})
