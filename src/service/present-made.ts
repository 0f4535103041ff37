import type { MadeJob } from '#core/job.ts'
import type { Post } from '#core/post.ts'
import { presentModel } from './present-model.ts'
import { presentPicture } from './present-picture.ts'
import type { View } from './steps/close.ts'

/** A job that makes something as its message, whatever its state; of what it said in words only that there was some. */
export const presentMade = (job: MadeJob, view: View): Post =>
  job.kind === 'picture' ? presentPicture(job, view) : presentModel(job, view)
