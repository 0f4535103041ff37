import { ModelError, outputOf } from './failure.ts'
import type { FilePolicy, PrepareInput } from './inputs.ts'
import { outputWithFiles, streamsText } from './live.ts'
import { isFileAddress, type OpenFile, type OutputFile } from './output-file.ts'
import type { Predictions, WebhookEvent } from './predictions.ts'
import { errorDetail, type PredictionStream, type StreamEnd, type StreamEvent, type StreamOptions } from './stream.ts'
import type { CreateFor } from './targets.ts'
import { unheard } from './unheard.ts'
import { untilFinal, type WaitOptions, type WaitSources } from './wait.ts'
import type { Prediction } from './wire.ts'

/** How the end is learnt. */
export type RunWait =
  /**
   * Replicate holds its answer for so many seconds (up to 60; 0: not at all); then the stream's end and looks tell. Ten where
   * nothing is said, none where there is `onProgress`: while an answer is held nothing can be known of the run.
   */
  | { readonly mode: 'block'; readonly seconds?: number }
  /** It is looked from time to time; see `WaitOptions.everyMs`. */
  | { readonly mode: 'poll'; readonly everyMs?: number }
  /** Replicate tells this address, whose server hands it to `webhooks.receive`; looks are for what gets lost. */
  | { readonly mode: 'webhook'; readonly url: string; readonly events?: readonly WebhookEvent[] }

export type StartOptions = {
  /**
   * JSON values. Blobs, bytes, streams of bytes, `fileAt(path)` and file: URLs, wherever they stand, are uploaded or sent
   * inline; an http(s) address, as text or as a URL, is passed on as it is, and it is Replicate that fetches it.
   */
  readonly input: Readonly<Record<string, unknown>>
  readonly files?: FilePolicy | undefined
  readonly webhook?: string | undefined
  readonly webhookEventsFilter?: readonly WebhookEvent[] | undefined
  readonly cancelAfterSeconds?: number | undefined
  /** Ends everything, and cancels at Replicate what was created. */
  readonly signal?: AbortSignal | undefined
}

export type RunOptions = Omit<StartOptions, 'webhook' | 'webhookEventsFilter'> &
  Pick<WaitOptions<Prediction>, 'withinMs'> & {
    /** `{ mode: 'block' }` */
    readonly wait?: RunWait | undefined
    /**
     * Told of each state that was seen, the first and the final one included, and of what its log says of progress. A run
     * that is over between two looks (300 ms apart at first), or within an answer that is held, shows its end alone.
     */
    readonly onProgress?: WaitOptions<Prediction>['onProgress']
  }

/** What a run's stream yields: a fragment of text, or a file as its address and, in `file`, as a handle that fetches nothing before it is read. */
export type RunEvent = Exclude<StreamEvent, StreamEnd> & { readonly file?: OutputFile }

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
   * the rest is taken from the finished output, item by item. `signal` cancels the prediction, leaving the loop does not.
   */
  readonly stream: (reference: string, options: StartOptions) => AsyncGenerator<RunEvent, void, undefined>
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
    const done = created
      .then(({ id }) => predictions.cancel(id, AbortSignal.timeout(cancelWithinMs), { justCreated: true }))
      .catch(() => {}) // it ended by itself, was never created, or Replicate is away: nothing more can be done
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
      const usualSeconds = onProgress === undefined ? holdSeconds : 0
      const seconds = wait.mode === 'block' ? Math.min(wait.seconds ?? usualSeconds, (withinMs ?? Infinity) / 1_000) : 0
      const held = seconds > 0 && { holdSeconds: seconds }
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
        const isText = streamsText(created)
        const withFile = (data: string): { readonly file?: OutputFile } =>
          isText || !isFileAddress(data) ? {} : { file: open(data) }
        const heard: string[] = []
        let reason: StreamEnd['reason'] = 'cut'
        let detail: string | undefined
        for await (const event of follow(created, { signal })) {
          if (event.event === 'done') reason = event.reason
          else if (event.event === 'error') detail = errorDetail(event.data)
          else if (event.event === 'output') {
            heard.push(event.data)
            yield { ...event, ...withFile(event.data) }
          } else yield event
        }
        if (reason === 'finished') return
        const output = outputOf(await untilFinal(created, waiting, { signal }))
        for (const data of unheard(output, heard)) yield { event: 'output', id: undefined, data, ...withFile(data) }
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
