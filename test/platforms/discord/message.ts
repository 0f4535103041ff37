import { createHmac } from 'node:crypto'
import { pictureSize } from './picture-size.ts'
import { bareMemberJson, channelJson, iso, userJson } from './wire.ts'
import type { AttachmentState, Json, MessageState, World } from './world.ts'

export const flag = {
  suppressEmbeds: 1 << 2,
  ephemeral: 1 << 6,
  loading: 1 << 7,
  hasThread: 1 << 5,
  suppressNotifications: 1 << 12,
  voiceMessage: 1 << 13,
  componentsV2: 1 << 15,
} as const

/** How long the address of a file lives. */
const urlLifeMs = 24 * 60 * 60_000

/** Signs addresses of files and tells live ones from dead ones. */
export function createSigner(world: World, origin: () => string) {
  const sign = (path: string, ex: string, is: string): string =>
    createHmac('sha256', `${world.token}:${world.urlEpoch}`).update(`${path}?${ex}&${is}`).digest('hex')
  return {
    urlOf({ channelId, id, name }: AttachmentState): string {
      const path = `/cdn/attachments/${channelId}/${id}/${encodeURIComponent(name)}`
      const is = Math.floor(world.now() / 1_000).toString(16)
      const ex = Math.floor((world.now() + urlLifeMs) / 1_000).toString(16)
      return `${origin()}${path}?ex=${ex}&is=${is}&hm=${sign(path, ex, is)}&`
    },
    isLive(path: string, query: URLSearchParams): boolean {
      const ex = query.get('ex') ?? ''
      return query.get('hm') === sign(path, ex, query.get('is') ?? '') && Number.parseInt(ex, 16) * 1_000 > world.now()
    },
  }
}
export type Signer = ReturnType<typeof createSigner>

export const hasFlag = (message: { readonly flags: number }, bit: number): boolean => (message.flags & bit) !== 0

/** A file as a message carries it. */
export const attachmentJson = (signer: Signer, file: AttachmentState, ephemeral: boolean) => {
  const url = signer.urlOf(file)
  return {
    id: file.id,
    filename: file.name,
    size: file.bytes.length,
    url,
    proxy_url: url,
    content_type: file.contentType,
    ...pictureSize(file.bytes),
    ...(file.description === null ? {} : { description: file.description }),
    ...(file.title === null ? {} : { title: file.title }),
    ...(ephemeral ? { ephemeral } : {}),
    flags: file.name.startsWith('SPOILER_') ? 1 << 3 : 0,
  }
}

/** Where in a component a file or a picture is named. */
const mediaKeys = new Set(['media', 'file'])

/** Components as a message carries them: numbered, whole, with the addresses that stand behind `attachment://`. */
function componentsJson(world: World, signer: Signer, message: MessageState): readonly Json[] {
  const resolve = (url: string): Json => {
    const file = message.attachments.find(one => url === `attachment://${one.name}`)
    const address = file === undefined ? url : signer.urlOf(file)
    return {
      id: file?.id ?? message.id,
      url: address,
      proxy_url: address,
      ...(file === undefined ? {} : { content_type: file.contentType, attachment_id: file.id }),
    }
  }
  const open = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map(one => open(one, ''))
    if (typeof value !== 'object' || value === null) return value
    if (mediaKeys.has(key)) return resolve((value as { url: string }).url)
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, open(inner, name)]))
  }
  return message.components.map(component => open(component, '') as Json)
}

/** Embeds as a message carries them. */
function embedsJson(signer: Signer, message: MessageState): readonly Json[] {
  const picture = (given: Json): Json => {
    const file = message.attachments.find(one => given['url'] === `attachment://${one.name}`)
    const url = file === undefined ? (given['url'] as string) : signer.urlOf(file)
    return { url, proxy_url: url, width: 0, height: 0, ...(file === undefined ? {} : pictureSize(file.bytes)) }
  }
  return message.embeds.map(embed => ({
    type: 'rich',
    ...embed,
    ...(embed['fields'] === undefined ? {} : { fields: (embed['fields'] as Json[]).map(field => ({ inline: false, ...field })) }),
    ...(embed['image'] === undefined ? {} : { image: picture(embed['image'] as Json) }),
    ...(embed['thumbnail'] === undefined ? {} : { thumbnail: picture(embed['thumbnail'] as Json) }),
  }))
}

