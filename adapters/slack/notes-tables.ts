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
  /** It was taken away by us, or is about to be. */
  readonly isRemoved?: true
}

/**
 * A picture at Slack, by `team/key`: `file` its id there, once it is known. Where it was shared in a thread the row is of that
 * thread, too: `team/key/channel/thread`. `name`: by which it would be found again. `announced`: the id of a file that is
 * perhaps there. `isFollowed`: whoever shows it says so; of a row that an earlier version wrote nobody knows.
 */
export type FileRow = {
  readonly id: string
  readonly at: number
  readonly name: string
  readonly file?: string
  readonly announced?: string
  readonly isFollowed?: true
}

/**
 * That a message of ours shows a file, or will. `where`: the message, as `team/channel/ts`; `of`: the file, as `team/key`;
 * `root`: the thread it would be shared in, as `channel/thread`.
 */
export type ShowRow = {
  readonly id: string
  readonly at: number
  readonly where: string
  readonly of: string
  readonly root?: string
}

/** A file of ours at Slack that is to be deleted there, from the moment `at` on, and how often that has failed. */
export type DiscardRow = {
  readonly id: string
  readonly at: number
  readonly team: string
  readonly file: string
  readonly failures: number
}

/** What a workspace has not got, by `team/what`, and since when we know. */
export type LackRow = { readonly id: string; readonly at: number }

/** The rows the half that speaks keeps of its own. */
export type NotesTables = {
  readonly slack_notes: NoteRow
  readonly slack_files: FileRow
  readonly slack_shows: ShowRow
  readonly slack_discards: DiscardRow
  readonly slack_lacks: LackRow
}

/** The channel of a message, as `team/channel`. */
const channelOf = (where: string): string => where.slice(0, where.lastIndexOf('/'))

/** Declares each table of its name, so that none can be forgotten. */
const declared: { readonly [Name in keyof NotesTables]: Omit<TableDeclaration<NotesTables[Name]>, 'name'> } = {
  slack_notes: {
    columns: { where: note => note.where, team: note => note.team, state: note => note.state },
    time: note => note.at,
  },
  slack_files: {
    columns: { team: file => file.id.split('/', 1)[0] ?? '', key: file => file.id.split('/')[1] ?? '' },
    time: file => file.at,
  },
  slack_shows: {
    columns: {
      where: show => show.where,
      of: show => show.of,
      channel: show => channelOf(show.where),
      team: show => show.of.split('/', 1)[0] ?? '',
    },
    time: show => show.at,
  },
  slack_discards: { columns: { team: discard => discard.team }, time: discard => discard.at },
  slack_lacks: { columns: {}, time: lack => lack.at, durability: 'written' },
}

/** The tables, to be given to the store when it is opened. */
export const notesTables = Object.entries(declared).map(([name, table]) => ({
  name,
  ...table,
})) as unknown as readonly TableDeclaration<NotesTables[keyof NotesTables]>[]
