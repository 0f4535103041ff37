import { setImmediate as turnOfTheLoop } from 'node:timers/promises'
import type { Clock } from '../../src/service/pacing/clock.ts'

/** Time that passes only when nothing else can happen. Milliseconds since the epoch. */
export type StoryClock = Clock & {
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** When the next call is due; infinity when none is. */
  readonly nextAt: () => number
  /** Sets the time and makes every call that is due by then, in order. */
  goTo(at: number): void
}

export function createClock(start: number): StoryClock {
  type Due = { readonly at: number; readonly call: () => void }
  const dues = new Set<Due>()
  let now = start
  const after: Clock['after'] = (ms, call) => {
    const due = { at: now + ms, call }
    dues.add(due)
    return () => dues.delete(due)
  }
  return {
    now: () => now,
    after,
    sleep(ms, signal) {
      signal?.throwIfAborted()
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const stop = after(ms, () => {
        signal?.removeEventListener('abort', end)
        resolve()
      })
      const end = (): void => {
        stop()
        reject(signal?.reason as Error)
      }
      signal?.addEventListener('abort', end, { once: true })
      return promise
    },
    nextAt: () => dues.values().reduce((soonest, { at }) => Math.min(soonest, at), Number.POSITIVE_INFINITY),
    goTo(at) {
      now = Math.max(now, at)
      const ripe = [...dues].filter(due => due.at <= now).sort((one, other) => one.at - other.at)
      for (const due of ripe) if (dues.delete(due)) due.call()
    },
  }
}

/** Lets everything happen that can without time passing; `calls` says how much did so far. */
export async function quiet(calls: () => number): Promise<void> {
  for (let same = 0, before = -1, turns = 0; same < 3 && turns < 400; turns++) {
    await turnOfTheLoop()
    same = calls() === before ? same + 1 : 0
    before = calls()
  }
}
