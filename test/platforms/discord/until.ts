/** Waits until something is there, for at most `withinMs`; then throws with what `told` says of how things stand. */
export async function until<T>(
  what: () => T | null | undefined | false,
  withinMs = 5_000,
  told: () => string = () => what.toString(),
): Promise<T> {
  const end = Date.now() + withinMs
  for (;;) {
    const found = what()
    if (found !== null && found !== undefined && found !== false) return found
    if (Date.now() > end) throw new Error(`Not so within ${withinMs} ms. ${told()}`)
    await new Promise(resolve => setTimeout(resolve, 4))
  }
}
