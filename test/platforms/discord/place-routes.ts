import { demand, seenChannel, seenMessage, sendRight } from './access.ts'
import { has, permissionsOf } from './permissions.ts'
import { badForm, Refusal } from './refusal.ts'
import { type Call, done, ok, type Routes } from './route.ts'
import { openDirect, openThread } from './places.ts'
import { TooFast } from './too-fast.ts'
import { applicationJson, channelJson, guildJson, memberJson, ownUserJson, rolesJson, showsToBot, userJson } from './wire.ts'
import type { ChannelState, GuildState, Json, World } from './world.ts'

/** A guild may have so many threads that are not archived. */
const mostActiveThreads = 1_000

const guildOf = ({ world, places }: Call): GuildState => {
  const guild = world.botsGuild(places['guild_id']!)
  if (guild === null) throw new Refusal(10004)
  return guild
}
const channelOf = ({ world, places }: Call): ChannelState => seenChannel(world, places['channel_id']!)

function demandRoomForThread(world: World, channel: ChannelState): void {
  const active = [...world.channels.values()].filter(one => one.guildId === channel.guildId && one.thread?.archived === false)
  if (active.length >= mostActiveThreads) throw new Refusal(160006)
}

/** Changes of a thread: its name, archived or not, locked or not. Unarchiving needs the right to write, all else to own or manage it. */
function changeThread(call: Call, channel: ChannelState, body: Json): void {
  const { world } = call
  const thread = channel.thread!
  const manages = has(world.permissions(channel, world.bot.id), 'MANAGE_THREADS')
  const {
    name,
    archived,
    locked,
    auto_archive_duration: minutes,
  } = body as Partial<{
    name: string
    archived: boolean
    locked: boolean
    auto_archive_duration: number
  }>
  if (thread.locked && !manages) throw new Refusal(160005)
  const onlyOpens = archived === false && Object.keys(body).length === 1
  if (onlyOpens) demand(world, channel, sendRight(channel))
  else if (thread.ownerId !== world.bot.id && !manages) throw new Refusal(50013)
  if (locked !== undefined && !manages) throw new Refusal(50013)
  if (thread.archived && archived !== false) throw new Refusal(50083)
  if (name != null) channel.name = name
  if (minutes != null) thread.archiveAfterMinutes = minutes
  if (locked != null) thread.locked = locked
  if (archived != null && archived !== thread.archived) {
    thread.archived = archived
    thread.changedAt = world.now()
  }
}

const application = ({ world }: Call) => ok(applicationJson(world))

