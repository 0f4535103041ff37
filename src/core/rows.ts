import type { MicroUsd } from './money.ts'
import type { Picture } from './post.ts'

/** What a job reserved and what it cost in the end. One row a job: settling twice is settling once. */
export type LedgerRow = {
  readonly id: string
  readonly at: number
  /** `2026-11-20` and `2026-11`, in the zone budgets are counted in. */
  readonly day: string
  readonly month: string
  readonly person: string
  readonly channel: string
  readonly workspace: string
  readonly model: string
  /** Whether Replicate charges for it. What was played in the sandbox never counts against real money. */
  readonly charged: boolean
  readonly reserved: MicroUsd
  /** Absent until the job ended. */
  readonly settled?: MicroUsd
}

/** A picture that a job made. `at` is the job's: pictures of one job stay together. */
export type OutputRow = {
  readonly id: string
  readonly at: number
  readonly job: string
  readonly run: number
  readonly picture: Omit<Picture, 'alt'>
  readonly prompt: string
  readonly person: string
  readonly channel: string
  readonly workspace: string
}

/** Who changed what, when and where. `before` and `after` as people read them. */
export type AuditRow = {
  readonly id: string
  readonly at: number
  readonly actor: string
  readonly scope: string
  readonly key: string
  readonly before?: string
  readonly after?: string
}
