import { costLine, estimateOf, isOwn, playedBy } from '#core/estimate.ts'
import { hasEnded, type MadeJob, phaseOf, progressOf } from '#core/job.ts'
import type { Block } from '#core/post.ts'
import { brief } from '#core/text.ts'
import { askedFor } from './asked-for.ts'
import { chargeOf } from './costs.ts'
import type { View } from './steps/close.ts'
import { delayed, endedEarly, ordinal, seconds } from './wording.ts'

/** A boot from here on is worth a word: a person begins to wonder. */
const slowBootMs = 5_000

/** How a job stands or ended, in its message's quiet or loud lines. `made`: how much of what it was asked for (`expected`) is there. */
export function howItStands(
  job: MadeJob,
  view: View,
  { made, expected }: { readonly made: number; readonly expected: number },
): readonly Block[] {
  const phase = phaseOf(job)
  if (job.deleted !== undefined) return [{ type: 'note', text: `Deleted by ${job.deleted.by} · ${resultLine(job, view)}` }]
  if (!hasEnded(job) && job.cancelAsked !== undefined) return [{ type: 'progress', label: 'Canceling' }]
  if (!hasEnded(job) && job.delayedSince !== undefined) return [{ type: 'progress', label: delayed }]
  switch (phase) {
    case 'queued':
      return [{ type: 'progress', label: view.place === undefined ? 'Queued' : `Queued · ${ordinal(view.place)} in line` }]
    case 'starting':
      return [{ type: 'progress', label: starting(view) }]
    case 'running':
    case 'delivering':
      return [generating(job, view)]
    case 'done':
      return [{ type: 'note', text: resultLine(job, view) }]
    case 'partial':
      return [
        { type: 'failure', text: `${made} of ${expected} pictures came through. ${whyNot(job)}` },
        { type: 'note', text: resultLine(job, view) },
      ]
    case 'canceled':
      return canceled(job, view, made)
    case 'failed':
      return [
        { type: 'failure', text: `${whyNot(job)}${chargeNote(job, view, made > 0)}` },
        ...(made > 0 ? [{ type: 'note' as const, text: resultLine(job, view) }] : []),
      ]
    default:
      return phase satisfies never
  }
}

/** A cancel that somebody asked for, or an end at Replicate that nobody did. What it used all the same is said. */
function canceled(job: MadeJob, view: View, made: number): readonly Block[] {
  const isAsked = job.cancelAsked !== undefined
  const line = (): Block => ({
    type: 'note',
    text: `${isAsked ? 'Canceled; what was ready is kept · ' : ''}${resultLine(job, view)}`,
  })
  if (made > 0) return isAsked ? [line()] : [{ type: 'failure', text: whyNot(job) }, line()]
  const cost = (view.cost ?? 0) > 0 ? ` What it used costs ${estimateOf(view.cost ?? 0, view.charged)}.` : ''
  return isAsked
    ? [{ type: 'note', text: `Canceled. Nothing was made.${cost}` }]
    : [{ type: 'failure', text: `${whyNot(job)} Nothing was made.${cost}` }]
}

/** What a person waits for at first: the boot, where this model's is usually slow. */
function starting({ usualBootMs = 0, usualMs }: View): string {
  if (usualBootMs >= slowBootMs) return `Starting · this model usually boots in ${seconds(usualBootMs)}`
  return usualMs === undefined ? 'Starting' : `Starting · usually takes ${seconds(usualMs)}`
}

function generating(job: MadeJob, view: View): Block {
  const progress = progressOf(job)
  if (progress === undefined) {
    return {
      type: 'progress',
      label: view.usualMs === undefined ? 'Generating' : `Generating · usually takes ${seconds(view.usualMs)}`,
    }
  }
  // 100 percent is said by the pictures themselves, not by a bar that stands still.
  const percent = Math.min(99, Math.floor(progress.done * 100))
  const step = progress.steps === undefined ? '' : ` · ${progress.step ?? 0}/${progress.steps}`
  const eta = progress.etaMs === undefined || progress.etaMs < 1_000 ? '' : ` · about ${seconds(progress.etaMs)}`
  return { type: 'progress', label: `Generating · ${percent}%${step}${eta}`, done: percent / 100 }
}

const whyNot = (job: MadeJob): string => {
  const failed = job.runs.map(run => run.state).find(state => state.phase === 'failed')
  if (job.fault !== undefined) return job.fault.message
  if (failed?.phase === 'failed') return failed.fault.message
  return job.cancelAsked === undefined ? endedEarly(job) : 'It was canceled.'
}

/**
 * What was not charged is said, once; what a budget counts all the same is said as its reports say it. `isShown`: what it
 * cost stands in the line below already.
 */
function chargeNote(job: MadeJob, view: View, isShown: boolean): string {
  const none = ' Nothing was charged.'
  if (/nothing was (spent|charged)/i.test(job.fault?.message ?? '')) return ''
  const { cost = 0 } = view
  const own = isOwn(view.model ?? job.model)
  const sum = cost > 0 && !isShown ? estimateOf(cost, view.charged || own) : undefined
  // The sandbox charges nothing, and nobody bills a container of one's own, but reports count what a price says of them.
  if (!view.charged || own) return cost > 0 ? (sum === undefined ? '' : ` It counts as ${sum}.`) : none
  const charges = job.runs.map(chargeOf).filter(charge => charge !== undefined)
  if (charges.includes('perhaps')) return ' It may have been charged.'
  // Where a price counts pictures, one that ran to its end and made none costs nothing.
  if (charges.includes('made') && view.cost === 0) return none
  if (charges.includes('made')) return ` Replicate charges for it all the same${sum === undefined ? '' : `, ${sum}`}.`
  if (cost > 0) return sum === undefined ? '' : ` What it used costs ${sum}.`
  return charges.length > 0 ? '' : none
}

function resultLine(job: MadeJob, view: View): string {
  const words = brief(askedFor(job), 120)
  const model = view.model ?? job.model
  const parts = [...(words === '' && job.kind === 'model' ? [] : [`“${words}”`]), playedBy(model, view.charged)]
  const seed = seedOf(job)
  if (seed !== undefined) parts.push(`seed ${seed}`)
  parts.push(seconds((job.closedAt ?? view.now) - job.at))
  parts.push(...costLine(model, view.cost, view.charged))
  return parts.join(' · ')
}

function seedOf(job: MadeJob): number | undefined {
  const own = job.kind === 'picture' ? job.seed : job.runs[0]?.input['seed']
  return typeof own === 'number' ? own : undefined
}
