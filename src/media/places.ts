/** A few places for work that takes much memory: who finds none free waits, first come first served. */
export type Places = { with<Result>(act: () => Promise<Result>): Promise<Result> }

/** So many at once. */
export function createPlaces(atOnce: number): Places {
  let free = atOnce
  const waiting: (() => void)[] = []

  return {
    async with(act) {
      if (free > 0) free--
      else await new Promise<void>(resolve => waiting.push(resolve))
      try {
        return await act()
      } finally {
        const next = waiting.shift()
        // The place is handed on, not freed: nobody who comes meanwhile may take it.
        if (next === undefined) free++
        else next()
      }
    },
  }
}
