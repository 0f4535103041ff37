import { ReplicateError } from './errors.ts'
import type { Http } from './http.ts'
import { type Page, readPage } from './wire.ts'

export type Listing<T> = {
  readonly path: string
  /** Words that are searched for: sent as the body of a QUERY, with every page. */
  readonly search?: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly readItem: (item: unknown) => T | undefined
}

/** The first page of a list. */
export const firstPage = <T>(
  http: Http,
  { path, query = {}, search, readItem }: Listing<T>,
  signal?: AbortSignal,
): Promise<Page<T>> => {
  const how = search === undefined ? ({ method: 'GET' } as const) : ({ method: 'QUERY', text: search } as const)
  return http.call({ ...how, path, query, repeatable: true, read: readPage(readItem) }, signal)
}

/** Every item of a list, page after page as they are taken. A `next` that leads away from the API, or in a circle, is an error. */
export async function* paginate<T>(http: Http, listing: Listing<T>, signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
  const taken = new Set<string>()
  let page = await firstPage(http, listing, signal)
  for (;;) {
    yield* page.results
    if (page.next === null) return
    if (taken.has(page.next)) throw new ReplicateError('protocol', `The pages of ${listing.path} lead in a circle.`)
    taken.add(page.next)
    page = await firstPage(http, { ...listing, ...http.below(page.next) }, signal)
  }
}
