/** The value at or below which that share (above 0, to 1) of the numbers lies, by the nearest rank. NaN of no numbers. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}

/** The middle of the numbers; of an even count the lower one of the two in the middle. */
export const median = (numbers: readonly number[]): number => quantile(numbers, 0.5)
