import { Fault } from '#core/fault.ts'
import { foreign } from '#core/foreign.ts'
import { LostAnswer } from '#core/ports.ts'
import { ReplicateError } from '../replicate/errors.ts'
import type { PredictionFailure } from '../replicate/failure.ts'

/** The most that is shown of what a model or Replicate says itself; all of it is in the cause. */
const foreignChars = 300

/** How long to wait before a try again where Replicate does not say. */
const againMs = 5_000

/**
 * What the client throws, as the service understands it: whose move it is, in words for people. A create whose answer
 * was lost is a LostAnswer. What is no ReplicateError comes back as it is.
 */
export function faultOf(thrown: unknown): unknown {
  if (!(thrown instanceof ReplicateError)) return thrown
  const cause = { cause: thrown }
  switch (thrown.kind) {
    case 'unknown-create':
      return new LostAnswer('The answer to a create was lost.', cause)
    case 'authentication':
      return new Fault('config', 'Replicate does not accept our token; the operator must look at `REPLICATE_API_TOKEN`.', cause)
    case 'credit':
      return new Fault('config', 'The Replicate account has no credit left; whoever runs this bot must add some.', cause)
    case 'throttled':
      return new Fault('busy', 'Replicate is busy right now.', { ...cause, retryAfterMs: thrown.retryAfterMs ?? againMs })
    case 'unreachable':
      return new Fault('busy', 'Replicate cannot be reached right now.', { ...cause, retryAfterMs: againMs })
    case 'timeout':
      return new Fault('busy', 'Replicate did not answer in time.', { ...cause, retryAfterMs: againMs })
    case 'platform':
      return new Fault('busy', 'Replicate has a fault of its own right now.', {
        ...cause,
        retryAfterMs: thrown.retryAfterMs ?? againMs,
      })
    case 'not-found':
      return new Fault('gone', 'Replicate does not know this any more.', cause)
    case 'invalid-input':
      return new Fault('input', invalid(thrown), cause)
    case 'too-large':
      return new Fault('input', 'That file is too large for Replicate; it takes 100 MB at most.', cause)
    case 'moderation':
      return new Fault('model', 'The safety filter refused this; try other words.', cause)
    case 'model':
      return new Fault('model', failed(thrown), cause)
    case 'canceled':
      return new Fault('model', 'It was canceled before it had a result.', cause)
    case 'protocol':
      return new Fault('platform', 'Replicate answered with something we do not understand.', cause)
    default:
      return thrown.kind satisfies never
  }
}

function invalid(error: ReplicateError): string {
  const [first] = error.fields
  if (first !== undefined) return said(`The model refused ${foreign(first.field, 60) || 'an input'}`, first.description)
  return said('The model refused this input', error.detail)
}

const failed = ({ detail }: ReplicateError): string =>
  said(detail === undefined || detail === '' ? 'The model failed without a word' : 'The model failed', detail)

/** A sentence of ours, and the foreign words that explain it where there are any. */
function said(sentence: string, words: string | undefined): string {
  // A sentence brings its own full stop.
  const shown = foreign((words ?? '').replace(/(?<!\.)\.\s*$/, ''), foreignChars)
  return shown === '' ? `${sentence}.` : `${sentence}: ${shown}.`
}

/** Why a prediction failed, in words that say whose move it is. */
export function failureOf(failure: PredictionFailure): Fault {
  const cause = { cause: failure.error }
  switch (failure.reason) {
    case 'moderation':
      return new Fault('model', 'The safety filter refused this; try other words.', cause)
    case 'empty':
      return new Fault(
        'model',
        'The model answered with nothing, as it does when its safety filter takes the result away; try other words.',
        cause,
      )
    case 'interrupted':
      return new Fault('platform', 'Replicate lost the machine this ran on; start it anew.', cause)
    case 'platform':
      return new Fault('platform', 'Replicate had a fault of its own; start it anew.', cause)
    case 'boot-timeout':
      return new Fault('platform', 'The model did not start in time; try again in a few minutes.', cause)
    case 'out-of-memory':
      return new Fault('model', 'The model ran out of memory; ask for something smaller or fewer at once.', cause)
    case 'request':
      return new Fault('bug', 'We asked Replicate in a wrong way; it is logged.', cause)
    case 'model':
      return new Fault('model', failed(failure.error), cause)
    default:
      return failure.reason satisfies never
  }
}
