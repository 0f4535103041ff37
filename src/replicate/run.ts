import { ModelError, outputOf } from './failure.ts'
import type { FilePolicy, PrepareInput } from './inputs.ts'
import { outputWithFiles } from './live.ts'
import type { OpenFile } from './output-file.ts'
import type { Predictions, WebhookEvent } from './predictions.ts'
import { errorDetail, type PredictionStream, type StreamEnd, type StreamEvent, type StreamOptions } from './stream.ts'
import type { CreateFor } from './targets.ts'
import { untilFinal, type WaitOptions, type WaitSources } from './wait.ts'
import type { Prediction } from './wire.ts'

/** How the end is learnt. */
export type RunWait =
  /** Replicate holds its answer for so many seconds (1 to 60; 10); then the stream's end and looks tell. */
  | { readonly mode: 'block'; readonly seconds?: number }
  /** It is looked from time to time; see `WaitOptions.everyMs`. */
  | { readonly mode: 'poll'; readonly everyMs?: number }
  /** Replicate tells this address, whose server hands it to `webhooks.receive`; looks are for what gets lost. */
  | { readonly mode: 'webhook'; readonly url: string; readonly events?: readonly WebhookEvent[] }

export type StartOptions = {
  /** JSON values; Blobs, bytes, streams of bytes, `fileAt(path)` and URLs wherever they stand are uploaded or sent inline. */
  readonly input: Readonly<Record<string, unknown>>
  readonly files?: FilePolicy | undefined
  readonly webhook?: string | undefined
  readonly webhookEventsFilter?: readonly WebhookEvent[] | undefined
  readonly cancelAfterSeconds?: number | undefined
  /** Ends everything, and cancels at Replicate what was created. */
  readonly signal?: AbortSignal | undefined
}

export type RunOptions = Omit<StartOptions, 'webhook' | 'webhookEventsFilter'> &
  Pick<WaitOptions<Prediction>, 'onProgress' | 'withinMs'> & {
    /** `{ mode: 'block' }` */
    readonly wait?: RunWait | undefined
  }

export type Runs = {
  /** Starts a prediction and answers as soon as Replicate has it. */
  readonly start: (reference: string, options: StartOptions & { readonly holdSeconds?: number }) => Promise<Prediction>
  /**
   * Runs a model, version or deployment to its end and answers with its output, files as lazy handles. Throws a
   * `ModelError` where there is no result. When `signal` ends or the time is over, the prediction is canceled.
   */
  readonly run: (reference: string, options: RunOptions) => Promise<unknown>
  /**
   * Runs and yields what it puts out, as it comes. A failure is thrown as a `ModelError`; where the stream breaks for good
   * the rest is taken from the finished output. `signal` cancels the prediction, leaving the loop does not.
   */
  readonly stream: (reference: string, options: StartOptions) => AsyncGenerator<Exclude<StreamEvent, StreamEnd>, void, undefined>
  /** Resolves when every cancel that a signal made necessary was sent. */
  readonly settled: () => Promise<void>
}

export type RunSources = {
  readonly createFor: CreateFor
  readonly prepare: PrepareInput
  readonly predictions: Pick<Predictions, 'cancel'>
  readonly waiting: WaitSources<Prediction>
  readonly open: OpenFile
  readonly follow: (from: Prediction, options?: StreamOptions) => PredictionStream
}

const holdSeconds = 10
const cancelWithinMs = 10_000

export function createRuns({ createFor, prepare, predictions, waiting, open, follow }: RunSources): Runs {
  const cancels = new Set<Promise<unknown>>()
  const cancelSoon = (created: Promise<Prediction>): void => {
    const done = created.then(({ id }) => predictions.cancel(id, AbortSignal.timeout(cancelWithinMs))).catch(() => {}) // it ended by itself, was never created, or Replicate is away: nothing more can be done
    cancels.add(done)
    void done.finally(() => cancels.delete(done))
  }

  const start: Runs['start'] = async (reference, options) => {
    const { signal, webhook, webhookEventsFilter, cancelAfterSeconds } = options
    const input = await prepare(options.input, signal, options.files)
    signal?.throwIfAborted()
    const asked = { input, webhook, webhookEventsFilter, cancelAfterSeconds, preferWaitSeconds: options.holdSeconds }
    const created = createFor(reference, { ...asked, finishOnceSent: true }, signal)
    if (signal === undefined) return created
    const { promise: aborted, reject } = Promise.withResolvers<never>()
    const stop = (): void => {
      cancelSoon(created)
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
    try {
      return await Promise.race([created, aborted])
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }

  return {
    start,
    async run(reference, { wait = { mode: 'block' }, onProgress, withinMs, ...options }) {
      const { signal } = options
      const began = performance.now()
      const told = wait.mode === 'webhook' && {
        webhook: wait.url,
        webhookEventsFilter: wait.events ?? (['start', 'logs', 'completed'] as const),
      }
      const held = wait.mode === 'block' && { holdSeconds: Math.min(wait.seconds ?? holdSeconds, (withinMs ?? Infinity) / 1_000) }
      const created = await start(reference, { ...options, ...told, ...held })
      try {
        const { ended, ...looks } = waiting
        const prediction = await untilFinal(created, wait.mode === 'block' && ended !== undefined ? { ...looks, ended } : looks, {
          signal,
          onProgress,
          withinMs: withinMs === undefined ? undefined : Math.max(1, withinMs - (performance.now() - began)),
          everyMs: wait.mode === 'poll' ? wait.everyMs : undefined,
          isTold: wait.mode === 'webhook',
        })
        return outputWithFiles(prediction, open)
      } catch (thrown) {
        if (!(thrown instanceof ModelError)) cancelSoon(Promise.resolve(created))
        throw thrown
      }
    },
    async *stream(reference, options) {
      const { signal } = options
      const created = await start(reference, options)
      try {
        let written = ''
        let reason: StreamEnd['reason'] = 'cut'
        let detail: string | undefined
        for await (const event of follow(created, { signal })) {
          if (event.event === 'done') reason = event.reason
          else if (event.event === 'error') detail = errorDetail(event.data)
          else {
            if (event.event === 'output') written += event.data
            yield event
          }
        }
        if (reason === 'finished') return
        const output = outputOf(await untilFinal(created, waiting, { signal }))
        const whole = Array.isArray(output) ? output.join('') : typeof output === 'string' ? output : ''
        if (whole.length > written.length && whole.startsWith(written))
          yield { event: 'output', id: undefined, data: whole.slice(written.length) }
        // The prediction has a result although its stream told of a failure.
        if (reason === 'error') throw new ModelError('model', `The model failed: ${detail ?? 'without a word'}`, created, detail)
      } catch (thrown) {
        if (signal?.aborted === true) cancelSoon(Promise.resolve(created))
        throw thrown
      }
    },
    settled: async () => void (await Promise.all(cancels)),
  }
}
