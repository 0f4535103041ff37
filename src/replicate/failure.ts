import { ReplicateError, type ReplicateErrorKind } from './errors.ts'
import type { Prediction } from './wire.ts'

/** Why a finished prediction has nothing to show. */
export type PredictionFailure = {
  readonly error: ReplicateError
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
      error: new ReplicateError(
        'moderation',
        'The model answered with nothing, as it does when its safety filter takes the result away.',
      ),
      reason: 'empty',
      retry: 'never',
    }
  }
  if (status === 'aborted') {
    return {
      error: new ReplicateError('timeout', 'It had not begun when its time was over.'),
      reason: 'boot-timeout',
      retry: 'later',
    }
  }
  if (status !== 'failed') return undefined
  const detail = error ?? ''
  const family = families.find(([pattern]) => pattern.test(detail))
  if (family !== undefined) {
    const [, reason, kind, retry, sentence] = family
    return { error: new ReplicateError(kind, sentence, { detail }), reason, retry }
  }
  const message = detail === '' ? 'The model failed without a word.' : `The model failed: ${detail}`
  return { error: new ReplicateError('model', message, { detail }), reason: 'model', retry: 'never' }
}

const isEmpty = (output: unknown): boolean =>
  output === null || output === undefined || (Array.isArray(output) && output.length === 0)
