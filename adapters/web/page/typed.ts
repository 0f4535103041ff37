import { keyOf, type Place } from './chat.ts'
import { isString, keep, recall } from './saved.ts'
import { createStore } from './store.ts'

/** What the composer is about besides its text: a message being changed, or one that is replied to. */
export type Intent =
  | { readonly type: 'edit'; readonly message: string; readonly text: string }
  | { readonly type: 'reply'; readonly message: string; readonly words: string }

/** A wish from elsewhere on the page: text to be put into the composer. */
export type Wish = { readonly text: string; readonly at: number }

/** What the composer at the shown place is about. */
export const intent = createStore<Intent | undefined>(undefined)

/** The last wish; the composer takes each once. */
export const wish = createStore<Wish | undefined>(undefined)

/** Puts a text into the composer and moves there. */
export const write = (text: string): void => wish.set(() => ({ text, at: Date.now() }))

/** What was typed at a place and not sent. */
export const draftOf = (place: Place): string => recall(`draft ${keyOf(place)}`, '', isString)

/** Keeps what is typed at a place. */
export const keepDraft = (place: Place, text: string): void => keep(`draft ${keyOf(place)}`, text === '' ? undefined : text)
