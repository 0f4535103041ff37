/** The sandbox's time, in milliseconds of the Unix epoch: real time plus what somebody asked to skip. */
export type Clock = {
  now(): number
  /** Skips `ms` ahead and tells everybody who waits for a moment. Returns the new time. */
  advance(ms: number): number
  /** Calls `moved` after each skip. */
  onAdvance(moved: () => void): void
}

/** `offsetMs` is what was skipped in earlier lives; `keep` is told each new offset so that it outlives this one. */
export function createClock(now: () => number, offsetMs: number, keep: (offsetMs: number) => void): Clock {
  const listeners: (() => void)[] = []
  let offset = offsetMs
  const clock: Clock = {
    now: () => now() + offset,
    advance(ms) {
      offset += ms
      keep(offset)
      for (const moved of listeners) moved()
      return clock.now()
    },
    onAdvance: moved => void listeners.push(moved),
  }
  return clock
}
