import { catalogue } from '#core/catalogue.ts'
import { checkValues, type Option, textOf, type Values } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { asFault } from '#core/fault.ts'
import type { Form, FormField } from '#core/form.ts'
import { fieldOf, isModelRef, type ModelCard } from '#core/model-card.ts'
import type { Asker } from '#core/report.ts'
import { brief } from '#core/text.ts'
import type { Deps } from './deps.ts'
import { settingsAt } from './policy.ts'

/** What the form of `/imagine` carries. */
export const imagineForm = 'imagine'

/** How long the model may take to say what its inputs are: a platform waits 3 s for a form in all. */
const describeMs = 1_500

/** The most fields that every platform shows. */
const mostFields = 5

/** The most values that are offered as a list. */
const mostChoices = 25

const command = catalogue.find(({ name }) => name === 'imagine')
const options = command?.options ?? []

/** The options that are worth a field, in the order in which people think of them: the first ones the model takes. */
const order = ['prompt', 'count', 'aspect', 'model', 'seed', 'negative']

/** Whether a model takes what an option says; one that nobody could ask takes everything. */
const isTaken = (card: ModelCard | undefined, option: string): boolean => {
  if (card === undefined) return true
  if (option === 'seed') return fieldOf(card, 'seed') !== undefined
  if (option === 'negative') return fieldOf(card, 'negative_prompt') !== undefined
  return option !== 'aspect' || fieldOf(card, 'aspect_ratio', 'width') !== undefined
}

function fieldFor(option: Option, model: string | undefined): FormField {
  const base = { name: option.name, label: brief(option.about, 45), ...(option.required === true && { required: true }) }
  const offered =
    option.choices ??
    (option.type === 'integer' && option.min !== undefined && option.max !== undefined && option.max - option.min < mostChoices
      ? Array.from({ length: option.max - option.min + 1 }, (_, at) => String((option.min ?? 0) + at))
      : undefined)
  if (offered !== undefined) return { ...base, type: 'choice', choices: offered.map(value => ({ value, label: value })) }
  const maxChars = option.type === 'integer' ? 20 : (option.maxChars ?? 2_000)
  const about = option.name === 'model' && model !== undefined ? { about: brief(`Left empty: ${model}`, 100) } : {}
  return { ...base, ...about, type: maxChars > 300 ? 'text' : 'line', maxChars }
}

/** What `/imagine` can be told here, as a form: by this channel's model, as far as it says what it takes. */
export async function openImagineForm(deps: Deps, { address }: Asker): Promise<Form> {
  const model = (await settingsAt(deps, address)).values['model.image']
  // Fewer fields are worth it, a failure is not.
  const card =
    model === undefined ? undefined : await deps.models.describe(model, AbortSignal.timeout(describeMs)).catch(() => undefined)
  const shown = order
    .filter(name => isTaken(card, name))
    .slice(0, mostFields)
    .flatMap(name => options.find(option => option.name === name) ?? [])
  return {
    form: imagineForm,
    title: 'Paint pictures',
    fields: shown.map(option => fieldFor(option, model)),
    submit: 'Paint',
  }
}

/** The command that a filled form means: what was left empty was not said. */
export function imagineMeant({
  id,
  address,
  actor,
  at,
  reply,
  values,
}: Extract<Inbound, { type: 'form' }>): Extract<Inbound, { type: 'command' }> {
  return { type: 'command', id, address, actor, at, reply, command: 'imagine', values: said(values) }
}

const said = (values: Values): Values => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))

/** What would be refused of the options in a form, a sentence by option. */
export function wrongOptions(values: Values): Readonly<Record<string, string>> {
  if (command === undefined) return {}
  const wrong: Record<string, string> = {}
  const given = said(values)
  for (const option of options) {
    if (!(option.name in values)) continue
    try {
      const value = given[option.name]
      checkValues({ ...command, options: [option] }, value === undefined ? {} : { [option.name]: value })
    } catch (thrown) {
      wrong[option.name] = asFault(thrown).message
    }
  }
  const model = textOf(given, 'model')
  if (model !== '' && wrong['model'] === undefined && !isModelRef(model.trim()))
    wrong['model'] = `“${brief(model, 60)}” is not a model; write owner/name, owner/name:version or deployment:owner/name.`
  return wrong
}
