import { type Address, directWorkspace } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import type { MessageRef, ReplyRef } from '#core/post.ts'

/**
 * Where something stands. `team` is the workspace we are installed in: its token is used. A `direct` conversation counts to
 * no workspace. `thread` is the ts of a thread's first message.
 */
export type Place = { readonly team: string; readonly channel: string; readonly thread?: string; readonly direct?: true }

/** Where an answer goes, and to whom. Holds a secret where there is a `response`: never log a reply. */
export type ReplyNote = Place & {
  /** The ts of the message that is answered, or under which a button was pressed. */
  readonly message?: string
  /** Who asked, and the workspace that person belongs to, which in shared channels may be another. Never a bot. */
  readonly person?: { readonly id: string; readonly team: string }
  readonly response?: ResponseNote
}

/** An address that takes five posts within half an hour, in channels we are no member of, too. It is a secret. */
export type ResponseNote = {
  readonly url: string
  /** When we were given it, in milliseconds since the epoch. */
  readonly at: number
}

/** A message by its ts, or a note of ours about a message that may come to exist only later. */
export type MessageNote =
  { readonly team: string; readonly channel: string; readonly ts: string } | { readonly team: string; readonly note: string }

/** An address for responses lives for 30 minutes; it is used until shortly before. */
export const responseMs = 30 * 60_000 - 15_000

const gone = (): Fault => new Fault('gone', 'The place this answer belongs to cannot be found any more.')

const isText = (value: unknown, pattern: RegExp): value is string => typeof value === 'string' && pattern.test(value)
const isId = (value: unknown): value is string => isText(value, /^[A-Z][A-Z0-9]{1,31}$/)
const isTs = (value: unknown): value is string => isText(value, /^\d{1,12}\.\d{1,9}$/)

/** The note as a string that only this adapter reads. */
export const writeReply = (note: ReplyNote): ReplyRef => JSON.stringify(note) as ReplyRef

/** The note again. Throws a `gone` fault for a string that is none. */
export function readReply(ref: ReplyRef): ReplyNote {
  let note: unknown
  try {
    note = JSON.parse(ref)
  } catch {
    throw gone()
  }
  if (!isReply(note)) throw gone()
  return note
}

function isReply(value: unknown): value is ReplyNote {
  if (typeof value !== 'object' || value === null) return false
  const { team, channel, thread, direct, message, person, response } = value as Record<string, unknown>
  if (!isId(team) || !isId(channel)) return false
  if (![thread, message].every(ts => ts === undefined || isTs(ts))) return false
  if (direct !== undefined && direct !== true) return false
  return (person === undefined || isPerson(person)) && (response === undefined || isResponse(response))
}

function isPerson(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { id, team } = value as Record<string, unknown>
  return isId(id) && isId(team)
}

function isResponse(value: unknown): value is ResponseNote {
  if (typeof value !== 'object' || value === null) return false
  const { url, at } = value as Record<string, unknown>
  return typeof url === 'string' && /^https?:/.test(url) && URL.canParse(url) && typeof at === 'number' && Number.isFinite(at)
}

/**
 * The message as a reference. The same message has the same one, whoever writes it: conversations are found by comparing
 * them. A message of ours that began as a note keeps the note's; `Notes.refAt` tells which one a message has.
 */
export const writeMessage = (message: MessageNote): MessageRef =>
  ('note' in message
    ? `slack:${message.team}/${message.note}`
    : `slack:${message.team}/${message.channel}/${message.ts}`) as MessageRef

/** The message again. Throws a `gone` fault for a string that is none. */
export function readMessage(ref: MessageRef): MessageNote {
  const [, team, channel, ts, note] =
    /^slack:([A-Z][A-Z0-9]{1,31})\/(?:([A-Z][A-Z0-9]{1,31})\/(\d{1,12}\.\d{1,9})|([0-9a-f]{32}))$/.exec(ref) ?? []
  if (team === undefined) throw gone()
  if (note !== undefined) return { team, note }
  if (channel === undefined || ts === undefined) throw gone()
  return { team, channel, ts }
}

/** The address of a place. */
export const addressOf = ({ team, channel, thread, direct }: Place): Address => ({
  platform: 'slack',
  workspace: direct === true ? directWorkspace : team,
  channel,
  ...(thread !== undefined && { thread }),
})
