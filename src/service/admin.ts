import { randomUUID } from 'node:crypto'
import { type Address, scopeKeys } from '#core/address.ts'
import { textOf, type Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import { fieldOf, isModelRef } from '#core/model-card.ts'
import { type Post, say } from '#core/post.ts'
import { type LayerName, readKey, readValue, resolve, type SettingKey, settingSpecs } from '#core/settings.ts'
import { brief } from '#core/text.ts'
import { readPairs } from '#core/words.ts'
import type { Deps } from './deps.ts'
import type { Asked } from './generate.ts'
import { layersAt, requireAdmin, settingsAt } from './policy.ts'
import { checkPreset, isCount } from './typed-input.ts'

type Scope = 'channel' | 'workspace' | 'thread'

const scopeOf = (values: Values): Scope =>
  values['scope'] === 'workspace' || values['scope'] === 'thread' ? values['scope'] : 'channel'

/** The key a scope's settings are kept under, and what people call it. */
function placeOf(address: Address, scope: Scope): { readonly key: string; readonly words: string } {
  const keys = scopeKeys(address)
  if (scope === 'workspace') return { key: `workspace:${keys.workspace}`, words: 'the whole workspace' }
  if (scope === 'channel') return { key: `channel:${keys.channel}`, words: 'this channel' }
  if (keys.thread === undefined) throw new Fault('input', 'This is no thread; leave `--scope thread` out, or ask inside one.')
  return { key: `thread:${keys.thread}`, words: 'this thread' }
}

/** `/config show`: every value that holds here and where it comes from. */
export async function showConfig(deps: Deps, asked: Asked, values: Values): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const scope = scopeOf(values)
  placeOf(asked.address, scope)
  const widest = { workspace: ['channel', 'thread'], channel: ['thread'], thread: [] as string[] }[scope]
  const layers = (await layersAt(deps, asked.address)).filter(layer => !widest.includes(layer.name))
  const settings = resolve(layers)
  const rows = Object.entries(settingSpecs).map(([name, spec]) => {
    const key = name as SettingKey
    const value = settings.values[key]
    const lock = settings.locked.includes(key) || spec.operatorOnly ? ' (operator only)' : ''
    return [key, value === undefined ? '—' : String(value), `${sourceOf(settings.from[key])}${lock}`, spec.about]
  })
  return { audience: 'actor', blocks: [{ type: 'table', columns: ['Setting', 'Value', 'From', 'What it does'], rows }] }
}

/** `/config model`: the model is asked for and checked against what it is to do before it is taken. */
export async function setModel(deps: Deps, asked: Asked, values: Values): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const kind = values['kind'] === 'chat' ? 'chat' : 'image'
  const ref = textOf(values, 'model').trim()
  if (!isModelRef(ref))
    throw new Fault(
      'input',
      `“${brief(ref, 80)}” is not a model; write \`owner/name\`, \`owner/name:version\` or \`deployment:owner/name\`.`,
    )
  const card = await deps.models.describe(ref, AbortSignal.timeout(20_000))
  if (card.kind !== kind) {
    throw new Fault(
      'input',
      `${card.model} ${card.kind === 'chat' ? 'talks' : card.kind === 'image' ? 'paints' : 'does something else'}, so it cannot be \`model.${kind}\`. Nothing was changed.`,
    )
  }
  const words = await write(deps, asked, scopeOf(values), `model.${kind}`, ref)
  return say(
    'actor',
    `\`${ref}\` now ${kind === 'chat' ? 'talks' : 'paints'} in ${words}${card.model === ref ? '' : `: it runs ${card.model}`}.`,
  )
}

/** `/config set`: any setting an admin may change. */
export async function setConfig(deps: Deps, asked: Asked, values: Values): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const key = readKey(textOf(values, 'key'))
  if (key === 'model.image' || key === 'model.chat')
    return setModel(deps, asked, { ...values, kind: key.slice('model.'.length), model: textOf(values, 'value') })
  const value = readValue(key, textOf(values, 'value'))
  const note = await aboutInputs(deps, asked, key, String(value))
  const words = await write(deps, asked, scopeOf(values), key, value)
  return say('actor', `\`${key}\` is now ${shown(value)} in ${words}.${note}`)
}

