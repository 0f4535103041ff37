import { createHeap } from './heap.ts'

/** `since`: the moment it was last served, or came; the smallest is served next. Items before `served` are gone. */
type Share<Item> = { readonly name: string; since: number; items: Item[]; served: number }

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
  let forgetAt = 2 * rememberedShares

  const size = (share: Share<Item>): number => share.items.length - share.served
  const shift = (share: Share<Item>): Item => {
    const item = share.items[share.served++] as Item
    // Cutting off the served half now and then costs less than moving the rest each time.
    if (share.served * 2 >= share.items.length) {
      share.items = share.items.slice(share.served)
      share.served = 0
    }
    return item
  }

  const forget = (): void => {
    for (const share of shares.values()) {
      if (shares.size <= rememberedShares) break
      if (size(share) === 0) shares.delete(share.name)
    }
    // Those who wait cannot be forgotten; looking through all of them again has to wait until there are twice as many.
    forgetAt = 2 * Math.max(rememberedShares, shares.size)
  }
  const known = (name: string): Share<Item> => {
    const share = shares.get(name)
    if (share !== undefined) return share
    if (shares.size >= forgetAt) forget()
    const added: Share<Item> = { name, since: ++clock, items: [], served: 0 }
    shares.set(name, added)
    return added
  }

  return {
    add(name, item) {
      const share = known(name)
      share.items.push(item)
      if (size(share) === 1) waiting.add(share)
    },
    take() {
      const share = waiting.first
      if (share === undefined) return undefined
      waiting.remove(share)
      const item = shift(share)
      share.since = ++clock
      shares.delete(share.name)
      shares.set(share.name, share)
      if (size(share) > 0) waiting.add(share)
      return item
    },
    before(name, item) {
      const own = shares.get(name)
      if (own === undefined) return 0
      const place = own.items.indexOf(item, own.served) - own.served
      let count = place
      for (const share of shares.values()) {
        if (share !== own) count += Math.min(size(share), share.since < own.since ? place + 1 : place)
      }
      return count
    },
  }
}
