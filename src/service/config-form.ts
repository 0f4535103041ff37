import { createHash } from 'node:crypto'
import { isAttachment } from '#core/attachment.ts'
import type { Value, Values } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { asFault, Fault } from '#core/fault.ts'
import { type Form, type FormField, plainText, readForm } from '#core/form.ts'
import { type Post, say } from '#core/post.ts'
import type { Asker } from '#core/report.ts'
import { type SettingKey, settingSpecs, type Settings } from '#core/settings.ts'
import type { Deps } from './deps.ts'
import { requireAdmin } from './policy.ts'
import { changeSetting, checkSetting, ownValue, requireFree } from './setting-change.ts'
import { keyOf, readScope, type Scope, scopeWords, settingsIn, sourceOf } from './setting-scope.ts'
import { shownValue } from './wording.ts'

/** The settings of the form, in its order: what admins change most. */
const keys = ['model.image', 'model.chat', 'chat.system', 'chat.listen', 'chat.memory'] as const satisfies readonly SettingKey[]
type Key = (typeof keys)[number]

const labels: Readonly<Record<Key, string>> = {
  'model.image': 'The model that paints',
  'model.chat': 'The model that talks',
  'chat.system': 'System prompt: who the talking model is',
  'chat.listen': 'Who is listened to',
  'chat.memory': 'Earlier turns it is given',
}

/** Chosen where wider places are to decide: a list has no empty line. */
const unset = 'unset'

const listening: Readonly<Record<string, string>> = {
  mention: 'Whoever speaks to it',
  thread: 'Also everybody in its threads',
  all: 'Everybody: what else is said is remembered, too',
}

/** The longest `owner/name:version`, with room to mistype. */
const refChars = 300

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1)
const lower = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1)

function fieldOf(key: Key, settings: Settings, scope: Scope): FormField {
  const value = settings.values[key]
  const from = settings.from[key]
  const isOwn = from === scope
  const base = { name: key, label: labels[key] }
  const lock = settings.locked.includes(key)
  const about = lock
    ? 'Set by the operator; it cannot be changed here.'
    : `${capital(sourceOf(from))}.${isOwn ? ' Leave it empty, and the wider place decides.' : ''}`
  if (key === 'chat.listen') {
    const held = value === undefined ? '' : (listening[String(value)] ?? String(value))
    const wider = isOwn || held === '' ? 'As the wider place says' : `As the wider place says (${lower(held)})`
    const choices = [
      { value: unset, label: wider },
      ...(settingSpecs[key].choices ?? []).map(choice => ({ value: choice, label: listening[choice] ?? choice })),
    ]
    return { ...base, type: 'choice', choices, value: isOwn ? String(value) : unset }
  }
  const text = { ...base, about, ...(value !== undefined && { value: String(value) }) }
  if (key === 'chat.system') return { ...text, type: 'text', maxChars: settingSpecs[key].maxChars ?? 4_000 }
  return { ...text, type: 'line', maxChars: key === 'chat.memory' ? 10 : refChars }
}

/** What stood in a field, in a few characters: what was not touched is told from what was changed meanwhile by others. */
const trace = (field: Pick<FormField, 'name' | 'value'>): string =>
  createHash('sha256')
    .update(`${field.name} ${plainText(field.value ?? '')}`)
    .digest('base64url')
    .slice(0, 8)

/** The settings of a place as a form, for its admins alone, filled with what holds there. */
export async function openConfigForm(deps: Deps, scopeName: string, { actor, address }: Asker): Promise<Form> {
  await requireAdmin(deps, actor, address)
  const scope = readScope(scopeName)
  keyOf(address, scope)
  const settings = await settingsIn(deps, address, scope)
  const fields = keys.map(key => fieldOf(key, settings, scope))
  return {
    form: `config:${scope}:${fields.map(trace).join('.')}`,
    // Short: some places cut titles at 24 characters.
    title: `${capital(scope)} settings`,
    fields,
    submit: 'Save',
  }
}

/** What was filled in otherwise than it stood there when the form opened: only that is somebody's own. */
export function touchedIn(form: string, values: Values): Values {
  const opened = (form.split(':', 3)[2] ?? '').split('.')
  const isTouched = ([name, value]: [string, Value]): boolean =>
    !isAttachment(value) && trace({ name, value: String(value) }) !== opened[keys.findIndex(key => key === name)]
  return Object.fromEntries(Object.entries(values).filter(isTouched))
}

