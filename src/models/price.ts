import type { ModelCard } from '#core/model-card.ts'
import { cost, type MicroUsd, type Price, pricesOf, type Usage } from '#core/money.ts'
import type { Prediction } from '../replicate/wire.ts'
import { toLook } from './look.ts'

// What inputs call how many they make, how much they write and how long a video is.
const names = {
  images: ['num_outputs', 'number_of_images', 'max_images', 'n'],
  tokens: ['max_tokens', 'max_new_tokens', 'max_completion_tokens'],
  seconds: ['duration', 'seconds'],
}
/** Characters of an English word-piece on average; the metrics know better afterwards. */
const charsPerToken = 4

/**
 * What a run with this input may cost at most by the price table, in millionths of a dollar; undefined where the table
 * does not know the model, or prices it by a time that nobody knows before. No API of Replicate returns a price.
 */
export function estimateOf(
  table: readonly Price[],
  card: Pick<ModelCard, 'model' | 'fields'>,
  input: Readonly<Record<string, unknown>>,
): MicroUsd | undefined {
  const prices = pricesOf(table, card.model)
  if (prices.some(({ unit }) => unit === 'second')) return undefined
  const count = (fields: readonly string[]): number | undefined => {
    const values = fields.map(name => input[name] ?? card.fields.find(field => field.name === name)?.default)
    return values.find(value => typeof value === 'number')
  }
  const texts = Object.values(input).filter(value => typeof value === 'string')
  return cost(prices, {
    images: count(names.images) ?? 1,
    inputTokens: Math.ceil(texts.join(' ').length / charsPerToken),
    outputTokens: count(names.tokens) ?? 1_024,
    videoSeconds: count(names.seconds) ?? 8,
  })
}

/**
 * What a prediction cost by the price table and its metrics, in millionths of a dollar: an estimate. Undefined where no
 * price is known or it has not ended; a failure is free, a canceled one costs what it used. `usdPerSecond`: what the
 * machines of its deployment cost, which is then what counts; that they boot and idle on the bill is no part of it.
 */
export function costOf(table: readonly Price[], prediction: Prediction, usdPerSecond?: number): MicroUsd | undefined {
  const { status, model, deployment } = prediction
  if (status === 'starting' || status === 'processing') return undefined
  const prices =
    usdPerSecond === undefined ? pricesOf(table, model) : [{ match: model, unit: 'second' as const, usd: usdPerSecond }]
  if (prices.length === 0) return undefined
  const look = toLook(prediction, undefined)
  const isDeployed = deployment !== undefined && deployment !== null
  if (status === 'succeeded') return cost(prices, look.usage)
  if (status === 'canceled' || isDeployed) return usedUp(prices, look.usage)
  return 0
}

/** What was used of a run that made nothing whole: whole runs and pictures are not charged. */
const usedUp = (prices: readonly Price[], usage: Usage): MicroUsd =>
  cost(
    prices.filter(({ unit }) => unit !== 'run'),
    usage,
  ) ?? 0
