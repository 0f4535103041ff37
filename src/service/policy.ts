import { type Actor, type Address, scopeKeys } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import type { Job } from '#core/job.ts'
import type { Platform } from '#core/ports.ts'
import { type Layer, resolve, type Settings } from '#core/settings.ts'
import type { Deps } from './deps.ts'

/** The platform an address belongs to. A `config` fault when it is not running: its jobs wait until it is. */
export function platformOf(deps: Pick<Deps, 'platforms'>, address: Address): Platform {
  const platform = deps.platforms.get(address.platform)
  if (platform === undefined) throw new Fault('config', `The platform “${address.platform}” is not running.`)
  return platform
}

/** The layers that hold at a place, widest first. */
export async function layersAt(deps: Pick<Deps, 'shelves' | 'above'>, address: Address): Promise<readonly Layer[]> {
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

/** Whether this person is an admin here, asked anew. When the platform cannot be asked the answer is no. */
export async function isAdmin(deps: Pick<Deps, 'platforms' | 'log'>, actor: Actor, address: Address): Promise<boolean> {
  try {
    return await platformOf(deps, address).directory.isAdmin(actor, address)
  } catch (thrown) {
    deps.log.warn({ platform: address.platform, cause: thrown }, 'could not ask who is an admin; nobody is')
    return false
  }
}

/** Throws a `denied` fault unless this person is an admin here. */
export async function requireAdmin(deps: Pick<Deps, 'platforms' | 'log'>, actor: Actor, address: Address): Promise<void> {
  if (!(await isAdmin(deps, actor, address))) throw new Fault('denied', 'Only an admin of this workspace can do that.')
}

/** Throws a `denied` fault, in the platform's words, where we miss a permission that answering takes. */
export async function requirePresence(deps: Pick<Deps, 'platforms'>, address: Address): Promise<void> {
  const missing = await platformOf(deps, address).directory.missing(address)
  if (missing !== undefined) throw new Fault('denied', missing)
}

/** Throws a `denied` fault unless this person owns the job or is an admin where it runs. */
export async function requireOwner(deps: Pick<Deps, 'platforms' | 'log'>, actor: Actor, job: Job): Promise<void> {
  if (job.actor.id !== actor.id && !(await isAdmin(deps, actor, job.address))) {
    throw new Fault('denied', `Only ${job.actor.name} or an admin can do that.`)
  }
}