export const placeRoutes: Routes = {
  'GET /gateway': ({ gatewayUrl }) => ok({ url: gatewayUrl }),
  'GET /gateway/bot': ({ world, gatewayUrl }) =>
    ok({
      url: gatewayUrl,
      shards: 1,
      session_start_limit: { total: 1_000, remaining: 1_000, reset_after: 86_400_000, max_concurrency: world.identifiesAtOnce },
    }),
  'GET /applications/@me': application,
  'GET /oauth2/applications/@me': application,
  'GET /users/@me': ({ world }) => ok(ownUserJson(world.bot)),
  'GET /users/@me/guilds': ({ world }) =>
    ok(
      [...world.guilds.values()]
        .filter(({ id }) => world.botsGuild(id) !== null)
        .map(guild => {
          const { id, name, ownerId, roles, members } = guild
          const { roleIds = [] } = members.get(world.bot.id) ?? {}
          const rights = permissionsOf({ guildId: id, ownerId, userId: world.bot.id, roleIds, roles, overwrites: [] })
          return { id, name, icon: null, banner: null, owner: false, permissions: String(rights), features: [] }
        }),
    ),
  'POST /users/@me/channels': ({ world, body }) => {
    const id = body['recipient_id'] as string | undefined
    const user = world.users.get(id ?? '')
    if (user === undefined) throw new Refusal(10013)
    if (user.bot) throw new Refusal(50007)
    return ok(channelJson(world, openDirect(world, user.id)))
  },
  'GET /users/{user_id}': ({ world, places }) => {
    const user = world.users.get(places['user_id']!)
    if (user === undefined) throw new Refusal(10013)
    return ok(userJson(user))
  },
  'GET /guilds/{guild_id}': call => ok(guildJson(guildOf(call))),
  'GET /guilds/{guild_id}/roles': call => ok(rolesJson(guildOf(call))),
  'GET /guilds/{guild_id}/members/{user_id}': call => {
    const member = guildOf(call).members.get(call.places['user_id']!)
    if (member === undefined) throw new Refusal(call.world.users.has(call.places['user_id']!) ? 10007 : 10013)
    return ok(memberJson(call.world, member))
  },
  'GET /guilds/{guild_id}/channels': call => {
    const { id } = guildOf(call)
    return ok(
      [...call.world.channels.values()]
        .filter(one => one.guildId === id && one.thread === null)
        .map(one => channelJson(call.world, one)),
    )
  },
  'GET /guilds/{guild_id}/threads/active': call => {
    const { world } = call
    const { id } = guildOf(call)
    const threads = [...world.channels.values()].filter(
      one => one.guildId === id && one.thread?.archived === false && showsToBot(world, one),
    )
    return ok({ threads: threads.map(one => channelJson(world, one)), members: [], has_more: false })
  },
  'GET /channels/{channel_id}': call => ok(channelJson(call.world, channelOf(call))),
  'PATCH /channels/{channel_id}': call => {
    const { world, body, buckets } = call
    const channel = channelOf(call)
    if (channel.recipientId !== null) throw new Refusal(50024, 'a change of a direct channel')
    if (channel.thread === null) demand(world, channel, 'MANAGE_CHANNELS')
    if (body['name'] != null && body['name'] !== channel.name) {
      const limited = buckets.countHidden('renames', channel.id)
      if (limited !== null) throw new TooFast(limited)
    }
    if (channel.thread !== null) changeThread(call, channel, body)
    else if (body['name'] != null) channel.name = body['name'] as string
    world.tell(channel.thread === null ? 'CHANNEL_UPDATE' : 'THREAD_UPDATE', channel.guildId, channelJson(world, channel))
    return ok(channelJson(world, channel))
  },
  'DELETE /channels/{channel_id}': call => {
    const { world } = call
    const channel = channelOf(call)
    if (channel.thread === null) demand(world, channel, 'MANAGE_CHANNELS')
    else demand(world, channel, 'MANAGE_THREADS')
    world.channels.delete(channel.id)
    const told = channelJson(world, channel)
    world.tell(channel.thread === null ? 'CHANNEL_DELETE' : 'THREAD_DELETE', channel.guildId, told)
    return ok(told)
  },
  'POST /channels/{channel_id}/messages/{message_id}/threads': call => {
    const { world, places, body } = call
    const channel = channelOf(call)
    if (channel.guildId === null || channel.thread !== null) throw new Refusal(50024, 'a thread where none can be')
    const message = seenMessage(channel, places['message_id']!)
    if (message.type !== 0 && message.type !== 19 && message.type !== 20 && message.type !== 23) throw new Refusal(50068)
    demand(world, channel, 'CREATE_PUBLIC_THREADS', 'READ_MESSAGE_HISTORY')
    if (message.threadId !== null) throw new Refusal(160004)
    demandRoomForThread(world, channel)
    return { status: 201, body: channelJson(world, openThread(world, channel, threadOf(world, body, 11), message)) }
  },
  'POST /channels/{channel_id}/threads': call => {
    const { world, body } = call
    const channel = channelOf(call)
    if (channel.guildId === null || channel.thread !== null) throw new Refusal(50024, 'a thread where none can be')
    if (channel.type === 15)
      throw badForm([{ path: ['message'], code: 'BASE_TYPE_REQUIRED', message: 'The stand-in opens no posts in forums.' }])
    const type = (body['type'] as number | null | undefined) ?? 12
    demand(world, channel, type === 12 ? 'CREATE_PRIVATE_THREADS' : 'CREATE_PUBLIC_THREADS')
    demandRoomForThread(world, channel)
    return { status: 201, body: channelJson(world, openThread(world, channel, threadOf(world, body, type), null)) }
  },
  'PUT /channels/{channel_id}/thread-members/@me': call => {
    const channel = channelOf(call)
    if (channel.thread === null) throw new Refusal(50024, 'joining what is not a thread')
    if (channel.thread.archived) throw new Refusal(50083)
    channel.thread.memberIds.add(call.world.bot.id)
    return done
  },
  'DELETE /channels/{channel_id}/thread-members/@me': call => {
    const channel = channelOf(call)
    if (channel.thread === null) throw new Refusal(50024, 'leaving what is not a thread')
    channel.thread.memberIds.delete(call.world.bot.id)
    return done
  },
}

const threadOf = (world: World, body: Json, type: number) => ({
  name: body['name'] as string,
  type,
  ownerId: world.bot.id,
  archiveAfterMinutes: (body['auto_archive_duration'] as number | null | undefined) ?? 4_320,
})
