import type { Prediction, Training } from './wire.ts'

/** Where what Replicate tells by webhooks meets those who wait for it. */
export type Arrivals = {
  /** What a verified webhook carried. Late and repeated ones wake nobody wrongly: who waits judges by the status. */
  readonly tell: (told: Prediction | Training) => void
  /** Calls back with each telling of this prediction, until the function it answers with is called. */
  readonly listen: (id: string, heard: (told: Prediction | Training) => void) => () => void
}

/** A meeting place for one process. */
export function createArrivals(): Arrivals {
  const listeners = new Map<string, Set<(told: Prediction | Training) => void>>()
  return {
    tell(told) {
      for (const heard of [...(listeners.get(told.id) ?? [])]) heard(told)
    },
    listen(id, heard) {
      const own = listeners.get(id) ?? new Set()
      listeners.set(id, own.add(heard))
      return () => {
        own.delete(heard)
        if (own.size === 0) listeners.delete(id)
      }
    },
  }
}
