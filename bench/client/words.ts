/** Who asks: the least there can be, our client, or Replicate's own for JavaScript. */
export type Way = 'raw' | 'ours' | 'official'

/** How the end of a prediction is learnt. `long`: it takes longer than Replicate holds its answer. */
export type Told = 'block' | 'webhook' | 'long'

/** One thing that a caller does and measures. */
export type Task =
  /** `count` predictions, one begun every `everyMs`. Figures: milliseconds from each one's end until the caller knew. */
  | { readonly type: 'know'; readonly told: Told; readonly count: number; readonly everyMs: number }
  /** `count` predictions, `atOnce` at a time, each held until its end. Figure: processor microseconds each. */
  | { readonly type: 'cost'; readonly count: number; readonly atOnce: number }
  /** All tokens of a stream at once, one stream after the other; ten times as many where that is quick. Figure: processor microseconds a token. */
  | { readonly type: 'burst'; readonly streams: number; readonly by?: 'iterator' }
  /** A prediction with ten files, of which one stands in two places. Figures: milliseconds, and uploads that were sent. */
  | { readonly type: 'upload'; readonly fileBytes: number }

/** What is said of a task that is done; see `Task`. */
export type CallerSays = { readonly type: 'ready' } | { readonly type: 'done'; readonly figures: readonly number[] }

export type ServerSays = { readonly origin: string }

/** A caller's own way to do each thing. */
export type Calls = {
  /** Runs a prediction that takes so long. Resolves, when the caller knows, with the moment of its end; see `moment`. */
  readonly run: (ms: number, told: Told | 'at once') => Promise<number>
  /** Runs a prediction with this input. */
  readonly give: (input: Readonly<Record<string, unknown>>) => Promise<unknown>
}

/** Milliseconds on the machine's own clock, which all its processes share. */
export const moment = (): number => Number(process.hrtime.bigint()) / 1e6

/** What is asked of Replicate's hold in a `long` run, in seconds. */
export const holdSeconds = 1
/** The tokens of one burst. */
export const burstTokens = 10_000
export const token = 'r8_bench'
export const webhookSecret = `whsec_${Buffer.from('the bench signs with these bytes').toString('base64')}`
