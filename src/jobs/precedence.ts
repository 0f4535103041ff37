import { performance } from 'node:perf_hooks'

/**
 * The longest that a step waits for those before it: whoever waits for its picture must not wait for all who come. Where
 * steps wait, the loop is soon busy no more, so that many are never held up for long.
 */
const mostPauseMs = 250
/** What has taken longer than this waits for a platform, and is none the sooner for steps that give way. */
const mostActMs = 100
/** Below it the event loop has time for everybody. */
const busyShare = 0.5
/** How often the loop's share is taken anew. */
const measuredEveryMs = 25

/** What people wait for at once goes before steps, which go on by themselves. */
export type Precedence = {
  /** Runs the act; until it has ended, or has taken 100 ms, steps give way to it. */
  first<Result>(act: () => Promise<Result>): Promise<Result>
  /** Whether the next step gives way now. It never does for longer than 250 ms. */
  readonly isOwed: boolean
  /** To be told when a step begins. */
  begun(): void
}

/** `isBusy`: whether giving way would help anybody. */
export function createPrecedence(isBusy = loopIsBusy(), now = (): number => performance.now()): Precedence {
  /** Those that steps give way to, the oldest first. */
  const acts = new Set<{ readonly since: number }>()
  let begunAt = now()
  return {
    async first(act) {
      const given = { since: now() }
      acts.add(given)
      try {
        return await act()
      } finally {
        acts.delete(given)
      }
    },
    get isOwed() {
      if (now() - begunAt >= mostPauseMs) return false
      for (const act of acts) {
        if (now() - act.since < mostActMs) break
        acts.delete(act)
      }
      return acts.size > 0 && isBusy()
    },
    begun: () => (begunAt = now()),
  }
}

/** Whether this process's event loop has hardly waited for anything lately. */
function loopIsBusy(): () => boolean {
  let last = performance.eventLoopUtilization()
  let measuredAt = performance.now()
  let isBusy = false
  return () => {
    const now = performance.now()
    if (now - measuredAt >= measuredEveryMs) {
      const current = performance.eventLoopUtilization()
      isBusy = performance.eventLoopUtilization(current, last).utilization > busyShare
      last = current
      measuredAt = now
    }
    return isBusy
  }
}
