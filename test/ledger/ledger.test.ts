import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Ask, live, type Story } from './life.ts'
import type { Death, Doom } from './mortal.ts'
import { type Answer, type End, type Fate } from './scripted-replicate.ts'

/** `LEDGER=full` lives ten thousand stories; without it a few hundred. */
const isFull = process.env['LEDGER'] === 'full'
const runs = Number(process.env['LEDGER_RUNS'] ?? (isFull ? 10_000 : 200))
const seed = process.env['LEDGER_SEED']

const often = <Value>(value: Value, weight: number): { arbitrary: fc.Arbitrary<Value>; weight: number } => ({
  arbitrary: fc.constant(value),
  weight,
})
const fate: fc.Arbitrary<Fate> = fc.record({
  answer: fc.oneof(
    often<Answer>('answered', 12),
    often<Answer>('lost before it came', 1),
    often<Answer>('lost after it came', 2),
    often<Answer>('busy', 1),
    often<Answer>('refused', 1),
  ),
  end: fc.oneof(
    often<End>('succeeded', 8),
    often<End>('failed', 2),
    often<End>('interrupted', 3),
    often<End>('moderated', 1),
    often<End>('emptied', 1),
  ),
  looks: fc.integer({ min: 0, max: 4 }),
  lag: fc.integer({ min: 0, max: 2 }),
  used: fc.integer({ min: 0, max: 1_000 }),
})
const ask: fc.Arbitrary<Ask> = fc
  .record({
    kind: fc.constantFrom('picture', 'picture', 'turn', 'turn', 'voice'),
    model: fc.integer({ min: 0, max: 3 }),
    count: fc.integer({ min: 1, max: 8 }),
    person: fc.integer({ min: 0, max: 1 }),
    channel: fc.integer({ min: 0, max: 1 }),
    at: fc.integer({ min: 0, max: 6 }),
    cancelIn: fc.option(fc.integer({ min: 0, max: 8 }), { freq: 4, nil: undefined }),
  })
  .map(({ cancelIn, ...rest }) => ({ ...rest, ...(cancelIn !== undefined && { cancelAt: rest.at + cancelIn }) }))
const doom: fc.Arbitrary<Doom> = fc.record({
  // Most of what is decided is decided early.
  at: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 250 })),
  ticks: fc.integer({ min: 1, max: 24 }),
  how: fc.constantFrom<Death>('dies before', 'dies after', 'loses its lease before', 'loses its lease after', 'hangs'),
})
const amount = (period: 'day' | 'month'): fc.Arbitrary<string> =>
  fc.constantFrom('0.02', '0.3', '1', '3', '10').map(usd => `${usd}/${period}`)
const budgets: fc.Arbitrary<Story['budgets']> = fc.oneof(
  { arbitrary: fc.constant({}), weight: 2 },
  {
    arbitrary: fc.record(
      {
        'budget.service': amount('day'),
        'budget.user': amount('month'),
        'budget.channel': amount('day'),
        'budget.model': amount('month'),
      },
      { requiredKeys: [] },
    ),
    weight: 3,
  },
)
const story: fc.Arbitrary<Story> = fc.record({
  asks: fc.array(ask, { minLength: 1, maxLength: 4 }),
  fates: fc.array(fate, { maxLength: 12 }),
  dooms: fc.array(doom, { maxLength: 3 }),
  minute: fc.constantFrom(0, 600, 1_439),
  chat: fc.integer({ min: 0, max: 2 }),
  memory: fc.constantFrom(1, 2, 40),
  budgets,
  tickMs: fc.constantFrom(400, 2_500),
})

test(
  'however jobs end and wherever their steps are left, the ledger is what Replicate bills, nothing stays set aside, and no budget is passed',
  // A history takes about 20 ms of a processor; a machine that many others use takes twenty times as long.
  { timeout: 60_000 + runs * 600 },
  async () => {
    const all = { stories: 0, spent: 0, predictions: 0, deaths: 0, refused: 0, asides: 0 }
    await fc.assert(
      fc.asyncProperty(story, async told => {
        const { troubles, spent, predictions, deaths, refused, asides } = await live(told)
        all.stories++
        all.spent += spent
        all.predictions += predictions
        all.deaths += deaths
        all.refused += refused
        all.asides += asides
        expect(troubles).toEqual([])
      }),
      { numRuns: runs, ...(seed !== undefined && { seed: Number(seed) }) },
    )
    console.log(
      `ledger: ${all.stories} histories, ${all.predictions} predictions, ${all.asides} summaries and transcripts, ${all.deaths} lives ended in mid-step, ${all.refused} jobs refused for a budget; the ledger and the bills are both ${all.spent} micro-dollars.`,
    )
    expect(all.deaths).toBeGreaterThan(0)
    expect(all.refused).toBeGreaterThan(0)
    expect(all.asides).toBeGreaterThan(0)
    expect(all.spent).toBeGreaterThan(0)
  },
)
