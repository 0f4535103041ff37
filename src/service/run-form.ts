import { isAttachment } from '#core/attachment.ts'
import { textOf, type Value, type Values } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { asFault, Fault } from '#core/fault.ts'
import { type Form, formAction, type FormField, plainText } from '#core/form.ts'
import type { Field, ModelCard } from '#core/model-card.ts'
import { type Post, refuse } from '#core/post.ts'
import type { Asker } from '#core/report.ts'
import { brief } from '#core/text.ts'
import type { Deps } from './deps.ts'
import { changeForm } from './model-buttons.ts'
import { settingsAt } from './policy.ts'
import { draftOf, storeDraft } from './refill-form.ts'
import { needs, readRunInput, requireNothing, trialInput, typedValues } from './run-input.ts'
import { seenJob } from './seen-job.ts'
import { coerce, type Input, takesFile } from './typed-input.ts'

/** What the forms of `/run` carry, before the id of what was typed. */
export const runForm = 'run'

/** Whether a form that comes back is one of `/run`, for what is missing or for what was run before. */
export const isRunForm = (form: string): boolean => [runForm, changeForm].includes(form.split(':', 1)[0] ?? '')

/** How long the model may take to say what its inputs are: a platform waits 3 s for a form in all. */
const describeMs = 1_500

/** What every platform shows: fields, values of a list and their characters, characters of a text. */
const most = { fields: 5, choices: 25, choiceChars: 75, textChars: 3_000 } as const

/** What stands before the name of a field whose words were refused: they are shown again as they were typed. */
const rawMark = 'typed '

/** Says which required inputs are open, with a button that opens the form for them: what was typed stands in it. */
export async function askForRest(
  deps: Deps,
  event: Extract<Inbound, { type: 'command' }>,
  card: ModelCard,
  values: Values,
  missing: readonly Field[],
): Promise<Post> {
  const sentence = needs(card, missing)
  if (!missing.every(isAskable)) return refuse(sentence)
  const id = await storeDraft(deps, event, { action: runForm, values })
  return withButton(sentence, id, 'Fill in the rest')
}

const withButton = (sentence: string, id: string, label: string): Post => ({
  audience: 'actor',
  blocks: [
    ...refuse(sentence).blocks,
    { type: 'actions', buttons: [{ action: formAction(`${runForm}:${id}`), label, tone: 'primary' }] },
  ],
})

/** Whether a field can stand in a form: a secret is never asked for, and platforms bear names of letters. */
const isAskable = ({ name, type }: Field): boolean => type !== 'secret' && /^[\w.-]{1,64}$/.test(name)

/** The form for what somebody typed for a model: what is open first, then what was typed, then what else the model takes. */
export async function openRunForm(deps: Deps, form: string, asker: Asker): Promise<Form> {
  const { card, draft: values } = await behind(deps, form, asker)
  const typed = typedValues(card, textOf(values, 'input'))
  const { missing } = readRunInput(card, values, await settingsAt(deps, asker.address), { isAgain: false })
  const rank = ({ name }: Field): number => (missing.some(open => open.name === name) ? 0 : name in typed ? 1 : 2)
  const fields = card.fields
    .filter(field => isAskable(field) && (rank(field) < 2 || !takesFile(card, field)))
    .sort((a, b) => rank(a) - rank(b))
    .map(field => fieldFor(card, field, startOf(field, values, typed)))
    .filter(field => field.type === 'choice' || (field.value ?? '').length <= field.maxChars)
    .slice(0, most.fields)
  return { form, title: brief(`Run ${card.model}`, 45), fields, submit: 'Run' }
}

async function cardOf(deps: Deps, values: Values): Promise<ModelCard> {
  try {
    return await deps.models.describe(textOf(values, 'model'), AbortSignal.timeout(describeMs))
  } catch (thrown) {
    if (thrown instanceof Fault) throw thrown
    throw new Fault('busy', 'The model does not say right now what it takes; try again in a moment.', { cause: thrown })
  }
}

/** What stands in a field when it opens: what was typed there and refused, or what holds. */
function startOf({ name }: Field, values: Values, typed: Readonly<Input>): string {
  const raw = values[`${rawMark}${name}`]
  if (typeof raw === 'string') return raw
  const value = typed[name]
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value)
}

function fieldFor(card: ModelCard, field: Field, value: string): FormField {
  const { name, required, type } = field
  const usual = field.default === undefined || field.default === '' ? '' : `Left empty: ${shown(field.default)}. `
  const about = brief(`${hintOf(card, field)}${usual}${field.about}`, 100)
  const base = { name, label: brief(name, 45), ...(about !== '' && { about }), ...(required && { required: true as const }) }
  const choices = type === 'boolean' ? ['yes', 'no'] : (field.choices ?? []).map(String)
  const isList = choices.length >= 2 && choices.length <= most.choices
  if (type !== 'list' && isList && choices.every(choice => choice !== '' && choice.length <= most.choiceChars))
    return {
      ...base,
      type: 'choice',
      choices: choices.map(choice => ({ value: choice, label: choice })),
      ...(choices.includes(value) && { value }),
    }
  const isLong = (type === 'text' && !takesFile(card, field)) || type === 'list' || type === 'json'
  return {
    ...base,
    ...(isLong ? { type: 'text', maxChars: most.textChars } : { type: 'line', maxChars: type === 'file' ? 2_000 : 300 }),
    ...(value !== '' && { value }),
  }
}

