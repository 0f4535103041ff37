/** What a person fills in. Small enough for the smallest platform: five fields, a title of 45 characters. */
export type Form = {
  /** What it carries, at most 100 characters: an event of type `form` brings it back. */
  readonly form: string
  readonly title: string
  /** One to five. */
  readonly fields: readonly FormField[]
  /** What its button says. */
  readonly submit: string
}

export type FormField = {
  readonly name: string
  /** At most 45 characters. */
  readonly label: string
  /** A line under the label, at most 100 characters. */
  readonly about?: string
  readonly required?: boolean
  /** What stands in it when it opens. */
  readonly value?: string
} & (
  | { readonly type: 'line'; readonly maxChars: number }
  | { readonly type: 'text'; readonly maxChars: number }
  /** One of two to 25 values. */
  | { readonly type: 'choice'; readonly choices: readonly { readonly value: string; readonly label: string }[] }
)

/** What an action begins with that opens a form: a platform must know it before it acknowledges the press. */
const formMark = 'form:'

/** The action of a button that opens a form. */
export const formAction = (action: string): string => `${formMark}${action}`

/** Whether a press of this action is to be answered by a form. */
export const opensForm = (action: string): boolean => action.startsWith(formMark)
