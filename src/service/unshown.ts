import { asFault } from '#core/fault.ts'
import { isMade, type Job, phaseOf } from '#core/job.ts'
import type { Post } from '#core/post.ts'
import type { Deps } from './deps.ts'
import { viewOfEnded } from './ended-view.ts'
import { presentModel } from './present-model.ts'
import { presentPicture } from './present-picture.ts'
import { presentEnd } from './present-turn.ts'

// A job that was given up while its message could not be reached leaves a frame there that promises more: a button that
// stops nothing. Which jobs those are is kept, and their messages are mended once they can be reached again.

const listKey = 'jobs'

/** The most that are kept, and how long each is tried, in ms: by then nobody looks at the message any more. */
const mostKept = 500
const triedForMs = 30 * 24 * 60 * 60_000

/** How long one message may take to be mended, in ms. */
const withinMs = 10_000

const noWords = 'The end of this answer could not be shown here in time, and it is not kept.'

type Shelf = Pick<Deps, 'shelves' | 'locks'>

const change = ({ shelves, locks }: Shelf, act: (ids: readonly string[]) => readonly string[]): Promise<void> =>
  locks.with('unshown', async () => {
    const before = (await shelves.unshown.get(listKey)) ?? []
    const after = act(before)
    if (after !== before) await shelves.unshown.set(listKey, after.slice(-mostKept))
  })

/** Keeps that a job's last frame is still to be shown. */
export const noteUnshown = (deps: Shelf, job: string): Promise<void> =>
  change(deps, ids => (ids.includes(job) ? ids : [...ids, job]))

/** Shows the last frames that could not be shown, of one job or of all, as far as they can be now. Never rejects. */
export async function mendUnshown(deps: Deps, signal: AbortSignal, only?: string): Promise<void> {
  try {
    // Of two who mend one message the first would take the second's frame for its own.
    await deps.locks.with('mending unshown', () => mend(deps, signal, only))
  } catch (cause) {
    deps.log.warn({ cause }, 'messages whose end could not be shown wait on')
  }
}

async function mend(deps: Deps, signal: AbortSignal, only: string | undefined): Promise<void> {
  const mended: string[] = []
  for (const id of (await deps.shelves.unshown.get(listKey)) ?? []) {
    if (signal.aborted) break
    if ((only === undefined || id === only) && (await isSettled(deps, id, signal))) mended.push(id)
  }
  if (mended.length > 0) await change(deps, left => left.filter(id => !mended.includes(id)))
}

/** Whether nothing is left to be mended: it was shown, or it is no more, or too old. */
async function isSettled(deps: Deps, id: string, signal: AbortSignal): Promise<boolean> {
  const job = await deps.records.get('jobs', id)
  const message = job !== undefined && isMade(job) ? job.messages[0] : job?.messages.at(-1)
  if (job === undefined || message === undefined || deps.world.now() - (job.closedAt ?? 0) > triedForMs) return true
  const post = await lastFrame(deps, job)
  if (post === undefined) return true
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(withinMs)])
    await deps.pacingOf(job.address.platform).offer(message, { draw: () => post, last: true, signal: within })
    return true
  } catch (cause) {
    if (asFault(cause).kind === 'gone') return true
    deps.log.info({ job: id, cause }, 'the end of a job can still not be shown')
    return false
  }
}

/** Files are shown as they are kept; words are not kept. */
async function lastFrame(deps: Deps, job: Job): Promise<Post | undefined> {
  if (job.kind === 'model') {
    const isLost = phaseOf(job) === 'done' && job.output !== 'file' && job.output !== 'files'
    return presentModel(job, await viewOfEnded(deps, job), { isLost })
  }
  if (job.kind === 'picture') return presentPicture(job, await viewOfEnded(deps, job))
  if (job.kind !== 'turn') return undefined
  const fault = job.fault ?? ({ kind: 'platform', message: noWords } as const)
  return presentEnd({ ...job, fault }, '', await viewOfEnded(deps, job))
}
