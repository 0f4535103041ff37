import { costLine, playedBy } from '#core/estimate.ts'
import { hasEnded, type Job, phaseOf, type TurnJob } from '#core/job.ts'
import type { Block, Button, Post } from '#core/post.ts'
import type { View } from './steps/close.ts'
import { endedEarly, ordinal, plural, seconds } from './wording.ts'

/** An answer that has no words yet. */
export function presentWaiting(job: TurnJob, ahead: number): Post {
  const label = ahead > 0 ? `Waiting · ${ordinal(ahead + 1)} in line` : 'Thinking'
  const blocks: Block[] = [{ type: 'progress', label, beforeWords: true }]
  return { audience: 'channel', blocks: [...blocks, ...(job.cancelAsked === undefined ? [stop(job)] : [])] }
}

/** One part of a text that is still being written. Only the last part carries the Stop button. */
export const presentDraft = (job: Job, part: string, isLast: boolean): Post => ({
  audience: 'channel',
  blocks: [{ type: 'text', markdown: part }, ...(isLast && job.cancelAsked === undefined ? [stop(job)] : [])],
})

/** One part of an answer that is not the last: only words. */
export const presentPart = (part: string): Post => ({ audience: 'channel', blocks: [{ type: 'text', markdown: part }] })

/** What stands beside the last part of an answer: `lacks`: why what follows could not be sent; `file`: all of it, where the parts are its beginning. */
export type Beside = { readonly lacks?: string; readonly file?: string }

/** The last part of an ended answer, with how it ended and what can be done next. */
export function presentEnd(job: TurnJob, part: string, view: View, { lacks, file }: Beside = {}): Post {
  const phase = phaseOf(job)
  const blocks: Block[] = part === '' ? [] : [{ type: 'text', markdown: part }]
  const failed = job.runs.map(run => run.state).find(state => state.phase === 'failed')
  const isEndedEarly = phase === 'canceled' && job.cancelAsked === undefined
  const why =
    job.fault?.message ?? (failed?.phase === 'failed' ? failed.fault.message : isEndedEarly ? endedEarly(job) : undefined)
  if (why !== undefined) blocks.push({ type: 'failure', text: part === '' ? why : `The answer broke off here. ${why}` })
  if (lacks !== undefined) blocks.push({ type: 'failure', text: `The rest could not be sent. ${lacks}` })
  if (file !== undefined) {
    blocks.push({ type: 'document', name: 'answer.md', text: file })
    blocks.push({
      type: 'note',
      text: `This is its beginning; all ${file.length.toLocaleString('en')} characters are in the file.`,
    })
  }
  for (const sentence of job.given?.unread ?? []) if (sentence !== why) blocks.push({ type: 'note', text: sentence })
  const line = noteOf(job, view, phase === 'canceled' && !isEndedEarly, part === '')
  if (line !== '') blocks.push({ type: 'note', text: line })
  blocks.push({ type: 'actions', buttons: [...buttonsOfTurn(job), ...buttonsOfAnswer(job, part !== '')] })
  return { audience: 'channel', blocks }
}

function noteOf(job: TurnJob, view: View, stopped: boolean, empty: boolean): string {
  const parts = stopped ? [empty ? 'Stopped before the first word' : 'Stopped'] : []
  if (job.isReworded === true) parts.push('The question was changed since')
  if (job.runs.length === 0) return parts.join(' · ')
  if (view.model !== undefined) parts.push(playedBy(view.model, view.charged))
  const memory = memoryOf(job)
  if (memory !== undefined) parts.push(memory)
  parts.push(seconds((job.closedAt ?? view.now) - job.at))
  parts.push(...costLine(view.model ?? '', view.cost, view.charged))
  return parts.join(' · ')
}

/** What the model was given of what was said before, and that there was more: `remembers 14 messages, 1 summary`. */
function memoryOf({ recalled = 0, given }: TurnJob): string | undefined {
  const parts = [...(recalled > 0 ? [plural(recalled, 'message')] : []), ...(given?.summary === undefined ? [] : ['1 summary'])]
  const left = given?.isCut === true ? ['older ones left out'] : []
  if (parts.length === 0) return left.length === 0 ? undefined : 'what was said before is left out'
  return [`remembers ${parts.join(', ')}`, ...left].join(', ')
}

const stop = (job: Job): Extract<Block, { type: 'actions' }> => ({
  type: 'actions',
  buttons: [{ action: `stop:${job.id}`, label: 'Stop', tone: 'primary' }],
})

/** What can be done with the turn as it stands. */
export function buttonsOfTurn(job: TurnJob): readonly Button[] {
  if (hasEnded(job)) return [{ action: `regenerate:${job.id}`, label: job.isReworded === true ? 'Run again' : 'Regenerate' }]
  return job.cancelAsked === undefined ? stop(job).buttons : []
}

/** What can be done with an ended answer that has words, beside asking anew. */
function buttonsOfAnswer(job: TurnJob, hasWords: boolean): readonly Button[] {
  const { given } = job
  return [
    ...(hasWords && isUnfinished(job) ? [{ action: `continue:${job.id}`, label: 'Continue' }] : []),
    ...(given?.offersPicture === true ? [{ action: `paint:${job.id}`, label: 'Paint it' }] : []),
    ...(given?.summary === undefined ? [] : [{ action: `summary:${job.id}`, label: 'Summary' }]),
  ]
}

/** Whether the model would have had more to say: it was stopped, it broke off, or its answer became as long as it may. */
export function isUnfinished(job: TurnJob): boolean {
  const state = job.runs[0]?.state
  if (state?.phase === 'canceled' || state?.phase === 'failed') return true
  if (state?.phase !== 'done' || job.given?.mostTokens === undefined) return false
  return (state.usage.outputTokens ?? 0) >= job.given.mostTokens
}
