/** When Discord's time begins: the first moment of 2015, in milliseconds. */
export const epochMs = 1_420_070_400_000

/** Gives ids that rise and carry their time, 17 to 19 digits long as the library needs them. */
export function createSnowflakes(now: () => number): (atMs?: number) => string {
  let last = 0n
  return atMs => {
    const first = BigInt(Math.floor(atMs ?? now()) - epochMs) << 22n
    if (atMs !== undefined) return String(first)
    last = first > last ? first : last + 1n
    return String(last)
  }
}

/** The moment that an id carries, in milliseconds. */
export const timeOf = (id: string): number => Number(BigInt(id) >> 22n) + epochMs
