import {
  type Fact,
  hasEnded,
  isOver,
  isMade,
  type Job,
  keptOf,
  type Progress,
  type Run,
  type RunState,
  timeLeftMs,
  type TurnJob,
} from './job.ts'
import { pictureInputs } from './model-card.ts'
import { spokenFields } from './transcript.ts'

/** Replicate takes no `Cancel-After` below this: a run with less time left is not started once more. */
const shortestRunMs = 5_000

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
      if (state.phase !== 'submitting') return run
      return to({ phase: 'new', ...(fact.notBefore !== undefined && { notBefore: fact.notBefore }) })
    case 'looked':
      if (state.phase !== 'submitting') return run
      return to({ ...state, looks: state.looks + 1, ...(fact.at !== undefined && { lookedAt: fact.at }) })
    case 'started':
      return state.phase === 'submitting'
        ? to({ phase: 'running', prediction: fact.prediction, since: fact.at, begun: false, kept })
        : run
    case 'progressed':
      if (state.phase !== 'running') return run
      return to({
        ...state,
        begun: state.begun || fact.begun,
        ...further(state.progress, fact.progress),
        ...(fact.files !== undefined && fact.files.length > (state.files?.length ?? 0) && { files: fact.files }),
        ...(fact.at !== undefined && { heardAt: Math.max(fact.at, state.heardAt ?? fact.at) }),
      })
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
        ...(fact.json !== undefined && { json: fact.json }),
      })
    case 'delivered':
      if (state.phase !== 'delivering') return run
      return to({
        phase: 'done',
        prediction: state.prediction,
        kept,
        usage: state.usage,
        ...(state.text !== undefined && { text: state.text }),
        ...(state.json !== undefined && { json: state.json }),
      })
    case 'failed':
      // Once it has succeeded it is paid: whatever fails then, it is not started again.
      if (fact.again && fact.prediction !== undefined && run.replaced.length === 0 && state.phase !== 'delivering') {
        const next: Run = { ...run, lost: fact.usage, replaced: [...run.replaced, fact.prediction], state: { phase: 'new' } }
        if ((timeLeftMs(next) ?? Number.POSITIVE_INFINITY) >= shortestRunMs) return next
      }
      return to({
        phase: 'failed',
        ...named,
        fault: fact.fault,
        kept,
        // What had succeeded is paid, whatever kept it from the person.
        ...(state.phase === 'delivering' ? { charge: 'made', usage: state.usage } : { usage: fact.usage }),
        ...(state.phase !== 'delivering' && fact.charge !== undefined && { charge: fact.charge }),
        ...textOf(state, fact),
      })
    case 'canceled':
      return to({ phase: 'canceled', ...named, usage: fact.usage, kept, ...textOf(state, fact) })
    default:
      return fact satisfies never
  }
}

const textOf = (state: RunState, fact: { readonly text?: string }): { readonly text?: string } => {
  const text = fact.text ?? ('text' in state ? state.text : undefined)
  return text === undefined ? {} : { text }
}

const further = (before: Progress | undefined, now: Progress | undefined): { readonly progress?: Progress } => {
  if (now === undefined) return before === undefined ? {} : { progress: before }
  return { progress: before !== undefined && before.done > now.done ? before : now }
}

/** Whoever asks first is named; a question's deletion says more than its answer's. */
function canceling<J extends Job>(job: J, { by, at, gone }: Extract<Fact, { readonly type: 'cancel-asked' }>): J {
  const asked = job.cancelAsked
  const isNews = gone !== undefined && asked?.gone !== gone && asked?.gone !== 'question'
  if (asked !== undefined && !isNews) return job
  return { ...job, cancelAsked: { ...(asked ?? { by, at }), ...(isNews && { gone }) } }
}

/** Inputs that hold what was said or sent along, or the key to it. */
const wordyInputs = [...spokenFields, ...pictureInputs]

/** A turn without what was said in it: not asked, not given to the model, not answered. */
function withoutWords<J extends Job>(job: J): J {
  if (job.kind === 'picture') return job
  const silent = (run: Run): Run => {
    const kept = job.kind === 'turn' ? Object.entries(run.input).filter(([name]) => !wordyInputs.includes(name)) : []
    return { ...wordless(run), input: Object.fromEntries(kept) }
  }
  if (job.kind === 'model') return { ...job, runs: job.runs.map(wordless) }
  const runs = job.runs.map(silent)
  if (job.kind === 'aside') return { ...job, runs }
  const { unread: _, ...given } = job.given ?? {}
  return { ...job, ask: silentAsk(job.ask), runs, ...(job.given !== undefined && { given }) }
}

/** A run without what the model answered in words. */
function wordless(run: Run): Run {
  if (!('text' in run.state || 'json' in run.state)) return run
  const { text: _, json: _json, ...state } = run.state as Extract<RunState, { phase: 'done' }>
  return { ...run, state }
}

function silentAsk(ask: TurnJob['ask']): TurnJob['ask'] {
  if ('again' in ask) return ask
  const { files: _, ...rest } = ask
  return { ...rest, text: '' }
}

/** An ended job without what it made. Whoever took them away first is named. */
function withoutOutputs<J extends Job>(job: J, { by, at }: Extract<Fact, { readonly type: 'deleted' }>): J {
  if (!isMade(job) || job.closedAt === undefined || job.deleted !== undefined) return job
  const empty = (run: Run): Run => ('kept' in run.state ? { ...run, state: { ...run.state, kept: [] } } : run)
  return { ...job, runs: job.runs.map(empty), deleted: { by, at } }
}

/** A question that waits is asked in its new words; one that was asked says that they came after it. */
function reworded<J extends Job>(job: J, text: string): J {
  if (job.kind !== 'turn') return job
  if (job.runs.length > 0 || hasEnded(job)) return job.isReworded === true ? job : { ...job, isReworded: true }
  return 'text' in job.ask ? { ...job, ask: { ...job.ask, text } } : job
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
        ...(fact.given !== undefined && { given: fact.given }),
        ...(fact.told !== undefined && { told: fact.told }),
        ...(fact.seed !== undefined && { seed: fact.seed }),
        ...(fact.from !== undefined && { from: fact.from }),
        ...(fact.takesPicture !== undefined && { takesPicture: fact.takesPicture }),
        ...(fact.output !== undefined && { output: fact.output }),
      }
    }
    case 'refused':
      return job.runs.length === 0 && !hasEnded(job) ? { ...job, fault: fact.fault } : job
    case 'delayed': {
      const { delayedSince, ...rest } = job
      if (fact.since === undefined) return delayedSince === undefined ? job : (rest as J)
      return delayedSince === undefined ? { ...job, delayedSince: fact.since } : job
    }
    case 'reworded':
      return reworded(job, fact.text)
    case 'cancel-asked':
      return canceling(job, fact)
    case 'posted':
      return fact.part === job.messages.length ? { ...job, messages: [...job.messages, fact.message] } : job
    case 'deleted':
      return withoutOutputs(job, fact)
    case 'closed':
      return job.closedAt === undefined ? { ...withoutWords(job), closedAt: fact.at } : job
    default: {
      // What was taken away does not come back with late news.
      if (isMade(job) && job.deleted !== undefined) return job
      const run = job.runs[fact.run]
      const folded = run === undefined ? undefined : foldRun(run, fact)
      return folded === undefined || folded === run ? job : { ...job, runs: job.runs.with(fact.run, folded) }
    }
  }
}
