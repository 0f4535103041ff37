import type { Inbound } from '#core/event.ts'
import type { PictureJob } from '#core/job.ts'
import type { Post } from '#core/post.ts'
import type { Deps } from './deps.ts'
import { repaint, withoutSeed } from './generate.ts'
import { againButton } from './picture-buttons.ts'

/**
 * Paints one picture of a job anew: the same words and model, another seed, beginning with that picture. `spot`: its run
 * and its place in it, as the button carries them. Answers a post where the picture is no longer kept.
 */
export async function vary(
  deps: Deps,
  event: Extract<Inbound, { type: 'button' }>,
  job: PictureJob,
  spot: string,
): Promise<Post | undefined> {
  const picture = `${job.id}-${spot}`
  const output = await deps.records.get('outputs', picture)
  const isKept = output !== undefined && (await deps.blobs.get(output.picture.blob)) !== undefined
  if (!isKept) return notKept(job)
  const { image: _, ...values } = withoutSeed(job.values)
  const twice = 'This picture is being varied already; the new one comes below.'
  await repaint(deps, event, job, { values, start: picture, picture }, twice)
  return undefined
}

const notKept = (job: PictureJob): Post => ({
  audience: 'actor',
  blocks: [
    {
      type: 'failure',
      text: 'This picture is no longer kept, so nothing can begin with it. `Again` paints a new one from the same words.',
    },
    { type: 'actions', buttons: [againButton(job)] },
  ],
})
