import type { Held } from '../held.ts'
import type { Lateness } from '../lateness.ts'

/** What the processes of one measurement agree on. */
export type Plan = {
  /** Answered for a moment before anything is measured, so that what is made only once is not counted. */
  readonly firstAnswers: number
  /** The answers that are measured, all at once. */
  readonly answers: number
  readonly tokensPerSecond: number
  /** Tokens flow for so long before the window. */
  readonly warmMs: number
  /** The steady window: over it the processor's time is counted and the loop watched. */
  readonly windowMs: number
}

export type ServerSays =
  | { readonly type: 'listening'; readonly origin: string }
  /** The first answers are open, or all of them. */
  | { readonly type: 'open' }
  /** `sent`: tokens since the start, all streams together. */
  | { readonly type: 'paused'; readonly sent: number }
/** `end`: every stream that is open is over. */
export type ServerHears = { readonly type: 'go' | 'pause' | 'end' }

export type ReaderSays =
  { readonly type: 'opened' | 'settled' | 'window over' | 'ended' } | ({ readonly type: 'measured' } & Read)
/** `sent`: nothing more is on its way, so many tokens are what there must be. */
export type ReaderHears = { readonly type: 'go on' } | { readonly type: 'paused'; readonly sent: number }

/** Of the reader's process alone. */
export type Read = {
  /** Microseconds of processor time, user and system, of all its threads, for each token of the window. */
  readonly cpuMicros: number
  /** How late its event loop was in the window. */
  readonly lateMs: Lateness
  /** The same less the time in which it had no processor. */
  readonly ownLateMs: Lateness
  /** What each answer holds while it is written, after a full collection. */
  readonly held: Held
  /** Messages that were edited in the window. */
  readonly frames: number
  /** Tokens that were read in the window. */
  readonly tokens: number
}

/** What a turn costs, medians over all that were asked in one conversation. */
export type TurnCost = {
  readonly cpuMs: number
  /** Rows that were read for it; a look that finds nothing counts as one. */
  readonly rows: number
}

/** `turns`: what was said there before, by its number of turns. */
export type TurnsSay = { readonly type: 'turns'; readonly costs: Readonly<Record<number, TurnCost>> }
