import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import type { Job } from '#core/job.ts'
import { hasEnded } from '#core/job.ts'
import { regenerate } from './chat.ts'
import type { Deps } from './deps.ts'
import { paintAgain } from './generate.ts'
import { requireOwner } from './policy.ts'

/** A button under one of our messages. It carries what to do and the job's id; everything else is stored with the job. */
export async function press(deps: Deps, event: Extract<Inbound, { type: 'button' }>): Promise<void> {
  const [act = '', id = ''] = event.action.split(':', 2)
  const job = await deps.records.get('jobs', id)
  if (job === undefined) throw new Fault('gone', 'What this button belongs to is no longer stored; start it anew.')
  switch (act) {
    case 'cancel':
    case 'stop':
      return cancel(deps, event, job)
    case 'again':
      if (job.kind !== 'picture') break
      return paintAgain(deps, event, job)
    case 'regenerate':
      if (job.kind !== 'turn') break
      return regenerate(deps, event, job)
  }
  throw new Fault('input', 'This button is not known any more; the message may be older than this version.')
}

/** Lays the wish beside the job and wakes it: the job's own step cancels at Replicate. */
async function cancel(deps: Deps, event: Extract<Inbound, { type: 'button' }>, job: Job): Promise<void> {
  await requireOwner(deps, event.actor, job)
  if (hasEnded(job)) throw new Fault('input', 'It has ended already; there is nothing left to stop.')
  const at = deps.world.now()
  await deps.records.batch([
    {
      put: 'facts',
      row: { id: `${job.id}:cancel-asked`, job: job.id, at, fact: { type: 'cancel-asked', by: event.actor.name, at } },
    },
  ])
  await deps.engine.wake(job.id)
}
