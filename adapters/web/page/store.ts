import { useLayoutEffect, useState } from 'preact/hooks'

/** One value that components watch. */
export interface Store<Value> {
  get(): Value
  set(change: (before: Value) => Value): void
  watch(listener: () => void): () => void
}

/** A store with a first value. Listeners are told once for all changes of a moment. */
export function createStore<Value>(first: Value): Store<Value> {
  let value = first
  let isTelling = false
  const listeners = new Set<() => void>()
  return {
    get: () => value,
    set(change) {
      const after = change(value)
      if (after === value) return
      value = after
      if (isTelling) return
      isTelling = true
      queueMicrotask(() => {
        isTelling = false
        for (const listener of [...listeners]) listener()
      })
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** What a component sees of a store: it is drawn again only when this changes. */
export function useStore<Value, Seen>(store: Store<Value>, look: (value: Value) => Seen): Seen {
  const seen = look(store.get())
  const [, redraw] = useState(0)
  useLayoutEffect(() => {
    let last = seen
    const check = (): void => {
      const now = look(store.get())
      if (Object.is(now, last)) return
      last = now
      redraw(count => count + 1)
    }
    check()
    return store.watch(check)
  })
  return seen
}
