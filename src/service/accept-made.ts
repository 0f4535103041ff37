import type { MadeJob } from '#core/job.ts'
import type { Post } from '#core/post.ts'
import { accept } from './accept.ts'
import { announce, announceLater } from './announce.ts'
import type { Deps } from './deps.ts'
import { placeBehindOwn, placeInLine } from './limits.ts'
import { presentMade } from './present-made.ts'

/** Accepts a job that makes something, and says which place it has where it has to wait. */
export async function acceptMade(deps: Deps, job: MadeJob): Promise<void> {
  await accept(deps, job)
  const waiting = async (): Promise<Post | undefined> => {
    const place = await placeInLine(deps, job)
    return place === undefined ? undefined : presentMade(job, { now: deps.world.now(), place, charged: deps.charged })
  }
  if ((await placeBehindOwn(deps, job)) !== undefined) announce(deps, job, waiting)
  else announceLater(deps, job, waiting)
}
