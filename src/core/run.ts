import type { FaultRecord } from './fault.ts'
import type { ModelRef } from './model-card.ts'
import type { MicroUsd, Usage } from './money.ts'
import type { Picture } from './post.ts'

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
      /** The output as JSON, where it is neither words nor files alone. */
      readonly json?: string
      readonly usage: Usage
      readonly kept: readonly Kept[]
    }
  | {
      readonly phase: 'done'
      readonly prediction: string
      readonly kept: readonly Kept[]
      readonly text?: string
      readonly json?: string
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
