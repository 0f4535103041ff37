import type { Json } from './control.ts'
import { appId, botId, botUserId } from './emulated.ts'
import { Refusal } from './refusal.ts'
import { channelType, type ChannelState, type MessageState, type World } from './world.ts'
import { word } from './word.ts'

/** A message as the emulator gives it, with what real messages have beside. */
function dressed(world: World, json: Json): Record<string, unknown> {
  const isBot = json['user'] === botUserId
  return {
    ...json,
    team: world.team.id,
    ...(isBot
      ? {
          bot_id: botId,
          app_id: appId,
          bot_profile: {
            id: botId,
            app_id: appId,
            user_id: botUserId,
            name: 'replichat',
            deleted: false,
            team_id: world.team.id,
          },
        }
      : {}),
  }
}

/** The event that tells of a message, its changes or its end. */
function messageEvent(channel: ChannelState, fields: Json, ts: unknown): Json {
  return { type: 'message', ...fields, channel: channel.id, channel_type: channelType(channel), event_ts: ts }
}

/** Only what happens where the bot is reaches it. */
function tellThere(world: World, channel: ChannelState, event: Json): void {
  if (world.isMember(channel)) world.tell(event)
}

/** Keeps a message that the emulator took, and tells of it. */
export function record(world: World, channel: ChannelState, json: Json, given: { readonly silent?: boolean } = {}): MessageState {
  const threadTs = typeof json['thread_ts'] === 'string' && json['thread_ts'] !== json['ts'] ? json['thread_ts'] : null
  const root = threadTs === null ? undefined : channel.messages.get(threadTs)
  const message: MessageState = {
    channelId: channel.id,
    ts: String(json['ts']),
    threadTs,
    userId: String(json['user']),
    json: {
      ...dressed(world, json),
      ...(root === undefined ? {} : { parent_user_id: root.userId }),
    },
    onlyFor: null,
    stream: null,
    use: null,
  }
  channel.messages.set(message.ts, message)
  if (root !== undefined) {
    const users = new Set([...((root.json['reply_users'] as string[] | undefined) ?? []), message.userId])
    root.json = {
      ...root.json,
      thread_ts: root.ts,
      reply_count: Number(root.json['reply_count'] ?? 0) + 1,
      reply_users: [...users],
      reply_users_count: users.size,
      latest_reply: message.ts,
    }
  }
  if (given.silent !== true) tellMessage(world, channel, message)
  return message
}

/** Tells of a new message; of one that names the bot also as a mention, which is an event of its own. */
export function tellMessage(world: World, channel: ChannelState, message: MessageState): void {
  const { json } = message
  const shown = json['reply_broadcast'] === true ? { ...json, subtype: 'thread_broadcast' } : json
  tellThere(world, channel, messageEvent(channel, shown, message.ts))
  const isMention = new RegExp(`<@${botUserId}(?:\\|[^>]*)?>`).test(word(json['text']))
  if (isMention && message.userId !== botUserId && channel.kind !== 'im')
    tellThere(world, channel, { ...json, type: 'app_mention', channel: channel.id, event_ts: message.ts })
}

/** Changes what is kept of a message and tells of it. */
export function change(
  world: World,
  channel: ChannelState,
  message: MessageState,
  json: Json,
  given: { readonly silent?: boolean } = {},
): void {
  const before = message.json
  const { thread_ts, parent_user_id, reply_count, reply_users, reply_users_count, latest_reply } = before
  const kept = { thread_ts, parent_user_id, reply_count, reply_users, reply_users_count, latest_reply }
  const known = Object.fromEntries(Object.entries(kept).filter(([, value]) => value !== undefined))
  message.json = { ...dressed(world, json), ...known }
  if (given.silent === true) return
  const ts = world.ts()
  const fields = { subtype: 'message_changed', hidden: true, ts, message: message.json, previous_message: before }
  tellThere(world, channel, messageEvent(channel, fields, ts))
}

