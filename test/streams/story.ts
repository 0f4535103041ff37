import fc from 'fast-check'
import type { Death, Doom } from '../ledger/mortal.ts'
import { anyText } from '../core/any-text.ts'
import type { Trouble } from './chat.ts'
import type { Story, Turn } from './history.ts'
import type { Create, End, Fate, Reading, Words } from './writer.ts'

const often = <Value>(value: Value, weight: number): { arbitrary: fc.Arbitrary<Value>; weight: number } => ({
  arbitrary: fc.constant(value),
  weight,
})

const bits = [
  'word ',
  'A sentence that says something. ',
  'and another, that goes on for a while without saying much more than the first. ',
  '\n',
  '\n\n',
  '\n```js\nlet a = 1\n```\n',
  '\n~~~py\nprint(1)\n',
  '\n```\n',
  'line of code();\n',
  '| a | b |\n|---|---|\n| 1 | 2 |\n',
  '[a link](https://example.com/a/b?c=d) ',
  'https://example.com/very/long/path ',
  '**bold** `code` ',
  '漢字かな交じり文。',
  '👩‍👩‍👧‍👦🇩🇪👍🏽',
  'e\u0301\u0302',
  '          ',
  'x'.repeat(300),
]
const bit = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.tuple(fc.constantFrom(...bits), fc.integer({ min: 1, max: 12 })).map(([some, times]) => some.repeat(times)),
  },
  { weight: 1, arbitrary: anyText(30) },
)
const some = (maxLength: number): fc.Arbitrary<string> => fc.array(bit, { maxLength, size: 'max' }).map(all => all.join(''))
const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('', ' ', '\n\n', 'a') },
  { weight: 6, arbitrary: some(6) },
  { weight: 6, arbitrary: some(24) },
  { weight: 2, arbitrary: some(100) },
  {
    weight: 1,
    arbitrary: fc.tuple(some(24), fc.integer({ min: 2, max: 40 })).map(([part, times]) => part.repeat(times).slice(0, 60_000)),
  },
)
const words: fc.Arbitrary<Words> = fc.record({
  text,
  tokenChars: fc.array(fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 800 })), {
    minLength: 1,
    maxLength: 5,
  }),
  delaysMs: fc.array(
    fc.oneof(
      { weight: 2, arbitrary: fc.constant(0) },
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 400 }) },
      { weight: 1, arbitrary: fc.integer({ min: 400, max: 8_000 }) },
    ),
    { minLength: 1, maxLength: 5 },
  ),
})
const fate: fc.Arbitrary<Fate> = fc.record({
  create: fc.oneof(
    often<Create>('answered', 12),
    often<Create>('lost before it came', 1),
    often<Create>('lost after it came', 1),
    often<Create>('busy', 1),
    often<Create>('refused', 1),
  ),
  end: fc.oneof(often<End>('succeeded', 8), often<End>('failed', 2), often<End>('interrupted', 1)),
  failsAt: fc.integer({ min: 0, max: 1_000 }),
  breaksAt: fc.integer({ min: 0, max: 1_000 }),
  forgets: fc.boolean(),
  readings: fc.array(fc.constantFrom<Reading>('well', 'well', 'breaks', 'busy', 'ends early', 'silent', 'late', 'repeats'), {
    maxLength: 4,
  }),
})
const soon = fc.oneof(fc.integer({ min: 0, max: 3_000 }), fc.integer({ min: 0, max: 40_000 }))
const turn: fc.Arbitrary<Turn> = fc
  .record({
    channel: fc.integer({ min: 0, max: 3 }),
    atMs: fc.oneof(fc.constant(0), soon),
    words,
    fates: fc.oneof(
      { weight: 1, arbitrary: fc.constant<readonly Fate[]>([]) },
      { weight: 2, arbitrary: fc.array(fate, { minLength: 1, maxLength: 3 }) },
    ),
    isDoubled: fc.boolean(),
    stopInMs: fc.option(soon, { freq: 4, nil: undefined }),
    gone: fc.option(fc.record({ what: fc.constantFrom('question' as const, 'answer' as const), inMs: soon }), {
      freq: 8,
      nil: undefined,
    }),
  })
  .map(({ stopInMs, gone, ...rest }) => ({
    ...rest,
    ...(stopInMs !== undefined && { stopInMs }),
    ...(gone !== undefined && { gone }),
  }))
const doom: fc.Arbitrary<Doom> = fc.record({
  at: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 400 })),
  ticks: fc.integer({ min: 1, max: 24 }),
  how: fc.constantFrom<Death>(
    'dies before',
    'dies before',
    'dies after',
    'dies after',
    'loses its lease before',
    'loses its lease after',
    'hangs',
  ),
})

/** Histories as they may happen, and worse. */
export const story: fc.Arbitrary<Story> = fc.record({
  kind: fc.constantFrom('discord' as const, 'discord' as const, 'slack' as const),
  turns: fc.oneof(
    { weight: 2, arbitrary: fc.array(turn, { minLength: 1, maxLength: 1 }) },
    { weight: 3, arbitrary: fc.array(turn, { minLength: 1, maxLength: 6 }) },
  ),
  chatTroubles: fc.array(
    fc.record({
      at: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 60 })),
      what: fc.constantFrom<Trouble>('limited', 'limited', 'fails', 'times out', 'done but fails', 'done but times out'),
    }),
    { maxLength: 4 },
  ),
  latenciesMs: fc.array(fc.integer({ min: 0, max: 600 }), { minLength: 1, maxLength: 4 }),
  modelTroubles: fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 12 }), what: fc.constantFrom('busy' as const, 'busy' as const, 'fails' as const) }),
    { maxLength: 2 },
  ),
  dooms: fc.oneof(
    { weight: 1, arbitrary: fc.constant([]) },
    { weight: 2, arbitrary: fc.array(doom, { minLength: 1, maxLength: 4 }) },
  ),
  fileAfter: fc.constantFrom(12_000, 12_000, 3_000, 100_000),
  budgets: fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom('0.06/day', '0.15/day').map(usd => ({ 'budget.service': usd })) },
  ),
})
