import { addressKey, channelOf, directWorkspace, personKey, scopeKeys } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import type { Job } from '#core/job.ts'
import type { Asker } from '#core/report.ts'
import type { Deps } from './deps.ts'
import { isAdmin, platformOf } from './policy.ts'

/**
 * The job that a button or a form names, for those who may see its message: who asked for it, people of its workspace (of
 * a direct message only those in it) and admins of the service's own console. For all others it is `gone`, like one that is
 * no longer stored: an id that somebody made up or kept opens nothing.
 */
export async function seenJob(deps: Deps, id: string, asker: Asker): Promise<Job> {
  const job = await deps.records.get('jobs', id)
  if (job === undefined || !(await maySee(deps, job, asker)))
    throw new Fault('gone', 'What this button belongs to is no longer stored; start it anew.')
  return job
}

async function maySee(deps: Deps, job: Job, { actor, address }: Asker): Promise<boolean> {
  if (personKey(job.address, job.actor) === personKey(address, actor)) return true
  // All direct messages of a platform are one workspace, and no two people share one.
  const isHere =
    job.address.workspace === directWorkspace
      ? addressKey(channelOf(job.address)) === addressKey(channelOf(address))
      : scopeKeys(job.address).workspace === scopeKeys(address).workspace
  if (isHere) return true
  return platformOf(deps, address).isOwn === true && isAdmin(deps, actor, address)
}
