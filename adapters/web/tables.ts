import type { Inbound } from '#core/event.ts'
import type { Post } from '#core/post.ts'
import type { TableDeclaration } from '#core/store.ts'
import type { WireFile, WireRoom, WireThread } from './wire.ts'

/** A message as it is kept. Removed messages of the service stay as a stone without words, so that a repeated post does not raise them. */
export type MessageRow = {
  readonly id: string
  readonly at: number
  readonly rev: number
  readonly room: string
  readonly thread?: string
  /** Where it is read: the room, or `room/thread`. */
  readonly place: string
  readonly by: 'person' | 'service'
  readonly person: string
  readonly name: string
  readonly text?: string
  readonly files?: readonly WireFile[]
  readonly command?: boolean
  readonly edited?: boolean
  readonly blocks?: Post['blocks']
  readonly live?: boolean
  readonly isPrivate?: boolean
  readonly answers?: string
  readonly replyTo?: string
  readonly removed?: boolean
}

/** A file a person sent, before and after it went out with a message. */
export type UploadRow = WireFile & { readonly at: number; readonly person: string; readonly sent: 0 | 1 }

/** An event the service has not yet taken: told again after a restart. */
export type WaitingRow = { readonly id: string; readonly at: number; readonly event: Inbound }

/** A one-time link that was used, until it would have ended anyway. */
export type UsedLinkRow = { readonly id: string; readonly endsAt: number }

/** The rows this adapter keeps of its own. */
export type WebTables = {
  readonly web_rooms: WireRoom
  readonly web_threads: WireThread
  readonly web_messages: MessageRow
  readonly web_uploads: UploadRow
  readonly web_waiting: WaitingRow
  readonly web_links: UsedLinkRow
}

/** Declares each table of its name, so that none can be forgotten. */
const declared: { readonly [Name in keyof WebTables]: Omit<TableDeclaration<WebTables[Name]>, 'name'> } = {
  web_rooms: { columns: {}, time: room => room.at },
  web_threads: { columns: { room: thread => thread.room }, time: thread => thread.at },
  web_messages: {
    columns: {
      place: message => message.place,
      room: message => message.room,
      person: message => message.person,
    },
    time: message => message.at,
  },
  web_uploads: {
    columns: { person: upload => upload.person, blob: upload => upload.blob, sent: upload => upload.sent },
    time: upload => upload.at,
  },
  // A power cut before the answer loses what the page sends again; whatever was done of it since was synced together with it.
  web_waiting: { columns: {}, time: waiting => waiting.at, durability: 'written' },
  web_links: { columns: {}, time: link => link.endsAt },
}

/** The tables of this adapter, to be given to the store when it is opened. */
export const webTables = Object.entries(declared).map(([name, table]) => ({
  name,
  ...table,
})) as unknown as readonly TableDeclaration<WebTables[keyof WebTables]>[]
