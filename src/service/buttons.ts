import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import { hasEnded, type Job, type PictureJob } from '#core/job.ts'
import type { Post } from '#core/post.ts'
import { heed, layCancel } from './cancel.ts'
import { regenerate } from './chat.ts'
import type { Deps } from './deps.ts'
import { forgetMe, forgetMeAction } from './forget.ts'
import { paintAgain } from './generate.ts'
import { jobIdOf } from './ids.ts'
import { requireOwner } from './policy.ts'

/** A button under one of our messages. It carries what to do and the job's id; everything else is stored with the job. Answers a post where the answer is no job. */
export async function press(deps: Deps, event: Extract<Inbound, { type: 'button' }>): Promise<Post | undefined> {
  const [act = '', id = ''] = event.action.split(':', 2)
  if (event.action === forgetMeAction) return forgetMe(deps, event)
  const job = await deps.records.get('jobs', id)
  if (job === undefined) throw new Fault('gone', 'What this button belongs to is no longer stored; start it anew.')
  switch (act) {
    case 'cancel':
    case 'stop':
      await cancel(deps, event, job)
      return undefined
    case 'again':
      if (job.kind !== 'picture') break
      await again(deps, event, job)
      return undefined
    case 'regenerate':
      if (job.kind !== 'turn') break
      await regenerate(deps, event, job)
      return undefined
  }
  throw new Fault('input', 'This button is not known any more; the message may be older than this version.')
}

/** Lays the wish beside the job and wakes it: the job's own step cancels at Replicate. */
async function cancel(deps: Deps, event: Extract<Inbound, { type: 'button' }>, job: Job): Promise<void> {
  await requireOwner(deps, event.actor, job)
  if (hasEnded(job)) throw new Fault('input', 'It has ended already; there is nothing left to stop.')
  const wish = { by: event.actor.name }
  await layCancel(deps, job, wish)
  await heed(deps, job, wish)
}

/** One at a time under a message for each person: a button is easily pressed twice, and each picture is paid. */
async function again(deps: Deps, event: Extract<Inbound, { type: 'button' }>, job: PictureJob): Promise<void> {
  const id = jobIdOf(event)
  await deps.locks.with(`again ${job.id}`, async () => {
    const made = await deps.records.list('jobs', { where: { from: job.id, isOpen: 1 } })
    const isUnderWay = made.some(
      other =>
        other.kind === 'picture' &&
        other.actor.id === event.actor.id &&
        other.from?.picture === undefined &&
        other.id !== id &&
        !hasEnded(other),
    )
    if (isUnderWay) throw new Fault('busy', 'It is being made again already; the new picture comes below.')
    await paintAgain(deps, event, job)
  })
}
