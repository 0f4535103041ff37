import { Client, GatewayIntentBits, Options } from 'discord.js'
import type { DiscordOptions } from './options.ts'

/** What we listen to. Interactions need no intent. */
const alwaysIntents = [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages]

/**
 * How long a server that is not there holds up the others at the start, in ms. The library keeps back every event
 * meanwhile; 15 s would be its own choice.
 */
const waitGuildMs = 1_000

/** What the gateway's memory keeps of people; servers, channels and roles are kept whole. */
const kept = { members: 200, users: 1_000, sweepEveryS: 3_600, idleS: 4 * 3_600 }

/** A client of Discord's gateway, not yet connected. It keeps servers, channels and roles; what people say is passed on and not kept. */
export function createClient({ api, shards }: Pick<DiscordOptions, 'api' | 'shards'>, readsContent: boolean): Client {
  return new Client({
    intents: readsContent ? [...alwaysIntents, GatewayIntentBits.MessageContent] : alwaysIntents,
    rest: { api, retries: 2, timeout: 10_000 },
    waitGuildTimeout: waitGuildMs,
    ...(shards === 'auto' ? { shards: 'auto' as const } : { shards: [...shards.ids], shardCount: shards.count }),
    allowedMentions: { parse: [], repliedUser: false },
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      MessageManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      GuildBanManager: 0,
      GuildInviteManager: 0,
      GuildEmojiManager: 0,
      GuildStickerManager: 0,
      VoiceStateManager: 0,
      StageInstanceManager: 0,
      GuildScheduledEventManager: 0,
      AutoModerationRuleManager: 0,
      ThreadMemberManager: 0,
      GuildMemberManager: { maxSize: kept.members, keepOverLimit: member => member.id === member.client.user.id },
      UserManager: { maxSize: kept.users, keepOverLimit: user => user.id === user.client.user.id },
    }),
    sweepers: {
      ...Options.DefaultSweeperSettings,
      users: { interval: kept.sweepEveryS, filter: () => user => user.id !== user.client.user.id },
      guildMembers: { interval: kept.sweepEveryS, filter: () => member => member.id !== member.client.user.id },
      threads: { interval: kept.sweepEveryS, lifetime: kept.idleS },
    },
  })
}
