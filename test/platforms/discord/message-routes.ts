import { demand, seenChannel, seenMessage, sendRight } from './access.ts'
import type { AllowedMentions } from './mentions.ts'
import { messageContent, withoutContent } from './intents.ts'
import { messageJson } from './message.ts'
import { has } from './permissions.ts'
import { amend, demandForDraft, draftOf, post, remove } from './posting.ts'
import { badForm, Refusal } from './refusal.ts'
import { type Call, done, ok, type Routes } from './route.ts'
import { TooFast } from './too-fast.ts'
import type { ChannelState, Json, MessageState, World } from './world.ts'

/** How long a message can be edited like any other. */
const youngMs = 60 * 60_000
/** How long a nonce is remembered. */
const nonceMs = 5 * 60_000
/** How long somebody is shown typing. */
const typingMs = 10_000
const bulkDeleteMs = 14 * 24 * 60 * 60_000

const channelOf = ({ world, places }: Call): ChannelState => seenChannel(world, places['channel_id']!)
const messageOf = (call: Call): MessageState => seenMessage(channelOf(call), call.places['message_id']!)
export const allowedIn = (body: Json): AllowedMentions | undefined =>
  body['allowed_mentions'] === undefined ? undefined : body['allowed_mentions']

/** A message as REST gives it to a bot that may lack the message content intent. */
const read = ({ world, signer }: Call, message: MessageState): Json => {
  const json = messageJson(world, signer, message)
  return (world.allowedIntents & messageContent) === 0 ? withoutContent(world, json) : json
}

