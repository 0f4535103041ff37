/** What an engine is given: an input that already passed its schema, with the defaults filled in. */
export type EngineRun = {
  readonly input: Readonly<Record<string, unknown>>
  /** Ends when the prediction is canceled or its deadline passes; every wait of an engine must obey it. */
  readonly signal: AbortSignal
  /** Waits `ms` milliseconds at the sandbox's pace and a share of what the prompt's `[sandbox:slow=…]` asks for; rejects when `signal` ends. */
  readonly sleep: (ms: number) => Promise<void>
  /** The bytes behind a file input (a file of this sandbox, a data URI or an https address). */
  readonly open: (url: string) => Promise<Uint8Array>
}

/** What an engine says while it works, in order. */
export type EngineEvent =
  /** One line of the prediction's log; a newline is added. */
  | { readonly type: 'log'; readonly line: string }
  /** One fragment of streamed text. */
  | { readonly type: 'text'; readonly text: string }
  /** One finished output file. `extension` without the dot. */
  | { readonly type: 'file'; readonly bytes: Uint8Array; readonly contentType: string; readonly extension: string }
  /** The whole output of a model that answers with one plain value. */
  | { readonly type: 'value'; readonly value: unknown }
  /** Numbers added to the prediction's metrics (`input_token_count`, `image_count` …). */
  | { readonly type: 'metrics'; readonly metrics: Readonly<Record<string, number>> }

/** Turns an input into events. Throwing an Error fails the prediction with its message. */
export type Engine = (run: EngineRun) => AsyncIterable<EngineEvent>
