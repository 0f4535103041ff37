import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import { opensForm } from '#core/form.ts'
import { hasEnded, isMade, type Job } from '#core/job.ts'
import type { Post } from '#core/post.ts'
import { heed, layCancel } from './cancel.ts'
import { goOnWith, regenerate } from './chat.ts'
import { deleteOutputs } from './delete.ts'
import type { Deps } from './deps.ts'
import { forgetMe, forgetMeAction } from './forget.ts'
import { paintAgain } from './generate.ts'
import { requireOwner, requirePresence } from './policy.ts'
import { runAgain } from './run-model.ts'
import { seenJob } from './seen-job.ts'
import { showSummary } from './show-summary.ts'
import { mendUnshown } from './unshown.ts'
import { vary } from './vary.ts'
import { paintWish } from './wish-button.ts'

type Press = Extract<Inbound, { type: 'button' }>

/** A button under one of our messages, or a choice made there. It carries what to do and the job's id; everything else is stored with the job. Answers a post where the answer is no job. */
export async function press(deps: Deps, event: Press): Promise<Post | undefined> {
  if (event.action === forgetMeAction) return forgetMe(deps, event)
  if (opensForm(event.action))
    throw new Fault('input', 'This button opens a form, and it could not be shown; please press it again.')
  const [act = '', id = '', spot = ''] = event.action.split(':', 3)
  const job = await seenJob(deps, id, event)
  if (act === 'cancel' || act === 'stop') {
    await cancel(deps, event, job)
    return undefined
  }
  if (act === 'delete' && isMade(job)) {
    await deleteOutputs(deps, event, job)
    return undefined
  }
  if (act === 'summary' && job.kind === 'turn') return showSummary(deps, job)
  return begin(deps, event, job, act, spot)
}

/** Begins something new from a job. */
async function begin(deps: Deps, event: Press, job: Job, act: string, spot: string): Promise<Post | undefined> {
  await requirePresence(deps, event.address)
  if (act === 'regenerate' && job.kind === 'turn') {
    await regenerate(deps, event, job)
    return undefined
  }
  if (act === 'continue' && job.kind === 'turn') {
    await goOnWith(deps, event, job)
    return undefined
  }
  if (act === 'paint' && job.kind === 'turn') {
    await paintWish(deps, event, job)
    return undefined
  }
  if (act === 'again' && job.kind === 'picture') {
    await paintAgain(deps, event, job)
    return undefined
  }
  if (act === 'rerun' && job.kind === 'model') {
    await runAgain(deps, event, job)
    return undefined
  }
  if (act === 'vary' && isMade(job)) return vary(deps, event, job, spot)
  throw new Fault('input', 'This button is not known any more; the message may be older than this version.')
}

/** How long a message that somebody pressed in vain may take to be mended, in ms. */
const mendMs = 30_000

/** Lays the wish beside the job and wakes it: the job's own step cancels at Replicate. */
async function cancel(deps: Deps, event: Press, job: Job): Promise<void> {
  await requireOwner(deps, event.actor, job)
  if (hasEnded(job)) {
    // A button that stops nothing is what an unshown end leaves behind: somebody sees it, so perhaps we may, too.
    void mendUnshown(deps, AbortSignal.timeout(mendMs), job.id)
    throw new Fault('input', 'It has ended already; there is nothing left to stop.')
  }
  const wish = { by: event.actor.name }
  await layCancel(deps, job, wish)
  await heed(deps, job, wish)
}
