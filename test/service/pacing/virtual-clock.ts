import { setImmediate as settled } from 'node:timers/promises'
import type { Clock } from '../../../src/service/pacing/clock.ts'

/** A clock that stands still until it is told to go on, and then goes from one thing that is due to the next. */
export type VirtualClock = Clock & {
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** Goes on until nothing is due any more, or until this moment. Throws after a million things. */
  run(untilMs?: number): Promise<void>
  /** How many calls are still to come. */
  readonly due: number
}

export function virtualClock(): VirtualClock {
  type Due = { readonly at: number; readonly nth: number; readonly call: () => void }
  const dues = new Set<Due>()
  let now = 0
  let nth = 0
  const after = (ms: number, call: () => void): (() => void) => {
    const due = { at: now + ms, nth: nth++, call }
    dues.add(due)
    return () => dues.delete(due)
  }
  const soonest = (): Due | undefined => {
    let found: Due | undefined
    for (const due of dues) {
      if (found === undefined || due.at < found.at || (due.at === found.at && due.nth < found.nth)) found = due
    }
    return found
  }
  return {
    now: () => now,
    after,
    sleep(ms, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const stop = after(ms, resolve)
      const end = (): void => {
        stop()
        reject(signal?.reason as Error)
      }
      signal?.addEventListener('abort', end, { once: true })
      return promise.finally(() => signal?.removeEventListener('abort', end))
    },
    async run(untilMs = Number.POSITIVE_INFINITY) {
      for (let steps = 0; steps < 1_000_000; steps++) {
        await settled()
        const due = soonest()
        if (due === undefined || due.at > untilMs) {
          if (untilMs !== Number.POSITIVE_INFINITY) now = Math.max(now, untilMs)
          return
        }
        dues.delete(due)
        now = Math.max(now, due.at)
        due.call()
      }
      throw new Error('The clock never came to rest.')
    },
    get due() {
      return dues.size
    },
  }
}
