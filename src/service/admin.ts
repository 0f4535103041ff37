import { textOf, type Values } from '#core/command.ts'
import { formAction } from '#core/form.ts'
import { type Post, say } from '#core/post.ts'
import { isList, readKey, type SettingKey, settingSpecs } from '#core/settings.ts'
import { unquoted } from '#core/words.ts'
import type { Deps } from './deps.ts'
import type { Asked } from './generate.ts'
import { requireAdmin, settingsAt } from './policy.ts'
import { changeSetting, checkSetting, chooseModel } from './setting-change.ts'
import { keyOf, scopeOf, scopeWords, settingsIn, sourceOf } from './setting-scope.ts'
import { shownValue } from './wording.ts'

/** `/config show`: every value that holds here and where it comes from, and a button to change what is changed most. */
export async function showConfig(deps: Deps, asked: Asked, values: Values): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const scope = scopeOf(values)
  keyOf(asked.address, scope)
  const settings = await settingsIn(deps, asked.address, scope)
  const rows = Object.entries(settingSpecs).map(([name, spec]) => {
    const key = name as SettingKey
    const value = settings.values[key]
    const lock = settings.locked.includes(key) || spec.operatorOnly ? '(operator only)' : ''
    const from = value === undefined ? '' : sourceOf(settings.from[key])
    return [key, value === undefined ? 'not set' : String(value), [from, lock].filter(part => part !== '').join(' '), spec.about]
  })
  return {
    audience: 'actor',
    blocks: [
      { type: 'table', columns: ['Setting', 'Value', 'From', 'What it does'], rows },
      { type: 'actions', buttons: [{ action: formAction(`config:${scope}`), label: 'Change…' }] },
    ],
  }
}

/** `/config model`: the model is asked for and checked against what it is to do before it is taken. */
export async function setModel(deps: Deps, asked: Asked, values: Values): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const kind = values['kind'] === 'chat' ? 'chat' : 'image'
  const ref = textOf(values, 'model').trim()
  const card = await chooseModel(deps, kind, ref)
  const scope = scopeOf(values)
  await changeSetting(deps, asked, scope, `model.${kind}`, ref)
  return say(
    'actor',
    `\`${ref}\` now ${kind === 'chat' ? 'talks' : 'paints'} in ${scopeWords[scope]}${card.model === ref ? '' : `: it runs ${card.model}`}.`,
  )
}

/** `/config set`: any setting an admin may change. */
export async function setConfig(deps: Deps, asked: Asked, values: Values): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const key = readKey(textOf(values, 'key'))
  const written = textOf(values, 'value')
  const text = isList(key) ? written : unquoted(written)
  if (key === 'model.image' || key === 'model.chat')
    return setModel(deps, asked, { ...values, kind: key.slice('model.'.length), model: text })
  const { value, note } = await checkSetting(deps, asked, key, text)
  const scope = scopeOf(values)
  await changeSetting(deps, asked, scope, key, value)
  return say('actor', `\`${key}\` is now ${shownValue(key, value, shownChars)} in ${scopeWords[scope]}.${note}`)
}

/** As much of a value as an answer shows. `/config show` has all of it. */
const shownChars = 400

/** `/config reset`: the wider place decides again. */
export async function resetConfig(deps: Deps, asked: Asked, values: Values): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const key = readKey(textOf(values, 'key'))
  const scope = scopeOf(values)
  await changeSetting(deps, asked, scope, key, undefined)
  const now = await settingsAt(deps, asked.address)
  const value = now.values[key]
  return say(
    'actor',
    `\`${key}\` is no longer set in ${scopeWords[scope]}; ${value === undefined ? 'nothing is set in its place' : `back to ${shownValue(key, value, shownChars)}, ${sourceOf(now.from[key])}`}.`,
  )
}
