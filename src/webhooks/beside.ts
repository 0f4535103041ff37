import { factsOf } from '#core/facts.ts'
import { fold } from '#core/fold.ts'
import type { Fact, Job } from '#core/job.ts'
import type { ModelCard } from '#core/model-card.ts'
import type { Engine, Look, Records } from '#core/ports.ts'
import { toLook } from '../models/look.ts'
import { isFinal, isRecord, type Prediction } from '../replicate/wire.ts'
import type { Subject } from './address.ts'

/** What facts are laid beside jobs with. */
export type BesideDeps = {
  readonly records: Records
  readonly engine: Pick<Engine, 'wake'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/**
 * Lays what a verified webhook says beside its job, under the webhook's id, and wakes the job: its own step alone folds
 * it. Answers whether there was anything new in it: in what is late, repeated or about somebody else's prediction there is
 * not. `isSigned`: the body itself says whose it is, not its address alone.
 */
export async function layBeside(
  { records, engine, now }: BesideDeps,
  id: string,
  subject: Subject & { readonly isSigned: boolean },
  prediction: Prediction,
): Promise<boolean> {
  const job = await records.get('jobs', subject.job)
  const run = job?.runs[subject.run]
  if (job === undefined || run === undefined) return false
  const at = now()
  const look = asLook(prediction, job)
  // Of one that has not begun there is only this to say: it exists.
  const begun: Fact = { type: 'started', run: subject.run, prediction: look.prediction, at }
  const [fact = begun] = factsOf(subject.run, look, at)
  if (fold(job, fact) === job) return false
  // Only a run whose create is not answered yet takes an id that it does not know: it must surely be its own.
  if (run.state.phase === 'submitting') {
    if (!subject.isSigned) return false
    const owner = await records.get('predictions', look.prediction)
    if (owner !== undefined && (owner.job !== subject.job || owner.run !== subject.run)) return false
  }
  await records.batch([{ put: 'facts', row: { id, job: job.id, at, fact } }])
  await engine.wake(job.id)
  // A job that was closed meanwhile takes no step any more, and would never take the row away.
  const newest = await records.get('jobs', job.id)
  if (newest === undefined || newest.closedAt !== undefined) await records.batch([{ remove: 'facts', id }])
  return true
}

/** What a look would have said. One that ended without counts is only seen on its way: the bill needs the counts, and a look brings them. */
function asLook(prediction: Prediction, job: Job): Look {
  const look = toLook(prediction, formOf(job))
  const isCounted = isRecord(prediction.metrics) && Object.keys(prediction.metrics).length > 0
  const mustCount = isFinal(prediction.status) && typeof prediction.started_at === 'string' && !isCounted
  return mustCount ? { ...look, phase: 'running' } : look
}

/** What the job's model puts out, without asking for its card. */
const formOf = (job: Job): ModelCard['output'] | undefined => {
  if (job.kind === 'model') return job.output
  return job.kind === 'picture' ? 'files' : 'text-stream'
}
