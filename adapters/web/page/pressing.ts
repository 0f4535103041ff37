import { type Form, opensForm } from '#core/form.ts'
import type { Button } from '#core/post.ts'
import { api } from './api.ts'
import { createStore } from './store.ts'

/** What a button stands under: a message, or a job or a picture that is looked at away from it. */
export type Source = `messages/${string}` | `jobs/${string}` | `pictures/${string}`

/** A form that is open. `back`: what had the focus before, and gets it back. */
export type Opened = {
  readonly form: Form
  readonly back: Element | null
  readonly send: (values: Readonly<Record<string, string>>) => Promise<unknown>
}

/** The form that is open; undefined while there is none. */
export const opened = createStore<Opened | undefined>(undefined)

/** Presses a button, or opens the form that it opens. `onDone`: it was taken. Throws `Refused`. */
export async function press(source: Source, { action }: Pick<Button, 'action'>, onDone: () => unknown = () => {}): Promise<void> {
  if (!opensForm(action)) {
    await api.press(source, action)
    await onDone()
    return
  }
  const back = document.activeElement
  const form = await api.form(source, action)
  const send = async (values: Readonly<Record<string, string>>): Promise<void> => {
    await api.sendForm(source, { action, form: form.form, values })
    await onDone()
  }
  opened.set(() => ({ form, back, send }))
}

/** The words of a button within a sentence: `Reword…` is `Reword` there. */
export const nameOf = (label: string): string => label.replace(/…$/, '')
