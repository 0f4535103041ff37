import type { Picture } from '#core/post.ts'
import { createStore } from './store.ts'

/** The pictures looked at in the light box, and which of them; `note`: how they were made; undefined while it is closed. */
export const viewing = createStore<
  { readonly pictures: readonly Picture[]; readonly index: number; readonly note?: string } | undefined
>(undefined)
