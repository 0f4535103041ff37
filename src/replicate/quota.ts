import type { Answer } from './exchange.ts'

// Replicate's windows are a second or ten; a header that asks for more is left to its 429, which says why.
const longestMs = 10_000

/** What Replicate last said is left of one of its limits. */
export type Quota = {
  /** Milliseconds to wait before the next request, so that it is not answered with 429. */
  waitMs(now: number): number
  /** Reads `ratelimit-remaining` and `ratelimit-reset` (seconds) of an answer. */
  note(headers: Answer['headers'], now: number): void
}

/** A quota that lets everything pass until an answer says that nothing is left. */
export function createQuota(): Quota {
  let freshAt = 0
  return {
    waitMs: now => Math.max(0, freshAt - now),
    note(headers, now) {
      const remaining = Number(headers['ratelimit-remaining'] ?? NaN)
      const resetMs = Number(headers['ratelimit-reset'] ?? NaN) * 1_000
      if (remaining > 0) freshAt = 0
      else if (remaining === 0 && resetMs > 0 && resetMs <= longestMs) freshAt = now + resetMs
    },
  }
}
