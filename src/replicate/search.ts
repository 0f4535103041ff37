import type { Http } from './http.ts'
import { type CollectionItem, readCollectionItem } from './collections.ts'
import { isRecord, type Model, readModel } from './wire.ts'

export type SearchResult = {
  readonly query: string
  readonly models: readonly {
    readonly model: Model
    /** What Replicate's machines say of it, and how well it fits (0 to 1). */
    readonly metadata: { readonly generated_description?: string; readonly tags?: readonly string[]; readonly score?: number }
  }[]
  readonly collections: readonly CollectionItem[]
  readonly pages: readonly { readonly name: string; readonly href: string }[]
}

/** Models, collections and pages that fit words; `limit` models at most, from 1 to 50 (20). Replicate calls it beta. */
export type Search = (words: string, options?: { readonly limit?: number }, signal?: AbortSignal) => Promise<SearchResult>

export const createSearch =
  (http: Http): Search =>
  async (words, { limit } = {}, signal) =>
    http.call(
      {
        method: 'GET',
        path: '/search',
        query: { query: words, limit: limit === undefined ? undefined : String(limit) },
        repeatable: true,
        read: readSearch,
      },
      signal,
    )

function readSearch(value: unknown): SearchResult | undefined {
  if (!isRecord(value) || !Array.isArray(value['models'])) return undefined
  const { query, models, collections, pages } = value
  const listOf = (list: unknown): readonly unknown[] => (Array.isArray(list) ? list : [])
  return {
    query: typeof query === 'string' ? query : '',
    models: models.filter(isRecord).flatMap(({ model, metadata }) => {
      const read = readModel(model)
      return read === undefined ? [] : [{ model: read, metadata: isRecord(metadata) ? metadata : {} }]
    }),
    collections: listOf(collections)
      .map(readCollectionItem)
      .filter(item => item !== undefined),
    pages: listOf(pages)
      .filter(isRecord)
      .flatMap(({ name, href }) => (typeof name === 'string' && typeof href === 'string' ? [{ name, href }] : [])),
  }
}
