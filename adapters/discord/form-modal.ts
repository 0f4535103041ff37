import {
  type APILabelComponent,
  type APIModalInteractionResponseCallbackData,
  type APIModalSubmission,
  ComponentType,
  TextInputStyle,
} from 'discord.js'
import { Fault } from '#core/fault.ts'
import type { Form, FormField } from '#core/form.ts'
import type { Value, Values } from '#core/command.ts'
import { brief } from '#core/text.ts'

/** Discord's limits of a modal, as its documentation gives them. */
const most = { titleChars: 45, labelChars: 45, aboutChars: 100, textChars: 4_000, fields: 5, optionChars: 100, options: 25 }

/** A form as Discord's modal. Throws an `input` fault where what stands in a field is more than Discord lets one type. */
export const modalOf = (form: Form): APIModalInteractionResponseCallbackData => ({
  custom_id: form.form,
  title: brief(form.title, most.titleChars) || '…',
  components: form.fields.slice(0, most.fields).map(labelled),
})

function labelled(field: FormField): APILabelComponent {
  const about = brief(field.about ?? '', most.aboutChars)
  const common = { type: ComponentType.Label as const, label: brief(field.label, most.labelChars) || field.name }
  const described = about === '' ? common : { ...common, description: about }
  const required = field.required ?? false
  if (field.type === 'choice') {
    const options = field.choices.slice(0, most.options).map(({ value, label }) => ({
      value,
      label: brief(label, most.optionChars) || value,
      ...(value === field.value && { default: true }),
    }))
    return {
      ...described,
      component: {
        type: ComponentType.StringSelect,
        custom_id: field.name,
        options,
        required,
        min_values: required ? 1 : 0,
        max_values: 1,
      },
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
    ...described,
    component: {
      type: ComponentType.TextInput,
      custom_id: field.name,
      style: field.type === 'line' ? TextInputStyle.Short : TextInputStyle.Paragraph,
      required,
      max_length: maxChars,
      ...(value !== '' && { value }),
    },
  }
}

/** What was filled in, by the names of the fields. A choice that was left open is an empty text. */
export function valuesOfModal(submission: APIModalSubmission): Values {
  const values: Record<string, Value> = {}
  const take = (component: unknown): void => {
    if (typeof component !== 'object' || component === null) return
    const { custom_id: name, value, values: chosen } = component as Readonly<Record<string, unknown>>
    if (typeof name !== 'string') return
    if (typeof value === 'string') values[name] = value
    else if (Array.isArray(chosen)) values[name] = typeof chosen[0] === 'string' ? chosen[0] : ''
  }
  for (const row of submission.components) {
    if ('component' in row) take(row.component)
    if ('components' in row) row.components.forEach(take)
  }
  return values
}
