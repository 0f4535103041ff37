import type { TableDeclaration } from '#core/store.ts'
import type { Payload } from './payload.ts'

/** What Slack sent and the service has not yet taken. */
export type WaitingRow = { readonly id: string; readonly at: number; readonly body: Payload }

/** What was taken: Slack sends again for hours what it thinks we did not get. */
export type HeardRow = { readonly id: string; readonly at: number }

/** Where a form was opened and for whom: what is sent back with it says only which one it is. */
export type FormRow = { readonly id: string; readonly at: number; readonly person: string; readonly reply: string }

/** A workspace that installed us, under its id: who we are there and our token, encrypted. */
export type InstallRow = { readonly id: string; readonly at: number; readonly sealed: string }

/** The rows the half that listens keeps of its own. */
export type InboxTables = {
  readonly slack_waiting: WaitingRow
  readonly slack_heard: HeardRow
  readonly slack_forms: FormRow
  readonly slack_installs: InstallRow
}

/** Declares each table of its name, so that none can be forgotten. */
const declared: { readonly [Name in keyof InboxTables]: Omit<TableDeclaration<InboxTables[Name]>, 'name'> } = {
  // The acknowledgment waits for it: it must not wait for the disk.
  slack_waiting: { columns: {}, time: waiting => waiting.at, durability: 'written' },
  slack_heard: { columns: {}, time: heard => heard.at, durability: 'written' },
  slack_forms: { columns: {}, time: form => form.at, durability: 'written' },
  slack_installs: { columns: {}, time: install => install.at },
}

/** The tables, to be given to the store when it is opened. */
export const inboxTables = Object.entries(declared).map(([name, table]) => ({
  name,
  ...table,
})) as unknown as readonly TableDeclaration<InboxTables[keyof InboxTables]>[]
