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
  take(dispatch: Dispatch): void
  ids(): readonly string[]
}

/**
 * Follows the servers. `present` is called once all shards have told theirs, and whenever one is added; an outage of
 * Discord's takes none away. `now` in ms since the epoch.
 */
export function createServers(options: {
  /** How many shards this process holds; undefined while that is not known. */
  readonly shards: () => number | undefined
  readonly present: (servers: readonly string[]) => void
  readonly left: (event: Extract<Inbound, { type: 'left' }>) => void
  readonly now: () => number
}): Servers {
  const { shards, present, left, now } = options
  const ids = new Set<string>()
  const told = new Map<number, readonly string[]>()

  const isWhole = (): boolean => told.size >= (shards() ?? Infinity)
  const gone = (what: 'workspace' | 'channel' | 'thread', id: string, address: ReturnType<typeof addressOf>): void =>
    left({ type: 'left', what, id: `${id}:left:${now()}`, address, at: now() })

  return {
    ids: () => [...ids],
    take({ name, data }) {
      switch (name) {
        case 'READY': {
          const { guilds, shard = [0, 1] } = data as GatewayReadyDispatchData
          const here = guilds.map(({ id }) => id)
          // What this shard had before and does not name any more was left while we were away.
          for (const id of told.get(shard[0]) ?? []) if (!here.includes(id)) ids.delete(id)
          for (const id of here) ids.add(id)
          told.set(shard[0], here)
          if (isWhole()) present([...ids])
          return
        }
        case 'GUILD_CREATE': {
          const { id } = data as { readonly id: string }
          if (ids.has(id)) return
          ids.add(id)
          if (isWhole()) present([...ids])
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
