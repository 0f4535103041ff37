/** The events that came, known by their ids: exactly these, and small as long as the ids are Replicate's. */
export class Seen {
  // Pairs, the first and the last place of ids that count up: an hour of text is 3,600 of them instead of 72,000 strings.
  readonly #runs: number[] = []
  #oldLength = 0
  #newest = -1
  #oldNewest = -1
  #found = 0
  // Ids of one second share their beginning, which need not be read again.
  #second = '\0'
  #secondPlace = 0
  #others: { readonly old: Set<string>; readonly present: string[] } | undefined

  /** Notes an event of the present connection. */
  add(id: string): void {
    const place = this.#placeOf(id)
    if (Number.isNaN(place)) {
      this.#others ??= { old: new Set(), present: [] }
      this.#others.present.push(id)
      return
    }
    if (place > this.#newest) this.#newest = place
    const runs = this.#runs
    const last = runs.length - 1
    if (last > this.#oldLength && runs[last] === place - 1) runs[last] = place
    else runs.push(place, place)
  }

  #placeOf(id: string): number {
    if (id.startsWith(this.#second)) {
      const nth = digits(id, this.#second.length, id.length)
      if (nth < mostNth) return this.#secondPlace + nth
    }
    const place = placeOf(id)
    if (!Number.isNaN(place)) {
      this.#second = id.slice(0, id.indexOf(':') + 1)
      this.#secondPlace = place - (place % mostNth)
    }
    return place
  }

  /** From here on another connection speaks. */
  nextConnection(): void {
    this.#oldLength = this.#runs.length
    this.#oldNewest = this.#newest
    for (const id of this.#others?.present.splice(0) ?? []) this.#others?.old.add(id)
  }

  /** Whether it came on an earlier connection: two events of one connection are two, whatever their ids. */
  isOld(id: string): boolean {
    const place = placeOf(id)
    if (Number.isNaN(place)) return this.#others?.old.has(id) === true
    if (place > this.#oldNewest) return false
    // A server that repeats goes through them in order: the next one is most often in the run that was found last.
    for (let looked = 0; looked < this.#oldLength; looked += 2) {
      const at = (this.#found + looked) % this.#oldLength
      if (this.#runs[at]! <= place && place <= this.#runs[at + 1]!) {
        this.#found = at
        return true
      }
    }
    return false
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
