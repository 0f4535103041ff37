import { type Address, scopeKeys } from '#core/address.ts'
import { textOf, type Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import { type LayerName, resolve, type Settings } from '#core/settings.ts'
import type { Deps } from './deps.ts'
import { layersAt } from './policy.ts'

/** How wide a setting holds. */
export type Scope = 'channel' | 'workspace' | 'thread'

const scopes: readonly Scope[] = ['channel', 'workspace', 'thread']

/** The scope of that name; the channel where none is named. */
export const readScope = (text: string): Scope => scopes.find(scope => scope === text) ?? 'channel'

/** The scope that a command names. */
export const scopeOf = (values: Values): Scope => readScope(textOf(values, 'scope'))

/** What people call a scope. */
export const scopeWords: Readonly<Record<Scope, string>> = {
  workspace: 'the whole workspace',
  channel: 'this channel',
  thread: 'this thread',
}

/** The key a scope's settings are kept under. An `input` fault where there is no such place. */
export function keyOf(address: Address, scope: Scope): string {
  const keys = scopeKeys(address)
  if (scope === 'workspace') return `workspace:${keys.workspace}`
  if (scope === 'channel') return `channel:${keys.channel}`
  if (keys.thread === undefined) throw new Fault('input', 'This is no thread; leave `--scope thread` out, or ask inside one.')
  return `thread:${keys.thread}`
}

const narrower: Readonly<Record<Scope, readonly LayerName[]>> = {
  workspace: ['channel', 'thread'],
  channel: ['thread'],
  thread: [],
}

/** What holds in a scope, whatever places within it say of their own. */
export async function settingsIn(deps: Pick<Deps, 'shelves' | 'above'>, address: Address, scope: Scope): Promise<Settings> {
  const layers = await layersAt(deps, address)
  return resolve(layers.filter(layer => !narrower[scope].includes(layer.name)))
}

/** Where a value comes from, as people say it. */
const sources: Readonly<Record<LayerName, string>> = {
  shipped: 'the default',
  operator: 'set by the operator',
  workspace: 'set for the whole workspace',
  channel: 'set for this channel',
  thread: 'set for this thread',
}

/** Where a value comes from, in words; without a layer it has none. */
export const sourceOf = (layer: LayerName | undefined): string => (layer === undefined ? 'not set' : sources[layer])
