import { Fault } from '#core/fault.ts'
import { doingOf, mediumOf } from '#core/making.ts'
import { fieldOf, isModelRef, type ModelCard } from '#core/model-card.ts'
import type { Asker } from '#core/report.ts'
import { readValue, resolve, type SettingKey, settingSpecs } from '#core/settings.ts'
import { brief } from '#core/text.ts'
import { readPairs } from '#core/words.ts'
import { noteChange } from './audit.ts'
import type { Deps } from './deps.ts'
import type { Asked } from './generate.ts'
import { requireModel, settingsAt } from './policy.ts'
import { keyOf, type Scope } from './setting-scope.ts'
import { soundField } from './transcribe.ts'
import { checkPreset, isCount } from './typed-input.ts'

/** How long a model that is to be chosen may take to say what it is. */
const chooseMs = 20_000

/** The card of a model that is to paint or to talk. An `input` fault where it cannot. */
export async function chooseModel(deps: Deps, kind: 'image' | 'chat', ref: string): Promise<ModelCard> {
  if (!isModelRef(ref))
    throw new Fault(
      'input',
      `“${brief(ref, 80)}” is not a model; write \`owner/name\`, \`owner/name:version\` or \`deployment:owner/name\`.`,
    )
  const card = await deps.models.describe(ref, AbortSignal.timeout(chooseMs))
  // A model that makes videos takes a prompt and answers with an address, as one that paints does.
  if (card.kind === kind && (kind === 'chat' || mediumOf(card, deps.prices) === undefined)) return card
  const does = doingOf(card, deps.prices) ?? 'does something else'
  throw new Fault('input', `${card.model} ${does}, so it cannot be \`model.${kind}\`. Nothing was changed.`)
}

/** A value as the setting keeps it, checked as far as it can be, and what there is to say about it. Throws a fault for a wrong one. */
export async function checkSetting(
  deps: Deps,
  asked: Asker,
  key: SettingKey,
  text: string,
): Promise<{ readonly value: string | number; readonly note: string }> {
  if (key === 'model.image' || key === 'model.chat') {
    await chooseModel(deps, key === 'model.image' ? 'image' : 'chat', text.trim())
    return { value: text.trim(), note: '' }
  }
  if (key === 'chat.transcribe') await requireHearing(deps, text.trim())
  if (key === 'allow.roles' && asked.actor.roles === undefined)
    throw new Fault(
      'input',
      'This platform tells Replichat no roles, so `allow.roles` would change nothing here. Nothing was changed.',
    )
  const value = readValue(key, text)
  return { value, note: await aboutInputs(deps, asked, key, String(value)) }
}

/** Throws an `input` fault where a model cannot write down what is spoken. */
async function requireHearing(deps: Deps, ref: string): Promise<void> {
  if (!isModelRef(ref)) return
  const card = await deps.models.describe(ref, AbortSignal.timeout(chooseMs))
  if (soundField(card) === undefined)
    throw new Fault('input', `${card.model} takes no sound, so it cannot be \`chat.transcribe\`. Nothing was changed.`)
}

/** How long the model that paints may take to say what its inputs are. */
const describeMs = 5_000

/**
 * What there is to say about inputs an admin presets or caps, beside the answer. An `input` fault where the model that
 * paints here could never take them. A model that cannot be asked now stops no admin: it is fitted again with every picture.
 */
async function aboutInputs(deps: Deps, asked: Asker, key: SettingKey, text: string): Promise<string> {
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

/** Throws a `denied` fault where only the operator may say what a setting is. */
export function requireFree(deps: Pick<Deps, 'above'>, key: SettingKey): void {
  if (settingSpecs[key].operatorOnly || resolve(deps.above).locked.includes(key))
    throw new Fault('denied', `\`${key}\` is the operator’s to set; it cannot be changed from a chat.`)
}

/** What a scope itself says of a setting; undefined where wider places decide. */
export const ownValue = async (
  deps: Pick<Deps, 'shelves'>,
  asked: Pick<Asked, 'address'>,
  scope: Scope,
  key: SettingKey,
): Promise<string | number | undefined> => (await deps.shelves.settings.get(keyOf(asked.address, scope)))?.[key]

/**
 * Stores a change and its audit line; without a value wider places decide again. Two admins at once change one after the
 * other.
 */
export async function changeSetting(
  deps: Deps,
  asked: Asked,
  scope: Scope,
  key: SettingKey,
  value: string | number | undefined,
): Promise<void> {
  const place = keyOf(asked.address, scope)
  requireFree(deps, key)
  // A list of the operator's binds admins, too.
  if ((key === 'model.image' || key === 'model.chat' || key === 'chat.transcribe') && value !== undefined)
    requireModel(await settingsAt(deps, asked.address), String(value), true)
  await deps.locks.with(`settings ${place}`, async () => {
    const before = (await deps.shelves.settings.get(place)) ?? {}
    const { [key]: old, ...others } = before
    await noteChange(deps, {
      actor: asked.actor.id,
      scope: place,
      key,
      ...(old !== undefined && { before: String(old) }),
      ...(value !== undefined && { after: String(value) }),
    })
    await deps.shelves.settings.set(place, value === undefined ? others : { ...others, [key]: value })
  })
}
