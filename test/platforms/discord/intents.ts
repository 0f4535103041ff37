import type { Json, World } from './world.ts'

const guilds = 1 << 0
const members = 1 << 1
const guildMessages = 1 << 9
const guildReactions = 1 << 10
const guildTyping = 1 << 11
const directMessages = 1 << 12
const directReactions = 1 << 13
const directTyping = 1 << 14
/** Without it messages come without their content, unless they are the bot's, to the bot or call the bot. */
export const messageContent = 1 << 15

/** Which intent brings an event; 0 when it needs none. */
function neededFor(name: string, inGuild: boolean): number {
  if (/^(?:GUILD_(?:CREATE|UPDATE|DELETE|ROLE_\w+)|CHANNEL_\w+|THREAD_\w+)$/.test(name)) return inGuild ? guilds : 0
  if (name.startsWith('GUILD_MEMBER_')) return members
  if (name.startsWith('MESSAGE_REACTION_')) return inGuild ? guildReactions : directReactions
  if (name.startsWith('MESSAGE_')) return inGuild ? guildMessages : directMessages
  if (name === 'TYPING_START') return inGuild ? guildTyping : directTyping
  return 0
}

/** An event as a session with these intents gets it; null when it does not get it. */
export function visibleTo(world: World, intents: number, name: string, guildId: string | null, data: Json): Json | null {
  const needed = neededFor(name, guildId !== null)
  if (needed !== 0 && (intents & needed) === 0) return null
  const isMessage = name === 'MESSAGE_CREATE' || name === 'MESSAGE_UPDATE'
  return isMessage && (intents & messageContent) === 0 ? withoutContent(world, data) : data
}

/** A message as it is without the message content intent. */
export function withoutContent(world: World, message: Json): Json {
  const author = message['author'] as { readonly id: string }
  const mentions = (message['mentions'] ?? []) as readonly { readonly id: string }[]
  const isDirect = world.channels.get(message['channel_id'] as string)?.recipientId != null
  const isOurs = author.id === world.bot.id || mentions.some(({ id }) => id === world.bot.id)
  if (isDirect || isOurs) return message
  const referenced = message['referenced_message'] as Json | null | undefined
  const { poll: _, ...rest } = message
  return {
    ...rest,
    content: '',
    embeds: [],
    attachments: [],
    components: [],
    ...(referenced == null ? {} : { referenced_message: withoutContent(world, referenced) }),
  }
}
