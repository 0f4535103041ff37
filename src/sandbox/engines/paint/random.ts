/** A seeded source of chance: the same seed gives the same row of numbers on every machine. */
export type Random = {
  /** The next number, from 0 up to but not including 1. */
  (): number
  /** A number from `low` to `high`. */
  readonly between: (low: number, high: number) => number
  /** A whole number from `low` to `high`, both included. */
  readonly whole: (low: number, high: number) => number
  /** One of the given values; there must be at least one. */
  readonly pick: <T>(values: readonly T[]) => T
  /** True in `share` of all cases. */
  readonly chance: (share: number) => boolean
  /** A new source that depends on this one's seed and a name, so that adding a draw in one place changes no other place. */
  readonly branch: (name: string) => Random
}

/** A 32-bit number that stands for a text (FNV-1a with a final mix). */
export function hash(text: string): number {
  let h = 2166136261
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619)
  h = Math.imul(h ^ (h >>> 15), 2246822507)
  return (h ^ (h >>> 13)) >>> 0
}

/** Makes a source of chance from a seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const between = (low: number, high: number): number => low + (high - low) * next()
  return Object.assign(next, {
    between,
    whole: (low: number, high: number): number => Math.floor(between(low, high + 1)),
    pick: <T>(values: readonly T[]): T => values[Math.floor(next() * values.length)] as T,
    chance: (share: number): boolean => next() < share,
    branch: (name: string): Random => seeded(hash(`${seed}/${name}`)),
  })
}

/** The seed of picture `index` of a run, so that pictures of one run differ and each can be made again. */
export const pictureSeed = (seed: number, index: number): number => hash(`${seed}#${index}`)
