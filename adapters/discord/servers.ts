import type {
  APIUnavailableGuild,
  GatewayChannelDeleteDispatchData,
  GatewayReadyDispatchData,
  GatewayThreadDeleteDispatchData,
} from 'discord.js'
import type { Inbound } from '#core/event.ts'
import { isThread, placeIn } from './place.ts'
import { addressOf } from './ref.ts'
import type { Dispatch } from './gateway.ts'

/** Which servers we are in, from what the gateway tells, and what of them is no more. */
export interface Servers {
  /** Takes an event of the gateway, whatever it is. */
  take(dispatch: Pick<Dispatch, 'name' | 'data'>): void
  ids(): readonly string[]
  /** Whether every shard of this process has told its servers. */
  isWhole(): boolean
}

/** The shard that Discord tells of a server, of so many. */
export const shardOf = (guild: string, count: number): number => Number((BigInt(guild) >> 22n) % BigInt(count))

/** What is known of the servers when one or more are told. */
export type Told = {
  readonly ids: readonly string[]
  /** The shard that told of them just now, where a session of it began. */
  readonly shard?: number
  /** Whether we would know of this server, if we were in it. */
  readonly covers: (guild: string) => boolean
  /** Given when a shard tells of its servers for the first time: whether others are still to do it. */
  readonly start?: 'going on' | 'done'
}

/**
 * Follows the servers. `present` is called whenever a shard has told its own, so that none waits for another, and whenever a
 * server is added; an outage of Discord's takes none away. `now` in ms since the epoch.
 */
export function createServers(options: {
  /** How many shards this process holds; undefined while that is not known. */
  readonly shards: () => number | undefined
  readonly present: (told: Told) => void
  readonly left: (event: Extract<Inbound, { type: 'left' }>) => void
  readonly now: () => number
}): Servers {
  const { shards, present, left, now } = options
  const ids = new Set<string>()
  const told = new Map<number, readonly string[]>()
  let count = 1

  const isWhole = (): boolean => told.size >= (shards() ?? Infinity)
  /** As of now: what other shards tell meanwhile is another call's. */
  const covers = (): Told['covers'] => {
    const [shards, of] = [new Set(told.keys()), count]
    return guild => /^\d+$/.test(guild) && shards.has(shardOf(guild, of))
  }
  const gone = (what: 'workspace' | 'channel' | 'thread', id: string, address: ReturnType<typeof addressOf>): void =>
    left({ type: 'left', what, id: `${id}:left:${now()}`, address, at: now() })

  return {
    ids: () => [...ids],
    isWhole,
    take({ name, data }) {
      switch (name) {
        case 'READY': {
          const { guilds, shard: [shard, of] = [0, 1] } = data as GatewayReadyDispatchData
          // With another number of shards each has other servers.
          if (of !== count) told.clear()
          count = of
          const here = guilds.map(({ id }) => id)
          // What this shard had before and does not name any more was left while we were away.
          for (const id of told.get(shard) ?? []) if (!here.includes(id)) ids.delete(id)
          for (const id of here) ids.add(id)
          const isFirst = !told.has(shard)
          told.set(shard, here)
          present({ ids: [...ids], shard, covers: covers(), ...(isFirst && { start: isWhole() ? 'done' : 'going on' }) })
          return
        }
        case 'GUILD_CREATE': {
          const { id } = data as { readonly id: string }
          if (ids.has(id)) return
          ids.add(id)
          present({ ids: [...ids], covers: covers() })
          return
        }
        case 'GUILD_DELETE': {
          const { id, unavailable } = data as APIUnavailableGuild
          if (unavailable) return
          ids.delete(id)
          gone('workspace', id, addressOf({ guild: id, channel: id }))
          return
        }
        case 'CHANNEL_DELETE': {
          const { id, type, ...rest } = data as GatewayChannelDeleteDispatchData
          const guild = 'guild_id' in rest ? rest.guild_id : undefined
          if (guild !== undefined) gone('channel', id, addressOf(placeIn({ id, type }, guild)))
          return
        }
        case 'THREAD_DELETE': {
          const { id, guild_id: guild, parent_id: parent, type } = data as GatewayThreadDeleteDispatchData
          if (isThread(type)) gone('thread', id, addressOf(placeIn({ id, type, parent }, guild)))
          return
        }
      }
    },
  }
}
