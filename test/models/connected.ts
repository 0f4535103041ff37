import type { ModelCard } from '#core/model-card.ts'
import type { Models, Shelf } from '#core/ports.ts'
import { createModels, type ModelsOptions } from '../../src/models/models.ts'
import { outputFetcher } from '../../src/models/outputs.ts'
import { clientFor } from '../replicate/stand-in.ts'

/** A shelf that lasts as long as its test, and says how long each value may be believed. */
function openShelf(): Shelf<ModelCard> & { readonly ttls: Map<string, number | undefined> } {
  const cards = new Map<string, ModelCard>()
  const ttls = new Map<string, number | undefined>()
  return {
    ttls,
    get: async key => cards.get(key),
    set: async (key, card, ttlMs) => {
      cards.set(key, card)
      ttls.set(key, ttlMs)
    },
    delete: async key => void cards.delete(key),
  }
}

/** The Models port on a sandbox or a stand-in. It ends with the test. */
export function connect(
  server: { readonly baseUrl: string },
  options: Partial<ModelsOptions> = {},
): Models & AsyncDisposable & { readonly cards: ReturnType<typeof openShelf> } {
  const replicate = clientFor(server)
  const cards = openShelf()
  const fetchOutput = outputFetcher({ origins: [server.baseUrl] })
  const models = createModels({ replicate, cards, fetchOutput, offered: [], ...options })
  return { ...models, cards, [Symbol.asyncDispose]: () => replicate.close() }
}

/** A signal that ends a test which waits for nothing. */
export const signal = (): AbortSignal => AbortSignal.timeout(10_000)
