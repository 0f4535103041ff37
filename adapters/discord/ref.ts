import type { Address } from '#core/address.ts'
import { Fault } from '#core/fault.ts'
import type { MessageRef, Post, ReplyRef } from '#core/post.ts'

/** The workspace of direct messages: they belong to no server. */
export const directWorkspace = 'direct'

/** Where something stands. `channel` is the one around a thread; without a `guild` it is a direct conversation. */
export type Place = { readonly guild?: string; readonly channel: string; readonly thread?: string }

/** Where an answer goes: to an interaction that was acknowledged, or into a place, as a reply to `message` where there is one. */
export type ReplyNote = Place & {
  /** The message that is answered, or under which a button was pressed. */
  readonly message?: string
  /** The most bytes of one file there, as Discord told with the interaction or as the server's level allows. */
  readonly fileBytes: number
  readonly interaction?: InteractionNote
}

/** An interaction that was acknowledged within its three seconds. Its token is a secret: never log a reply. */
export type InteractionNote = {
  readonly application: string
  readonly token: string
  /** When it was made, in milliseconds since the epoch (its id says so). */
  readonly at: number
  /** How it was acknowledged: with a “thinking” for all, for its person alone, or without a message of its own (`update`). */
  readonly deferred: Post['audience'] | 'update'
}

/** A message by its own channel (which is the thread's id within a thread). */
export type MessageNote = { readonly channel: string; readonly message: string }

/** Discord lets a token live for 15 minutes from its interaction's creation; what is seen by all is handed over a minute before. */
export const handOverMs = 14 * 60_000

/** What is for one person alone can be reached by the token only: it is used until shortly before its end. */
export const lastCallMs = 15 * 60_000 - 10_000

const gone = (): Fault => new Fault('gone', 'The place this answer belongs to cannot be found any more.')

const isId = (value: unknown): value is string => typeof value === 'string' && /^\d{5,20}$/.test(value)
const isAbsentOrId = (value: unknown): boolean => value === undefined || isId(value)

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
  const { channel, guild, thread, message, fileBytes, interaction } = value as Record<string, unknown>
  if (!isId(channel) || ![guild, thread, message].every(isAbsentOrId)) return false
  if (typeof fileBytes !== 'number' || !(fileBytes > 0)) return false
  return interaction === undefined || isInteraction(interaction)
}

function isInteraction(value: unknown): value is InteractionNote {
  if (typeof value !== 'object' || value === null) return false
  const { application, token, at, deferred } = value as Record<string, unknown>
  if (!isId(application) || typeof at !== 'number' || !Number.isFinite(at)) return false
  // It becomes a part of an address: what would leave it is no token.
  if (typeof token !== 'string' || !/^[\w.+=-]{1,1000}$/.test(token)) return false
  return deferred === 'channel' || deferred === 'actor' || deferred === 'update'
}

const prefix = 'discord:'

/**
 * The message as a reference. The same message has the same one, whoever writes it: conversations are found by comparing
 * them. How it can be reached by a token meanwhile is therefore noted elsewhere.
 */
export const writeMessage = ({ channel, message }: MessageNote): MessageRef => `${prefix}${channel}/${message}` as MessageRef

/** The message again. Throws a `gone` fault for a string that is none. */
export function readMessage(ref: MessageRef): MessageNote {
  const found = /^discord:(\d{5,20})\/(\d{5,20})$/.exec(ref)
  if (found?.[1] === undefined || found[2] === undefined) throw gone()
  return { channel: found[1], message: found[2] }
}

/** The address of a place. */
export const addressOf = ({ guild, channel, thread }: Place): Address => ({
  platform: 'discord',
  workspace: guild ?? directWorkspace,
  channel,
  ...(thread !== undefined && { thread }),
})

/** The place of an address. */
export const placeOf = ({ workspace, channel, thread }: Address): Place => ({
  ...(workspace !== directWorkspace && { guild: workspace }),
  channel,
  ...(thread !== undefined && { thread }),
})

/** The channel that messages of a place are posted to. */
export const channelOf = ({ channel, thread }: Place): string => thread ?? channel

/** Discord counts from the first second of 2015. */
const discordEpochMs = 1_420_070_400_000

/** When Discord made a thing, in milliseconds since the epoch: its id begins with the time since 2015. */
export const madeAt = (id: string): number => Number(BigInt(id) >> 22n) + discordEpochMs

/** The id before all that Discord makes from that time on, in milliseconds since the epoch. */
export const snowflakeAt = (ms: number): string => String(BigInt(Math.max(0, Math.floor(ms) - discordEpochMs)) << 22n)
