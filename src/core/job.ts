import type { Actor, Address } from './address.ts'
import type { Values } from './command.ts'
import type { FaultRecord } from './fault.ts'
import type { ModelRef } from './model-card.ts'
import type { MicroUsd, Usage } from './money.ts'
import type { MessageRef, Picture, ReplyRef } from './post.ts'
import type { Given, Question, Told } from './question.ts'

/** How far a prediction is. `done` from 0 to 1; `etaMs` only where the model's own log allows an honest guess. */
export type Progress = { readonly done: number; readonly step?: number; readonly steps?: number; readonly etaMs?: number }

/** One prediction of a job: what is run, and where it stands. Illegal mixtures cannot be written down. */
export type Run = {
  readonly model: ModelRef
  /** The `owner/name` behind the reference, for prices and for people. */
  readonly name: string
  readonly input: Readonly<Record<string, unknown>>
  /** Pictures this run is asked for; 0 where it makes none. */
  readonly expects: number
  /** The longest it may take where its price counts seconds: money was set aside for so much. */
  readonly atMostMs?: number
  /** What the price table expected it to cost at most; absent where it has no price. */
  readonly priced?: MicroUsd
  /** What the prediction used that failed and was replaced: where failures are billed, it is paid too. */
  readonly lost?: Usage
  /** Predictions of this run that failed at Replicate and were started once more. What is late of them is ignored. */
  readonly replaced: readonly string[]
  readonly state: RunState
}

export type RunState =
  /** `notBefore` (ms since the epoch): until then Replicate asked not to be asked again. */
  | { readonly phase: 'new'; readonly notBefore?: number }
  /** Noted before paying: after a crash a run in this phase may have a prediction that nobody noted. */
  | { readonly phase: 'submitting'; readonly since: number; readonly looks: number; readonly lookedAt?: number }
  | {
      readonly phase: 'running'
      readonly prediction: string
      readonly since: number
      readonly begun: boolean
      readonly progress?: Progress
      /** Outputs that are there already, in order. */
      readonly files?: readonly string[]
      /** When something was last learnt of it (ms since the epoch). */
      readonly heardAt?: number
      readonly kept: readonly Kept[]
    }
  | {
      readonly phase: 'delivering'
      readonly prediction: string
      readonly files: readonly string[]
      readonly text?: string
      readonly usage: Usage
      readonly kept: readonly Kept[]
    }
  | {
      readonly phase: 'done'
      readonly prediction: string
      readonly kept: readonly Kept[]
      readonly text?: string
      readonly usage: Usage
    }
  | {
      readonly phase: 'failed'
      readonly prediction?: string
      readonly fault: FaultRecord
      readonly charge?: Charge
      readonly text?: string
      readonly usage: Usage
      readonly kept: readonly Kept[]
    }
  | {
      readonly phase: 'canceled'
      readonly prediction?: string
      readonly text?: string
      readonly usage: Usage
      readonly kept: readonly Kept[]
    }

/**
 * What a failed run may cost all the same. Absent: nothing. `made`: Replicate finished it, and only we could not keep it.
 * `used`: the time it ran is billed (deployments and private models). `perhaps`: something may run that nobody knows of.
 */
export type Charge = 'made' | 'used' | 'perhaps'

/** An output of a run that is stored with us: `index` is its place in the model's answer. */
export type Kept = { readonly index: number; readonly picture: Picture }

type Base = {
  readonly id: string
  readonly at: number
  readonly address: Address
  readonly actor: Actor
  readonly reply: ReplyRef
  /** Empty until the job is planned: described, checked and reserved. */
  readonly runs: readonly Run[]
  /** The job's message; a text that outgrew it goes on in further ones, in order. */
  readonly messages: readonly MessageRef[]
  readonly reserved?: MicroUsd
  readonly cancelAsked?: { readonly by: string; readonly at: number; readonly gone?: Gone }
  /** Why the job ended before or beside its runs. */
  readonly fault?: FaultRecord
  /** Since when Replicate could not be asked: the job waits and tries again. */
  readonly delayedSince?: number
  /** When its last frame was shown: nothing is left to do. */
  readonly closedAt?: number
}

