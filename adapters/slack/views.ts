import { Fault } from '#core/fault.ts'
import type { Values, Value } from '#core/command.ts'
import type { Form, FormField } from '#core/form.ts'
import { brief } from '#core/text.ts'
import { type Payload, textAt, valueAt } from './payload.ts'

/** Slack's limits of a modal, as its documentation gives them. */
const most = {
  titleChars: 24,
  submitChars: 24,
  labelChars: 2_000,
  hintChars: 2_000,
  textChars: 3_000,
  optionChars: 75,
  options: 100,
}

/** What our modals are known by, and what stands before the name of a field. */
export const modalId = 'replichat-form'
const fieldMark = 'field:'

/** The block that a field stands in: what is wrong with it is shown there. */
export const blockOf = (field: string): string => `${fieldMark}${field}`

const plain = (text: string, mostChars: number): Payload => ({
  type: 'plain_text',
  text: brief(text, mostChars) || '…',
  emoji: false,
})

/** What stands in a modal until its form is there: Slack lets one be opened for three seconds only. */
export const waitingView = (title: string, note: string): Payload => ({
  type: 'modal',
  callback_id: modalId,
  title: plain(title, most.titleChars),
  close: plain('Close', most.submitChars),
  private_metadata: note,
  blocks: [{ type: 'section', text: plain('One moment…', 100) }],
})

/** A modal that says one sentence. */
export const sentenceView = (title: string, sentence: string): Payload => ({
  type: 'modal',
  callback_id: modalId,
  title: plain(title, most.titleChars),
  close: plain('Close', most.submitChars),
  blocks: [{ type: 'section', text: plain(sentence, most.textChars - 10) }],
})

/** A form as Slack's modal. `note` comes back with it. Throws an `input` fault where what stands in a field is more than Slack lets one type. */
export const formView = (form: Form, note: string): Payload => ({
  type: 'modal',
  callback_id: modalId,
  title: plain(form.title, most.titleChars),
  submit: plain(form.submit, most.submitChars),
  close: plain('Cancel', most.submitChars),
  private_metadata: note,
  blocks: form.fields.map(inputOf),
})

function inputOf(field: FormField): Payload {
  const block = {
    type: 'input',
    block_id: blockOf(field.name),
    label: plain(field.label, most.labelChars),
    optional: field.required !== true,
    ...(field.about !== undefined && field.about !== '' && { hint: plain(field.about, most.hintChars) }),
  }
  if (field.type === 'choice') {
    const options = field.choices.slice(0, most.options).map(({ value, label }) => optionOf(field.name, value, label))
    const chosen = options.find(({ value }) => value === field.value)
    return {
      ...block,
      element: { type: 'static_select', action_id: field.name, options, ...(chosen !== undefined && { initial_option: chosen }) },
    }
  }
  const maxChars = Math.min(field.maxChars, most.textChars)
  const value = field.value ?? ''
  // Left out, it would come back as emptied by the person.
  if (value.length > maxChars)
    throw new Fault(
      'input',
      `“${field.label}” holds ${value.length.toLocaleString('en')} characters, more than the ${maxChars.toLocaleString('en')} a form takes here; change it with its command.`,
    )
  return {
    ...block,
    element: {
      type: 'plain_text_input',
      action_id: field.name,
      multiline: field.type === 'text',
      max_length: maxChars,
      ...(value !== '' && { initial_value: value }),
    },
  }
}

function optionOf(name: string, value: string, label: string): { readonly text: Payload; readonly value: string } {
  // It could not come back whole.
  if (value.length > most.optionChars)
    throw new Error(`A choice of ${name} is longer than the ${most.optionChars} characters Slack takes.`)
  return { text: plain(label || value, most.optionChars), value }
}

/** What was filled in, by the names of the fields. What was left empty is an empty text. */
export function valuesOfView(view: unknown): Values {
  const values: Record<string, Value> = {}
  const blocks = valueAt(view, 'state', 'values')
  if (typeof blocks !== 'object' || blocks === null) return values
  for (const [block, elements] of Object.entries(blocks)) {
    if (!block.startsWith(fieldMark)) continue
    const name = block.slice(fieldMark.length)
    const element = valueAt(elements, name)
    if (name === '__proto__' || element === undefined) continue
    values[name] = textAt(element, 'value') ?? textAt(element, 'selected_option', 'value') ?? ''
  }
  return values
}
