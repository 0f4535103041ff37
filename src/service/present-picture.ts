import { hasEnded, type PictureJob, picturesOf } from '#core/job.ts'
import type { Block, Post } from '#core/post.ts'
import { howItStands } from './how-it-stands.ts'
import { madeActions } from './picture-buttons.ts'
import type { View } from './steps/close.ts'

/** A picture job as its one message, whatever its state. Pure: showing it twice shows the same. */
export function presentPicture(job: PictureJob, view: View): Post {
  const pictures = picturesOf(job)
  const expected = job.runs.reduce((sum, run) => sum + run.expects, 0)
  const blocks: Block[] = []
  if (pictures.length > 0)
    blocks.push({
      type: 'pictures',
      pictures,
      expected: hasEnded(job) ? pictures.length : Math.max(expected, pictures.length),
    })
  blocks.push(...howItStands(job, view, { made: pictures.length, expected }))
  blocks.push(...madeActions(job))
  return { audience: 'channel', blocks }
}
