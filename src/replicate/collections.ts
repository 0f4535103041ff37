import { type Http, pathOf } from './http.ts'
import { firstPage, paginate } from './pages.ts'
import { hasTexts, isRecord, type Model, type Page, readModel } from './wire.ts'

/** A list of models that Replicate's people put together. */
export type CollectionItem = { readonly name: string; readonly slug: string; readonly description: string }

export type Collection = CollectionItem & {
  /** Markdown. */
  readonly full_description: string | null
  readonly models: readonly Model[]
}

export type Collections = {
  readonly list: (signal?: AbortSignal) => Promise<Page<CollectionItem>>
  readonly paginate: (signal?: AbortSignal) => AsyncGenerator<CollectionItem, void, undefined>
  readonly get: (slug: string, signal?: AbortSignal) => Promise<Collection>
}

export function createCollections(http: Http): Collections {
  const listing = { path: '/collections', readItem: readCollectionItem }
  return {
    list: async signal => firstPage(http, listing, signal),
    paginate: signal => paginate(http, listing, signal),
    get: async (slug, signal) =>
      http.call({ method: 'GET', path: pathOf`/collections/${slug}`, repeatable: true, read: readCollection }, signal),
  }
}

/** A collection as lists and searches name it. */
export const readCollectionItem = (value: unknown): CollectionItem | undefined =>
  hasTexts(value, 'slug', 'name') ? ({ description: '', ...value } as unknown as CollectionItem) : undefined

function readCollection(value: unknown): Collection | undefined {
  const item = readCollectionItem(value)
  if (item === undefined || !isRecord(value) || !Array.isArray(value['models'])) return undefined
  const full = value['full_description']
  return {
    ...item,
    full_description: typeof full === 'string' ? full : null,
    models: value['models'].map(readModel).filter(model => model !== undefined),
  }
}
