import { Fault, recordFault } from '#core/fault.ts'
import type { Fact, Run } from '#core/job.ts'
import { type Look, LostAnswer, type RunOrder } from '#core/ports.ts'
import type { Held } from '../held.ts'
import { faultOf } from '../held.ts'

/** When a lost answer is looked for, in ms after the look before: Replicate's list lags by seconds. Fifteen seconds in all. */
export const lookAfterMs = [0, 2_000, 5_000, 8_000] as const

/** How long a run waits before it is submitted again where Replicate said it is busy without saying for how long. */
const busyMs = 5_000

const orderOf = (held: Held, index: number, run: Run): RunOrder => ({
  job: held.job.id,
  run: index,
  model: run.model,
  input: run.input,
})

/** What a look says, as facts of the run. */
export function factsOf(run: number, look: Look): readonly Fact[] {
  const { prediction, usage } = look
  switch (look.phase) {
    case 'starting':
      return []
    case 'running':
      return [
        { type: 'progressed', run, prediction, begun: true, ...(look.progress !== undefined && { progress: look.progress }) },
      ]
    case 'succeeded':
      return [
        { type: 'succeeded', run, prediction, files: look.files, usage, ...(look.text !== undefined && { text: look.text }) },
      ]
    case 'canceled':
      return [{ type: 'canceled', run, prediction, usage, ...(look.text !== undefined && { text: look.text }) }]
    case 'failed': {
      const { again = false, ...fault } = look.fault ?? {
        kind: 'model' as const,
        message: 'The model failed without saying why.',
      }
      return [{ type: 'failed', run, prediction, fault, again, usage }]
    }
    default:
      return look.phase satisfies never
  }
}

/** Notes a prediction as this run's own, so that no other run adopts it, with what is known of it already. */
const noteStarted = (held: Held, run: number, prediction: string, look?: Look): Promise<void> => {
  const at = held.deps.world.now()
  return held.note(
    [{ type: 'started', run, prediction, at }, ...(look === undefined ? [] : factsOf(run, look))],
    [{ put: 'predictions', row: { id: prediction, job: held.job.id, run, at } }],
  )
}

/**
 * Brings a run from `new` or `submitting` to a prediction, paying at most once wherever Replicate can be asked:
 * "submitting" is noted before the create is sent, and a run found in that phase is looked for before it is sent again.
 * Answers the ms after which to try again, or undefined when the run goes on by itself.
 */
export async function submit(held: Held, index: number): Promise<number | undefined> {
  const run = held.job.runs[index]
  if (run === undefined) return undefined
  if (held.job.cancelAsked !== undefined && run.state.phase === 'new') {
    await held.note([{ type: 'canceled', run: index, usage: {} }])
    return undefined
  }
  if (run.state.phase === 'submitting') {
    const wait = await adopt(held, index, run, run.state)
    if (wait !== undefined) return wait
  }
  if (held.job.runs[index]?.state.phase !== 'new') return undefined
  await held.note([{ type: 'submitting', run: index, at: held.deps.world.now() }])
  try {
    const look = await held.deps.models.start(orderOf(held, index, run), held.signal)
    await noteStarted(held, index, look.prediction, look)
    return undefined
  } catch (thrown) {
    // An answer lost to a dying process or network: the next step looks for it.
    if (thrown instanceof LostAnswer) return lookAfterMs[1]
    if (!(thrown instanceof Fault)) throw thrown
    if (thrown.kind === 'busy' || (thrown.kind === 'platform' && thrown.retryAfterMs !== undefined)) {
      await held.note([{ type: 'withdrawn', run: index }])
      return thrown.retryAfterMs ?? busyMs
    }
    await held.note([{ type: 'failed', run: index, fault: recordFault(thrown), again: false, usage: {} }])
    return undefined
  }
}

/** Looks for a prediction this run may have started before a crash. Answers when to look again, or undefined when it is decided. */
async function adopt(
  held: Held,
  index: number,
  run: Run,
  state: Extract<Run['state'], { phase: 'submitting' }>,
): Promise<number | undefined> {
  const { deps } = held
  const found = await deps.models.find(orderOf(held, index, run), state.since, held.signal)
  const owners = await Promise.all(found.map(id => deps.records.get('predictions', id)))
  const free = found.filter((id, at) => owners[at] === undefined && !run.replaced.includes(id))
  const [only] = free
  if (only !== undefined && free.length === 1) {
    await noteStarted(held, index, only)
    return undefined
  }
  if (free.length > 1) {
    deps.log.error({ job: held.job.id, run: index, found: free.length }, 'several predictions could be this run; none is adopted')
    const fault = {
      kind: 'platform',
      message: 'Replicate lost track of this run, so it was stopped rather than paid twice. Press Again to start it anew.',
    } as const
    await held.note([{ type: 'failed', run: index, fault, again: false, usage: {} }])
    return undefined
  }
  await held.note([{ type: 'looked', run: index }])
  const next = lookAfterMs[state.looks + 1]
  if (next !== undefined) return next
  deps.log.warn({ job: held.job.id, run: index }, 'no prediction was found for a lost answer; it is started once more')
  await held.note([{ type: 'withdrawn', run: index }])
  return undefined
}

/** Asks Replicate how the run stands and notes it; cancels there first where a cancel was asked for. */
export async function look(held: Held, index: number): Promise<Look | undefined> {
  const state = held.job.runs[index]?.state
  if (state?.phase !== 'running') return undefined
  const { models } = held.deps
  try {
    const seen =
      held.job.cancelAsked === undefined
        ? await models.look(state.prediction, held.signal)
        : await models.stop(state.prediction, held.signal)
    await held.note(factsOf(index, seen))
    return seen
  } catch (thrown) {
    const fault = thrown instanceof Fault ? thrown : undefined
    if (fault?.kind !== 'gone') throw thrown
    await held.note([
      {
        type: 'failed',
        run: index,
        prediction: state.prediction,
        fault: faultOf(held.deps, held.job.id, thrown),
        again: false,
        usage: {},
      },
    ])
    return undefined
  }
}