type Change = { readonly key: Key; readonly value: string | number | undefined }

/**
 * Takes the settings form back. Only what the admin touched is changed, by the same checks and with the same audit lines
 * as `/config set` and `/config reset`; one wrong field, and nothing is.
 */
export async function takeConfigForm(deps: Deps, event: Extract<Inbound, { type: 'form' }>): Promise<Post> {
  await requireAdmin(deps, event.actor, event.address)
  const [, scopeName = '', traces = ''] = event.form.split(':', 3)
  const scope = readScope(scopeName)
  const before = await settingsIn(deps, event.address, scope)
  const fields = keys.map(key => fieldOf(key, before, scope))
  const texts = readForm(fields, event.values)
  const opened = traces.split('.')
  const changes: Change[] = []
  const kept: string[] = []
  for (const [index, field] of fields.entries()) {
    const key = field.name as Key
    const text = texts[key]
    if (text === undefined || trace({ ...field, value: text }) === opened[index]) continue
    const own = await ownValue(deps, event, scope, key)
    const value = await valueOf(deps, event, key, text)
    if (value !== own) changes.push({ key, value })
    else if (value === undefined && before.values[key] !== undefined)
      kept.push(
        `\`${key}\` is not set in ${scopeWords[scope]}; it stays ${shownValue(key, before.values[key], shownChars)}, ${sourceOf(before.from[key])}`,
      )
  }
  for (const { key, value } of changes) await changeSetting(deps, event, scope, key, value)
  const now = await settingsIn(deps, event.address, scope)
  const done = changes.length === 0 ? 'Nothing was changed.' : `Changed in ${scopeWords[scope]}:`
  const lines = [...changes.map(change => sentence(change, now)), ...kept].map(line => `- ${line}`)
  return say('actor', [done, ...lines].join('\n'))
}

/** What would be refused of the settings form, a sentence by setting: of what the admin touched, since nothing else is changed. */
export async function wrongInConfigForm(
  deps: Deps,
  form: string,
  values: Values,
  asker: Asker,
): Promise<Readonly<Record<string, string>>> {
  await requireAdmin(deps, asker.actor, asker.address)
  const [, scopeName = '', traces = ''] = form.split(':', 3)
  const scope = readScope(scopeName)
  const before = await settingsIn(deps, asker.address, scope)
  const opened = traces.split('.')
  const wrong: Record<string, string> = {}
  const check = async (key: Key, index: number): Promise<void> => {
    const field = fieldOf(key, before, scope)
    try {
      const text = readForm([field], values)[key]
      if (text === undefined || trace({ ...field, value: text }) === opened[index]) return
      await valueOf(deps, asker, key, text)
    } catch (thrown) {
      const { kind, message } = asFault(thrown)
      // Beside its field it need not say which one it is, nor that nothing was done.
      if (kind !== 'bug') wrong[key] = message.replace(`“${labels[key]}”: `, '').replace(/ Nothing was changed\.$/, '')
    }
  }
  await Promise.all(keys.map(check))
  return wrong
}

/** The value that a field asks for; undefined where wider places are to decide. A fault names the field. */
async function valueOf(deps: Deps, asker: Asker, key: Key, text: string): Promise<string | number | undefined> {
  try {
    requireFree(deps, key)
    return text === '' || text === unset ? undefined : (await checkSetting(deps, asker, key, text)).value
  } catch (thrown) {
    const { kind, message } = asFault(thrown)
    if (kind === 'bug') throw thrown
    const rest = message.endsWith('Nothing was changed.') ? '' : ' Nothing was changed.'
    throw new Fault(kind, `“${labels[key]}”: ${message}${rest}`, { cause: thrown })
  }
}

/** As much of each value as fits, with four others, into one message of the smallest surface. */
const shownChars = 200

function sentence({ key, value }: Change, now: Settings): string {
  if (value !== undefined) return `\`${key}\` is now ${shownValue(key, value, shownChars)}`
  const held = now.values[key]
  return held === undefined
    ? `\`${key}\` is not set any more`
    : `\`${key}\` is back to ${shownValue(key, held, shownChars)}, ${sourceOf(now.from[key])}`
}
