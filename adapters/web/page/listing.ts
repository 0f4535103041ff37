import type { Page } from '#core/report.ts'
import { Refused } from './api.ts'
import { createStore, type Store } from './store.ts'

type Row = { readonly id: string; readonly at: number }

/** A list as far as it was read, newest first. `next`: where it goes on. `trouble`: why the last look at it came to nothing. */
export type Listed<R> = {
  readonly rows: readonly R[]
  readonly next?: number
  readonly state: 'unread' | 'fetching' | 'read'
  readonly trouble?: string
}

/** A list that is read piece by piece and goes on living while it is looked at. */
export interface Listing<R, Ask> {
  readonly store: Store<Listed<R>>
  readonly ask: Store<Ask>
  /** Asks for something else. What is shown stays until the answer is there. */
  readonly open: (ask: Ask) => void
  /** Reads what comes after. */
  readonly more: () => void
  /** Reads the beginning anew; what was read further on stays. */
  readonly refresh: () => void
  /** A row is new, or has a new state. */
  readonly put: (row: R) => void
  readonly drop: (id: string) => void
}

/** The rows after a fresh look at the beginning of the list. What lies between the fresh piece and what was known would be a gap: then what was known goes. */
export function withBeginning<R extends Row>(known: Listed<R>, page: Page<R>): Listed<R> {
  const { next } = page
  const isWhole = next === undefined || !known.rows.some(row => row.at >= next)
  const kept = isWhole ? [] : known.rows.filter(row => row.at < next)
  const end = kept.length === 0 ? next : known.next
  return { rows: [...page.rows, ...kept], state: 'read', ...(end !== undefined && { next: end }) }
}

/** The list with one more row or its newer state. A row that is older than what was read comes with its own piece. */
export function withRow<R extends Row>(known: Listed<R>, row: R): Listed<R> {
  const index = known.rows.findIndex(({ id }) => id === row.id)
  if (index !== -1) return { ...known, rows: known.rows.with(index, row) }
  if (known.next !== undefined && row.at < known.next) return known
  const at = known.rows.findIndex(other => other.at < row.at || (other.at === row.at && other.id > row.id))
  return { ...known, rows: known.rows.toSpliced(at === -1 ? known.rows.length : at, 0, row) }
}

/** A list that `fetch` reads. `isMeant`: whether a row that was told belongs to what is asked for. */
export function createListing<R extends Row, Ask>(
  first: Ask,
  fetch: (ask: Ask, before: number | undefined) => Promise<Page<R>>,
  isMeant: (row: R, ask: Ask) => boolean = () => true,
): Listing<R, Ask> {
  const store = createStore<Listed<R>>({ rows: [], state: 'unread' })
  const ask = createStore(first)
  /** The last question: answers to earlier ones come too late. */
  let asked = 0
  let isReadingOn = false
  /** What the shown rows are an answer to. */
  let shown: Ask | undefined

  const read = async (take: (page: Page<R>) => void, before?: number): Promise<void> => {
    const mine = before === undefined ? ++asked : asked
    store.set(({ trouble: _, ...now }) => ({ ...now, state: 'fetching' }))
    try {
      const page = await fetch(ask.get(), before)
      if (mine === asked) take(page)
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      if (mine === asked) store.set(now => ({ ...now, state: 'read', trouble: thrown.message }))
    }
  }

  const readBeginning = (): void =>
    void read(page => {
      const wanted = ask.get()
      store.set(now => withBeginning(shown === wanted ? now : { rows: [], state: 'read' }, page))
      shown = wanted
    })

  return {
    store,
    ask,
    open(next) {
      ask.set(() => next)
      readBeginning()
    },
    more() {
      const { next, state } = store.get()
      if (next === undefined || state === 'fetching' || isReadingOn) return
      isReadingOn = true
      void read(page => {
        store.set(now => {
          const ids = new Set(now.rows.map(({ id }) => id))
          const rows = [...now.rows, ...page.rows.filter(({ id }) => !ids.has(id))]
          return { rows, state: 'read', ...(page.next !== undefined && { next: page.next }) }
        })
      }, next).finally(() => (isReadingOn = false))
    },
    refresh() {
      if (store.get().state !== 'unread') readBeginning()
    },
    put(row) {
      if (store.get().state === 'unread') return
      const isKnown = store.get().rows.some(({ id }) => id === row.id)
      if (isKnown || isMeant(row, ask.get())) store.set(now => withRow(now, row))
    },
    drop: id => store.set(now => ({ ...now, rows: now.rows.filter(row => row.id !== id) })),
  }
}
