import { scopeKeys } from '#core/address.ts'
import { textOf, type Values } from '#core/command.ts'
import { Fault } from '#core/fault.ts'
import { personOf } from '#core/mention.ts'
import { type Post, say } from '#core/post.ts'
import { brief } from '#core/text.ts'
import { noteChange } from './audit.ts'
import type { Deps } from './deps.ts'
import type { Asked } from './generate.ts'
import { platformOf, requireAdmin } from './policy.ts'

/** People that may be named in one workspace: a list that somebody can still read. */
const mostNamed = 100

const idOf = (values: Values): string => {
  const id = personOf(textOf(values, 'user').trim())
  if (/^[\w.:-]{1,64}$/.test(id)) return id
  throw new Fault('input', `\`user\` must be a mention or the id of a person, got “${brief(textOf(values, 'user'), 60)}”.`)
}

/** `/config admin add`: names a person of this workspace an admin of it, beside those the platform calls so. */
export async function addAdmin(deps: Deps, asked: Asked, values: Values): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const id = idOf(values)
  await requireMember(deps, asked, id)
  return changeAdmins(deps, asked, async (named, note) => {
    if (named.includes(id)) return say('actor', `\`${id}\` is an admin here already.`)
    if (named.length >= mostNamed)
      throw new Fault('input', `There are ${mostNamed} named admins here already, the most there may be; remove one first.`)
    await note({ after: id }, [...named, id])
    return say('actor', `\`${id}\` is now an admin in the whole workspace.`)
  })
}

/** `/config admin remove`: takes that back. Who is an admin by the platform's word stays one. */
export async function removeAdmin(deps: Deps, asked: Asked, values: Values): Promise<Post> {
  await requireAdmin(deps, asked.actor, asked.address)
  const id = idOf(values)
  return changeAdmins(deps, asked, async (named, note) => {
    const whoElse = 'Whoever the platform itself calls an admin stays one.'
    if (!named.includes(id)) return say('actor', `\`${id}\` was not named an admin here. ${whoElse}`)
    await note(
      { before: id },
      named.filter(known => known !== id),
    )
    return say('actor', `\`${id}\` is no longer a named admin. ${whoElse}`)
  })
}

/** Throws an `input` fault when the platform says that nobody of this id is here: a slip would make a stranger an admin. */
async function requireMember(deps: Deps, { address }: Asked, id: string): Promise<void> {
  let isMember: boolean
  try {
    isMember = await platformOf(deps, address).directory.isMember({ id, name: id }, address.workspace)
  } catch (cause) {
    throw new Fault('busy', 'It cannot be checked right now who belongs to this workspace; please try again in a minute.', {
      cause,
      retryAfterMs: 60_000,
    })
  }
  if (!isMember) throw new Fault('input', `There is nobody with the id \`${id}\` in this workspace. Nothing was changed.`)
}

/** One change of a workspace's named admins at a time, with its line in the audit before it. */
async function changeAdmins(
  deps: Deps,
  { actor, address }: Asked,
  act: (
    named: readonly string[],
    note: (line: { readonly before?: string; readonly after?: string }, next: readonly string[]) => Promise<void>,
  ) => Promise<Post>,
): Promise<Post> {
  const { workspace } = scopeKeys(address)
  const scope = `workspace:${workspace}`
  return deps.locks.with(`settings ${scope}`, async () => {
    const named = (await deps.shelves.admins.get(workspace)) ?? []
    return act(named, async (line, next) => {
      await noteChange(deps, { actor: actor.id, scope, key: 'admin', ...line })
      await deps.shelves.admins.set(workspace, next)
    })
  })
}
