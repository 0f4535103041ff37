import type { Records } from '#core/ports.ts'
import { type InboxTables, inboxTables } from './inbox-tables.ts'
import { type NotesTables, notesTables } from './notes-tables.ts'

/** The rows this adapter keeps of its own. */
export type SlackTables = InboxTables & NotesTables

/** The tables of this adapter, to be given to the store when it is opened. */
export const slackTables = [...inboxTables, ...notesTables]

/** Where they are kept; each half of the adapter sees its own. */
export type SlackRecords = Records<InboxTables> & Records<NotesTables>
