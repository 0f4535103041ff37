import { Fault, recordFault } from '#core/fault.ts'
import { factsOf } from '#core/facts.ts'
import { type Run, timeLeftMs } from '#core/job.ts'
import { type Look, LostAnswer, type RunOrder } from '#core/ports.ts'
import type { Held } from '../held.ts'
import { faultOf } from '../held.ts'

/** When a lost answer is looked for, in ms after the look before: Replicate's list lags by seconds. Fifteen seconds in all. */
const lookAfterMs = [0, 2_000, 5_000, 8_000] as const

/** The longest that a busy Replicate is believed to need: it is asked once a minute whatever it says. */
const longestWaitMs = 60_000

const orderOf = (held: Held, index: number, run: Run): RunOrder => {
  const atMostMs = timeLeftMs(run)
  return { job: held.job.id, run: index, model: run.model, input: run.input, ...(atMostMs !== undefined && { atMostMs }) }
}

/** Notes a prediction as this run's own, with what is known of it already. */
const noteStarted = (held: Held, run: number, prediction: string, look?: Look): Promise<void> => {
  const at = held.deps.world.now()
  return held.note([{ type: 'started', run, prediction, at }, ...(look === undefined ? [] : factsOf(run, look, at))])
}

/**
 * Brings a run from `new` or `submitting` to a prediction, paying at most once wherever Replicate can be asked:
 * "submitting" is noted before the create is sent, and a run found in that phase is looked for before it is sent again.
 * Answers the ms after which to try again, or undefined when the run goes on by itself.
 */
export async function submit(held: Held, index: number): Promise<number | undefined> {
  const run = held.job.runs[index]
  if (run === undefined) return undefined
  if (run.state.phase === 'submitting') {
    const wait = await adopt(held, index, run, run.state)
    if (wait !== undefined) return wait
  }
  const state = held.job.runs[index]?.state
  if (state?.phase !== 'new') return undefined
  // Also where the answer of a first start was lost: whoever canceled wants no second one.
  if (held.job.cancelAsked !== undefined) {
    await held.note([{ type: 'canceled', run: index, usage: {} }])
    return undefined
  }
  const at = held.deps.world.now()
  // News of another run wakes the job sooner than Replicate said it may be asked again.
  if (state.notBefore !== undefined && state.notBefore > at)
    throw new Fault('busy', 'Replicate is busy right now.', { retryAfterMs: state.notBefore - at })
  await held.note([{ type: 'submitting', run: index, at }])
  try {
    const look = await held.deps.models.start(orderOf(held, index, run), held.signal)
    await noteStarted(held, index, look.prediction, look)
    return undefined
  } catch (thrown) {
    // An answer lost to a dying process or network: the next step looks for it.
    if (thrown instanceof LostAnswer) return lookAfterMs[1]
    if (!(thrown instanceof Fault)) throw thrown
    if (thrown.kind === 'busy') {
      // Nothing was started: the run may be submitted again, and the step says how long it has waited.
      const notBefore = held.deps.world.now() + Math.min(longestWaitMs, thrown.retryAfterMs ?? 0)
      await held.note([{ type: 'withdrawn', run: index, notBefore }])
      throw thrown
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
  // A wake may come sooner: looks in a burst would all see the same list.
  const afterMs = lookAfterMs[state.looks] ?? 0
  const leftMs = state.lookedAt === undefined ? 0 : Math.min(afterMs, state.lookedAt + afterMs - deps.world.now())
  if (leftMs > 0) return leftMs
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
      message: 'After an outage several runs at Replicate could be this one, so none was taken. Start it anew.',
    } as const
    await held.note([{ type: 'failed', run: index, fault, again: false, charge: 'perhaps', usage: {} }])
    return undefined
  }
  await held.note([{ type: 'looked', run: index, at: deps.world.now() }])
  const next = lookAfterMs[state.looks + 1]
  if (next !== undefined) return next
  if (held.job.cancelAsked === undefined) {
    deps.log.warn({ job: held.job.id, run: index }, 'no prediction was found for a lost answer; it is started once more')
    deps.meter.startedAgain()
  }
  await held.note([{ type: 'withdrawn', run: index }])
  return undefined
}

/** Asks Replicate how the run stands and notes it; cancels there first where a cancel was asked for. */
export async function look(held: Held, index: number): Promise<void> {
  const state = held.job.runs[index]?.state
  if (state?.phase !== 'running') return
  const { models } = held.deps
  try {
    const seen =
      held.job.cancelAsked === undefined
        ? await models.look(state.prediction, held.signal)
        : await models.stop(state.prediction, held.signal)
    await held.note(factsOf(index, seen, held.deps.world.now()))
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
        charge: 'perhaps',
        usage: {},
      },
    ])
  }
}
