/** What is measured of the store. Each is a rate: times a second, one value each. */
export type Rates = {
  /** Kept without an end, each awaited before the next. */
  readonly set: number
  /** The same with a time to live, which has an index to keep. */
  readonly setEnding: number
  /** A hundred at once. */
  readonly setTogether: number
  /** Read, each awaited before the next. */
  readonly get: number
}

/** The two sides: the product's shelf, and the statements alone. */
export type Side = 'shelf' | 'raw'
