import { keyOf, type Place } from './chat.ts'
import { newId } from './api.ts'
import { isString, keep, keepInTab, recall, recallInTab } from './saved.ts'
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

/** The newest draft of any tab, for a tab that has none of its own: the one that wrote it takes it away again. */
type SharedDraft = { readonly tab: string; readonly text: string }
const isShared = (value: unknown): value is SharedDraft | undefined =>
  isString((value as SharedDraft | null)?.tab) && isString((value as SharedDraft).text)

const tab = recallInTab('tab') ?? newId()
keepInTab('tab', tab)

/** What was typed at a place and not sent: in this tab, else, for one that is new, in another. */
export const draftOf = (place: Place): string => {
  const key = `draft ${keyOf(place)}`
  return recallInTab(key) ?? recall<SharedDraft | undefined>(key, undefined, isShared)?.text ?? ''
}

/** Keeps what is typed at a place, beside what other tabs have there. */
export function keepDraft(place: Place, text: string): void {
  const key = `draft ${keyOf(place)}`
  keepInTab(key, text)
  if (text !== '') keep(key, { tab, text })
  else if (recall<SharedDraft | undefined>(key, undefined, isShared)?.tab === tab) keep(key, undefined)
}

/** A wish that one may type on: the composer takes the focus. */
export const typeOn = createStore(0)
