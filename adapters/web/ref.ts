import type { Address } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import type { MessageRef, ReplyRef } from '#core/post.ts'

/** The one workspace of the console. */
export const workspace = 'home'

/** Where an answer goes: a place, whom it answers, and the message it answers. */
export type ReplyNote = {
  readonly room: string
  readonly thread?: string
  readonly person: string
  readonly message?: string
}

/** The note as a string that only this adapter reads. */
export const writeReply = (note: ReplyNote): ReplyRef => JSON.stringify(note) as ReplyRef

/** The note again. Throws a `gone` fault for a string that is none. */
export function readReply(ref: ReplyRef): ReplyNote {
  try {
    const note = JSON.parse(ref) as Partial<ReplyNote> | null
    if (typeof note?.room === 'string' && typeof note.person === 'string') return note as ReplyNote
  } catch {
    // falls through: a note that cannot be read leads nowhere
  }
  throw new Fault('gone', 'The place this answer belongs to cannot be found any more.')
}

const prefix = 'web:'

/** A message's id as a reference. */
export const writeMessage = (id: string): MessageRef => `${prefix}${id}` as MessageRef

/** The id again, or undefined where the reference is not of ours. */
export const readMessage = (ref: MessageRef): string | undefined =>
  ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined

/** The address of a room or of a thread in it. */
export const addressOf = (room: string, thread?: string): Address => ({
  platform: 'web',
  workspace,
  channel: room,
  ...(thread !== undefined && { thread }),
})

/** The key under which messages of a place are found. */
export const placeOf = (room: string, thread?: string): string => (thread === undefined ? room : `${room}/${thread}`)
