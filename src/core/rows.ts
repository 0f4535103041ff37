import type { Address, Role } from './address.ts'
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
  /** The person's roles, where a budget of roles held when the job began. */
  readonly roles?: readonly Role[]
  /** Whether Replicate charges for it. What was played in the sandbox never counts against real money. */
  readonly charged: boolean
  readonly reserved: MicroUsd
  /** Absent until the job ended. */
  readonly settled?: MicroUsd
}

/**
 * Whose money a row of the rollup counts: all of the service's, a workspace's, a channel's, a person's, a model's; a
 * person's or a model's share of a workspace and of a channel, and what the people of a role spent in a workspace.
 */
export type SpendKind =
  | 'service'
  | 'workspace'
  | 'channel'
  | 'person'
  | 'person in workspace'
  | 'person in channel'
  | 'model'
  | 'model in workspace'
  | 'model in channel'
  | 'role'

/** What the ledger's rows of one day come to, for one of those it is counted for. Written with the ledger, never alone. */
export type SpendRow = {
  readonly id: string
  /** Midnight (UTC) of the date that `day` names: orders the days, whatever zone they are counted in. */
  readonly at: number
  readonly day: string
  readonly charged: boolean
  readonly kind: SpendKind
  /** The person's, channel's, workspace's, model's or role's own key; the same on every day. */
  readonly key: string
  /** The workspace's key, of everything that lies in one. */
  readonly workspace?: string
  /** The channel's key, of what is counted in one. */
  readonly channel?: string
  readonly spent: MicroUsd
  readonly reserved: MicroUsd
  readonly jobs: number
}

/** That a budget is nearly or wholly used up: told once for a period, a budget and a percentage. Without `told` it is still to be told. */
export type NoticeRow = {
  readonly id: string
  readonly at: number
  /** Absent once told: sentences name people. */
  readonly text?: string
  /** Where the job ran that used it up: its settings say where notices go. */
  readonly address?: Address
  /** When telling it was last tried, ms since the epoch. */
  readonly triedAt?: number
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

/** The turn that stands in a message. Its id is made of the conversation and the message; `at` is the turn's. */
export type SaidRow = { readonly id: string; readonly at: number; readonly turn: string }

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

/** A place that is no more: what is stored of it goes at `due`, unless it comes back before. Times in ms since the epoch. */
export type LeftRow = {
  readonly id: string
  readonly at: number
  readonly due: number
  readonly address: Address
  readonly what: 'workspace' | 'channel' | 'thread'
}
