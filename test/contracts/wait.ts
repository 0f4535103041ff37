/** Resolves when the condition holds; rejects with its name after `atMostMs`. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, atMostMs = 10_000): Promise<void> {
  const end = performance.now() + atMostMs
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`This never happened: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 2))
  }
}
