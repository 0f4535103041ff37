import type { GalleryRow } from '#core/report.ts'
import type { Picture } from '#core/post.ts'
import { createStore } from './store.ts'

/** Pictures in the light box and which of them is seen. `note`: how they were made; `rows` say more of each, where they are of the gallery. */
export type Viewing = {
  readonly pictures: readonly Picture[]
  readonly index: number
  readonly note?: string
  readonly rows?: readonly GalleryRow[]
  /** They are the gallery's own list, which grows while one looks. */
  readonly isList?: boolean
}

/** What is looked at in the light box; undefined while it is closed. */
export const viewing = createStore<Viewing | undefined>(undefined)

/** Looks at one of the gallery's rows. */
export function viewRows(rows: readonly GalleryRow[], id: string, isList: boolean): void {
  const index = Math.max(
    0,
    rows.findIndex(row => row.id === id),
  )
  viewing.set(() => ({ pictures: rows.map(row => row.picture), index, rows, isList }))
}