/** A value as it is shown in an answer: its beginning. `/config show` has all of it. */
const shown = (value: string | number): string => `\`${brief(String(value), 400).replaceAll('`', '’')}\``

/** How long the model that paints may take to say what its inputs are. */
const describeMs = 5_000

/**
 * What there is to say about inputs an admin presets or caps, beside the answer. An `input` fault where the model that
 * paints here could never take them. A model that cannot be asked now stops no admin: it is fitted again with every picture.
 */
async function aboutInputs(deps: Deps, asked: Asked, key: SettingKey, text: string): Promise<string> {
  if (key !== 'image.defaults' && key !== 'image.locked' && key !== 'image.max') return ''
  const model = (await settingsAt(deps, asked.address)).values['model.image']
  const card = model && (await deps.models.describe(model, AbortSignal.timeout(describeMs)).catch(() => undefined))
  if (card === undefined || card === '') return ''
  const unknown =
    key === 'image.max'
      ? Object.keys(readPairs(text)).filter(name => !isCount(name) && fieldOf(card, name) === undefined)
      : checkPreset(card, key, text)
  const names = brief(unknown.map(name => `\`${name}\``).join(', '), 300)
  return unknown.length === 0 ? '' : ` ${card.model}, which paints here now, has no ${names}; there it changes nothing.`
}

/** Where a value comes from, as people say it. */
const sources: Readonly<Record<LayerName, string>> = {
  shipped: 'the default',
  operator: 'set by the operator',
  workspace: 'set for the whole workspace',
  channel: 'set for this channel',
  thread: 'set for this thread',
}
const sourceOf = (layer: LayerName | undefined): string => (layer === undefined ? 'not set' : sources[layer])

/** `/config reset`: the wider place decides again. */
export async function resetConfig(deps: Deps, asked: Asked, values: Values): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const key = readKey(textOf(values, 'key'))
  const words = await write(deps, asked, scopeOf(values), key, undefined)
  const now = resolve(await layersAt(deps, asked.address))
  const value = now.values[key]
  return say(
    'actor',
    `\`${key}\` is no longer set in ${words}; ${value === undefined ? 'it has no value any more' : `back to ${shown(value)}, ${sourceOf(now.from[key])}`}.`,
  )
}

/**
 * Stores a change and its audit line. Two admins at once change one after the other. The line comes first: settings and
 * lines lie in two stores, and a process that dies in between leaves a line without a change, never a change without one.
 */
async function write(
  deps: Deps,
  asked: Asked,
  scope: Scope,
  key: SettingKey,
  value: string | number | undefined,
): Promise<string> {
  const place = placeOf(asked.address, scope)
  const above = resolve(deps.above)
  if (settingSpecs[key].operatorOnly || above.locked.includes(key))
    throw new Fault('denied', `\`${key}\` is the operator’s to set; it cannot be changed from a chat.`)
  return deps.locks.with(`settings ${place.key}`, async () => {
    const before = (await deps.shelves.settings.get(place.key)) ?? {}
    const { [key]: old, ...others } = before
    const [last] = await deps.records.list('audit', { where: { scope: place.key }, newestFirst: true, limit: 1 })
    const row = {
      id: randomUUID(),
      // Two changes may come in one millisecond, and the clock may be set back: lines still tell which came last.
      at: Math.max(deps.world.now(), (last?.at ?? 0) + 1),
      actor: asked.actor.id,
      scope: place.key,
      key,
      ...(old !== undefined && { before: String(old) }),
      ...(value !== undefined && { after: String(value) }),
    }
    await deps.records.batch([{ put: 'audit', row }])
    await deps.shelves.settings.set(place.key, value === undefined ? others : { ...others, [key]: value })
    return place.words
  })
}
