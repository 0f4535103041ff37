/** Items of which the first is always at hand: adding, taking and removing cost the logarithm of their number. */
export type Heap<Item> = {
  readonly first: Item | undefined
  add(item: Item): void
  /** Must be called before what orders the item changes. Whether it was there. */
  remove(item: Item): boolean
}

/** An empty heap in this order. An item is in it once. */
export function createHeap<Item>(isBefore: (one: Item, other: Item) => boolean): Heap<Item> {
  const items: Item[] = []
  const places = new Map<Item, number>()

  const put = (item: Item, place: number): void => {
    items[place] = item
    places.set(item, place)
  }
  const rise = (item: Item, from: number): void => {
    let place = from
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = items[above] as Item
      if (!isBefore(item, parent)) break
      put(parent, place)
      place = above
    }
    put(item, place)
  }
  const sink = (item: Item, from: number): void => {
    let place = from
    for (;;) {
      let below = 2 * place + 1
      if (below >= items.length) break
      if (below + 1 < items.length && isBefore(items[below + 1] as Item, items[below] as Item)) below++
      const child = items[below] as Item
      if (!isBefore(child, item)) break
      put(child, place)
      place = below
    }
    put(item, place)
  }

  return {
    get first() {
      return items[0]
    },
    add(item) {
      items.push(item)
      rise(item, items.length - 1)
    },
    remove(item) {
      const place = places.get(item)
      if (place === undefined) return false
      places.delete(item)
      const last = items.pop() as Item
      if (last === item) return true
      rise(last, place)
      sink(last, places.get(last) ?? place)
      return true
    },
  }
}
