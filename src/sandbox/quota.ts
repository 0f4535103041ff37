/** What is left of one of the account's limits, as the headers of an answer tell it. */
export type Left = {
  readonly remaining: number
  /** Until nothing of it is used any more, in whole seconds. */
  readonly resetSeconds: number
}

/** The published limits, in requests a minute: creates have one of their own. */
export const createsPerMinute = 600
export const requestsPerMinute = 3_000

/**
 * Counts requests against a limit that fills up again evenly. It only tells, and refuses nobody: the service bears bursts
 * beyond it, and whoever wants a refusal asks for the fault `http-429`.
 */
export function createQuota(perMinute: number): { take(now: number): Left } {
  const perMs = perMinute / 60_000
  let used = 0
  let at = 0
  return {
    take(now) {
      // A clock that is set back must not give anything back twice.
      used = Math.min(perMinute, Math.max(0, used - Math.max(0, now - at) * perMs) + 1)
      at = Math.max(at, now)
      // What rounding leaves of a sum is no request.
      const remaining = Math.floor(perMinute - used + 1e-6)
      return { remaining, resetSeconds: Math.max(1, Math.ceil(used / perMs / 1_000 - 1e-6)) }
    },
  }
}
