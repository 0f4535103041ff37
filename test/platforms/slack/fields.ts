import type { Json } from './control.ts'
import { seenView } from './seen.ts'
import type { ViewState } from './world.ts'
import { word } from './word.ts'

/** The fields of a form as a person fills them in. */
export function createFields(view: ViewState) {
  const inputs = (view.json['blocks'] as readonly Json[]).filter(one => one['type'] === 'input')

  /** What Slack's client would not let be sent. */
  function check(label: string, element: Json, text: string, isOptional: boolean): void {
    if (text === '' && !isOptional) throw new Error(`“${label}” must be filled in.`)
    const { max_length: most, min_length: least } = element
    if (most !== undefined && text.length > Number(most)) throw new Error(`“${label}” takes at most ${word(most)} characters.`)
    if (least !== undefined && text !== '' && text.length < Number(least))
      throw new Error(`“${label}” takes at least ${word(least)} characters.`)
    if (element['type'] !== 'number_input' || text === '') return
    const value = Number(text)
    const isWhole = element['is_decimal_allowed'] === true || Number.isInteger(value)
    if (!Number.isFinite(value) || !isWhole) throw new Error(`“${label}” takes a number.`)
    if (value < Number(element['min_value'] ?? -Infinity) || value > Number(element['max_value'] ?? Infinity))
      throw new Error(`“${label}” takes a number between ${String(element['min_value'])} and ${String(element['max_value'])}.`)
  }

  return {
    /** Fills fields in by block id or label; the others keep what stands in them. */
    fill(values: Readonly<Record<string, string | readonly string[]>>): void {
      const { fields } = seenView(view)
      const strange = Object.keys(values).filter(name => !fields.some(({ blockId, label }) => blockId === name || label === name))
      if (strange.length > 0)
        throw new Error(`The form has no field ${strange.join(', ')}, only ${fields.map(one => one.label).join(', ')}.`)
      for (const [at, field] of fields.entries()) {
        const element = inputs[at]?.['element'] as Json
        const given = values[field.blockId] ?? values[field.label]
        const isText = /^(?:plain_text_input|number_input|url_text_input|email_text_input|datepicker|timepicker)$/.test(
          field.type,
        )
        const state: Record<string, unknown> = { type: field.type }
        if (isText) {
          const text = given === undefined ? field.value : String(given)
          check(field.label, element, text, field.optional)
          const key = field.type === 'datepicker' ? 'selected_date' : field.type === 'timepicker' ? 'selected_time' : 'value'
          state[key] = text === '' ? null : text
        } else {
          const wanted =
            given === undefined ? field.value.split(',').filter(Boolean) : typeof given === 'string' ? [given] : given
          const chosen = wanted.map(one => {
            const found = field.options.find(({ value, label }) => value === one || label === one)
            if (found === undefined && field.options.length > 0) throw new Error(`“${one}” is not offered at “${field.label}”.`)
            return { text: { type: 'plain_text', text: found?.label ?? one }, value: found?.value ?? one }
          })
          if (chosen.length === 0 && !field.optional) throw new Error(`“${field.label}” must be chosen.`)
          if (/^(?:checkboxes|multi_static_select|multi_external_select)$/.test(field.type)) state['selected_options'] = chosen
          else if (/^users_select$/.test(field.type)) state['selected_user'] = chosen[0]?.value ?? null
          else if (/^(?:conversations|channels)_select$/.test(field.type))
            state[field.type === 'channels_select' ? 'selected_channel' : 'selected_conversation'] = chosen[0]?.value ?? null
          else state['selected_option'] = chosen[0] ?? null
        }
        view.values = { ...view.values, [field.blockId]: { ...view.values[field.blockId], [field.actionId]: state } }
      }
    },
  }
}
