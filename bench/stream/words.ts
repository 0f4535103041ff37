/** What the server and the reader of one measurement agree on. */
export type Plan = {
  /** Opened and read for a moment before anything is measured, so that what is made only once is not counted. */
  readonly firstStreams: number
  /** The streams that are measured. */
  readonly streams: number
  readonly tokensPerSecond: number
  /** Tokens flow for so long before the window. */
  readonly warmMs: number
  /** The steady window: over it the processor's time is counted. */
  readonly windowMs: number
}

export type ServerSays =
  | { readonly type: 'listening'; readonly origin: string }
  /** As many streams are open as the reader opens next. */
  | { readonly type: 'open' }
  /** `sent`: tokens since the start, all streams together. `lateMs`: how far behind its own clock it fell at most. */
  | { readonly type: 'paused'; readonly sent: number; readonly lateMs: number }
export type ServerHears = { readonly type: 'go' } | { readonly type: 'pause' }

export type ReaderSays = { readonly type: 'window over' } | ({ readonly type: 'measured' } & Measured)
/** Nothing more is on its way: `sent` tokens are what there must be. */
export type ReaderHears = { readonly sent: number }

/** Of the reader's process alone. */
export type Measured = {
  /** Microseconds of processor time, user and system, for each token of the window. */
  readonly cpuMicros: number
  /** What each stream holds while it is open, after a full collection: V8's heap and the buffers beside it. */
  readonly heapBytes: number
  /** The same as the operating system sees it. */
  readonly rssBytes: number
}

/** Opens a stream and calls `onToken` for each token. Resolves when the stream ends. */
export type Reading = (nth: number, onToken: (text: string) => void) => Promise<void>
