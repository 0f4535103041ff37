import { LRUCache } from 'lru-cache'

/**
 * Two machines that answer each other would go on for ever. Where more is said in a minute than people say, nothing more is
 * heard until a minute has passed.
 */
export interface Fuse {
  /** Whether what is said at a place may be heard; `blown`: this is the one that was too much. */
  heard(place: string): 'yes' | 'no' | 'blown'
}

/** A place in which more is said than this in that time (ms) is not one of people. */
export const fuse = { most: 60, ms: 60_000 } as const

/** Places that are remembered. */
const remembered = 5_000

/** `now` in ms since the epoch. */
export function createFuse(now: () => number): Fuse {
  const said = new LRUCache<string, readonly number[]>({ max: remembered })
  const blownUntil = new LRUCache<string, number>({ max: remembered })
  return {
    heard(place) {
      if (now() < (blownUntil.get(place) ?? 0)) return 'no'
      const recent = [...(said.get(place) ?? []).filter(at => now() - at < fuse.ms), now()]
      said.set(place, recent)
      if (recent.length <= fuse.most) return 'yes'
      said.delete(place)
      blownUntil.set(place, now() + fuse.ms)
      return 'blown'
    },
  }
}
