import type { Turn } from './conversation.ts'
import type { Draft } from './form.ts'
import type { Fact, Job } from './job.ts'
import type { ModelCard } from './model-card.ts'
import type { AuditRow, LedgerRow, LeftRow, NoticeRow, OutputRow, SaidRow, SpendRow } from './rows.ts'
import type { SettingValues } from './settings.ts'
import type { TokenCount } from './tokens.ts'

// What the store promises the others. Everybody reaches it by `ports.ts`.

/** Rows asked for by time, person or state, or changed together. An adapter may bring tables of its own. */
export type Tables = {
  readonly jobs: Job
  /** Facts laid beside a job by buttons and webhooks; its own step alone folds and removes them. */
  readonly facts: { readonly id: string; readonly job: string; readonly at: number; readonly fact: Fact }
  /** Which run of which job a prediction belongs to. */
  readonly predictions: { readonly id: string; readonly job: string; readonly run: number; readonly at: number }
  /** Every picture that is kept, for those who look for pictures; the job says how it was made. */
  readonly outputs: OutputRow
  readonly turns: Turn
  /** Which turn stands in a message, for each message of a conversation. */
  readonly said: SaidRow
  readonly ledger: LedgerRow
  /** The ledger's sums by day, kept in the same batches. */
  readonly spend: SpendRow
  /** What admins are to be told of budgets, and that they were. */
  readonly notices: NoticeRow
  readonly audit: AuditRow
  /** Places that are no more, until what is stored of them goes. */
  readonly left: LeftRow
}

/** A table that an adapter brings, as the store wants it declared: how rows are found by equal columns, and what orders them. */
export type TableDeclaration<Row> = {
  readonly name: string
  readonly columns: Readonly<Record<string, (row: Row) => string | number>>
  readonly time: (row: Row) => number
  /** `written` outlives the process alone, not a power cut. Usually `synced`. */
  readonly durability?: 'synced' | 'written'
}

/** How rows of a table are found: by equal values of indexed columns, ordered by its time column, then id. */
export type Range = {
  readonly where?: Readonly<Record<string, string | number>>
  /** Milliseconds since the epoch, inclusive and exclusive. */
  readonly from?: number
  readonly to?: number
  readonly newestFirst?: boolean
  readonly limit?: number
}

export type Change<T> = {
  [Name in keyof T & string]: { readonly put: Name; readonly row: T[Name] } | { readonly remove: Name; readonly id: string }
}[keyof T & string]

/**
 * Typed rows in a database. A batch is one transaction; under a fence it throws `LostLease` when the lease is lost. What resolves
 * is seen by everybody and outlives a power cut, or as much as its tables promise; of a batch that is only `written` that is
 * so once any later one is kept: it costs no wait where the same act stores more.
 */
export interface Records<T = Tables> {
  get<Name extends keyof T & string>(table: Name, id: string): Promise<T[Name] | undefined>
  list<Name extends keyof T & string>(table: Name, range: Range): Promise<readonly T[Name][]>
  /** How many rows there are of each value of the indexed column `by`, among those with the values of `where`; no row is read. */
  count<Name extends keyof T & string>(
    table: Name,
    by: string,
    where: NonNullable<Range['where']>,
  ): Promise<ReadonlyMap<string | number, number>>
  batch(changes: readonly Change<T>[], fence?: Fence, durability?: 'written'): Promise<void>
}

/** What a worker's right to a job is known by in the store. */
export type Fence = { readonly job: string; readonly token: string }

/** The lease a batch was to be written under is no more: another worker has the job. */
export class LostLease extends Error {
  override readonly name = 'LostLease'
}

/** Values asked for by key: settings, aliases, cards, caches. `ttlMs`: forgotten after so long. */
export interface Shelf<Value> {
  get(key: string): Promise<Value | undefined>
  set(key: string, value: Value, ttlMs?: number): Promise<void>
  delete(key: string): Promise<void>
}
export type Shelves = {
  readonly settings: Shelf<Partial<SettingValues>>
  readonly cards: Shelf<ModelCard>
  /** Usual milliseconds of a model: how long it ran the last times. */
  readonly durations: Shelf<readonly number[]>
  /** Milliseconds from creation to start: how long a model booted the last times. */
  readonly boots: Shelf<readonly number[]>
  /** What a model's last runs really cost, as multiples of what the price table had expected of each. */
  readonly costs: Shelf<readonly number[]>
  /** What a model's last inputs were estimated at, and what it counted. */
  readonly tokens: Shelf<readonly TokenCount[]>
  /** The blob of a picture's thumbnail, by the picture's own. */
  readonly thumbnails: Shelf<string>
  /** Which workspaces there are and what the operator decided about them: one book under the key `book`. */
  readonly workspaces: Shelf<WorkspaceBook>
  /** Ended jobs whose last frame could not be shown yet: one list of ids under the key `jobs`. */
  readonly unshown: Shelf<readonly string[]>
  /** What a person last typed into a form that was refused, by the person's key. */
  readonly drafts: Shelf<Draft>
  /** The ids of people whom admins named admins, by the workspace's key. */
  readonly admins: Shelf<readonly string[]>
}

/** Workspaces by their id. `seen`: by platform, absent until its first start; `first`: it was there at that start. Times in ms since the epoch. */
export type WorkspaceBook = {
  readonly seen: Readonly<Record<string, Readonly<Record<string, { readonly at: number; readonly first: boolean }>>>>
  readonly decided: Readonly<Record<string, { readonly at: number; readonly allowed: boolean }>>
  /** Platforms whose first start has not named all of its workspaces yet. */
  readonly starting?: readonly string[]
}

/** Bytes kept by their content. */
export interface Blobs {
  /** The name is made of the content's SHA-256: the same bytes are stored once. */
  put(bytes: Uint8Array, contentType: string): Promise<string>
  get(name: string): Promise<{ readonly bytes: Uint8Array; readonly contentType: string } | undefined>
  /** The name these bytes have, or would have. */
  nameOf(bytes: Uint8Array, contentType: string): string
  remove(name: string): Promise<void>
}

/** One at a time for a key, where two may write one record. */
export interface Locks {
  with<Result>(key: string, act: () => Promise<Result>): Promise<Result>
}
