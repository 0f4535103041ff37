import type { Turn } from '#core/conversation.ts'
import { Fault } from '#core/fault.ts'
import { fold } from '#core/fold.ts'
import type { Job, TurnJob } from '#core/job.ts'
import { answerPartsOf } from './answer-parts.ts'
import type { Deps } from './deps.ts'
import { viewOfEnded } from './ended-view.ts'
import { platformOf, settingsAt } from './policy.ts'
import { presentEnd } from './present-turn.ts'
import { turnsAfter } from './turns.ts'

const shownWithinMs = 10_000

/**
 * Offers to answer a question anew whose words were changed after it was answered: its newest answer says so under its own
 * words, and its button asks again. Where nothing of that answer is shown any more, nothing is.
 */
export async function offerAgain(deps: Deps, question: Turn): Promise<void> {
  const answers = (await turnsAfter(deps.records, question.id)).filter(({ by }) => by === 'model')
  const answer = answers.at(-1)
  if (answer === undefined) return
  const id = answer.id.slice(0, -':answer'.length)
  const job: Job | undefined = await deps.records.get('jobs', id)
  if (job?.kind !== 'turn' || job.closedAt === undefined) return
  const changed = fold(job, { type: 'reworded', text: question.text })
  if (changed === job) return
  await deps.records.batch([{ put: 'jobs', row: changed }])
  await showReworded(deps, changed, answer.text)
}

/** Shows under the end of an answer that its question was changed since. */
export async function showReworded(deps: Deps, job: TurnJob, text: string): Promise<void> {
  const { textChars } = platformOf(deps, job.address).surface.limits
  const { values } = await settingsAt(deps, job.address)
  const { parts, file } = answerPartsOf(text, textChars, values['chat.fileAfter'])
  const index = Math.min(parts.length, job.messages.length) - 1
  const message = job.messages[index]
  if (message === undefined) return
  const post = presentEnd(job, parts[index] ?? '', await viewOfEnded(deps, job), { ...(file !== undefined && { file }) })
  const frame = { draw: () => post, last: true, signal: AbortSignal.timeout(shownWithinMs) }
  try {
    await deps.pacingOf(job.address.platform).offer(message, frame)
  } catch (cause) {
    if (cause instanceof Fault && cause.kind === 'gone') return
    deps.log.warn({ job: job.id, cause }, 'an answer could not say that its question was changed')
  }
}
