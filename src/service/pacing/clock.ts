/** A clock that a scheduler lives by, so that tests choose its time. */
export type Clock = {
  /** Milliseconds that only ever grow, from any beginning. */
  readonly now: () => number
  /** Calls back once after so many ms, at the earliest. What it answers takes the call back. */
  readonly after: (ms: number, call: () => void) => () => void
}

/** The longest that Node's timers can wait: beyond it they would not wait at all. */
const longestMs = 2 ** 31 - 1

/** This machine's clock; a wall clock that is set does not move it. What waits by it keeps no process alive. */
export const machineClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, Math.min(longestMs, Math.ceil(ms)))
    timer.unref()
    return () => clearTimeout(timer)
  },
}
