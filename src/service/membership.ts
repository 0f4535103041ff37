import { type Actor, personKey, scopeKeys } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import { matchesAny, readPatterns } from '#core/pattern.ts'
import type { Deps } from './deps.ts'
import { isLeft } from './left.ts'
import { platformOf } from './policy.ts'
import type { Workspaces } from './workspaces.ts'

/** How long an answer of the platform holds: somebody who just joined must not wait long. */
const yesMs = 5 * 60_000
const noMs = 30_000

/** How many workspaces are asked about at once, and how long they may take together. */
const askedAtOnce = 8
const withinMs = 8_000

/** People whose answers are remembered. */
const mostRemembered = 10_000

/** Throws a fault with a sentence unless a person may speak to us directly: somebody of an allowed workspace who is not blocked there. */
export type Membership = (platform: string, actor: Actor) => Promise<void>

/** Asks platforms who belongs to an allowed workspace, and remembers it for some minutes. What cannot be asked counts as no. */
export function createMembership(deps: Deps, workspaces: Pick<Workspaces, 'allowedOf'>): Membership {
  const known = new Map<string, { readonly isMember: boolean; readonly until: number }>()

  const ask = async (platform: string, actor: Actor): Promise<boolean> => {
    const { directory } = platformOf(deps, { platform, workspace: '', channel: '' })
    const isIn = async (workspace: string): Promise<boolean> =>
      // Nobody can be asked about a workspace that we were removed from.
      !(await isLeft(deps, platform, workspace)) &&
      (await directory.isMember(actor, workspace)) &&
      !(await isBlockedIn(deps, platform, workspace, actor))
    const ids = await workspaces.allowedOf(platform)
    const until = deps.world.now() + withinMs
    let unasked = 0
    for (let at = 0; at < ids.length; at += askedAtOnce) {
      if (deps.world.now() > until) throw new Error('Asking took too long.')
      const answers = await Promise.allSettled(ids.slice(at, at + askedAtOnce).map(isIn))
      if (answers.some(answer => answer.status === 'fulfilled' && answer.value)) return true
      unasked += answers.filter(answer => answer.status === 'rejected').length
    }
    if (unasked > 0) throw new Error(`${unasked} of ${ids.length} workspaces could not be asked.`)
    return false
  }

  return async (platform, actor) => {
    const person = personKey({ platform, workspace: '', channel: '' }, actor)
    const now = deps.world.now()
    const before = known.get(person)
    let isMember = before !== undefined && now < before.until ? before.isMember : undefined
    if (isMember === undefined) {
      try {
        isMember = await ask(platform, actor)
      } catch (cause) {
        deps.log.warn({ platform, cause }, 'could not ask whether somebody belongs to an allowed workspace')
        throw new Fault(
          'busy',
          'It cannot be checked right now whether you share a workspace with Replichat; please try again in a minute.',
          { retryAfterMs: 60_000 },
        )
      }
      // The oldest goes first: a map keeps the order of its keys.
      known.delete(person)
      if (known.size >= mostRemembered) for (const oldest of known.keys().take(1)) known.delete(oldest)
      known.set(person, { isMember, until: now + (isMember ? yesMs : noMs) })
    }
    if (!isMember)
      throw new Fault('denied', 'Direct messages are for people of a workspace that Replichat is open to; ask for it there.')
  }
}

/** Whether the whole workspace has blocked a person: a direct message is no way around it. */
async function isBlockedIn(deps: Pick<Deps, 'shelves'>, platform: string, workspace: string, actor: Actor): Promise<boolean> {
  const { workspace: key } = scopeKeys({ platform, workspace, channel: '' })
  const blocked = (await deps.shelves.settings.get(`workspace:${key}`))?.['block.users']
  return blocked !== undefined && matchesAny(readPatterns(blocked), actor.id)
}
