import type { Channel, Discord, Guild, Person, Ref } from './control.ts'
import { bitsOf, namesOf } from './permissions.ts'
import { addBot, addMember, createChannel, createGuild, createUser, openDirect, openThread } from './places.ts'
import { channelJson, fullGuildJson, memberJson, roleJson } from './wire.ts'
import type { ChannelState, GuildState, UserState, World } from './world.ts'

type Landscape = Pick<
  Discord,
  | 'guild'
  | 'channel'
  | 'person'
  | 'thread'
  | 'direct'
  | 'permit'
  | 'permissions'
  | 'leaveGuild'
  | 'joinGuild'
  | 'removeMember'
  | 'makeGuildUnavailable'
  | 'makeGuildAvailable'
  | 'deleteChannel'
  | 'deleteThread'
  | 'archiveThread'
  | 'blockWords'
  | 'threads'
>

export const personOf = ({ id, name, bot }: UserState): Person => ({ id, name, bot })
const guildHandle = ({ id, name }: GuildState): Guild => ({ id, name })
const channelHandle = ({ id, name, guildId, parentId }: ChannelState): Channel => ({ id, name, guildId, parentId })
const idOf = (ref: Ref): string => (typeof ref === 'string' ? ref : ref.id)

/** Guilds, channels, threads and members: making them, giving rights, and all that happens to them. */
export function createLandscape(world: World, home: () => { readonly guild: Ref; readonly owner: Ref }): Landscape {
  const guildOf = (ref: Ref): GuildState => {
    const guild = world.guilds.get(idOf(ref))
    if (guild === undefined) throw new Error(`No guild has the id ${idOf(ref)}.`)
    return guild
  }
  const channelOf = (ref: Ref): ChannelState => {
    const channel = world.channels.get(idOf(ref))
    if (channel === undefined) throw new Error(`No channel has the id ${idOf(ref)}.`)
    return channel
  }
  const threadOf = (ref: Ref) => {
    const channel = channelOf(ref)
    if (channel.thread === null) throw new Error(`${channel.name} is no thread.`)
    return { channel, thread: channel.thread }
  }
  const take = (channel: ChannelState): void => {
    const told = channelJson(world, channel)
    for (const one of [...world.channels.values()]) if (one.parentId === channel.id) world.channels.delete(one.id)
    world.channels.delete(channel.id)
    world.tell(channel.thread === null ? 'CHANNEL_DELETE' : 'THREAD_DELETE', channel.guildId, told)
  }

  return {
    guild({ name = 'Another Server', premiumTier = 0, id } = {}) {
      const owner = createUser(world, `owner of ${name}`)
      const guild = createGuild(world, { name, premiumTier, ownerId: owner.id, ...(id === undefined ? {} : { id }) })
      addBot(world, guild)
      return guildHandle(guild)
    },
    channel: (guild, { name = 'general', nsfw = false, type = 0 } = {}) =>
      channelHandle(createChannel(world, guildOf(guild), { name, nsfw, type })),
    person(name, { guilds = [home().guild], ...options } = {}) {
      const user = createUser(world, name, options)
      for (const guild of guilds) addMember(world, guildOf(guild), user.id)
      return personOf(user)
    },
    thread(parent, name, { message, private: isPrivate = false, owner = home().owner } = {}) {
      const started = message === undefined ? null : world.findMessage(idOf(message))
      const given = { name, type: isPrivate ? 12 : 11, ownerId: idOf(owner), archiveAfterMinutes: 4_320 }
      return channelHandle(openThread(world, channelOf(parent), given, started))
    },
    direct: person => channelHandle(openDirect(world, idOf(person))),
    permit(place, { allow = [], deny = [] }, who = world.bot) {
      const channel = world.channels.get(idOf(place))
      if (channel === undefined) {
        const guild = guildOf(place)
        const roleId = guild.members.get(idOf(who))!.roleIds[0]!
        const role = guild.roles.get(roleId)!
        role.permissions = (role.permissions | bitsOf(allow)) & ~bitsOf(deny)
        world.tell('GUILD_ROLE_UPDATE', guild.id, { guild_id: guild.id, role: roleJson(role, 1) })
        return
      }
      const had = channel.overwrites.find(one => one.id === idOf(who))
      const overwrite = had ?? { id: idOf(who), type: 1 as const, allow: 0n, deny: 0n }
      if (had === undefined) channel.overwrites.push(overwrite)
      overwrite.allow = (overwrite.allow | bitsOf(allow)) & ~bitsOf(deny)
      overwrite.deny = (overwrite.deny | bitsOf(deny)) & ~bitsOf(allow)
      world.tell('CHANNEL_UPDATE', channel.guildId, channelJson(world, channel))
    },
    permissions: (channel, who = world.bot) => namesOf(world.permissions(channelOf(channel), idOf(who))),
    leaveGuild(ref) {
      const guild = guildOf(ref)
      guild.members.delete(world.bot.id)
      world.tell('GUILD_DELETE', guild.id, { id: guild.id })
    },
    joinGuild: ref => addBot(world, guildOf(ref)),
    removeMember(ref, person) {
      const guild = guildOf(ref)
      const member = guild.members.get(idOf(person))
      if (member === undefined) return
      guild.members.delete(idOf(person))
      world.tell('GUILD_MEMBER_REMOVE', guild.id, { guild_id: guild.id, user: memberJson(world, member).user })
    },
    makeGuildUnavailable(ref) {
      const guild = guildOf(ref)
      guild.unavailable = true
      world.tell('GUILD_DELETE', guild.id, { id: guild.id, unavailable: true })
    },
    makeGuildAvailable(ref) {
      const guild = guildOf(ref)
      guild.unavailable = false
      world.tell('GUILD_CREATE', guild.id, fullGuildJson(world, guild))
    },
    deleteChannel: ref => take(channelOf(ref)),
    deleteThread: ref => take(threadOf(ref).channel),
    archiveThread(ref, { locked = false } = {}) {
      const { channel, thread } = threadOf(ref)
      thread.archived = true
      thread.locked = locked
      thread.changedAt = world.now()
      world.tell('THREAD_UPDATE', channel.guildId, channelJson(world, channel))
    },
    blockWords: (guild, words) => void guildOf(guild).blockedWords.push(...words),
    threads: channel =>
      [...world.channels.values()].flatMap(one =>
        one.thread !== null && one.parentId === idOf(channel)
          ? [{ ...channelHandle(one), archived: one.thread.archived, locked: one.thread.locked }]
          : [],
      ),
  }
}
