import type { Happening } from './control.ts'
import { inDirect, permissionsOf } from './permissions.ts'
import { createSnowflakes } from './snowflake.ts'

export type UserState = {
  readonly id: string
  readonly name: string
  readonly bot: boolean
  readonly locale: string
  readonly acceptsDirectMessages: boolean
}
export type RoleState = { readonly id: string; readonly name: string; readonly managed: boolean; permissions: bigint }
export type MemberState = { readonly userId: string; readonly roleIds: string[]; readonly joinedAt: number }
export type GuildState = {
  readonly id: string
  readonly name: string
  readonly ownerId: string
  readonly premiumTier: number
  readonly roles: Map<string, RoleState>
  readonly members: Map<string, MemberState>
  readonly blockedWords: string[]
  /** Down for everybody: an outage of Discord's. */
  unavailable: boolean
}
export type ThreadState = {
  readonly ownerId: string
  readonly memberIds: Set<string>
  archived: boolean
  locked: boolean
  archiveAfterMinutes: number
  changedAt: number
}
export type ChannelState = {
  readonly id: string
  /** 0 text, 1 direct, 10 to 12 threads, 15 forum */
  readonly type: number
  name: string
  readonly guildId: string | null
  readonly parentId: string | null
  readonly nsfw: boolean
  readonly overwrites: { readonly id: string; readonly type: 0 | 1; allow: bigint; deny: bigint }[]
  readonly recipientId: string | null
  readonly thread: ThreadState | null
  readonly messages: Map<string, MessageState>
  typingUntil: number
}
export type AttachmentState = {
  readonly id: string
  readonly name: string
  readonly bytes: Buffer
  readonly contentType: string
  readonly description: string | null
  readonly title: string | null
  readonly channelId: string
}
export type Json = Readonly<Record<string, unknown>>
/** Who may not be left out of a message that came of an interaction. */
export type OfInteraction = {
  readonly id: string
  readonly type: number
  readonly userId: string
  readonly guildId: string | null
  readonly name: string | null
  readonly targetMessageId: string | null
  readonly interactedMessageId: string | null
}
export type MessageState = {
  readonly id: string
  readonly channelId: string
  readonly guildId: string | null
  readonly authorId: string
  readonly type: number
  content: string
  embeds: readonly Json[]
  attachments: readonly AttachmentState[]
  components: readonly Json[]
  flags: number
  readonly at: number
  editedAt: number | null
  readonly nonce: string | number | null
  readonly replyTo: string | null
  mentions: readonly string[]
  roleMentions: readonly string[]
  everyone: boolean
  readonly pinged: readonly string[]
  readonly of: OfInteraction | null
  /** The one person who sees it. */
  readonly onlyFor: string | null
  readonly webhook: boolean
  threadId: string | null
  readonly reactions: Set<string>
}
export type InteractionState = {
  readonly id: string
  readonly token: string
  /** 2 command, 3 component, 4 autocomplete, 5 form */
  readonly type: number
  readonly at: number
  readonly userId: string
  readonly channelId: string
  readonly guildId: string | null
  readonly name: string | null
  readonly targetMessageId: string | null
  /** The message whose component was used, or from whose component the form was opened. */
  readonly sourceId: string | null
  acknowledgedAt: number | null
  /** Whether the connection over which it was acknowledged still stands: else the bot may not know that it was. */
  knows: () => boolean
  expired: boolean
  private: boolean
  /** The message called @original: its own first answer, or after a deferred or done update the source. */
  originalId: string | null
  /** A deferred answer that nobody has filled yet. */
  bare: boolean
  readonly followUpIds: string[]
}
export type CommandState = Json & { readonly id: string; readonly name: string; readonly type: number }

/** An event on its way to the sessions that may have it. */
export type Told = Happening & { readonly guildId: string | null }

/** Everything that Discord knows. The routes, the gateway and people all work on this. */
export function createWorld(now: () => number) {
  const listeners = new Set<(event: Told) => void>()
  const id = createSnowflakes(now)
  const bot: UserState = { id: id(), name: 'replichat', bot: true, locale: 'en-US', acceptsDirectMessages: false }
  const guilds = new Map<string, GuildState>()
  const channels = new Map<string, ChannelState>()
  const botsGuild = (guildId: string): GuildState | null => {
    const guild = guilds.get(guildId)
    return guild?.members.has(bot.id) === true ? guild : null
  }
  return {
    now,
    id,
    bot,
    token: `${Buffer.from(bot.id).toString('base64')}.stand-in.${'x'.repeat(27)}`,
    tokenIsReset: false,
    application: { id: bot.id, public: false },
    users: new Map<string, UserState>([[bot.id, bot]]),
    guilds,
    channels,
    interactions: new Map<string, InteractionState>(),
    /** By the guild's id; the global ones by ''. */
    commands: new Map<string, readonly CommandState[]>(),
    /** Creates of commands by guild within the day. */
    commandCreates: new Map<string, { count: number; since: number }>(),
    nonces: new Map<string, string>(),
    allowedIntents: 0,
    identifiesAtOnce: 1,
    urlEpoch: 0,
    botsGuild,
    tell(name: string, guildId: string | null, data: Json): void {
      for (const listener of listeners) listener({ name, guildId, data })
    },
    onTold(listener: (event: Told) => void): void {
      listeners.add(listener)
    },
    /** The rights of somebody at a channel; a thread has those of its channel. */
    permissions(channel: ChannelState, userId: string): bigint {
      const guild = channel.guildId === null ? undefined : guilds.get(channel.guildId)
      if (guild === undefined) return channel.recipientId === userId || userId === bot.id ? inDirect : 0n
      const member = guild.members.get(userId)
      if (member === undefined) return 0n
      const base = channel.thread === null ? channel : channels.get(channel.parentId ?? '')
      return permissionsOf({
        guildId: guild.id,
        ownerId: guild.ownerId,
        userId,
        roleIds: member.roleIds,
        roles: guild.roles,
        overwrites: base?.overwrites ?? [],
      })
    },
    /** A message wherever it stands. */
    findMessage(messageId: string): MessageState | null {
      for (const channel of channels.values()) {
        const found = channel.messages.get(messageId)
        if (found !== undefined) return found
      }
      return null
    },
  }
}

export type World = ReturnType<typeof createWorld>
