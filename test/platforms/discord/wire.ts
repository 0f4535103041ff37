import { has } from './permissions.ts'
import type { ChannelState, GuildState, Json, MemberState, RoleState, UserState, World } from './world.ts'

/** Discord's own form of a moment in time. */
export const iso = (ms: number): string => new Date(ms).toISOString().replace('Z', '000+00:00')

/** A person as every message, member and interaction carries them. */
export const userJson = (user: UserState) => ({
  id: user.id,
  username: user.name,
  global_name: user.bot ? null : user.name,
  avatar: null,
  discriminator: user.bot ? '0001' : '0',
  public_flags: 0,
  flags: 0,
  ...(user.bot ? { bot: true } : {}),
  banner: null,
  accent_color: null,
  avatar_decoration_data: null,
  collectibles: null,
  primary_guild: null,
})

export const ownUserJson = (user: UserState) => ({
  ...userJson(user),
  mfa_enabled: false,
  locale: 'en-US',
  verified: true,
  email: null,
})

/** A member without their person, as messages carry it. */
export const bareMemberJson = (member: MemberState) => ({
  roles: [...member.roleIds],
  nick: null,
  avatar: null,
  banner: null,
  joined_at: iso(member.joinedAt),
  premium_since: null,
  communication_disabled_until: null,
  deaf: false,
  mute: false,
  pending: false,
  flags: 0,
})

export function memberJson(world: World, member: MemberState) {
  return { ...bareMemberJson(member), user: userJson(world.users.get(member.userId)!) }
}

export const roleJson = (role: RoleState, position: number) => ({
  id: role.id,
  name: role.name,
  permissions: String(role.permissions),
  position,
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  managed: role.managed,
  mentionable: false,
  icon: null,
  unicode_emoji: null,
  flags: 0,
})

export const rolesJson = (guild: GuildState) => [...guild.roles.values()].map(roleJson)

/** A channel, a thread or a direct channel. */
export function channelJson(world: World, channel: ChannelState): Json {
  const last = [...channel.messages.keys()].at(-1) ?? null
  if (channel.recipientId !== null)
    return {
      id: channel.id,
      type: 1,
      flags: 0,
      last_message_id: last,
      recipients: [userJson(world.users.get(channel.recipientId)!)],
    }
  const placed = {
    id: channel.id,
    type: channel.type,
    flags: 0,
    guild_id: channel.guildId,
    parent_id: channel.parentId,
    name: channel.name,
    last_message_id: last,
    rate_limit_per_user: 0,
  }
  const { thread } = channel
  if (thread !== null)
    return {
      ...placed,
      owner_id: thread.ownerId,
      thread_metadata: {
        archived: thread.archived,
        locked: thread.locked,
        archive_timestamp: iso(thread.changedAt),
        auto_archive_duration: thread.archiveAfterMinutes,
        ...(channel.type === 12 ? { invitable: true } : {}),
      },
      message_count: channel.messages.size,
      member_count: thread.memberIds.size,
      total_message_sent: channel.messages.size,
      ...(thread.memberIds.has(world.bot.id) ? { member: threadMemberJson(world, channel) } : {}),
    }
  return {
    ...placed,
    topic: null,
    position: 0,
    nsfw: channel.nsfw,
    permission_overwrites: channel.overwrites.map(one => ({ ...one, allow: String(one.allow), deny: String(one.deny) })),
  }
}

const threadMemberJson = (world: World, channel: ChannelState) => ({
  id: channel.id,
  user_id: world.bot.id,
  join_timestamp: iso(channel.thread!.changedAt),
  flags: 0,
})

/** Whether the bot is shown this channel: private threads only to their members and to those who manage threads. */
export function showsToBot(world: World, channel: ChannelState): boolean {
  const rights = world.permissions(channel, world.bot.id)
  if (!has(rights, 'VIEW_CHANNEL')) return false
  return channel.type !== 12 || channel.thread!.memberIds.has(world.bot.id) || has(rights, 'MANAGE_THREADS')
}

const settingsJson = (guild: GuildState) => ({
  id: guild.id,
  name: guild.name,
  owner_id: guild.ownerId,
  premium_tier: guild.premiumTier,
  roles: rolesJson(guild),
  icon: null,
  description: null,
  home_header: null,
  splash: null,
  discovery_splash: null,
  features: [],
  banner: null,
  application_id: null,
  region: 'deprecated',
  afk_channel_id: null,
  afk_timeout: 300,
  system_channel_id: null,
  system_channel_flags: 0,
  widget_enabled: false,
  widget_channel_id: null,
  verification_level: 0,
  default_message_notifications: 0,
  mfa_level: 0,
  explicit_content_filter: 0,
  max_presences: null,
  max_members: 500_000,
  max_stage_video_channel_users: 50,
  max_video_channel_users: 25,
  vanity_url_code: null,
  premium_subscription_count: 0,
  preferred_locale: 'en-US',
  rules_channel_id: null,
  safety_alerts_channel_id: null,
  public_updates_channel_id: null,
  premium_progress_bar_enabled: false,
  nsfw: false,
  nsfw_level: 0,
  emojis: [],
  stickers: [],
  incidents_data: null,
})

/** A guild as REST answers it. */
export const guildJson = (guild: GuildState) => settingsJson(guild)

/** A guild as the gateway brings it: with its channels, active threads and the members a bot without their intent gets. */
export function fullGuildJson(world: World, guild: GuildState) {
  const channels = [...world.channels.values()].filter(one => one.guildId === guild.id)
  const own = guild.members.get(world.bot.id)
  return {
    ...settingsJson(guild),
    unavailable: false,
    large: false,
    joined_at: iso(own?.joinedAt ?? world.now()),
    member_count: guild.members.size,
    members: own === undefined ? [] : [memberJson(world, own)],
    channels: channels.filter(one => one.thread === null).map(one => channelJson(world, one)),
    threads: channels.filter(one => one.thread?.archived === false && showsToBot(world, one)).map(one => channelJson(world, one)),
    voice_states: [],
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  }
}

/** Bits of the application's flags that tell which privileged intents it was given, for few guilds. */
const limitedFlags = [
  [1 << 8, 1 << 13],
  [1 << 1, 1 << 15],
  [1 << 15, 1 << 19],
] as const

export const applicationFlags = (world: World): number =>
  limitedFlags.reduce((flags, [intent, flag]) => ((world.allowedIntents & intent) === 0 ? flags : flags | flag), 0)

/** The application as it sees itself. */
export function applicationJson(world: World) {
  const flags = applicationFlags(world)
  const owner = [...world.users.values()].find(user => !user.bot) ?? world.bot
  return {
    id: world.application.id,
    name: world.bot.name,
    icon: null,
    description: '',
    type: null,
    bot: userJson(world.bot),
    bot_public: world.application.public,
    bot_require_code_grant: false,
    verify_key: '0'.repeat(64),
    flags,
    flags_new: String(flags),
    redirect_uris: [],
    interactions_endpoint_url: null,
    role_connections_verification_url: null,
    owner: userJson(owner),
    approximate_guild_count: [...world.guilds.keys()].filter(id => world.botsGuild(id) !== null).length,
    approximate_user_install_count: 0,
    approximate_user_authorization_count: 0,
    explicit_content_filter: 0,
    team: null,
    eligible_oauth2_scopes: [],
  }
}
