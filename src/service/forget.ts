import { type Address, addressKey, personKey, scopeKeys } from '#core/address.ts'
import { type MessageRef, type Post, say } from '#core/post.ts'
import type { Deps } from './deps.ts'
import type { Asked } from './generate.ts'
import { dropPictures } from './pictures.ts'
import { platformOf } from './policy.ts'
import { plural } from './wording.ts'

/** Forgets the turns of this conversation. The messages stay where people wrote them; no model will be given them again. */
export async function forgetHere(deps: Deps, asked: Asked): Promise<Post> {
  const turns = await deps.records.list('turns', { where: { conversation: addressKey(asked.address) } })
  await deps.records.batch(turns.map(turn => ({ remove: 'turns', id: turn.id })))
  return say(
    'actor',
    turns.length === 0
      ? 'There was nothing to forget here.'
      : `Forgotten: ${plural(turns.length, 'message')} of this conversation. The next one starts fresh.`,
  )
}

/**
 * Forgets all that is stored of a person: what they said and what was answered, their jobs with prompts and pictures,
 * and what the platform's adapter keeps. A picture somebody else's job made too is kept for them; the ledger keeps sums
 * without words.
 */
export async function forgetMe(deps: Deps, asked: Asked): Promise<Post> {
  const person = personKey(asked.address, asked.actor)
  const { surface, directory } = platformOf(deps, asked.address)
  const [turns, jobs] = await Promise.all([
    deps.records.list('turns', { where: { person } }),
    deps.records.list('jobs', { where: { person } }),
  ])
  const own = jobs.filter(job => job.closedAt !== undefined)
  for (const job of own) {
    for (const message of job.messages) await surface.remove(message, AbortSignal.timeout(10_000))
  }
  // Before the jobs: a crash in between must not leave pictures that nobody can find any more.
  const pictures = await dropPictures(
    deps,
    own.map(job => job.id),
  )
  await deps.records.batch([
    ...turns.map(turn => ({ remove: 'turns' as const, id: turn.id })),
    ...own.map(job => ({ remove: 'jobs' as const, id: job.id })),
  ])
  await directory.forget(asked.actor)
  const running = jobs.length - own.length
  return say(
    'actor',
    `Forgotten: ${plural(turns.length, 'message')}, ${plural(own.length, 'job')} and ${plural(pictures, 'picture')}.${running === 0 ? '' : ` ${plural(running, 'job')} of yours ${running === 1 ? 'is' : 'are'} still running; forget again when done.`}`,
  )
}

/** Forgets what was said in one message and what was answered to it. */
export async function forgetMessage(deps: Deps, address: Address, message: MessageRef): Promise<void> {
  const turns = await deps.records.list('turns', { where: { conversation: addressKey(address) } })
  const said = turns.find(turn => turn.messages?.includes(message))
  if (said === undefined) return
  const gone = turns.filter(
    turn => turn.id === said.id || (said.by === 'person' && turn.by === 'model' && turn.parent === said.id),
  )
  // What came after goes on from what came before.
  const moved = turns.filter(turn => !gone.includes(turn) && gone.some(({ id }) => id === turn.parent))
  await deps.records.batch([
    ...gone.map(turn => ({ remove: 'turns' as const, id: turn.id })),
    ...moved.map(({ parent: _, ...turn }) => ({
      put: 'turns' as const,
      row: said.parent === undefined ? turn : { ...turn, parent: said.parent },
    })),
  ])
}

/** Forgets the conversations and settings of a place that is no more. */
export async function forgetPlace(deps: Deps, address: Address, what: 'workspace' | 'channel' | 'thread'): Promise<void> {
  const place = scopeKeys(address)[what]
  if (place === undefined) return
  // Threads lie under their channel, channels under their workspace. Seldom enough to read all.
  const turns = (await deps.records.list('turns', {})).filter(
    ({ conversation }) => conversation === place || conversation.startsWith(`${place}/`),
  )
  await deps.records.batch(turns.map(turn => ({ remove: 'turns', id: turn.id })))
  await deps.shelves.settings.delete(`${what}:${place}`)
}
