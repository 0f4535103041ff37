import type { Page } from '#core/report.ts'
import { Refused } from './api.ts'
import { type Listed, type Row, withBeginning, withRow } from './listed.ts'
import { createStore, type Store } from './store.ts'

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
  /** What was told while an answer was under way, which may know less. */
  let told: (() => void)[] = []
  /** What the shown rows are an answer to. */
  let shown: Ask | undefined

  const read = async (take: (page: Page<R>) => void, before?: number): Promise<void> => {
    const mine = before === undefined ? ++asked : asked
    told = []
    store.set(({ trouble: _, ...now }) => ({ ...now, state: 'fetching' }))
    try {
      const page = await fetch(ask.get(), before)
      if (mine !== asked) return
      take(page)
      for (const act of told) act()
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
      const act = (): void => {
        const isKnown = store.get().rows.some(({ id }) => id === row.id)
        if (isKnown || isMeant(row, ask.get())) store.set(now => withRow(now, row))
      }
      act()
      if (store.get().state === 'fetching') told.push(act)
    },
    drop(id) {
      const act = (): void => store.set(now => ({ ...now, rows: now.rows.filter(row => row.id !== id) }))
      act()
      if (store.get().state === 'fetching') told.push(act)
    },
  }
}
