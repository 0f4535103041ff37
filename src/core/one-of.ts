/** What a value may be, as it is said after `must be`: `2`, `image or chat`, `one of mention, thread or all`. */
export function oneOf(choices: readonly string[]): string {
  const last = choices.at(-1) ?? ''
  const others = choices.slice(0, -1)
  if (others.length === 0) return last
  return others.length === 1 ? `${others[0]} or ${last}` : `one of ${others.join(', ')} or ${last}`
}
