import type { Inbound } from '#core/event.ts'
import type { TableDeclaration } from '#core/store.ts'

/** An event the service has not yet taken. `admitted`: it needs no acknowledgment, or has it. */
export type WaitingRow = { readonly id: string; readonly at: number; readonly event: Inbound; readonly admitted: boolean }

/** Something that is said once to a server. */
export type ToldRow = { readonly id: string; readonly at: number }

/**
 * Which post took an interaction's own answer (under a key of the interaction), or which message a follow-up became (under
 * its nonce): both cannot be asked of Discord again. Without a message under a nonce: one is about to be posted into a
 * channel, as an answer to the message `answers`, with buttons that do `actions`.
 */
export type PostedRow = {
  readonly id: string
  readonly at: number
  readonly nonce: string
  readonly message?: string
  readonly answers?: string
  readonly actions?: readonly string[]
}

/** How a message (by its reference) is reached by its interaction's token, and how large its files may be. `at`: when the interaction was made. */
export type ReachRow = {
  readonly id: string
  readonly at: number
  readonly isPrivate: boolean
  readonly fileBytes: number
  readonly application?: string
  readonly token?: string
}

/** The rows this adapter keeps of its own. */
export type DiscordTables = {
  readonly discord_waiting: WaitingRow
  readonly discord_told: ToldRow
  readonly discord_posted: PostedRow
  readonly discord_reach: ReachRow
}

/** Declares each table of its name, so that none can be forgotten. */
const declared: { readonly [Name in keyof DiscordTables]: Omit<TableDeclaration<DiscordTables[Name]>, 'name'> } = {
  // Written while the acknowledgment is under way: it must not wait for the disk.
  discord_waiting: { columns: {}, time: waiting => waiting.at, durability: 'written' },
  discord_told: { columns: {}, time: told => told.at },
  // Both are of use for the quarter of an hour that a token lives, or until a process that died is back.
  discord_posted: { columns: {}, time: posted => posted.at, durability: 'written' },
  discord_reach: { columns: {}, time: reach => reach.at, durability: 'written' },
}

/** The tables of this adapter, to be given to the store when it is opened. */
export const discordTables = Object.entries(declared).map(([name, table]) => ({
  name,
  ...table,
})) as unknown as readonly TableDeclaration<DiscordTables[keyof DiscordTables]>[]
