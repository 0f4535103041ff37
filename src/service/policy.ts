import { type Actor, type Address, directWorkspace, scopeKeys } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import { foreign } from '#core/foreign.ts'
import type { Job } from '#core/job.ts'
import type { ModelRef } from '#core/model-card.ts'
import { matchesAny, readPatterns } from '#core/pattern.ts'
import type { Platform } from '#core/ports.ts'
import { type Layer, resolve, type Settings } from '#core/settings.ts'
import { brief } from '#core/text.ts'
import type { Deps } from './deps.ts'

/** The platform an address belongs to. A `config` fault when it is not running: its jobs wait until it is. */
export function platformOf(deps: Pick<Deps, 'platforms'>, address: Address): Platform {
  const platform = deps.platforms.get(address.platform)
  if (platform === undefined) throw new Fault('config', `The platform “${address.platform}” is not running.`)
  return platform
}

/** The layers that hold at a place, widest first. */
export async function layersAt(deps: Pick<Deps, 'shelves' | 'above'>, address: Address): Promise<readonly Layer[]> {
  // Nobody but the operator decides about direct messages.
  if (address.workspace === directWorkspace) return deps.above
  const { workspace, channel, thread } = scopeKeys(address)
  const [ofWorkspace, ofChannel, ofThread] = await Promise.all([
    deps.shelves.settings.get(`workspace:${workspace}`),
    deps.shelves.settings.get(`channel:${channel}`),
    thread === undefined ? undefined : deps.shelves.settings.get(`thread:${thread}`),
  ])
  return [
    ...deps.above,
    { name: 'workspace', values: ofWorkspace ?? {} },
    { name: 'channel', values: ofChannel ?? {} },
    { name: 'thread', values: ofThread ?? {} },
  ]
}

/** The settings that hold at a place. */
export const settingsAt = async (deps: Pick<Deps, 'shelves' | 'above'>, address: Address): Promise<Settings> =>
  resolve(await layersAt(deps, address))

type AdminDeps = Pick<Deps, 'platforms' | 'shelves' | 'log'>

/**
 * Whether this person is an admin here: named one by an admin, or one by the platform's word, asked anew. When the
 * platform cannot be asked the answer is no. In direct messages nobody is.
 */
export async function isAdmin(deps: AdminDeps, actor: Actor, address: Address): Promise<boolean> {
  if (address.workspace === directWorkspace) return false
  try {
    const named = await deps.shelves.admins.get(scopeKeys(address).workspace)
    if (named?.includes(actor.id) === true) return true
    return await platformOf(deps, address).directory.isAdmin(actor, address)
  } catch (thrown) {
    deps.log.warn({ platform: address.platform, cause: thrown }, 'could not ask who is an admin; nobody is')
    return false
  }
}

/** Throws a `denied` fault unless this model may be used here: an admin's list leaves the models free that admins chose, the operator's binds them, too. */
export function requireModel({ values, from }: Settings, model: ModelRef, isChosen = false): void {
  const list = values['allow.models']
  if (list === undefined || isListed(list, model)) return
  const isOperators = from['allow.models'] === 'operator' || from['allow.models'] === 'shipped'
  if (!isOperators && (isChosen || model === values['model.image'] || model === values['model.chat'])) return
  throw new Fault(
    'denied',
    `The model \`${brief(model, 100)}\` may not be used here; ${isOperators ? 'the operator allows' : 'allowed are'} \`${brief(list, 400)}\`.`,
  )
}

/** Whether `allow.models` names this model, with or without its version. */
const isListed = (list: string, model: ModelRef): boolean => {
  const patterns = readPatterns(list)
  return matchesAny(patterns, model) || matchesAny(patterns, model.replace(/:[0-9a-f]{64}$/, ''))
}

/** Throws a `denied` fault unless this person is an admin here. */
export async function requireAdmin(deps: AdminDeps, actor: Actor, address: Address): Promise<void> {
  if (address.workspace === directWorkspace)
    throw new Fault('denied', 'In direct messages the operator’s settings hold; an admin can do that in a channel.')
  if (!(await isAdmin(deps, actor, address))) throw new Fault('denied', 'Only an admin of this workspace can do that.')
}

/** Throws a `denied` fault, in the platform's words, where we miss a permission that answering takes. */
export async function requirePresence(deps: Pick<Deps, 'platforms'>, address: Address): Promise<void> {
  const missing = await platformOf(deps, address).directory.missing(address)
  if (missing !== undefined) throw new Fault('denied', missing)
}

/** A name in a sentence, in characters. */
const mostNameChars = 60

/** Throws a `denied` fault unless this person owns the job or is an admin where it runs. */
export async function requireOwner(deps: AdminDeps, actor: Actor, job: Job): Promise<void> {
  if (job.actor.id !== actor.id && !(await isAdmin(deps, actor, job.address))) {
    // A name stands apart: somebody may be called Admin, or Nobody.
    const name = foreign(job.actor.name, mostNameChars)
    throw new Fault('denied', `Only the person who asked for it${name === '' ? '' : ` (${name})`} or an admin can do that.`)
  }
}
