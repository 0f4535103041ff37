import { type APIInteraction, ChannelType } from 'discord.js'
import type { Actor } from '#core/address.ts'
import type { Place } from './ref.ts'
import type { Names } from './speech.ts'

/** What of a channel says where it is. */
export type ChannelLook = { readonly id: string; readonly type: ChannelType; readonly parent?: string | null | undefined }

const threadTypes: readonly ChannelType[] = [ChannelType.AnnouncementThread, ChannelType.PublicThread, ChannelType.PrivateThread]

/** Whether a channel is a thread of another. */
export const isThread = (type: ChannelType): boolean => threadTypes.includes(type)

/** The place of a channel, of a thread or, without a guild, of a direct conversation. */
export const placeIn = (channel: ChannelLook, guild: string | undefined): Place => ({
  ...(guild !== undefined && { guild }),
  ...(isThread(channel.type) && channel.parent != null
    ? { channel: channel.parent, thread: channel.id }
    : { channel: channel.id }),
})

type User = { readonly id: string; readonly username: string; readonly global_name?: string | null }
type Member = { readonly nick?: string | null; readonly roles?: readonly string[] }

/** A person by the name shown in that server. */
export const personOf = (user: User, member?: Member): Actor => ({
  id: user.id,
  name: (member?.nick ?? user.global_name ?? user.username).toWellFormed(),
})

/** A person who does something, with the roles they have in that server; in a direct conversation nobody has any. */
export const actorOf = (user: User, member: Member | undefined, nameOfRole: Names['role']): Actor => {
  const roles = (member?.roles ?? []).map(id => ({ id, name: nameOfRole(id) ?? id }))
  return { ...personOf(user, member), roles }
}

/** The place an interaction was made in. */
export function placeOfInteraction(interaction: APIInteraction): Place {
  const { channel, channel_id: id, guild_id: guild } = interaction
  const known = channel ?? { id, type: ChannelType.GuildText }
  const parent = 'parent_id' in known ? known.parent_id : undefined
  return placeIn({ id: known.id ?? id ?? '', type: known.type ?? ChannelType.GuildText, parent }, guild)
}
