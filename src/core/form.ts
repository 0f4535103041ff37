import { isAttachment } from './attachment.ts'
import { isBlank } from './blank.ts'
import type { Values } from './command.ts'
import { Fault } from './fault.ts'
import { brief } from './grapheme.ts'
import { oneOf } from './one-of.ts'

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

/** What somebody typed into a form that was refused. `action` opens that form anew; `id` tells drafts apart. */
export type Draft = { readonly id: string; readonly action: string; readonly values: Values }

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
  /** One of two to 25 values, each of one to 100 characters. */
  | { readonly type: 'choice'; readonly choices: readonly { readonly value: string; readonly label: string }[] }
)

/** What an action begins with that opens a form: a platform must know it before it acknowledges the press. */
const formMark = 'form:'

/** The action of a button that opens a form. */
export const formAction = (action: string): string => `${formMark}${action}`

/** Whether a press of this action is to be answered by a form. */
export const opensForm = (action: string): boolean => action.startsWith(formMark)

/** What a form may have on the smallest platform. */
const limits = { form: 100, title: 45, fields: 5, label: 45, about: 100, choices: 25, value: 100, submit: 75 } as const

/** What is wrong with a form that no platform could show, one line each; empty for a good one. */
export function formProblems({ form, title, fields, submit }: Form): readonly string[] {
  const problems: string[] = []
  const within = (what: string, length: number, least: number, most: number): void => {
    if (length < least || length > most) problems.push(`${what} must be ${least} to ${most} long, is ${length}`)
  }
  within('form', form.length, 1, limits.form)
  within('title', title.length, 1, limits.title)
  within('submit', submit.length, 1, limits.submit)
  within('fields', fields.length, 1, limits.fields)
  if (new Set(fields.map(({ name }) => name)).size < fields.length) problems.push('two fields have one name')
  for (const field of fields) {
    within(`label of ${field.name}`, field.label.length, 1, limits.label)
    if (field.about !== undefined) within(`about of ${field.name}`, field.about.length, 1, limits.about)
    if (field.type === 'choice') {
      within(`choices of ${field.name}`, field.choices.length, 2, limits.choices)
      for (const { value } of field.choices) within(`a choice’s value of ${field.name}`, value.length, 1, limits.value)
      const isThere = field.choices.some(({ value }) => value === field.value)
      if (field.value !== undefined && !isThere) problems.push(`${field.name} begins with none of its choices`)
    } else within(`value of ${field.name}`, field.value?.length ?? 0, 0, field.maxChars)
  }
  return problems
}

/**
 * What a person filled in, as text by field, with plain line ends and no space around it; a field that did not come is
 * left out. Throws an `input` fault that names the first wrong one by its label.
 */
export function readForm(fields: readonly FormField[], values: Values): Readonly<Record<string, string>> {
  const read: Record<string, string> = {}
  for (const field of fields) {
    const value = values[field.name]
    if (value === undefined) continue
    const text = isAttachment(value) ? '' : plainText(String(value))
    const wrong = problemOf(field, text)
    if (wrong !== undefined) throw new Fault('input', `“${field.label}” ${wrong}`)
    read[field.name] = text
  }
  return read
}

/** A text as forms keep it: platforms differ in how they end lines and what they cut off. */
export const plainText = (text: string): string => text.toWellFormed().replace(/\r\n?/g, '\n').trim()

function problemOf(field: FormField, text: string): string | undefined {
  if (field.required === true && isBlank(text)) return 'is empty; say it in words.'
  if (field.type === 'choice') {
    if (field.choices.some(({ value }) => value === text)) return undefined
    const labels = oneOf(field.choices.map(({ label }) => `“${label}”`))
    return `must be ${labels}, got ${isBlank(text) ? 'nothing' : `“${brief(text, 40)}”`}.`
  }
  const [most, has] = [field.maxChars, text.length].map(chars => chars.toLocaleString('en'))
  return text.length > field.maxChars ? `may have at most ${most} characters, this has ${has}.` : undefined
}
