import { createHeap } from './heap.ts'

/** `since`: the moment it was last served, or came; the smallest is served next. */
type Share<Item> = { readonly name: string; since: number; readonly items: Set<Item> }

/** Items that wait, served round their shares. */
export type Turns<Item> = {
  add(share: string, item: Item): void
  take(): Item | undefined
  /** How many are served before this one if nothing comes in between. */
  before(share: string, item: Item): number
}

/** Idle shares remembered for their place in the round. One that is forgotten comes as a new one. */
const rememberedShares = 10_000

/**
 * The share that was served least recently comes first; one that is new stands behind all who wait, so that newcomers
 * starve nobody. While a share waits, any other is served once at most. Within a share: first come, first served.
 */
export function createTurns<Item>(): Turns<Item> {
  /** In the order of serving, for forgetting. */
  const shares = new Map<string, Share<Item>>()
  const waiting = createHeap<Share<Item>>((one, other) => one.since < other.since)
  let clock = 0

  const known = (name: string): Share<Item> => {
    const share = shares.get(name)
    if (share !== undefined) return share
    const oldest = shares.size < rememberedShares ? undefined : shares.values().next().value
    if (oldest !== undefined && oldest.items.size === 0) shares.delete(oldest.name)
    const added: Share<Item> = { name, since: ++clock, items: new Set() }
    shares.set(name, added)
    return added
  }

  return {
    add(name, item) {
      const share = known(name)
      share.items.add(item)
      if (share.items.size === 1) waiting.add(share)
    },
    take() {
      const share = waiting.first
      if (share === undefined) return undefined
      waiting.remove(share)
      const item = share.items.values().next().value as Item
      share.items.delete(item)
      share.since = ++clock
      shares.delete(share.name)
      shares.set(share.name, share)
      if (share.items.size > 0) waiting.add(share)
      return item
    },
    before(name, item) {
      const own = shares.get(name)
      if (own === undefined) return 0
      const place = [...own.items].indexOf(item)
      let count = place
      for (const share of shares.values()) {
        if (share !== own) count += Math.min(share.items.size, share.since < own.since ? place + 1 : place)
      }
      return count
    },
  }
}
