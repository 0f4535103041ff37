import type { Started } from './process.ts'

/** A prediction as the sandbox tells of it. */
export type Predicted = {
  readonly id: string
  readonly status: string
  readonly input: Readonly<Record<string, unknown>>
  readonly output: unknown
  readonly started_at?: string
  readonly metrics?: Readonly<Record<string, number>>
}

/** The sandbox's predictions, the newest first. */
export async function predictionsOf(product: Started): Promise<readonly Predicted[]> {
  const response = await fetch(`${product.url}/sandbox/v1/predictions`, { headers: { authorization: 'Bearer r8_test' } })
  return ((await response.json()) as { readonly results: readonly Predicted[] }).results
}
