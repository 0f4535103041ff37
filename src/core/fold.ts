import { type Fact, hasEnded, isOver, type Job, keptOf, type Progress, type Run, type RunState } from './job.ts'

const predictionOf = (state: RunState): string | undefined => ('prediction' in state ? state.prediction : undefined)

/** Whether a fact about `prediction` may speak for this run: it is the run's own, or overtook the answer of its create. */
function speaksFor(run: Run, prediction: string | undefined): boolean {
  if (prediction === undefined) return true
  const known = predictionOf(run.state)
  return !run.replaced.includes(prediction) && (known === prediction || (known === undefined && run.state.phase === 'submitting'))
}

/** The run's state; one of being submitted becomes running where a sign of life overtook the answer of its create. */
function awake({ state, replaced }: Run, fact: Fact): RunState {
  const lives = fact.type === 'progressed' || fact.type === 'kept'
  if (!lives || state.phase !== 'submitting' || replaced.includes(fact.prediction)) return state
  return { phase: 'running', prediction: fact.prediction, since: state.since, begun: false, kept: [] }
}

/**
 * The run after one more fact of it. Ended stays ended; late, repeated and foreign facts change nothing. Only a picture
 * that was stored late is still listed: how a run ends must not depend on which of two facts came first.
 */
function foldRun(run: Run, fact: Extract<Fact, { readonly run: number }>): Run {
  const state = awake(run, fact)
  if (isOver(state) && fact.type !== 'kept') return run
  const to = (next: RunState): Run => ({ ...run, state: next })
  const kept = keptOf(state)
  if ('prediction' in fact && !speaksFor(run, fact.prediction)) return run
  const prediction = 'prediction' in fact ? (fact.prediction ?? predictionOf(state)) : predictionOf(state)
  const named = prediction === undefined ? {} : { prediction }
  switch (fact.type) {
    case 'submitting':
      return state.phase === 'new' ? to({ phase: 'submitting', since: fact.at, looks: 0 }) : run
    case 'withdrawn':
      return state.phase === 'submitting' ? to({ phase: 'new' }) : run
    case 'looked':
      return state.phase === 'submitting' ? to({ ...state, looks: state.looks + 1 }) : run
    case 'started':
      return state.phase === 'submitting'
        ? to({ phase: 'running', prediction: fact.prediction, since: fact.at, begun: false, kept })
        : run
    case 'progressed':
      if (state.phase !== 'running') return run
      return to({ ...state, begun: state.begun || fact.begun, ...further(state.progress, fact.progress) })
    case 'kept':
      if (!('kept' in state)) return run
      if (kept.some(known => known.index === fact.kept.index)) return run
      return to({ ...state, kept: [...kept, fact.kept].sort((a, b) => a.index - b.index) })
    case 'succeeded':
      if (state.phase === 'new' || state.phase === 'delivering') return run
      return to({
        phase: 'delivering',
        prediction: fact.prediction,
        files: fact.files,
        usage: fact.usage,
        kept,
        ...(fact.text !== undefined && { text: fact.text }),
      })
    case 'delivered':
      if (state.phase !== 'delivering') return run
      return to({
        phase: 'done',
        prediction: state.prediction,
        kept,
        usage: state.usage,
        ...(state.text !== undefined && { text: state.text }),
      })
    case 'failed':
      // Once it has succeeded it is paid: whatever fails then, it is not started again.
      if (fact.again && fact.prediction !== undefined && run.replaced.length === 0 && state.phase !== 'delivering') {
        return { ...run, replaced: [...run.replaced, fact.prediction], state: { phase: 'new' } }
      }
      return to({ phase: 'failed', ...named, fault: fact.fault, usage: fact.usage, kept })
    case 'canceled':
      return to({ phase: 'canceled', ...named, usage: fact.usage, kept, ...(fact.text !== undefined && { text: fact.text }) })
    default:
      return fact satisfies never
  }
}

const further = (before: Progress | undefined, now: Progress | undefined): { readonly progress?: Progress } => {
  if (now === undefined) return before === undefined ? {} : { progress: before }
  return { progress: before !== undefined && before.done > now.done ? before : now }
}

/** The job after one more fact. Pure; order, loss and repetition of facts do not matter for how it ends. */
export function fold<J extends Job>(job: J, fact: Fact): J {
  switch (fact.type) {
    case 'planned': {
      if (job.runs.length > 0 || hasEnded(job)) return job
      const runs = fact.runs.map((run): Run => ({ ...run, replaced: [], state: { phase: 'new' } }))
      return {
        ...job,
        runs,
        reserved: fact.reserved,
        ...(fact.recalled !== undefined && { recalled: fact.recalled }),
        ...(fact.seed !== undefined && { seed: fact.seed }),
      }
    }
    case 'refused':
      return job.runs.length === 0 && !hasEnded(job) ? { ...job, fault: fact.fault } : job
    case 'cancel-asked':
      return job.cancelAsked === undefined ? { ...job, cancelAsked: { by: fact.by, at: fact.at } } : job
    case 'posted':
      return fact.part === job.messages.length ? { ...job, messages: [...job.messages, fact.message] } : job
    case 'closed':
      return job.closedAt === undefined ? { ...job, closedAt: fact.at } : job
    default: {
      const run = job.runs[fact.run]
      const folded = run === undefined ? undefined : foldRun(run, fact)
      return folded === undefined || folded === run ? job : { ...job, runs: job.runs.with(fact.run, folded) }
    }
  }
}
        ...(fact.from !== undefined && { from: fact.from }),
