/** Slack's clock: the given one, ahead by what a test has moved it, with timers that a move makes go off. */
export type Clock = {
  now(): number
  advance(ms: number): void
  /** Calls after so long; the returned function takes it back. */
  after(ms: number, call: () => void): () => void
  end(): void
}

/** The longest sleep between two looks at the clock, which may be a test's own. */
const longestSleepMs = 50

export function createClock(given: () => number): Clock {
  let shiftMs = 0
  let timer: NodeJS.Timeout | undefined
  const waiting = new Set<{ readonly at: number; readonly call: () => void }>()
  const now = (): number => given() + shiftMs
  const look = (): void => {
    clearTimeout(timer)
    for (const one of [...waiting].sort((a, b) => a.at - b.at)) {
      if (one.at > now() || !waiting.delete(one)) continue
      one.call()
    }
    if (waiting.size === 0) return
    const nextMs = Math.min(...[...waiting].map(({ at }) => at)) - now()
    timer = setTimeout(look, Math.max(1, Math.min(longestSleepMs, nextMs)))
    timer.unref()
  }
  return {
    now,
    advance(ms) {
      shiftMs += ms
      look()
    },
    after(ms, call) {
      const one = { at: now() + ms, call }
      waiting.add(one)
      look()
      return () => void waiting.delete(one)
    },
    end() {
      waiting.clear()
      clearTimeout(timer)
    },
  }
}
