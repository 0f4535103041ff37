/** The events that came, known by their ids: exactly these, and small as long as the ids are Replicate's. */
export type Seen = {
  /** Notes an event of the present connection. */
  readonly add: (id: string) => void
  /** From here on another connection speaks. */
  readonly nextConnection: () => void
  /** Whether it came on an earlier connection: two events of one connection are two, whatever their ids. */
  readonly isOld: (id: string) => boolean
}

/** Starts with nothing seen. */
export function createSeen(): Seen {
  // Pairs, the first and the last place of ids that count up: an hour of text is 3,600 of them instead of 72,000 strings.
  const runs: number[] = []
  let oldLength = 0
  let newest = -1
  let oldNewest = -1
  let found = 0
  let others: { readonly old: Set<string>; present: string[] } | undefined

  return {
    add(id) {
      const place = placeOf(id)
      if (Number.isNaN(place)) {
        others ??= { old: new Set(), present: [] }
        others.present.push(id)
        return
      }
      if (place > newest) newest = place
      const last = runs.length - 1
      if (last > oldLength && runs[last] === place - 1) runs[last] = place
      else runs.push(place, place)
    },
    nextConnection() {
      oldLength = runs.length
      oldNewest = newest
      for (const id of others?.present.splice(0) ?? []) others?.old.add(id)
    },
    isOld(id) {
      const place = placeOf(id)
      if (Number.isNaN(place)) return others?.old.has(id) === true
      if (place > oldNewest) return false
      // A server that repeats goes through them in order: the next one is most often in the run that was found last.
      for (let looked = 0; looked < oldLength; looked += 2) {
        const at = (found + looked) % oldLength
        if (runs[at]! <= place && place <= runs[at + 1]!) {
          found = at
          return true
        }
      }
      return false
    },
  }
}

/** Whether `id` is `known` or stands before it in Replicate's order; ids of another form have none. */
export const isAtOrBefore = (id: string, known: string): boolean => id === known || placeOf(id) <= placeOf(known)

const mostNth = 2 ** 20
const mostSecond = 2 ** 32

/**
 * Where an id stands among Replicate's, which are `<unix seconds>:<n>`; NaN for any other form. Read by hand, since this
 * happens for each token of each stream.
 */
function placeOf(id: string): number {
  const colonAt = id.indexOf(':')
  const second = digits(id, 0, colonAt)
  const nth = digits(id, colonAt + 1, id.length)
  return second < mostSecond && nth < mostNth ? second * mostNth + nth : Number.NaN
}

/** The number written there without leading zeros, so that two ids are never one number. NaN where there is none. */
function digits(text: string, from: number, to: number): number {
  if (from >= to || to - from > 10 || (text.charCodeAt(from) === 48 && to - from > 1)) return Number.NaN
  let number = 0
  for (let at = from; at < to; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return Number.NaN
    number = number * 10 + digit
  }
  return number
}
