import type { TableDeclaration } from '#core/store.ts'

/**
 * What is known of a message of ours. The first two are known by their own ts: `posting`, one that may have been posted, and
 * `posted`. The others are known by the note: `status`, no message yet, the thread says that one comes; `starting` and
 * `sending`, one that may have begun as a stream or been posted; `stream`, one that is being written; `plain`, one that is
 * edited like any other; `private`, one that a single person was shown, for good; `gone`.
 */
export type NoteState = 'posting' | 'posted' | 'status' | 'starting' | 'sending' | 'stream' | 'plain' | 'private' | 'gone'

/** A note about a message. Its id is made of the nonce. `where`: `team/channel/ts` once there is a ts, else empty. */
export type NoteRow = {
  readonly id: string
  readonly at: number
  readonly state: NoteState
  readonly team: string
  readonly channel: string
  readonly thread?: string
  readonly direct?: true
  readonly person?: { readonly id: string; readonly team: string }
  readonly ts?: string
  readonly where: string
  /** When what may have been sent was sent, in ms since the epoch. */
  readonly sentAt?: number
}

/**
 * A picture at Slack: `file` its id there, once it is known. Where it was shared in a thread the row is of that thread, too.
 * `name`: by which it would be found again.
 */
export type FileRow = { readonly id: string; readonly at: number; readonly name: string; readonly file?: string }

/** What a workspace has not got, by `team/what`, and since when we know. */
export type LackRow = { readonly id: string; readonly at: number }

/** The rows the half that speaks keeps of its own. */
export type NotesTables = {
  readonly slack_notes: NoteRow
  readonly slack_files: FileRow
  readonly slack_lacks: LackRow
}

/** Declares each table of its name, so that none can be forgotten. */
const declared: { readonly [Name in keyof NotesTables]: Omit<TableDeclaration<NotesTables[Name]>, 'name'> } = {
  slack_notes: {
    columns: { where: note => note.where, team: note => note.team, state: note => note.state },
    time: note => note.at,
  },
  slack_files: { columns: {}, time: file => file.at },
  slack_lacks: { columns: {}, time: lack => lack.at, durability: 'written' },
}

/** The tables, to be given to the store when it is opened. */
export const notesTables = Object.entries(declared).map(([name, table]) => ({
  name,
  ...table,
})) as unknown as readonly TableDeclaration<NotesTables[keyof NotesTables]>[]
