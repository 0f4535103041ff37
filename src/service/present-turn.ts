import { estimateOf, playedBy } from '#core/estimate.ts'
import { hasEnded, phaseOf, type TurnJob } from '#core/job.ts'
import type { Block, Button, Post } from '#core/post.ts'
import type { View } from './steps/close.ts'
import { endedEarly, ordinal, plural, seconds } from './wording.ts'

/** An answer that has no words yet. */
export function presentWaiting(job: TurnJob, ahead: number): Post {
  const label = ahead > 0 ? `Waiting · ${ordinal(ahead + 1)} in line` : 'Thinking'
  const blocks: Block[] = [{ type: 'progress', label, beforeWords: true }]
  return { audience: 'channel', blocks: [...blocks, ...(job.cancelAsked === undefined ? [stop(job)] : [])] }
}

/** One part of an answer that is still being written. Only the last part carries the Stop button. */
export const presentDraft = (job: TurnJob, part: string, isLast: boolean): Post => ({
  audience: 'channel',
  blocks: [{ type: 'text', markdown: part }, ...(isLast && job.cancelAsked === undefined ? [stop(job)] : [])],
})

/** One part of an answer that is not the last: only words. */
export const presentPart = (part: string): Post => ({ audience: 'channel', blocks: [{ type: 'text', markdown: part }] })

/** The last part of an ended answer, with how it ended and what can be done next. `lacks`: why what follows could not be sent. */
export function presentEnd(job: TurnJob, part: string, view: View, lacks?: string): Post {
  const phase = phaseOf(job)
  const blocks: Block[] = part === '' ? [] : [{ type: 'text', markdown: part }]
  const failed = job.runs.map(run => run.state).find(state => state.phase === 'failed')
  const isEndedEarly = phase === 'canceled' && job.cancelAsked === undefined
  const why =
    job.fault?.message ?? (failed?.phase === 'failed' ? failed.fault.message : isEndedEarly ? endedEarly(job) : undefined)
  if (why !== undefined) blocks.push({ type: 'failure', text: part === '' ? why : `The answer broke off here. ${why}` })
  if (lacks !== undefined) blocks.push({ type: 'failure', text: `The rest could not be sent. ${lacks}` })
  const line = noteOf(job, view, phase === 'canceled' && !isEndedEarly, part === '')
  if (line !== '') blocks.push({ type: 'note', text: line })
  blocks.push({ type: 'actions', buttons: buttonsOfTurn(job) })
  return { audience: 'channel', blocks }
}

function noteOf(job: TurnJob, view: View, stopped: boolean, empty: boolean): string {
  const parts = stopped ? [empty ? 'Stopped before the first word' : 'Stopped'] : []
  if (job.runs.length === 0) return parts.join(' · ')
  if (view.model !== undefined) parts.push(playedBy(view.model, view.charged))
  if (job.recalled !== undefined && job.recalled > 0) parts.push(`remembers ${plural(job.recalled, 'message')}`)
  parts.push(seconds((job.closedAt ?? view.now) - job.at))
  if (view.cost !== undefined) parts.push(estimateOf(view.cost, view.charged))
  return parts.join(' · ')
}

const stop = (job: TurnJob): Extract<Block, { type: 'actions' }> => ({
  type: 'actions',
  buttons: [{ action: `stop:${job.id}`, label: 'Stop', tone: 'primary' }],
})

/** What can be done with the answer as it stands. */
export function buttonsOfTurn(job: TurnJob): readonly Button[] {
  if (hasEnded(job)) return [{ action: `regenerate:${job.id}`, label: 'Regenerate' }]
  return job.cancelAsked === undefined ? stop(job).buttons : []
}
