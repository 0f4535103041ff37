import type { Actor, Address } from './address.ts'
import type { Values } from './command.ts'
import type { FaultRecord } from './fault.ts'
import type { ModelCard, ModelRef } from './model-card.ts'
import type { MicroUsd, Usage } from './money.ts'
import type { MessageRef, Picture, ReplyRef } from './post.ts'
import type { Given, Question, Told } from './question.ts'
import { type Charge, isOver, type Kept, keptOf, type Progress, type Run, type RunState } from './run.ts'

export * from './run.ts'

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

/**
 * What was asked of any model by its own inputs. `values` as checked against the catalogue. Files it made are kept as pictures
 * are; its words stand in its message alone, so that a closed one keeps none of them.
 */
export type ModelJob = Base & {
  readonly kind: 'model'
  readonly model: ModelRef
  readonly values: Values
  /** What the model puts out; known once it could be asked. */
  readonly output?: ModelCard['output']
  /** The job that is made again, or the very picture it starts from. */
  readonly from?: Origin
  /** The row of a picture kept here that it starts from; its bytes are read anew each time. */
  readonly start?: string
  /** Whether the model paints from words and takes a picture to start from; known once planned. */
  readonly takesPicture?: boolean
  /** Somebody took away what it made (ms since the epoch). */
  readonly deleted?: { readonly by: string; readonly at: number }
}

/** A job that makes something of its own: it waits in the person's line, and what it made can be taken away. */
export type MadeJob = PictureJob | ModelJob

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

export type Job = MadeJob | TurnJob | AsideJob

/** Whether a job makes something of its own. */
export const isMade = (job: Job): job is MadeJob => job.kind === 'picture' || job.kind === 'model'

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
      readonly output?: ModelCard['output']
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
      readonly json?: string
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