/** The message whose deletion asked for the cancel: what was answered is not kept then; of a question, neither is that. */
export type Gone = 'answer' | 'question'

/** What was asked of a picture job. `values` as checked against the catalogue; a retry or `Again` starts from them. */
export type PictureJob = Base & {
  readonly kind: 'picture'
  readonly model: ModelRef
  readonly values: Values
  readonly seed?: number
  readonly from?: Origin
  /** The row of a picture kept here that it starts from; its bytes are read anew each time. */
  readonly start?: string
  /** Whether the model takes a picture to start from; known once planned. */
  readonly takesPicture?: boolean
  /** Somebody took its pictures away (ms since the epoch). */
  readonly deleted?: { readonly by: string; readonly at: number }
}

/** What a picture job goes back to: the job that is made again, or the very picture it starts from. */
export type Origin = { readonly job: string; readonly picture?: string }

/**
 * One turn of a conversation. A new question becomes a turn when its time has come; `again` answers an old one anew, or
 * goes on with an answer where it names one. A closed one keeps no words: those are in the turns, where they can be
 * forgotten.
 */
export type TurnJob = Base & {
  readonly kind: 'turn'
  readonly conversation: string
  readonly ask: Question | { readonly again: string }
  /** How many earlier turns the model was given; known once planned. */
  readonly recalled?: number
  readonly given?: Given
  /** The question's words were changed after the model was given them. */
  readonly isReworded?: true
}

/**
 * Work beside a conversation that nobody sees: `sumUp` sums up what lies before the window that ends at this turn;
 * `transcribe` writes down what is spoken in a file of this turn, for the job of an answer that waits for it. A closed one
 * keeps no words.
 */
export type AsideJob = Base & {
  readonly kind: 'aside'
  readonly conversation: string
  readonly task: { readonly sumUp: string } | { readonly transcribe: string; readonly file: number; readonly for: string }
  /** Of a summary; known once planned. */
  readonly told?: Told
}

export type Job = PictureJob | TurnJob | AsideJob

/** What was learnt, each with the id of the prediction it speaks of. `run` is the run's place in the job. */
export type Fact =
  | {
      readonly type: 'planned'
      readonly runs: readonly Pick<Run, 'model' | 'name' | 'input' | 'expects' | 'atMostMs' | 'priced'>[]
      readonly reserved: MicroUsd
      readonly recalled?: number
      readonly given?: Given
      readonly told?: Told
      readonly seed?: number
      readonly from?: Origin
      readonly takesPicture?: boolean
    }
  | { readonly type: 'refused'; readonly fault: FaultRecord }
  | { readonly type: 'submitting'; readonly run: number; readonly at: number }
  /** Replicate answered that nothing was started: the run may be submitted again. */
  | { readonly type: 'withdrawn'; readonly run: number; readonly notBefore?: number }
  | { readonly type: 'looked'; readonly run: number; readonly at?: number }
  | { readonly type: 'started'; readonly run: number; readonly prediction: string; readonly at: number }
  | {
      readonly type: 'progressed'
      readonly run: number
      readonly prediction: string
      readonly begun: boolean
      readonly progress?: Progress
      readonly files?: readonly string[]
      /** When it was learnt; those of earlier versions do not say. */
      readonly at?: number
    }
  | { readonly type: 'kept'; readonly run: number; readonly prediction: string; readonly kept: Kept }
  | {
      readonly type: 'succeeded'
      readonly run: number
      readonly prediction: string
      readonly files: readonly string[]
      readonly text?: string
      readonly usage: Usage
    }
  | { readonly type: 'delivered'; readonly run: number }
  | {
      readonly type: 'failed'
      readonly run: number
      readonly prediction?: string
      readonly fault: FaultRecord
      readonly again: boolean
      readonly charge?: Charge
      readonly text?: string
      readonly usage: Usage
    }
  | {
      readonly type: 'canceled'
      readonly run: number
      readonly prediction?: string
      readonly text?: string
      readonly usage: Usage
    }
  /** The person changed the words of a question. */
  | { readonly type: 'reworded'; readonly text: string }
  /** Replicate cannot be asked since then; without a time: it can again. */
  | { readonly type: 'delayed'; readonly since?: number }
  | { readonly type: 'cancel-asked'; readonly by: string; readonly at: number; readonly gone?: Gone }
  | { readonly type: 'posted'; readonly part: number; readonly message: MessageRef }
  | { readonly type: 'closed'; readonly at: number }
  /** The pictures of an ended job were taken away. */
  | { readonly type: 'deleted'; readonly by: string; readonly at: number }

