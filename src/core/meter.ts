import type { JobPhase } from './job.ts'
import type { MicroUsd } from './money.ts'

/** Counts what happens, for the operator's metrics. Nothing here waits or fails; `of` is a platform's name or `replicate`. */
export interface Meter {
  /** A frame of a live message was shown. */
  frameShown(of: string): void
  /** A frame was never shown: a newer one took its place, or the platform had no room for it. */
  frameDropped(of: string): void
  /** Somebody answered that we come too often (429). */
  throttled(of: string): void
  /** How long a job stood in line before its first run was planned. */
  waited(kind: string, ms: number): void
  /** How long after a prediction's end its webhook arrived. */
  webhookLag(ms: number): void
  /** A platform was told that its event is taken, this long after the event came in. */
  accepted(of: string, ms: number): void
  /** An event was stored or answered this long after its adapter handed it in. */
  handled(of: string, ms: number): void
  /** A job came to its end: its last frame was shown and its money settled. */
  ended(kind: string, how: JobPhase): void
  /** A run was started once more, since no prediction was found for a create whose answer was lost: it may be paid twice. */
  startedAgain(): void
}

/** What the operator's metrics read when somebody looks at them. */
export interface Figures {
  /** The jobs that are not over, by where they stand. */
  openJobs(): Promise<ReadonlyMap<JobPhase, number>>
  /** How many jobs the engine has to work on, those that sleep included. */
  engineJobs(): Promise<number>
  /** What was spent, and is set aside, in the day or the month that is now, as the budgets count them; `charged`: by Replicate, not in play. */
  money(period: 'day' | 'month'): Promise<{ readonly spent: MicroUsd; readonly reserved: MicroUsd; readonly charged: boolean }>
}

/** Counts nothing. */
export const noMeter: Meter = {
  frameShown() {},
  frameDropped() {},
  throttled() {},
  waited() {},
  webhookLag() {},
  accepted() {},
  handled() {},
  ended() {},
  startedAgain() {},
}
