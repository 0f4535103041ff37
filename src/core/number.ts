type Bounds = { readonly min?: number; readonly max?: number }

/** The bounds of a number in words: `from 1 to 8`. Empty where there are none. */
export function boundsOf({ min, max }: Bounds): string {
  if (min !== undefined && max !== undefined) return `from ${min} to ${max}`
  return min !== undefined ? `at least ${min}` : max !== undefined ? `at most ${max}` : ''
}

/** A kind of number with its bounds: `a whole number from 1 to 8`, `a number, at least 3`. */
export function numberWithin(kind: string, bounds: Bounds): string {
  const words = boundsOf(bounds)
  return words === '' ? kind : `${kind}${words.startsWith('from') ? '' : ','} ${words}`
}

/** A number as people write it, `4`, `-0.5`, `1e3`; undefined for anything else, such as `0x10` or `four`. */
export function readNumber(typed: string | number): number | undefined {
  const text = String(typed).trim()
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d{1,3})?$/i.test(text)) return undefined
  return Number(text) + 0 // adding nothing makes 0 of -0
}

/** The possible number nearest to the one a person wrote. A whole one where no fraction may be. */
export const nearestNumber = (
  value: number,
  { min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER }: Bounds,
  whole: boolean,
): number => Math.min(max, Math.max(min, whole ? Math.round(value) : value)) + 0
