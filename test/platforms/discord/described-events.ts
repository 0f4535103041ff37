import { objectFaults } from './described.ts'
import type { Json, Told } from './world.ts'

/** The events whose data the published description covers, with the schema of each. */
const whole: Readonly<Record<string, string>> = {
  MESSAGE_CREATE: 'MessageResponse',
  MESSAGE_UPDATE: 'MessageResponse',
  THREAD_CREATE: 'ThreadResponse',
  THREAD_UPDATE: 'ThreadResponse',
  CHANNEL_CREATE: 'GuildChannelResponse',
  CHANNEL_UPDATE: 'GuildChannelResponse',
  GUILD_CREATE: 'GuildWithCountsResponse',
}

/** What is described inside of events, one or a list. */
const inner: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GUILD_CREATE: {
    channels: 'GuildChannelResponse',
    threads: 'ThreadResponse',
    members: 'GuildMemberResponse',
    roles: 'GuildRoleResponse',
  },
  INTERACTION_CREATE: { message: 'MessageResponse', member: 'GuildMemberResponse', user: 'UserResponse' },
}

/** What the published description has against an event of the stand-in's own. */
export function eventFaults({ name, data }: Pick<Told, 'name' | 'data'>): readonly string[] {
  const schema = whole[name]
  const parts = Object.entries(inner[name] ?? {}).flatMap(([key, type]) =>
    [data[key] ?? []].flat().flatMap(part => objectFaults(type, part as Json).map(fault => `${key}: ${fault}`)),
  )
  return [...(schema === undefined ? [] : objectFaults(schema, data)), ...parts]
}