/** A message as REST answers it. The gateway adds the guild and the author's membership. */
export function messageJson(world: World, signer: Signer, message: MessageState, isReferenced = false): Json {
  const author = world.users.get(message.authorId)!
  const thread = message.threadId === null ? undefined : world.channels.get(message.threadId)
  const referenced = message.replyTo === null ? null : world.findMessage(message.replyTo)
  return {
    id: message.id,
    channel_id: message.channelId,
    type: message.type,
    content: message.content,
    author: message.webhook ? { ...userJson(author), bot: true } : userJson(author),
    attachments: message.attachments.map(file => attachmentJson(signer, file, message.onlyFor !== null)),
    embeds: embedsJson(signer, message),
    components: componentsJson(world, signer, message),
    mentions: message.mentions.map(id => userJson(world.users.get(id)!)),
    mention_roles: [...message.roleMentions],
    mention_everyone: message.everyone,
    pinned: false,
    tts: false,
    timestamp: iso(message.at),
    edited_timestamp: message.editedAt === null ? null : iso(message.editedAt),
    flags: message.flags | (thread === undefined ? 0 : flag.hasThread),
    ...(message.nonce === null ? {} : { nonce: message.nonce }),
    ...(message.webhook ? { webhook_id: message.authorId } : {}),
    ...(message.of === null ? {} : ofInteractionJson(world, message)),
    ...(message.replyTo === null
      ? {}
      : {
          message_reference: {
            type: 0,
            channel_id: message.channelId,
            message_id: message.replyTo,
            ...(message.guildId === null ? {} : { guild_id: message.guildId }),
          },
          ...(isReferenced
            ? {}
            : { referenced_message: referenced === null ? null : messageJson(world, signer, referenced, true) }),
        }),
    ...(thread === undefined ? {} : { thread: channelJson(world, thread) }),
    ...(message.reactions.size === 0 ? {} : { reactions: [...message.reactions].map(reactionJson) }),
  }
}

const reactionJson = (name: string): Json => ({
  emoji: { id: null, name },
  count: 1,
  count_details: { normal: 1, burst: 0 },
  burst_colors: [],
  me: true,
  me_burst: false,
})

/** The owners whose installation lets an interaction happen: the guild's, or in a direct channel the bot's own. */
export const ownersJson = (guildId: string | null): Json => ({ 0: guildId ?? '0' })

function ofInteractionJson(world: World, { of, id }: MessageState): Json {
  if (of === null) return {}
  const user = userJson(world.users.get(of.userId)!)
  return {
    application_id: world.application.id,
    webhook_id: world.application.id,
    ...(of.type === 2 ? { interaction: { id: of.id, type: 2, name: of.name ?? '', user } } : {}),
    interaction_metadata: {
      id: of.id,
      type: of.type,
      user,
      authorizing_integration_owners: ownersJson(of.guildId),
      ...(of.type === 2 && of.targetMessageId !== null ? { target_message_id: of.targetMessageId } : {}),
      ...(of.type === 3 ? { interacted_message_id: of.interactedMessageId ?? id } : {}),
      ...(of.type === 5
        ? {
            triggering_interaction_metadata: {
              id: of.id,
              type: 2,
              user,
              authorizing_integration_owners: ownersJson(of.guildId),
            },
          }
        : {}),
    },
  }
}

/** A message as the gateway brings it. */
export function messageEvent(world: World, signer: Signer, message: MessageState): Json {
  const guild = message.guildId === null ? undefined : world.guilds.get(message.guildId)
  const member = guild?.members.get(message.authorId)
  return {
    ...messageJson(world, signer, message),
    channel_type: world.channels.get(message.channelId)?.type ?? 0,
    ...(guild === undefined ? {} : { guild_id: guild.id }),
    ...(member === undefined || message.webhook ? {} : { member: bareMemberJson(member) }),
  }
}
