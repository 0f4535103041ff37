import { formAction } from '#core/form.ts'
import { hasEnded, keptOf, type MadeJob, type PictureJob } from '#core/job.ts'
import type { Block, Button } from '#core/post.ts'
import { modelButtons } from './model-buttons.ts'

/** So many pictures have a button each; more are chosen from a list, or the buttons would hide the pictures. */
const mostVaryButtons = 4

/** A picture's place in its job: the run, and which of the run's pictures. Part of the id of its row. */
type Spot = { readonly run: number; readonly index: number }

const spotsOf = (job: MadeJob): readonly Spot[] =>
  job.runs.flatMap(({ state }, run) => keptOf(state).map(({ index }) => ({ run, index })))

/** Paints the same once more. */
export const againButton = (job: PictureJob): Button => ({ action: `again:${job.id}`, label: 'Again' })

const varyButton = (job: MadeJob, { run, index }: Spot, label: string): Button => ({
  action: `vary:${job.id}:${run}-${index}`,
  label,
})

/** A button for each picture that something else can be made from. */
const varyButtons = (job: MadeJob): readonly Button[] => {
  const spots = job.takesPicture === true ? spotsOf(job) : []
  return spots.map((spot, at) => varyButton(job, spot, spots.length === 1 ? 'Vary' : `Vary ${at + 1}`))
}

const rewordButton = (job: PictureJob): Button => ({ action: formAction(`reword:${job.id}`), label: 'Reword…' })

/** Away from its message a button says how many pictures it means. */
function deleteButtons(job: PictureJob, isAway: boolean): readonly Button[] {
  const { length } = spotsOf(job)
  if (length === 0) return []
  return [{ action: `delete:${job.id}`, label: isAway && length > 1 ? `Delete all ${length}` : 'Delete', tone: 'danger' }]
}

/** What can be done under the job's message, as it stands. */
export function madeActions(job: MadeJob): readonly Block[] {
  const blocks: Block[] = []
  const vary = hasEnded(job) ? varyButtons(job) : []
  const isFew = vary.length <= mostVaryButtons
  const shown = isFew ? vary : []
  const buttons = job.kind === 'picture' ? around(job, shown, false) : modelButtons(job, shown)
  if (buttons.length > 0) blocks.push({ type: 'actions', buttons })
  if (!isFew) blocks.push({ type: 'choice', label: 'Vary one of them', options: vary })
  return blocks
}

/** What can be done with the job away from its message: in lists, and beside one of its pictures where `spot` names it. */
export function madeButtons(job: MadeJob, spot?: Spot): readonly Button[] {
  const vary = spot !== undefined && job.takesPicture === true ? [varyButton(job, spot, 'Vary')] : []
  return job.kind === 'picture' ? around(job, vary, true) : modelButtons(job, vary)
}

function around(job: PictureJob, vary: readonly Button[], isAway: boolean): readonly Button[] {
  if (!hasEnded(job))
    return job.cancelAsked === undefined ? [{ action: `cancel:${job.id}`, label: 'Cancel', tone: 'danger' }] : []
  // What was refused for its words would be refused again.
  if (job.fault?.kind === 'input') return []
  return [againButton(job), ...vary, rewordButton(job), ...deleteButtons(job, isAway)]
}
