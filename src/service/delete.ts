import { setTimeout as sleep } from 'node:timers/promises'
import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import { fold } from '#core/fold.ts'
import { hasEnded, isMade, type Job, type MadeJob } from '#core/job.ts'
import { brief } from '#core/text.ts'
import type { Deps } from './deps.ts'
import { viewOfEnded } from './ended-view.ts'
import { dropPictures } from './pictures.ts'
import { platformOf, requireOwner } from './policy.ts'
import { presentMade } from './present-made.ts'

/** The last frame with its buttons is seen a moment before its job is closed: so long that moment is waited for. */
const closesWithinMs = 3_000
const looksEveryMs = 25

const shownWithinMs = 10_000

/**
 * Takes away what an ended job made, for its owner or an admin: bytes that nobody else uses, thumbnails and rows.
 * The job's line stays in its message. Doing it again finishes what was left undone, and changes nothing else.
 */
export async function deleteOutputs(deps: Deps, event: Extract<Inbound, { type: 'button' }>, job: MadeJob): Promise<void> {
  await requireOwner(deps, event.actor, job)
  if (!hasEnded(job)) throw new Fault('input', 'It is still being made; cancel it first.')
  await deps.locks.with(`deletion of ${job.id}`, async () => {
    const closed = await closedOf(deps, job.id)
    await dropPictures(deps, [job.id])
    const deleted = fold(closed, { type: 'deleted', by: brief(event.actor.name, 60), at: deps.world.now() })
    if (deleted !== closed) await deps.records.batch([{ put: 'jobs', row: deleted }])
    await show(deps, deleted)
  })
}

/** The job once its step is through with it: from then on nobody else writes it. */
async function closedOf({ records }: Deps, id: string): Promise<MadeJob> {
  for (let waitedMs = 0; waitedMs < closesWithinMs; waitedMs += looksEveryMs) {
    const job: Job | undefined = await records.get('jobs', id)
    if (job === undefined || !isMade(job)) throw new Fault('gone', 'What this button belongs to is no longer stored.')
    if (job.closedAt !== undefined) return job
    await sleep(looksEveryMs)
  }
  throw new Fault('busy', 'It is still being finished; try again in a moment.')
}

async function show(deps: Deps, job: MadeJob): Promise<void> {
  const post = presentMade(job, await viewOfEnded(deps, job))
  const pacing = deps.pacingOf(job.address.platform)
  const { surface } = platformOf(deps, job.address)
  for (const [part, message] of job.messages.entries()) {
    try {
      // What a text outgrew into has nothing left to say.
      if (part > 0) await surface.remove(message, AbortSignal.timeout(shownWithinMs))
      else await pacing.offer(message, { draw: () => post, last: true, signal: AbortSignal.timeout(shownWithinMs) })
    } catch (cause) {
      if (cause instanceof Fault && cause.kind === 'gone') continue
      throw new Fault(
        'platform',
        `${job.kind === 'picture' ? 'The pictures are deleted here, but their' : 'It is deleted here, but its'} message could not be changed; try again in a moment.`,
        { cause },
      )
    }
  }
}
