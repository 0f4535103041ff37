import type { Fence } from './store.ts'

/** What a step answers: call me again after `inMs` (sooner when woken), or the job is over. */
export type Again = { readonly inMs: number } | 'finished'

/** A worker's right to work on a job. */
export interface Lease {
  /** Ends when the lease is lost or the engine stops: neither pay nor edit after it. */
  readonly signal: AbortSignal
  /** Written into a batch, it makes the batch fail when the lease was lost meanwhile. */
  readonly fence: Fence
  /** How often this step has failed in a row before, from 0. */
  readonly failures: number
  /** Calls back for each wake during this step. One more run follows anyway. */
  onWake(listener: () => void): void
  /** From here on this step mostly waits, as a streamed answer does: its place goes to another, and its lease stays. */
  stepAside(): void
}

/** One idempotent step of a job. `giveUp` is called instead when the step has thrown for the last time. */
export type Work = {
  step(job: string, lease: Lease): Promise<Again>
  /** Ends the job in words: it threw too often. */
  giveUp(job: string, lease: Lease, thrown: unknown): Promise<void>
}

/**
 * Runs jobs. An added job runs at least once; an id added twice is one job; a lane is held by one job from its first
 * step to its end, sleeps and restarts included, in the order of adding; a wake during a run causes one more run; what
 * was due before a crash is due after it; free places go round the shares in turn; a step that throws is repeated with
 * growing delay, 8 times at most, then `giveUp` ends it, so that a lane is never blocked by a broken head; a worker
 * that lost its lease can write nothing under its fence.
 */
export interface Engine extends AsyncDisposable {
  /** `at`: not before this moment (ms since the epoch). Stored when it resolves; false: the job was added before and is over. */
  add(job: string, options: { readonly lane: string; readonly share: string; readonly at?: number }): Promise<boolean>
  /** Makes the job due now. A job unknown or over is no error. */
  wake(job: string): Promise<void>
  /** How many jobs must end or yield before this one may begin: 0 when it is running or next. */
  ahead(job: string): Promise<number>
  /** How many jobs were added and are not over. */
  open(): Promise<number>
  /** Runs what somebody waits for: on a busy machine steps give way to it, each for a moment at most. */
  first<Result>(act: () => Promise<Result>): Promise<Result>
  /** Begins to work, at most so many steps at once. Closing (`Symbol.asyncDispose`) ends the leases and waits for the steps. */
  start(work: Work, options: { readonly atMost: number }): void
}
