import { Agent, type Dispatcher } from 'undici'
import { type AccountResource, createAccount } from './account.ts'
import { createDeployments, type Deployments } from './deployments.ts'
import { ReplicateError } from './errors.ts'
import { createFiles, type Files } from './files.ts'
import { createHttp } from './http.ts'
import { createModels, type Models } from './models.ts'
import { createPredictions, type Predictions } from './predictions.ts'
import { defaultRetry, type RetryRules } from './retry.ts'
import { follow, listen, type PredictionStream, type StreamEnd, type StreamEvent, type StreamOptions } from './stream.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'
import type { Prediction } from './wire.ts'

export type ReplicateOptions = {
  readonly token: string
  /** With its version path; a slash at the end does not matter. */
  readonly baseUrl?: string | undefined
  /** Carries every request and stream. It must not repeat requests by itself. Not closed by `close()`. */
  readonly dispatcher?: Dispatcher | undefined
  readonly userAgent?: string | undefined
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined
  /** From 0 up to 1. */
  readonly random?: (() => number) | undefined
  readonly retry?: Partial<RetryRules> | undefined
  /** From asking to an answer, each try. */
  readonly answerWithinMs?: number | undefined
  /** The longest answer that is read. */
  readonly maxBytes?: number | undefined
  /** Told of each request's HTTP status; undefined where no answer came. Streams are not counted. */
  readonly onAnswer?: ((status: number | undefined) => void) | undefined
}

/** Replicate's API. Every method rejects with a `ReplicateError`, or with the reason of the signal it was given. */
export type Replicate = {
  readonly account: AccountResource
  readonly deployments: Deployments
  readonly files: Files
  readonly models: Models
  readonly predictions: Predictions & {
    /** Reads a prediction's stream, from its start or after `lastEventId`; see `PredictionStream`. */
    readonly stream: (from: Prediction | string, options?: StreamOptions) => PredictionStream
    /** Has a prediction's events pushed as they come; resolves with the last, `done`. What `onEvent` throws ends it, too. */
    readonly listen: (
      from: Prediction | string,
      onEvent: (event: Exclude<StreamEvent, StreamEnd>) => void,
      options?: StreamOptions,
    ) => Promise<StreamEnd>
  }
  readonly webhooks: Webhooks
  /** Ends the connections this client opened. */
  readonly close: () => Promise<void>
}

/** A client that speaks with one token to one address. The token goes to that address's origin and nowhere else. */
export function createReplicate(options: ReplicateOptions): Replicate {
  const { token, userAgent = 'replichat', now = Date.now, random = Math.random, answerWithinMs = 30_000 } = options
  if (!/^[\x21-\x7e]+$/.test(token)) throw new TypeError('The Replicate token must be visible ASCII characters without spaces.')
  const baseUrl = parseBase(options.baseUrl ?? 'https://api.replicate.com/v1')
  // Not HTTP/2: there the library may send a request again by itself, and a create must go out once.
  const own = options.dispatcher === undefined ? new Agent({ allowH2: false }) : undefined
  const dispatcher = options.dispatcher ?? own!
  const retry = { ...defaultRetry, ...options.retry }
  // Answers carry whole outputs as data URIs and logs of hours.
  const maxBytes = options.maxBytes ?? 64 * 1024 * 1024
  const wire = { dispatcher, userAgent, random, secrets: [token] }
  const { onAnswer } = options
  const http = createHttp({ token, baseUrl, dispatcher, userAgent, answerWithinMs, maxBytes, retry, now, random, onAnswer })

  const streamOf = (from: Prediction | string): URL => {
    const address = typeof from === 'string' ? from : from.urls.stream
    const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined
    // The address comes from an answer: a secure API does not hand out an insecure stream.
    if (url?.protocol === 'https:' || (url?.protocol === 'http:' && baseUrl.protocol === 'http:')) return url
    throw new ReplicateError('protocol', 'This prediction has no stream that can be read.', { secrets: [token] })
  }

  return {
    account: createAccount(http),
    deployments: createDeployments(http),
    files: createFiles(http),
    models: createModels(http),
    predictions: {
      ...createPredictions(http, answerWithinMs),
      stream: (from, streamOptions) => follow(wire, streamOf(from), streamOptions),
      listen: async (from, onEvent, streamOptions) => listen(wire, streamOf(from), onEvent, streamOptions),
    },
    webhooks: createWebhooks(http),
    close: async () => own?.destroy(),
  }
}

function parseBase(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (
    url === undefined ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    throw new TypeError(`The base URL must look like "https://api.replicate.com/v1", got "${text.replace(/\/\/[^/]*@/, '//')}".`)
  }
  return url
}
