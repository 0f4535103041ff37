import { forEveryone } from './permissions.ts'
import { channelJson, fullGuildJson } from './wire.ts'
import type { ChannelState, GuildState, MessageState, UserState, World } from './world.ts'

/** Makes a guild, the bot not yet in it. */
export function createGuild(
  world: World,
  given: { readonly id?: string; readonly name: string; readonly ownerId: string; readonly premiumTier: number },
): GuildState {
  const id = given.id ?? world.id()
  const guild: GuildState = {
    id,
    name: given.name,
    ownerId: given.ownerId,
    premiumTier: given.premiumTier,
    roles: new Map([[id, { id, name: '@everyone', managed: false, permissions: 0n }]]),
    members: new Map(),
    blockedWords: [],
    unavailable: false,
  }
  world.guilds.set(id, guild)
  addMember(world, guild, given.ownerId)
  return guild
}

/**
 * Makes somebody a member. What everybody may do they may by a role of their own rather than by @everyone, so that it can be taken
 * from one of them in the whole guild.
 */
export function addMember(world: World, guild: GuildState, userId: string): void {
  const user = world.users.get(userId)!
  const role = { id: world.id(), name: user.name, managed: user.bot, permissions: forEveryone }
  guild.roles.set(role.id, role)
  guild.members.set(userId, { userId, roleIds: [role.id], joinedAt: world.now() })
}

/** The bot joins, or comes back, and is told so. */
export function addBot(world: World, guild: GuildState): void {
  if (!guild.members.has(world.bot.id)) addMember(world, guild, world.bot.id)
  world.tell('GUILD_CREATE', guild.id, fullGuildJson(world, guild))
}

const empty = (): Pick<ChannelState, 'overwrites' | 'messages' | 'typingUntil' | 'nsfw'> => ({
  overwrites: [],
  messages: new Map(),
  typingUntil: 0,
  nsfw: false,
})

export function createChannel(
  world: World,
  guild: GuildState,
  given: { readonly name: string; readonly nsfw: boolean; readonly type: number },
): ChannelState {
  const channel: ChannelState = {
    ...empty(),
    ...given,
    id: world.id(),
    guildId: guild.id,
    parentId: null,
    recipientId: null,
    thread: null,
  }
  world.channels.set(channel.id, channel)
  if (world.botsGuild(guild.id) !== null) world.tell('CHANNEL_CREATE', guild.id, channelJson(world, channel))
  return channel
}

/** The direct channel with a person, there from the first time it is asked for. */
export function openDirect(world: World, userId: string): ChannelState {
  const found = [...world.channels.values()].find(one => one.recipientId === userId)
  if (found !== undefined) return found
  const channel: ChannelState = {
    ...empty(),
    id: world.id(),
    type: 1,
    name: '',
    guildId: null,
    parentId: null,
    recipientId: userId,
    thread: null,
  }
  world.channels.set(channel.id, channel)
  return channel
}

/** Opens a thread and tells of it. One of a message has the message's id. */
export function openThread(
  world: World,
  channel: ChannelState,
  given: { readonly name: string; readonly type: number; readonly ownerId: string; readonly archiveAfterMinutes: number },
  message: MessageState | null,
): ChannelState {
  const thread: ChannelState = {
    ...empty(),
    nsfw: channel.nsfw,
    id: message?.id ?? world.id(),
    type: given.type,
    name: given.name,
    guildId: channel.guildId,
    parentId: channel.id,
    recipientId: null,
    thread: {
      ownerId: given.ownerId,
      memberIds: new Set([given.ownerId]),
      archived: false,
      locked: false,
      archiveAfterMinutes: given.archiveAfterMinutes,
      changedAt: world.now(),
    },
  }
  world.channels.set(thread.id, thread)
  if (message !== null) message.threadId = thread.id
  world.tell('THREAD_CREATE', channel.guildId, { ...channelJson(world, thread), newly_created: true })
  return thread
}

export function createUser(world: World, name: string, given: Partial<Omit<UserState, 'id' | 'name'>> = {}): UserState {
  const user = { id: world.id(), name, bot: false, locale: 'en-US', acceptsDirectMessages: true, ...given }
  world.users.set(user.id, user)
  return user
}
