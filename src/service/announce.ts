import type { Job } from '#core/job.ts'
import type { Post } from '#core/post.ts'
import type { Deps } from './deps.ts'
import { nonceOf } from './ids.ts'
import { platformOf } from './policy.ts'

const withinMs = 10_000

/**
 * Posts the first frame of a job that has to wait, before its own step gets the chance. The step posts under the same
 * nonce, so it is the same message; that it could not be posted here is therefore no failure of the job.
 */
export async function announce(deps: Deps, job: Job, post: Post): Promise<void> {
  try {
    const { surface } = platformOf(deps, job.address)
    const message = await surface.post(job.reply, post, { nonce: nonceOf(job.id, 0), signal: AbortSignal.timeout(withinMs) })
    const fact = { type: 'posted', part: 0, message } as const
    const row = { id: `${job.id}:posted`, job: job.id, at: deps.world.now(), fact }
    await deps.records.batch([{ put: 'facts', row }], undefined, 'written')
  } catch (cause) {
    deps.log.warn({ job: job.id, cause }, 'a waiting job could not be announced')
  }
}
