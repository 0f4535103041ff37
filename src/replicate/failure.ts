import { ReplicateError, type ReplicateErrorKind } from './errors.ts'
import type { Prediction } from './wire.ts'

/** What a prediction ended with that has no result. The prediction goes along, but not into what a log prints. */
export class ModelError extends ReplicateError {
  override readonly name = 'ModelError'
  declare readonly prediction: Prediction

  constructor(kind: ReplicateErrorKind, message: string, prediction: Prediction, detail?: string) {
    super(kind, message, { detail })
    Object.defineProperty(this, 'prediction', { value: prediction, enumerable: false })
  }
}

/** Why a finished prediction has nothing to show. */
export type PredictionFailure = {
  readonly error: ModelError
  /** The word of the table below that fits. */
  readonly reason: 'moderation' | 'empty' | 'interrupted' | 'platform' | 'boot-timeout' | 'out-of-memory' | 'request' | 'model'
  /** Whether the same request may well succeed: `once` at once, `later` after a while. */
  readonly retry: 'once' | 'later' | 'never'
}

type Family = readonly [
  pattern: RegExp,
  reason: PredictionFailure['reason'],
  kind: ReplicateErrorKind,
  retry: PredictionFailure['retry'],
  sentence: string,
]

// Replicate has no field for this: the codes and texts are those of its own answers.
const families: readonly Family[] = [
  [/\bNSFW\b|flagged as sensitive|\bE005\b/i, 'moderation', 'moderation', 'never', 'The safety filter refused this.'],
  [/\bcode: PA\b|prediction interrupted/i, 'interrupted', 'platform', 'once', 'Replicate lost the machine this ran on.'],
  [
    /\bE8765\b|\bE9828\b|unexpected error handling prediction/i,
    'platform',
    'platform',
    'once',
    'Replicate had a fault of its own.',
  ],
  [/\bE6716\b/, 'boot-timeout', 'timeout', 'later', 'The model did not start in time.'],
  [/\bE1001\b|out of memory/i, 'out-of-memory', 'model', 'never', 'The model ran out of memory.'],
  [/\bE1000\b/, 'platform', 'platform', 'later', 'Replicate had a fault it does not name.'],
  [/\bE4875\b/, 'request', 'invalid-input', 'never', 'The webhook address of the request was empty.'],
]

/**
 * What kept a finished prediction from a result, or undefined: it has one, it is not finished, or it was canceled.
 * A success without any output counts as moderation: some models answer so when their filter took everything away.
 */
export function predictionFailure(prediction: Prediction): PredictionFailure | undefined {
  const { status, error, output, data_removed } = prediction
  if (status === 'succeeded') {
    if (data_removed || !isEmpty(output)) return undefined
    return {
      error: new ModelError(
        'moderation',
        'The model answered with nothing, as it does when its safety filter takes the result away.',
        prediction,
      ),
      reason: 'empty',
      retry: 'never',
    }
  }
  if (status === 'aborted') {
    return {
      error: new ModelError('timeout', 'It had not begun when its time was over.', prediction),
      reason: 'boot-timeout',
      retry: 'later',
    }
  }
  if (status !== 'failed') return undefined
  const detail = error ?? ''
  const family = families.find(([pattern]) => pattern.test(detail))
  if (family !== undefined) {
    const [, reason, kind, retry, sentence] = family
    return { error: new ModelError(kind, sentence, prediction, detail), reason, retry }
  }
  const message = detail === '' ? 'The model failed without a word.' : `The model failed: ${detail}`
  return { error: new ModelError('model', message, prediction, detail), reason: 'model', retry: 'never' }
}

/** The output of a finished prediction. Throws a `ModelError` where there is none: it failed, was canceled or is empty. */
export function outputOf(prediction: Prediction): unknown {
  const failure = predictionFailure(prediction)
  if (failure !== undefined) throw failure.error
  if (prediction.status === 'canceled') throw new ModelError('canceled', `${prediction.id} was canceled.`, prediction)
  return prediction.output
}

const isEmpty = (output: unknown): boolean =>
  output === null || output === undefined || (Array.isArray(output) && output.length === 0)