/** The id of the message that a request wants to answer; null when it answers none. */
function repliedTo(world: World, channel: ChannelState, body: Json): string | null {
  const reference = body['message_reference'] as Json | null | undefined
  if (reference == null) return null
  if (!has(world.permissions(channel, world.bot.id), 'READ_MESSAGE_HISTORY')) throw new Refusal(160002)
  const id = reference['message_id'] as string
  const target = channel.messages.get(id)
  if (target !== undefined && target.onlyFor === null) return id
  if (reference['fail_if_not_exists'] === false) return null
  // The message may have been deleted a moment ago: that is nobody's fault, so it is refused but not held against the bot.
  throw new Refusal(50035, null, [
    { path: ['message_reference'], code: 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE', message: 'Unknown message' },
  ])
}

/** What was created with the same nonce a moment ago. */
function sameNonce(world: World, channel: ChannelState, body: Json): MessageState | undefined {
  const nonce = body['nonce'] as string | number | null | undefined
  if (body['enforce_nonce'] !== true || nonce == null) return undefined
  const found = channel.messages.get(world.nonces.get(`${channel.id} ${nonce}`) ?? '')
  return found !== undefined && world.now() - found.at < nonceMs ? found : undefined
}

/** Throws when a message may not be changed because of the thread it stands in. */
const demandOpen = ({ thread }: ChannelState): void => {
  if (thread?.archived === true) throw new Refusal(50083)
}

export const messageRoutes: Routes = {
  'POST /channels/{channel_id}/messages': call => {
    const { world, signer, body, files } = call
    const channel = channelOf(call)
    if (channel.type === 15) throw new Refusal(50008)
    demand(world, channel, sendRight(channel))
    if (channel.thread?.locked === true && !has(world.permissions(channel, world.bot.id), 'MANAGE_THREADS'))
      throw new Refusal(160005)
    const earlier = sameNonce(world, channel, body)
    if (earlier !== undefined) return ok(read(call, earlier))
    const draft = draftOf(world, channel, body, files, null)
    demandForDraft(world, channel, draft, files.length > 0)
    const nonce = (body['nonce'] as string | number | null | undefined) ?? null
    const message = post(world, signer, {
      channel,
      authorId: world.bot.id,
      draft,
      allowed: allowedIn(body),
      nonce,
      replyTo: repliedTo(world, channel, body),
    })
    if (nonce !== null) world.nonces.set(`${channel.id} ${nonce}`, message.id)
    return ok(messageJson(world, signer, message))
  },
  'GET /channels/{channel_id}/messages': call => {
    const { world, query } = call
    const channel = channelOf(call)
    if (!has(world.permissions(channel, world.bot.id), 'READ_MESSAGE_HISTORY')) return ok([])
    const limit = Number(query.get('limit') ?? 50)
    if (!(limit >= 1 && limit <= 100))
      throw badForm([{ path: ['limit'], code: 'NUMBER_TYPE_MAX', message: 'int value should be between 1 and 100.' }])
    const before = query.get('before')
    const after = query.get('after')
    const all = [...channel.messages.values()]
      .filter(one => one.onlyFor === null)
      .filter(one => (before === null || BigInt(one.id) < BigInt(before)) && (after === null || BigInt(one.id) > BigInt(after)))
      .sort((a, b) => (BigInt(a.id) < BigInt(b.id) ? 1 : -1))
    return ok((after === null ? all.slice(0, limit) : all.slice(-limit)).map(one => read(call, one)))
  },
  'GET /channels/{channel_id}/messages/{message_id}': call => {
    const channel = channelOf(call)
    demand(call.world, channel, 'READ_MESSAGE_HISTORY')
    return ok(read(call, messageOf(call)))
  },
  'PATCH /channels/{channel_id}/messages/{message_id}': call => {
    const { world, signer, buckets, body, files } = call
    const channel = channelOf(call)
    const message = messageOf(call)
    if (message.authorId !== world.bot.id || message.webhook) throw new Refusal(50005, 'an edit of somebody else’s message')
    demandOpen(channel)
    const limited = world.now() - message.at > youngMs ? buckets.countHidden('old edits', channel.id) : null
    if (limited !== null) throw new TooFast(limited, 30046)
    const draft = draftOf(world, channel, body, files, message)
    if (files.length > 0) demand(world, channel, 'ATTACH_FILES')
    amend(world, signer, message, draft, allowedIn(body))
    return ok(messageJson(world, signer, message))
  },
  'DELETE /channels/{channel_id}/messages/{message_id}': call => {
    const { world } = call
    const channel = channelOf(call)
    const message = messageOf(call)
    if (message.authorId !== world.bot.id) demand(world, channel, 'MANAGE_MESSAGES')
    demandOpen(channel)
    remove(world, channel, [message])
    return done
  },
  'POST /channels/{channel_id}/messages/bulk-delete': call => {
    const { world, body } = call
    const channel = channelOf(call)
    demand(world, channel, 'MANAGE_MESSAGES')
    const ids = [...new Set(body['messages'] as readonly string[])]
    if (ids.length < 2 || ids.length > 100) throw new Refusal(50016, `${ids.length} messages to delete at once`)
    const found = ids.flatMap(id => channel.messages.get(id) ?? [])
    if (found.some(one => world.now() - one.at > bulkDeleteMs)) throw new Refusal(50034)
    remove(world, channel, found)
    return done
  },
  'POST /channels/{channel_id}/typing': call => {
    const { world } = call
    const channel = channelOf(call)
    demand(world, channel, sendRight(channel))
    channel.typingUntil = world.now() + typingMs
    return done
  },
  'PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me': call => {
    const { world, places } = call
    const channel = channelOf(call)
    const message = messageOf(call)
    demand(world, channel, 'READ_MESSAGE_HISTORY')
    const emoji = places['emoji_name']!
    if (!/\p{Extended_Pictographic}/u.test(emoji) && !/^\w+:\d+$/.test(emoji)) throw new Refusal(10014, `the reaction ${emoji}`)
    if (!message.reactions.has(emoji)) demand(world, channel, 'ADD_REACTIONS')
    demandOpen(channel)
    message.reactions.add(emoji)
    tellReaction(world, 'MESSAGE_REACTION_ADD', message, emoji)
    return done
  },
  'DELETE /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me': call => {
    const message = messageOf(call)
    const emoji = call.places['emoji_name']!
    if (message.reactions.delete(emoji)) tellReaction(call.world, 'MESSAGE_REACTION_REMOVE', message, emoji)
    return done
  },
}

function tellReaction(world: World, name: string, message: MessageState, emoji: string): void {
  world.tell(name, message.guildId, {
    user_id: world.bot.id,
    channel_id: message.channelId,
    message_id: message.id,
    emoji: { id: null, name: emoji },
    type: 0,
    burst: false,
    ...(message.guildId === null ? {} : { guild_id: message.guildId }),
  })
}
