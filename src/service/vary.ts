import type { Inbound } from '#core/event.ts'
import type { MadeJob } from '#core/job.ts'
import type { Post } from '#core/post.ts'
import type { Deps } from './deps.ts'
import { repaint, withoutSeed } from './generate.ts'
import { againButton } from './picture-buttons.ts'
import { runFrom } from './run-model.ts'

/**
 * Paints one picture of a job anew: the same words and model, another seed, beginning with that picture. `spot`: its run
 * and its place in it, as the button carries them. Answers a post where the picture is no longer kept.
 */
export async function vary(
  deps: Deps,
  event: Extract<Inbound, { type: 'button' }>,
  job: MadeJob,
  spot: string,
): Promise<Post | undefined> {
  const picture = `${job.id}-${spot}`
  const output = await deps.records.get('outputs', picture)
  const isKept = output !== undefined && (await deps.blobs.get(output.picture.blob)) !== undefined
  if (!isKept) return notKept(job)
  if (job.kind === 'model') {
    await runFrom(deps, event, job, picture)
    return undefined
  }
  const { image: _, ...values } = withoutSeed(job.values)
  const twice = 'This picture is being varied already; the new one comes below.'
  await repaint(deps, event, job, { values, start: picture, picture }, twice)
  return undefined
}

const notKept = (job: MadeJob): Post => ({
  audience: 'actor',
  blocks: [
    {
      type: 'failure',
      text: 'This picture is no longer kept, so nothing can begin with it. `Again` paints a new one from the same words.',
    },
    { type: 'actions', buttons: [job.kind === 'picture' ? againButton(job) : { action: `rerun:${job.id}`, label: 'Again' }] },
  ],
})
