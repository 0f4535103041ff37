import { answerFields } from '#core/context.ts'
import { type Charge, isFailureBilled, type Job, type Run } from '#core/job.ts'
import { fieldOf, type ModelCard } from '#core/model-card.ts'
import { cost, type MicroUsd, microUsd, type Price, pricesOf, type Usage } from '#core/money.ts'
import { tokensIn, tokensOf } from '#core/tokens.ts'

/** Whether a run of this model costs by the second: then it may take no longer than money was set aside for. */
export const isTimed = (prices: readonly Price[], card: ModelCard): boolean =>
  pricesOf(prices, card.model).some(price => price.unit === 'second')

/**
 * What a run may cost at most by the price table, or undefined where the table has no line for the model: every picture
 * that was asked for, the longest answer, the whole time that it may take (`mostMs`, see `mostMsOf`).
 */
export function priceOf(
  prices: readonly Price[],
  card: ModelCard,
  run: Pick<Run, 'input' | 'expects'>,
  mostMs: number,
): MicroUsd | undefined {
  const limits = answerFields.map(name => run.input[name] ?? fieldOf(card, name)?.default)
  const most = limits.find(limit => typeof limit === 'number') ?? 1_024
  return cost(pricesOf(prices, card.model), {
    images: run.expects,
    inputTokens: Math.ceil(tokensIn(run.input)),
    outputTokens: most,
    seconds: mostMs / 1_000,
    videoSeconds: typeof run.input['duration'] === 'number' ? run.input['duration'] : 8,
  })
}

/**
 * What is set aside for a run: what the price table expects at most, and more where the model's last runs cost more than
 * it had expected of them (`overrun`, see `overrunOf`). Never less: a run that was cheap says nothing of the next one.
 * Without a price it is `unknownUsd`.
 */
export const estimate = (priced: MicroUsd | undefined, overrun: number, unknownUsd: number): MicroUsd =>
  priced === undefined ? microUsd(unknownUsd) : Math.ceil(priced * Math.max(1, overrun))

/** What a failed run may cost all the same: public models fail for free, a deployment's time is billed as it runs. */
export const chargeOf = ({ model, state }: Run): Charge | undefined => {
  if (state.phase !== 'failed') return undefined
  return state.charge ?? (isFailureBilled({ model }) && state.prediction !== undefined ? 'used' : undefined)
}

/** The cost of what was used by a prediction that made nothing whole: not charged by the run or by pictures that never came. */
const usedUp = (known: readonly Price[], usage: Usage): MicroUsd =>
  cost(
    known.filter(price => price.unit !== 'run'),
    usage,
  ) ?? 0

/**
 * What an ended run cost. A canceled one is charged for the time or words it used, and so is one of a deployment that
 * failed. Where the price is unknown a success counts as `unknownUsd`, so that a budget holds all the same; where nobody
 * knows whether anything ran, `reserved` counts.
 */
export function costOf(prices: readonly Price[], run: Run, unknownUsd: number, reserved: MicroUsd): MicroUsd {
  const { state, lost } = run
  const known = pricesOf(prices, run.name)
  const before = lost !== undefined && isFailureBilled(run) ? usedUp(known, lost) : 0
  if (state.phase !== 'done' && state.phase !== 'canceled' && state.phase !== 'failed') return before
  const charge = chargeOf(run)
  if (charge === 'perhaps') return Math.max(before, reserved)
  if (state.phase !== 'done' && (state.prediction === undefined || (state.phase === 'failed' && charge === undefined)))
    return before
  const isMade = state.phase === 'done' || charge === 'made'
  if (known.length === 0) return isMade ? microUsd(unknownUsd) : 0
  const text = state.text ?? ''
  // What was canceled before it began has read nothing. A canceled run's metrics may lack its tokens: then its words count.
  const hasRead = isMade || state.usage.seconds !== undefined || text !== ''
  const usage: Usage = {
    ...state.usage,
    images: isMade ? (state.usage.images ?? run.expects) : (state.usage.images ?? state.kept.length),
    outputTokens: state.usage.outputTokens ?? Math.ceil(tokensOf(text)),
    inputTokens: state.usage.inputTokens ?? (hasRead ? Math.ceil(tokensIn(run.input)) : 0),
  }
  return before + (isMade ? (cost(known, usage) ?? 0) : usedUp(known, usage))
}

/** What is set aside for each run of a job: as the price table expects it of them, alike where it knows nothing; together just what is set aside. */
function sharesOf({ runs, reserved = 0 }: Job): readonly MicroUsd[] {
  const weights = runs.map(({ priced = 1 }) => priced)
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  let [weight, shared] = [0, 0]
  return weights.map(own => {
    weight += own
    const upTo = all === 0 ? 0 : Math.round((reserved * weight) / all)
    const share = upTo - shared
    shared = upTo
    return share
  })
}

/** What a whole job cost. */
export function costOfJob(prices: readonly Price[], job: Job, unknownUsd: number): MicroUsd {
  const shares = sharesOf(job)
  return job.runs.reduce((sum, run, index) => sum + costOf(prices, run, unknownUsd, shares[index] ?? 0), 0)
}
