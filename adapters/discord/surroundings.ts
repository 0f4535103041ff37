import { type APIChannel, ChannelType, type Client, PermissionFlagsBits } from 'discord.js'
import { LRUCache } from 'lru-cache'
import type { Address } from '#core/address.ts'
import { plainFileBytes } from './limits.ts'
import type { ChannelLook } from './place.ts'
import type { Rest } from './rest.ts'
import type { Names, Self } from './speech.ts'

/** A channel, and for a thread whether we opened it. */
export type Around = ChannelLook & { readonly isOurs: boolean }

/** What is known of the servers we are in: from the gateway's own memory, else asked for. */
export interface Surroundings {
  /** Who we are there. Undefined while we are not connected. */
  self(guild: string | undefined): Self | undefined
  /** A channel of a server, or a direct one. Rejects when it is in no memory and cannot be asked for. */
  channel(id: string, guild: string | undefined): Promise<Around>
  readonly names: Names
  /** The most bytes of one file there. */
  fileBytes(guild: string | undefined): number
  /** What we may do at a place: the bits of our permissions, or undefined where nobody told. */
  permissionsAt(address: Address): bigint | undefined
  /** Notes what an interaction told of our permissions in a channel. */
  heard(channel: string, permissions: string): void
}

const rememberedChannels = 5_000

/** What an interaction told is believed for so long, where the gateway's memory knows nothing. */
const heardForMs = 10 * 60_000

/** Discord's limits of a file in servers of a higher level, as its users report them, in bytes. */
const fileBytesOfTier: Readonly<Record<number, number>> = { 2: 50 * 1024 * 1024, 3: 100 * 1024 * 1024 }

/** Opens the view. `client` is asked at each look, since a new one takes the place of one that lost its way. */
export function createSurroundings(client: () => Client | undefined, rest: Rest): Surroundings {
  const asked = new LRUCache<string, Around>({ max: rememberedChannels })
  const told = new LRUCache<string, bigint>({ max: rememberedChannels, ttl: heardForMs })
  const guildOf = (id: string | undefined) => (id === undefined ? undefined : client()?.guilds.cache.get(id))

  return {
    self(guild) {
      const user = client()?.user
      if (user == null) return undefined
      return { id: user.id, role: guildOf(guild)?.roles.botRoleFor(user)?.id }
    },
    async channel(id, guild) {
      // Direct channels have no threads, and nothing about them need be asked.
      if (guild === undefined) return { id, type: ChannelType.DM, isOurs: false }
      const user = client()?.user?.id
      const known = client()?.channels.cache.get(id)
      if (known !== undefined)
        return {
          id,
          type: known.type,
          parent: 'parentId' in known ? known.parentId : undefined,
          isOurs: known.isThread() && known.ownerId === user,
        }
      const before = asked.get(id)
      if (before !== undefined) return before
      const { body } = await rest.call({ method: 'GET', path: `/channels/${id}`, signal: AbortSignal.timeout(5_000) })
      const channel = body as APIChannel
      const around = {
        id,
        type: channel.type,
        parent: 'parent_id' in channel ? channel.parent_id : undefined,
        isOurs: 'owner_id' in channel && channel.owner_id === user,
      }
      asked.set(id, around)
      return around
    },
    names: {
      channel(id) {
        const channel = client()?.channels.cache.get(id)
        return channel !== undefined && 'name' in channel ? (channel.name ?? undefined) : undefined
      },
      role(id) {
        for (const guild of client()?.guilds.cache.values() ?? []) {
          const name = guild.roles.cache.get(id)?.name
          if (name !== undefined) return name
        }
        return undefined
      },
    },
    fileBytes: guild => fileBytesOfTier[guildOf(guild)?.premiumTier ?? 0] ?? plainFileBytes,
    permissionsAt({ workspace, channel, thread }) {
      const id = thread ?? channel
      const guild = guildOf(workspace)
      const known = guild?.channels.cache.get(id)
      const me = guild?.members.me
      if (known === undefined || me == null) return told.get(id)
      return known.permissionsFor(me, true).bitfield
    },
    heard(channel, permissions) {
      if (/^\d{1,20}$/.test(permissions)) told.set(channel, BigInt(permissions))
    },
  }
}

/** The permissions that answering takes, as Discord's own settings name them. */
const needed = [
  ['View Channel', PermissionFlagsBits.ViewChannel, 'see this channel'],
  ['Send Messages', PermissionFlagsBits.SendMessages, 'write'],
  ['Send Messages in Threads', PermissionFlagsBits.SendMessagesInThreads, 'write in threads'],
  ['Attach Files', PermissionFlagsBits.AttachFiles, 'attach files'],
  ['Embed Links', PermissionFlagsBits.EmbedLinks, 'show embeds'],
  ['Read Message History', PermissionFlagsBits.ReadMessageHistory, 'read earlier messages'],
] as const

/** The sentence for what we miss at a place; undefined when nothing is missing, or when nobody told. */
export function sentenceOfMissing(permissions: bigint | undefined, isInThread: boolean): string | undefined {
  if (permissions === undefined || (permissions & PermissionFlagsBits.Administrator) !== 0n) return undefined
  const unasked = isInThread ? 'Send Messages' : 'Send Messages in Threads'
  const missing = needed.filter(([name, bit]) => name !== unasked && (permissions & bit) === 0n)
  if (missing.length === 0) return undefined
  const deeds = missing.map(([, , deed]) => deed)
  const last = deeds.pop() ?? ''
  const names = missing.map(([name]) => `“${name}”`).join(', ')
  return `I may not ${deeds.length === 0 ? last : `${deeds.join(', ')} or ${last}`} here. An admin of this server can allow it: ${names}, in this channel’s permissions or under Server Settings → Roles.`
}
