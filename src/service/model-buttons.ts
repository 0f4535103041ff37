import { hasEnded, keptOf, type ModelJob } from '#core/job.ts'
import type { Button } from '#core/post.ts'

/** Whether a job put out anything: files that are kept, or words that its message shows. */
const hasMade = (job: ModelJob): boolean =>
  job.deleted === undefined &&
  job.runs.some(({ state }) => keptOf(state).length > 0 || (state.phase === 'done' && job.messages.length > 0) || hasWords(state))

const hasWords = (state: ModelJob['runs'][number]['state']): boolean => 'text' in state && (state.text ?? '').trim() !== ''

/** What can be done with the job as it stands. */
export function modelButtons(job: ModelJob): readonly Button[] {
  if (!hasEnded(job))
    return job.cancelAsked === undefined ? [{ action: `cancel:${job.id}`, label: 'Cancel', tone: 'danger' }] : []
  // What was refused for its words would be refused again.
  if (job.fault?.kind === 'input') return []
  const again: Button = { action: `rerun:${job.id}`, label: 'Again' }
  return [again, ...(hasMade(job) ? [{ action: `delete:${job.id}`, label: 'Delete', tone: 'danger' } as const] : [])]
}