const shown = (value: unknown): string =>
  typeof value === 'boolean'
    ? value
      ? 'yes'
      : 'no'
    : typeof value === 'string'
      ? brief(value, 40)
      : brief(JSON.stringify(value), 40)

/** How a field is to be filled in that its own words may not tell. */
function hintOf(card: ModelCard, field: Field): string {
  if (takesFile(card, field)) return field.type === 'list' ? 'Links, with commas between. ' : 'A link. '
  if (field.type === 'list') return 'With commas between, or as JSON. '
  return field.type === 'json' ? 'As JSON. ' : ''
}

/** The command that a filled form means: what was typed before with what the form says; what was emptied is not given. */
export async function runMeant(
  deps: Deps,
  { id, address, actor, at, reply, form, values }: Extract<Inbound, { type: 'form' }>,
): Promise<Extract<Inbound, { type: 'command' }>> {
  const { card, draft } = await behind(deps, form, { actor, address })
  return { type: 'command', id, address, actor, at, reply, command: 'run', values: merged(card, draft, values) }
}

/** What a form goes back to: what was typed before, and the model. */
async function behind(deps: Deps, form: string, asker: Asker): Promise<{ readonly card: ModelCard; readonly draft: Values }> {
  const [what, id = ''] = form.split(':', 2)
  const draft = what === changeForm ? await valuesBefore(deps, id, asker) : (await draftOf(deps, id, asker)).values
  return { draft, card: await cardOf(deps, draft) }
}

/** What a job of any model was asked with, by the model as it ran then. */
async function valuesBefore(deps: Deps, id: string, asker: Asker): Promise<Values> {
  const job = await seenJob(deps, id, asker)
  if (job.kind !== 'model') throw new Fault('input', 'This form is for what was run, and there is nothing of that here.')
  return { ...job.values, model: job.runs[0]?.model ?? job.model }
}

function merged(card: ModelCard, draft: Values, values: Values): Values {
  const input = new Map(Object.entries(typedValues(card, textOf(draft, 'input'))))
  for (const field of card.fields.filter(isAskable)) {
    const text = said(values[field.name])
    if (text === undefined) continue
    if (text === '') input.delete(field.name)
    else input.set(field.name, coerce(card, field, text))
  }
  const { file, model = '' } = draft
  return {
    model,
    ...(file !== undefined && { file }),
    ...(input.size > 0 && { input: JSON.stringify(Object.fromEntries(input)) }),
  }
}

const said = (value: Value | undefined): string | undefined =>
  value === undefined || isAttachment(value) ? undefined : plainText(String(value))

/** What is said of a filled form that was refused: the sentence, and a button that opens it again with all that was typed. */
export async function refusedRun(deps: Deps, event: Extract<Inbound, { type: 'form' }>, fault: Fault): Promise<Post> {
  try {
    const { draft } = await behind(deps, event.form, event)
    const raw = Object.entries(event.values).flatMap(([name, value]) => {
      const text = said(value)
      return text === undefined ? [] : [[`${rawMark}${name}`, text] as const]
    })
    const values = { ...draft, ...Object.fromEntries(raw) }
    const id = await storeDraft(deps, event, { action: runForm, values })
    return withButton(fault.message, id, 'Open the form again')
  } catch (cause) {
    if (asFault(cause).kind === 'bug') deps.log.error({ cause }, 'a form that was refused could not be kept')
    return refuse(fault.message)
  }
}

/** What would be refused of a filled form, a sentence by field. Nothing is done. */
export async function wrongRun(
  deps: Deps,
  form: string,
  values: Values,
  asker: Asker,
): Promise<Readonly<Record<string, string>>> {
  const { card, draft } = await behind(deps, form, asker)
  const wrong: Record<string, string> = {}
  for (const field of card.fields.filter(isAskable)) {
    const text = said(values[field.name])
    if (text === undefined || text === '') continue
    try {
      coerce(card, field, text)
    } catch (thrown) {
      wrong[field.name] = asFault(thrown).message
    }
  }
  if (Object.keys(wrong).length > 0) return wrong
  const sentence = await refusalOf(deps, card, merged(card, draft, values), asker)
  const name = Object.keys(values).find(field => sentence?.includes(`\`${field}\``))
  return sentence === undefined || name === undefined ? {} : { [name]: sentence }
}

async function refusalOf(deps: Deps, card: ModelCard, values: Values, asker: Asker): Promise<string | undefined> {
  try {
    const read = readRunInput(card, values, await settingsAt(deps, asker.address), { isAgain: false })
    requireNothing(card, read)
    return await deps.models.check(card, trialInput(read))
  } catch (thrown) {
    const fault = asFault(thrown)
    if (fault.kind === 'bug') throw thrown
    return fault.message
  }
}
