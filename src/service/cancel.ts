import type { Gone, Job, TurnJob } from '#core/job.ts'
import type { MessageRef } from '#core/post.ts'
import type { Deps } from './deps.ts'
import { presentEnd } from './present-turn.ts'

/** Who wants a job to be canceled, and which message's deletion said so. */
export type CancelWish = { readonly by: string; readonly gone?: Gone }

const withinMs = 10_000

/** Lays the wish beside the job: its own step alone cancels at Replicate. `heed` is to follow. */
export async function layCancel({ records, world }: Pick<Deps, 'records' | 'world'>, job: Job, wish: CancelWish): Promise<void> {
  const at = world.now()
  // A deletion says more than a button: neither takes the other's place.
  const id = `${job.id}:cancel-asked${wish.gone === undefined ? '' : `:${wish.gone}`}`
  await records.batch([{ put: 'facts', row: { id, job: job.id, at, fact: { type: 'cancel-asked', at, ...wish } } }])
}

/** Wakes a job that is to be canceled. A turn that still waits for others cannot see it before its time: it is shown at once. */
export async function heed(deps: Deps, job: Job, wish: CancelWish): Promise<void> {
  await deps.engine.wake(job.id)
  if (job.kind === 'turn' && (await deps.engine.ahead(job.id)) > 0) await showStopped(deps, job, wish)
}

/** The first frames of a turn come from its event, from a button and from its own step: one at a time, in this order. */
export const inFirstFrame = <Result>({ locks }: Pick<Deps, 'locks'>, job: string, act: () => Promise<Result>): Promise<Result> =>
  locks.with(`first frame of ${job}`, act)

/** The job's messages, with those that its event posted while it waited. */
export async function messagesOf({ records }: Pick<Deps, 'records'>, job: Job): Promise<readonly MessageRef[]> {
  const beside = await records.list('facts', { where: { job: job.id } })
  return [...job.messages, ...beside.flatMap(({ fact }) => (fact.type === 'posted' ? [fact.message] : []))]
}

async function showStopped(deps: Deps, job: TurnJob, { by }: CancelWish): Promise<void> {
  await inFirstFrame(deps, job.id, async () => {
    const [message] = await messagesOf(deps, job)
    if (message === undefined || (await deps.engine.ahead(job.id)) === 0) return
    const now = deps.world.now()
    const post = presentEnd({ ...job, cancelAsked: { by, at: now } }, '', { now, charged: deps.charged })
    const frame = { draw: () => post, last: false, signal: AbortSignal.timeout(withinMs) }
    try {
      await deps.pacingOf(job.address.platform).offer(message, frame)
    } catch (cause) {
      // Its own step shows the same when its time comes.
      deps.log.warn({ job: job.id, cause }, 'a waiting turn could not be shown as stopped')
    }
  })
}
