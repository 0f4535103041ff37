import { isAttachment } from '#core/attachment.ts'
import { hasEnded, isMade, type Job, phaseOf, picturesOf, progressOf, type Run } from '#core/job.ts'
import type { Records } from '#core/ports.ts'
import type { Button } from '#core/post.ts'
import type { JobRow } from '#core/report.ts'
import { brief } from '#core/text.ts'
import { askedFor } from './asked-for.ts'
import { questionOf } from './memory.ts'
import { madeButtons } from './picture-buttons.ts'
import { buttonsOfTurn } from './present-turn.ts'

/** As much of a question or prompt as one line of a list can hold. */
const askedChars = 300

async function askedOf(records: Records, job: Job): Promise<string> {
  if (isMade(job)) return askedFor(job)
  if (job.kind === 'aside') return 'sumUp' in job.task ? 'A summary of a conversation' : 'The words of a voice message'
  // Once closed, a turn's words are in its question alone; forgotten, they are nowhere.
  if ('text' in job.ask && job.closedAt === undefined) return job.ask.text
  let turn = await records.get('turns', questionOf(job))
  // What goes on with an answer was asked by the person's words before it.
  while (turn?.by === 'model' && turn.parent !== undefined) turn = await records.get('turns', turn.parent)
  return turn?.text ?? ''
}

const failureOf = (job: Job): string | undefined =>
  job.fault?.message ?? job.runs.flatMap(run => (run.state.phase === 'failed' ? [run.state.fault.message] : []))[0]

/** A job as lists show it. */
export async function jobRowOf(records: Records, job: Job): Promise<JobRow> {
  const [asked, ledger] = await Promise.all([askedOf(records, job), records.get('ledger', job.id)])
  const progress = hasEnded(job) ? undefined : progressOf(job)
  const failure = failureOf(job)
  const model = job.runs[0]?.name ?? ledger?.model
  const message = job.messages[0]
  return {
    id: job.id,
    kind: job.kind,
    at: job.at,
    ...(job.closedAt !== undefined && { endedAt: job.closedAt }),
    phase: phaseOf(job),
    canceling: job.cancelAsked !== undefined && !hasEnded(job),
    ...(progress !== undefined && { progress }),
    asked: brief(asked, askedChars),
    ...(model !== undefined && { model }),
    ...(ledger?.settled !== undefined && { cost: ledger.settled }),
    charged: ledger?.charged !== false,
    pictures: picturesOf(job)
      .filter(({ contentType }) => contentType.startsWith('image/'))
      .map(({ alt: _, ...picture }) => picture),
    expected: job.runs.reduce((sum, run) => sum + run.expects, 0),
    ...(failure !== undefined && { failure }),
    address: job.address,
    actor: job.actor,
    ...(message !== undefined && { message }),
    buttons: buttonsFor(job),
  }
}

function buttonsFor(job: Job): readonly Button[] {
  if (isMade(job)) return madeButtons(job)
  if (job.kind === 'turn') return buttonsOfTurn(job)
  return hasEnded(job) || job.cancelAsked !== undefined ? [] : [{ action: `cancel:${job.id}`, label: 'Cancel', tone: 'danger' }]
}

/** What a run was given, as people may read it: an address that a file was uploaded to is a key to the file, so its name stands there. */
export function shownInput(job: Job, run: Run): Readonly<Record<string, unknown>> {
  const name = fileOf(job)
  if (name === undefined) return run.input
  const shown = (value: unknown): unknown => {
    if (typeof value === 'string') return /^(https?|data):\S*$/i.test(value) ? name : value
    if (Array.isArray(value)) return value.map(shown)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inside]) => [key, shown(inside)]))
  }
  return Object.fromEntries(
    Object.entries(run.input).map(([key, value]) => [key, ['prompt', 'negative_prompt'].includes(key) ? value : shown(value)]),
  )
}

/** What stands for a file in what a job was given; undefined where it was given none. */
function fileOf(job: Job): string | undefined {
  if (job.kind !== 'picture') return 'a file that was sent along'
  const image = job.values['image']
  if (image === undefined) return job.start === undefined ? undefined : 'a picture made here'
  return typeof image === 'string' ? image : isAttachment(image) ? image.name : 'a picture made here'
}