/** Whether Replicate bills what a failed run used: a deployment's machines are paid by the time they run, public models fail for free. */
export const isFailureBilled = ({ model }: Pick<Run, 'model'>): boolean => model.startsWith('deployment:')

/** What is left of the time a run may take, in ms, after a prediction of it that failed; undefined where it may take as long as it takes. */
export const timeLeftMs = ({ model, atMostMs, lost }: Pick<Run, 'model' | 'atMostMs' | 'lost'>): number | undefined =>
  atMostMs === undefined || !isFailureBilled({ model }) ? atMostMs : Math.max(0, atMostMs - (lost?.seconds ?? 0) * 1_000)

/** Whether nothing can change this run any more. */
export const isOver = (state: RunState): state is Extract<RunState, { phase: 'done' | 'failed' | 'canceled' }> =>
  state.phase === 'done' || state.phase === 'failed' || state.phase === 'canceled'

/** The outputs of a run that are stored with us so far. */
export const keptOf = (state: RunState): readonly Kept[] => ('kept' in state ? state.kept : [])

/** Where a job stands as a whole; it follows from its runs. `partial`: some runs made it, some did not. */
export type JobPhase = 'queued' | 'starting' | 'running' | 'delivering' | 'done' | 'partial' | 'failed' | 'canceled'

/** The phase of the whole job. */
export function phaseOf(job: Job): JobPhase {
  if (job.fault !== undefined) return 'failed'
  const phases = job.runs.map(run => run.state.phase)
  if (phases.length === 0) return job.cancelAsked === undefined ? 'queued' : 'canceled'
  if (job.runs.every(run => isOver(run.state))) {
    if (phases.every(phase => phase === 'done')) return 'done'
    if (phases.some(phase => phase === 'done')) return 'partial'
    return phases.some(phase => phase === 'failed') ? 'failed' : 'canceled'
  }
  if (job.runs.every(run => run.state.phase === 'delivering' || isOver(run.state))) return 'delivering'
  const begun = (state: RunState): boolean =>
    state.phase === 'delivering' || isOver(state) || (state.phase === 'running' && state.begun)
  if (job.runs.some(run => begun(run.state))) return 'running'
  return phases.some(phase => phase === 'running' || phase === 'submitting') ? 'starting' : 'queued'
}

/** Whether nothing more can be learnt of any run: what is left is to show and settle it. */
export const hasEnded = (job: Job): boolean => ['done', 'partial', 'failed', 'canceled'].includes(phaseOf(job))

/** Every picture that is there so far, in the order the runs were asked for. */
export const picturesOf = (job: Job): readonly Picture[] => job.runs.flatMap(run => keptOf(run.state).map(kept => kept.picture))

/** How far the whole job is, from 0 to 1, weighed by pictures; undefined while nothing is known. */
export function progressOf(job: Job): Progress | undefined {
  const weight = job.runs.reduce((sum, run) => sum + Math.max(1, run.expects), 0)
  let done = 0
  let known = false
  for (const run of job.runs) {
    const share = Math.max(1, run.expects)
    if (run.state.phase === 'delivering' || isOver(run.state)) {
      done += share
      known = true
    } else if (run.state.phase === 'running' && run.state.progress !== undefined) {
      done += share * run.state.progress.done
      known = true
    }
  }
  if (!known) return undefined
  const single = job.runs.length === 1 && job.runs[0]?.state.phase === 'running' ? job.runs[0].state.progress : undefined
  return { ...single, done: done / weight }
}
