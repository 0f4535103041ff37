import { LRUCache } from 'lru-cache'
import type { Fault } from '#core/fault.ts'

/** Where Discord lately refused us for want of a permission: asking again would be refused again, and refusals are counted. */
export interface Denials {
  /** Throws the fault of a refusal that is not long ago. */
  check(channel: string, act: Act): void
  note(channel: string, act: Act | 'see', fault: Fault): void
}

/** What needs a permission of its own. */
export type Act = 'send' | 'edit' | 'thread'

/** Long enough that 10,000 refusals in ten minutes never come together, short enough for an admin who mends it meanwhile. */
const restMs = 60_000

/** Remembers refusals. `now` in milliseconds since the epoch. */
export function createDenials(now: () => number): Denials {
  const noted = new LRUCache<string, { readonly until: number; readonly fault: Fault }>({ max: 5_000 })
  return {
    check(channel, act) {
      for (const key of [`${channel} see`, `${channel} ${act}`]) {
        const found = noted.get(key)
        if (found !== undefined && found.until > now()) throw found.fault
      }
    },
    note(channel, act, fault) {
      noted.set(`${channel} ${act}`, { until: now() + restMs, fault })
    },
  }
}
