/** What the sandbox's process is asked for while it works. */
export type SandboxHears = { readonly type: 'watch' } | { readonly type: 'report' } | { readonly type: 'hold' }

export type SandboxSays =
  | { readonly type: 'listening'; readonly baseUrl: string }
  /** From `watch` to `report`. */
  | ({ readonly type: 'watched' } & Watched)
  /** After full collections; see `measureHeld`. */
  | { readonly type: 'held'; readonly heapBytes: number; readonly rssBytes: number }

/** Of the sandbox's process alone. */
export type Watched = {
  /** Milliseconds of processor time, user and system. */
  readonly cpuMs: number
  /** How late its event loop was in 99 of 100 askings, in milliseconds, less the time in which others had the processor. */
  readonly lateP99Ms: number
}
