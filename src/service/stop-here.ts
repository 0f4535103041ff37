import { addressKey } from '#core/address.ts'
import { hasEnded } from '#core/job.ts'
import type { Asker } from '#core/report.ts'
import { heed, layCancel } from './cancel.ts'
import type { Deps } from './deps.ts'
import { requireOwner } from './policy.ts'

/**
 * Stops the answer that is being written in a conversation, as its button does, and says whether there was one. A `denied`
 * fault where it was written for somebody else.
 */
export async function stopHere(deps: Deps, { actor, address }: Asker): Promise<boolean> {
  const conversation = addressKey(address)
  const open = await deps.records.list('jobs', { where: { conversation, isOpen: 1 } })
  const job = open.find(other => other.kind === 'turn' && (other.cancelAsked !== undefined || !hasEnded(other)))
  if (job === undefined) return false
  // Said twice it means the same answer, and not the one that waits behind it.
  if (job.cancelAsked !== undefined) return true
  await requireOwner(deps, actor, job)
  const wish = { by: actor.name }
  await layCancel(deps, job, wish)
  await heed(deps, job, wish)
  return true
}
