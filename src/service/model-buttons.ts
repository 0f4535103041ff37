import { formAction } from '#core/form.ts'
import { hasEnded, keptOf, type ModelJob } from '#core/job.ts'
import type { Button } from '#core/post.ts'

/** What the form carries that runs a job's model with other inputs, before the job's id. */
export const changeForm = 'rerun'

/** Whether a job put out anything: files that are kept, or words that its message shows. */
const hasMade = (job: ModelJob): boolean =>
  job.deleted === undefined &&
  job.runs.some(({ state }) => keptOf(state).length > 0 || (state.phase === 'done' && job.messages.length > 0) || hasWords(state))

const hasWords = (state: ModelJob['runs'][number]['state']): boolean => 'text' in state && (state.text ?? '').trim() !== ''

/** What can be done with the job as it stands. `vary`: to make something else from its pictures. */
export function modelButtons(job: ModelJob, vary: readonly Button[]): readonly Button[] {
  if (!hasEnded(job))
    return job.cancelAsked === undefined ? [{ action: `cancel:${job.id}`, label: 'Cancel', tone: 'danger' }] : []
  const change: Button = { action: formAction(`${changeForm}:${job.id}`), label: 'Change…' }
  // What was refused for its words would be refused again.
  if (job.fault?.kind === 'input') return [change]
  const again: Button = { action: `rerun:${job.id}`, label: 'Again' }
  const made: readonly Button[] = hasMade(job) ? [{ action: `delete:${job.id}`, label: 'Delete', tone: 'danger' }] : []
  return [again, ...vary, change, ...made]
}
