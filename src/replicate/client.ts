import { Agent, type Dispatcher } from 'undici'
import { type AccountResource, createAccount } from './account.ts'
import { createArrivals } from './arrivals.ts'
import { type Collections, createCollections } from './collections.ts'
import { createDeployments, type Deployments } from './deployments.ts'
import { ReplicateError } from './errors.ts'
import { createFiles, type Files } from './files.ts'
import { createHardware, type HardwareResource } from './hardware.ts'
import { createHttp } from './http.ts'
import { createPrepare, type PrepareInput } from './inputs.ts'
import { createLive, type LivePrediction } from './live.ts'
import { createModels, type Models } from './models.ts'
import { createOpenFile, type OpenFile } from './output-file.ts'
import { createPredictions, type Predictions } from './predictions.ts'
import { defaultRetry, type RetryRules } from './retry.ts'
import { createRuns, type RunOptions, type Runs, type StartOptions } from './run.ts'
import { createSearch, type Search } from './search.ts'
import { follow, listen, type PredictionStream, type StreamEnd, type StreamEvent, type StreamOptions } from './stream.ts'
import { createCreateFor } from './targets.ts'
import { createTrainings, type Trainings } from './trainings.ts'
import { untilFinal, type WaitOptions } from './wait.ts'
import { createWebhooks, type Webhooks } from './webhooks.ts'
import type { Prediction, Training } from './wire.ts'

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
  /** Where outputs may be read from beside Replicate's own hosts. */
  readonly fileOrigins?: readonly string[] | undefined
  /** Told of each request's HTTP status; undefined where no answer came. Streams are not counted. */
  readonly onAnswer?: ((status: number | undefined) => void) | undefined
}

/**
 * Replicate's API. Every method rejects with a `ReplicateError`, or with the reason of the signal it was given. No part of
 * the API tells a price: `estimate(model, input)` and `cost(prediction)` are what `withPrices` (src/models/priced.ts) adds.
 */
export type Replicate = {
  /** Runs a model, version or deployment to its end; see `Runs`. A deployment is `deployment:owner/name`. */
  readonly run: (reference: string, options: RunOptions) => Promise<unknown>
  /** Runs and yields what comes; see `Runs`. */
  readonly stream: Runs['stream']
  /** Starts and hands over a prediction to follow, wait for or cancel. */
  readonly start: (reference: string, options: StartOptions) => Promise<LivePrediction>
  readonly account: AccountResource
  readonly collections: Collections
  readonly deployments: Deployments & {
    /** `run` on a deployment by its `owner/name`. */
    readonly run: (reference: string, options: RunOptions) => Promise<unknown>
  }
  readonly files: Files & {
    /** An input with every file in it uploaded, or inline where it is small. */
    readonly prepare: PrepareInput
    /** A handle on a file that a model put out. */
    readonly open: OpenFile
  }
  readonly hardware: HardwareResource
  readonly models: Models
  readonly search: Search
  readonly trainings: Trainings & {
    /** The final state of a training, however it ended. */
    readonly wait: (from: Training | string, options?: WaitOptions<Training>) => Promise<Training>
  }
  readonly predictions: Predictions & {
    /** Reads a prediction's stream, from its start or after `lastEventId`; see `PredictionStream`. */
    readonly stream: (from: Prediction | string, options?: StreamOptions) => PredictionStream
    /** Has a prediction's events pushed as they come; resolves with the last, `done`. What `onEvent` throws ends it, too. */
    readonly listen: (
      from: Prediction | string,
      onEvent: (event: Exclude<StreamEvent, StreamEnd>) => void,
      options?: StreamOptions,
    ) => Promise<StreamEnd>
    /** Follows a prediction from a state of it: `cancel()`, `reload()`, `wait()`, `output()`. */
    readonly live: (from: Prediction) => LivePrediction
    /** The final state of a prediction, however it ended. */
    readonly wait: (from: Prediction | string, options?: WaitOptions<Prediction>) => Promise<Prediction>
  }
  readonly webhooks: Webhooks
  /** Ends the connections this client opened, after the cancels that are still to be sent. */
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

  const arrivals = createArrivals()
  const files = createFiles(http)
  const prepare = createPrepare(files)
  const models = createModels(http)
  const predictions = createPredictions(http, answerWithinMs)
  const trainings = createTrainings(http, prepare)
  const open = createOpenFile(dispatcher, [baseUrl.origin, ...(options.fileOrigins ?? [])])
  const stream = (from: Prediction | string, how?: StreamOptions): PredictionStream => follow(wire, streamOf(from), how)
  const look = (id: string, signal: AbortSignal | undefined): Promise<Prediction> =>
    predictions.get(id, { justCreated: true }, signal)
  const ended = async (from: Prediction, signal: AbortSignal): Promise<unknown> =>
    listen(wire, streamOf(from), () => {}, { signal, attempts: 1 })
  const waiting = { look, arrivals, ended }
  const createFor = createCreateFor(predictions, models, now)
  const runs = createRuns({ createFor, prepare, predictions, waiting, open, follow: stream })
  const live = createLive({ predictions, waiting: { look, arrivals }, open, stream })

  return {
    run: runs.run,
    stream: runs.stream,
    start: async (reference, how) => live(await runs.start(reference, how)),
    account: createAccount(http),
    collections: createCollections(http),
    deployments: {
      ...createDeployments(http, predictions.create),
      run: (reference, how) => runs.run(`deployment:${reference}`, how),
    },
    files: { ...files, prepare, open },
    hardware: createHardware(http),
    models,
    search: createSearch(http),
    trainings: {
      ...trainings,
      wait: async (from, how) => {
        const lookAt = (id: string, signal: AbortSignal | undefined): Promise<Training> =>
          trainings.get(id, { justCreated: true }, signal)
        const first = typeof from === 'string' ? await lookAt(from, how?.signal) : from
        return untilFinal(first, { look: lookAt, arrivals }, how)
      },
    },
    predictions: {
      ...predictions,
      stream,
      listen: async (from, onEvent, streamOptions) => listen(wire, streamOf(from), onEvent, streamOptions),
      live,
      wait: async (from, how) =>
        untilFinal(typeof from === 'string' ? await look(from, how?.signal) : from, { look, arrivals }, how),
    },
    webhooks: createWebhooks(http, arrivals, now),
    close: async () => {
      await runs.settled()
      await own?.destroy()
    },
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
