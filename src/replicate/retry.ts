import type { ReplicateError } from './errors.ts'

/** How often and how long a request is repeated. Times in milliseconds. */
export type RetryRules = {
  /** Repetitions after the first try. */
  readonly retries: number
  /** The first wait is between 0 and this; it doubles each time, up to `capMs`. */
  readonly baseMs: number
  readonly capMs: number
  /** All the waiting of one request that Replicate itself may ask for (`Retry-After`); what would be longer is thrown at once. */
  readonly toldMs: number
  /** How long a 404 for something just created is taken for a delay: about 2 s by experience. */
  readonly absentMs: number
}

export const defaultRetry: RetryRules = { retries: 5, baseMs: 500, capMs: 8_000, toldMs: 30_000, absentMs: 2_000 }

export type Tried = {
  readonly error: ReplicateError
  /** Repetitions already made. */
  readonly repeats: number
  /** What was waited so far because Replicate asked for it. */
  readonly toldSoFarMs: number
  /** Doing it twice is doing it once. */
  readonly repeatable: boolean
}

/**
 * How long to wait before the same request is sent again, or undefined: it must not be, or would not help.
 * A request that is not repeatable is only repeated after a 429, since then nothing was created.
 */
export function retryDelayMs(
  { error, repeats, toldSoFarMs, repeatable }: Tried,
  rules: RetryRules,
  random: () => number,
): number | undefined {
  const passing = error.kind === 'throttled' || (repeatable && ['platform', 'timeout', 'unreachable'].includes(error.kind))
  if (!passing || repeats >= rules.retries) return undefined
  // Full jitter: clients that failed together do not come back together.
  const jitterMs = random() * Math.min(rules.capMs, rules.baseMs * 2 ** repeats)
  if (error.retryAfterMs === undefined) return jitterMs
  return toldSoFarMs + error.retryAfterMs > rules.toldMs ? undefined : error.retryAfterMs + Math.min(jitterMs, rules.baseMs)
}
