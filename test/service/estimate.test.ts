import { expect, test } from 'vitest'
import type { ModelCard } from '../../src/core/model-card.ts'
import { estimate, priceOf } from '../../src/service/costs.ts'

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
  estimate(priceOf(prices, card, { input, expects: 0 }, undefined), 1, 0.25)

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
