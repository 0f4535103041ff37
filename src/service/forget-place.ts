import { type Address, addressKey, scopeKeys } from '#core/address.ts'
import type { Deps } from './deps.ts'
import { everyRow } from './every-row.ts'
import { dropJobs } from './forget.ts'
import { dropPictures } from './pictures.ts'
import { takeOut, withTurns } from './turns.ts'

/**
 * Forgets what is stored of a place that is no more, and of the places in it: what was said, settings and named admins,
 * jobs with their prompts and pictures. The ledger and the audit stay. Answers how many jobs there still run: those stay
 * until they have ended.
 */
export async function forgetPlace(deps: Deps, address: Address, what: 'workspace' | 'channel' | 'thread'): Promise<number> {
  const { workspace, channel, thread } = scopeKeys(address)
  const place = { workspace, channel, thread }[what]
  if (place === undefined) return 0
  // Threads lie under their channel, channels under their workspace. Seldom enough to read all.
  const isHere = (key: string): boolean => key === place || key.startsWith(`${place}/`)
  const conversations = new Set<string>()
  for await (const turns of everyRow(deps.records, 'turns')) {
    for (const { conversation } of turns) if (isHere(conversation)) conversations.add(conversation)
  }
  for (const conversation of conversations) await withTurns(deps, conversation, turns => takeOut(deps, turns, turns))

  const scopes = new Set([`${what}:${place}`])
  // Every setting was written with a line in the audit, so that tells which places have any.
  for await (const rows of everyRow(deps.records, 'audit')) {
    for (const { scope } of rows) if (isHere(scope.slice(scope.indexOf(':') + 1))) scopes.add(scope)
  }
  for (const scope of scopes) await deps.shelves.settings.delete(scope)
  if (what === 'workspace') await deps.shelves.admins.delete(workspace)

  let open = 0
  for await (const jobs of everyRow(deps.records, 'jobs', what === 'workspace' ? { workspace } : { channel })) {
    const here = jobs.filter(job => isHere(addressKey(job.address)))
    const ended = here.filter(job => job.closedAt !== undefined)
    open += here.length - ended.length
    // Before the jobs: a crash in between must not leave pictures that nobody can find any more.
    await dropPictures(
      deps,
      ended.map(job => job.id),
    )
    await dropJobs(deps, ended)
  }
  return open
}
