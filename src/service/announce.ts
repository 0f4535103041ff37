import { hasEnded, type Job } from '#core/job.ts'
import type { Post } from '#core/post.ts'
import { inFirstFrame } from './cancel.ts'
import type { Deps } from './deps.ts'
import { nonceOf } from './ids.ts'
import { platformOf } from './policy.ts'

/** Gives the first frame of a job that waits; undefined when it need not wait any more. */
type Present = () => Promise<Post | undefined>

/** A job that only waits for a free place mostly begins sooner, and says so itself. */
const patienceMs = 250
const withinMs = 10_000

/**
 * Posts the first frame of a job that has to wait, before its own step gets the chance. The step posts under the same
 * nonce, so it is the same message; that it could not be posted here is therefore no failure of the job, and nobody waits for it.
 */
export function announce(deps: Deps, job: Job, present: Present): void {
  postFirst(deps, job, present).catch((cause: unknown) => {
    deps.log.warn({ job: job.id, cause }, 'a waiting job could not be announced')
  })
}

/** The same in a quarter of a second, if its step has not begun by then. */
export function announceLater(deps: Deps, job: Job, present: Present): void {
  deps.clock.after(patienceMs, () => announce(deps, job, present))
}

async function postFirst(deps: Deps, { id, address, reply }: Job, present: Present): Promise<void> {
  await inFirstFrame(deps, id, async () => {
    const job = await deps.records.get('jobs', id)
    if (job === undefined || job.messages.length > 0 || hasEnded(job)) return
    const beside = await deps.records.list('facts', { where: { job: id } })
    if (beside.some(({ fact }) => fact.type === 'posted' || fact.type === 'cancel-asked')) return
    const post = await present()
    if (post === undefined) return
    const { surface } = platformOf(deps, address)
    const message = await surface.post(reply, post, { nonce: nonceOf(id, 0), signal: AbortSignal.timeout(withinMs) })
    const fact = { type: 'posted', part: 0, message } as const
    await deps.records.batch(
      [{ put: 'facts', row: { id: `${id}:posted`, job: id, at: deps.world.now(), fact } }],
      undefined,
      'written',
    )
  })
}
