import type { Locks } from '#core/ports.ts'

/** Locks of this process: those who wait for a key are served in the order they came. Asking again inside `act` never ends. */
export function createLocks(): Locks & { readonly held: number } {
  const last = new Map<string, Promise<void>>()
  return {
    get held() {
      return last.size
    },
    async with(key, act) {
      const before = last.get(key)
      const mine = Promise.withResolvers<void>()
      last.set(key, mine.promise)
      await before
      try {
        return await act()
      } finally {
        if (last.get(key) === mine.promise) last.delete(key)
        mine.resolve()
      }
    },
  }
}
