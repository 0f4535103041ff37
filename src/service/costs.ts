import type { Job, Run } from '#core/job.ts'
import type { ModelCard } from '#core/model-card.ts'
import { cost, type MicroUsd, microUsd, type Price, pricesOf } from '#core/money.ts'

/** Characters a token has on average in English; no tokenizer is shipped, and the metrics correct the estimate. */
const charsPerToken = 4

const textLength = (input: Readonly<Record<string, unknown>>): number =>
  Object.values(input).reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 0), 0)

/** What a run may cost at most, by the price table; `unknownUsd` where the table has no line for the model. */
export function estimate(
  prices: readonly Price[],
  card: ModelCard,
  run: Pick<Run, 'input' | 'expects'>,
  usualMs: number | undefined,
  unknownUsd: number,
): MicroUsd {
  const asked = run.input['max_tokens'] ?? run.input['max_new_tokens'] ?? run.input['max_completion_tokens']
  const preset = card.fields.find(field => field.name === 'max_tokens')?.default
  const most = typeof asked === 'number' ? asked : typeof preset === 'number' ? preset : 1_024
  const guess = cost(pricesOf(prices, card.model), {
    images: run.expects,
    inputTokens: Math.ceil(textLength(run.input) / charsPerToken),
    outputTokens: most,
    // A run of an unknown length is taken as a minute: long enough for any picture model of the catalogue.
    seconds: usualMs === undefined ? 60 : (usualMs / 1_000) * 2,
    videoSeconds: typeof run.input['duration'] === 'number' ? run.input['duration'] : 8,
  })
  return guess ?? microUsd(unknownUsd)
}

/**
 * What a finished run cost. Failed ones are free on public models; a canceled one is charged for the time or words it
 * used. Where the price is unknown a success counts as `unknownUsd`, so that a budget holds all the same.
 */
export function costOf(prices: readonly Price[], run: Run, unknownUsd: number): MicroUsd {
  const { state } = run
  if (state.phase === 'failed') return 0
  if (state.phase !== 'done' && state.phase !== 'canceled') return 0
  if (state.phase === 'canceled' && state.prediction === undefined) return 0
  const images = state.usage.images ?? (state.phase === 'done' ? run.expects : state.kept.length)
  const chars = state.text?.length ?? 0
  const outputTokens = state.usage.outputTokens ?? Math.ceil(chars / charsPerToken)
  const inputTokens = state.usage.inputTokens ?? Math.ceil(textLength(run.input) / charsPerToken)
  const known = pricesOf(prices, run.name)
  if (known.length === 0) return state.phase === 'done' ? microUsd(unknownUsd) : 0
  // A canceled run is not charged by the run or by pictures that never came.
  const charged = state.phase === 'done' ? known : known.filter(price => price.unit !== 'run')
  return cost(charged, { ...state.usage, images, outputTokens, inputTokens }) ?? 0
}

/** What a whole job cost. */
export const costOfJob = (prices: readonly Price[], job: Job, unknownUsd: number): MicroUsd =>
  job.runs.reduce((sum, run) => sum + costOf(prices, run, unknownUsd), 0)
