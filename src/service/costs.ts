import type { Charge, Job, Run } from '#core/job.ts'
import { fieldOf, type ModelCard } from '#core/model-card.ts'
import { cost, type MicroUsd, microUsd, type Price, pricesOf } from '#core/money.ts'

/** Characters a token has on average in English; no tokenizer is shipped, and the metrics correct the estimate. */
const charsPerToken = 4

/** What models call the most tokens of their answer. */
const mostTokens = ['max_tokens', 'max_new_tokens', 'max_completion_tokens']

/** The characters of every text in an input, however deep: a conversation may be a list of messages. */
const textLength = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (typeof value !== 'object' || value === null) return 0
  return Object.values(value).reduce<number>((sum, item) => sum + textLength(item), 0)
}

/** The time set aside for a run: three times what the model usually takes, at least a minute, five minutes where nothing is known. */
const timeFor = (usualMs: number | undefined): number => (usualMs === undefined ? 300_000 : Math.max(60_000, usualMs * 3))

/** How long a run may take at most: the time it was reserved for where the price counts seconds, undefined where it does not. */
export const reservedMs = (prices: readonly Price[], card: ModelCard, usualMs: number | undefined): number | undefined =>
  pricesOf(prices, card.model).some(price => price.unit === 'second') ? timeFor(usualMs) : undefined

/** What a run may cost at most, by the price table; `unknownUsd` where the table has no line for the model. */
export function estimate(
  prices: readonly Price[],
  card: ModelCard,
  run: Pick<Run, 'input' | 'expects'>,
  usualMs: number | undefined,
  unknownUsd: number,
): MicroUsd {
  const limits = mostTokens.map(name => run.input[name] ?? fieldOf(card, name)?.default)
  const most = limits.find(limit => typeof limit === 'number') ?? 1_024
  const guess = cost(pricesOf(prices, card.model), {
    images: run.expects,
    inputTokens: Math.ceil(textLength(run.input) / charsPerToken),
    outputTokens: most,
    seconds: timeFor(usualMs) / 1_000,
    videoSeconds: typeof run.input['duration'] === 'number' ? run.input['duration'] : 8,
  })
  return guess ?? microUsd(unknownUsd)
}

/** What a failed run may cost all the same: public models fail for free, a deployment's time is billed as it runs. */
export const chargeOf = ({ model, state }: Run): Charge | undefined => {
  if (state.phase !== 'failed') return undefined
  return state.charge ?? (model.startsWith('deployment:') && state.prediction !== undefined ? 'used' : undefined)
}

/**
 * What an ended run cost. A canceled one is charged for the time or words it used, and so is one of a deployment that
 * failed. Where the price is unknown a success counts as `unknownUsd`, so that a budget holds all the same; where nobody
 * knows whether anything ran, `reserved` counts.
 */
function costOf(prices: readonly Price[], run: Run, unknownUsd: number, reserved: MicroUsd): MicroUsd {
  const { state } = run
  if (state.phase !== 'done' && state.phase !== 'canceled' && state.phase !== 'failed') return 0
  const charge = chargeOf(run)
  if (charge === 'perhaps') return reserved
  if (state.phase !== 'done' && (state.prediction === undefined || (state.phase === 'failed' && charge === undefined))) return 0
  const isMade = state.phase === 'done' || charge === 'made'
  const images = isMade ? (state.usage.images ?? run.expects) : (state.usage.images ?? state.kept.length)
  const chars = state.text?.length ?? 0
  const outputTokens = state.usage.outputTokens ?? Math.ceil(chars / charsPerToken)
  const inputTokens = state.usage.inputTokens ?? Math.ceil(textLength(run.input) / charsPerToken)
  const known = pricesOf(prices, run.name)
  if (known.length === 0) return isMade ? microUsd(unknownUsd) : 0
  // A run that was cut short is not charged by the run or by pictures that never came.
  const charged = isMade ? known : known.filter(price => price.unit !== 'run')
  return cost(charged, { ...state.usage, images, outputTokens, inputTokens }) ?? 0
}

/** What a whole job cost. */
export const costOfJob = (prices: readonly Price[], job: Job, unknownUsd: number): MicroUsd => {
  const share = Math.ceil((job.reserved ?? 0) / Math.max(1, job.runs.length))
  return job.runs.reduce((sum, run) => sum + costOf(prices, run, unknownUsd, share), 0)
}