/** Takes a message away and tells of it. A root with replies stays as a tombstone, which nobody reads, until they are gone, too. */
export async function drop(world: World, channel: ChannelState, message: MessageState, token?: string): Promise<void> {
  if (message.stream !== null) message.stream.open = false
  if (message.threadTs === null && Number(message.json['reply_count'] ?? 0) > 0) return bury(world, channel, message)
  const answer = await world.inner.call('chat.delete', { channel: channel.id, ts: message.ts }, token)
  // What was said by an address for responses is not kept there.
  if (answer['ok'] !== true && answer['error'] !== 'message_not_found') throw new Error(String(answer['error']))
  channel.messages.delete(message.ts)
  const root = message.threadTs === null ? undefined : channel.messages.get(message.threadTs)
  if (root !== undefined) {
    const left = Math.max(0, Number(root.json['reply_count'] ?? 1) - 1)
    root.json = { ...root.json, reply_count: left }
    if (left === 0 && root.json['subtype'] === 'tombstone') channel.messages.delete(root.ts)
  }
  const ts = world.ts()
  const fields = { subtype: 'message_deleted', hidden: true, ts, deleted_ts: message.ts, previous_message: message.json }
  tellThere(world, channel, messageEvent(channel, fields, ts))
}

function bury(world: World, channel: ChannelState, message: MessageState): void {
  const { json: before } = message
  const kept = ['type', 'ts', 'thread_ts', 'reply_count', 'reply_users', 'reply_users_count', 'latest_reply']
  const stone = {
    ...Object.fromEntries(kept.flatMap(name => (before[name] === undefined ? [] : [[name, before[name]]]))),
    ...{ subtype: 'tombstone', user: 'USLACKBOT', hidden: true, text: 'This message was deleted.' },
  }
  channel.messages.set(message.ts, { ...message, userId: 'USLACKBOT', json: stone, stream: null })
  const ts = world.ts()
  const fields = { subtype: 'message_changed', hidden: true, ts, message: stone, previous_message: before }
  tellThere(world, channel, messageEvent(channel, fields, ts))
}

/** A message that the emulator does not keep: for one person alone, or said by a `response_url` where the bot is not. */
export function keep(
  world: World,
  channel: ChannelState,
  fields: Json,
  given: { readonly onlyFor: string | null; readonly use: string | null },
): MessageState {
  const ts = world.ts()
  const threadTs = typeof fields['thread_ts'] === 'string' ? fields['thread_ts'] : null
  const message: MessageState = {
    channelId: channel.id,
    ts,
    threadTs,
    userId: botUserId,
    json: dressed(world, { type: 'message', user: botUserId, ts, ...fields }),
    onlyFor: given.onlyFor,
    stream: null,
    use: given.use,
  }
  if (given.onlyFor === null) channel.messages.set(ts, message)
  else world.ephemerals.push(message)
  return message
}

/** The channel that a request names, as the bot may see it. */
export function visibleChannel(world: World, id: unknown): ChannelState {
  const channel = world.channel(String(id))
  if (channel === null) throw new Refusal('channel_not_found')
  if (channel.kind !== 'public' && !world.isMember(channel)) throw new Refusal('channel_not_found')
  return channel
}

/** The channel that a request wants to write to. */
export function writableChannel(world: World, id: unknown, mayBeOutside = false): ChannelState {
  const channel = visibleChannel(world, id)
  if (channel.archived) throw new Refusal('is_archived')
  if (!world.isMember(channel) && !mayBeOutside) throw new Refusal('not_in_channel')
  return channel
}

/** What the emulator answers, when it is content; its own word for what is wrong otherwise. */
export async function asked(world: World, method: string, args: Json, token?: string): Promise<Record<string, unknown>> {
  const answer = await world.inner.call(method, args, token)
  if (answer['ok'] !== true) throw new Refusal(String(answer['error']))
  return answer
}
