import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ModelCard } from '../../src/core/model-card.ts'
import type { PictureJob } from '../../src/core/job.ts'
import { costOfJob, estimate, priceOf } from '../../src/service/costs.ts'

const prices = [
  { match: 'acme/talker', unit: 'input_token', usd: 0.000_001 },
  { match: 'acme/talker', unit: 'output_token', usd: 0.000_01 },
] as const

const talker = (limit: string, preset?: number): ModelCard => ({
  ref: 'acme/talker',
  model: 'acme/talker',
  pinned: 'acme/talker',
  about: '',
  kind: 'chat',
  schema: {},
  output: 'text-stream',
  fields: [{ name: limit, about: '', type: 'integer', required: false, ...(preset !== undefined && { default: preset }) }],
})
const estimated = (card: ModelCard, input: Record<string, unknown>): number =>
  estimate(priceOf(prices, card, { input, expects: 0 }, 300_000), 1, 0.25)

test('a conversation costs the same whether it is sent as a prompt or as messages', () => {
  const words = 'x'.repeat(20_000)
  const asPrompt = estimated(talker('max_tokens'), { prompt: words, max_tokens: 0 })
  expect(asPrompt).toBe(5_000)
  const parts = [{ role: 'user', content: [{ type: 'text', text: words }] }]
  for (const messages of [[{ role: 'user', content: words }], parts]) {
    const asMessages = estimated(talker('max_tokens'), { messages, max_tokens: 0 })
    expect(asMessages).toBeGreaterThanOrEqual(asPrompt)
    expect(asMessages).toBeLessThan(asPrompt + 10)
  }
})

test.each(['max_tokens', 'max_new_tokens', 'max_completion_tokens'])(
  'the longest answer is read from %s, asked for or preset',
  name => {
    expect(estimated(talker(name, 4_000), {})).toBe(40_000)
    expect(estimated(talker(name, 4_000), { [name]: 100 })).toBe(1_000)
    expect(estimated(talker(name), {})).toBe(10_240)
  },
)

test('a run of which nobody knows whether it ran counts as what was set aside for it, and all runs together as all of it', () => {
  const painter = [{ match: 'acme/painter', unit: 'image', usd: 0.003 }] as const
  const job = (expected: readonly number[], known: number, overrun: number, priced: boolean): PictureJob => ({
    kind: 'picture',
    id: 'job',
    at: 0,
    address: { platform: 'web', workspace: 'home', channel: 'one' },
    actor: { id: 'ada', name: 'Ada' },
    reply: '' as PictureJob['reply'],
    model: 'acme/painter',
    values: {},
    messages: [],
    reserved: expected.reduce((sum, expects) => sum + estimate(priced ? expects * 3_000 : undefined, overrun, 0.25), 0),
    runs: expected.map((expects, index) => ({
      model: 'acme/painter',
      name: 'acme/painter',
      input: {},
      expects,
      ...(priced && { priced: expects * 3_000 }),
      replaced: [],
      state:
        index < known
          ? { phase: 'done', prediction: `${index}`, kept: [], usage: { images: expects } }
          : { phase: 'failed', fault: { kind: 'platform', message: 'Lost.' }, charge: 'perhaps', usage: {}, kept: [] },
    })),
  })
  // Five pictures of a model that makes four at once: the one is known, the four are not, and the other way round.
  expect(costOfJob(painter, job([1, 4], 1, 1, true), 0.25)).toBe(15_000)
  expect(costOfJob(painter, job([4, 1], 1, 1, true), 0.25)).toBe(15_000)
  const runs = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(runs, fc.double({ min: 1, max: 10, noNaN: true }), fc.boolean(), (expected, overrun, priced) => {
      const lost = job(expected, 0, overrun, priced)
      expect(costOfJob(painter, lost, 0.25)).toBe(lost.reserved)
    }),
  )
})
