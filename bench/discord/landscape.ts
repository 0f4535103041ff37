import type { Channel, Discord, Person } from '../../test/platforms/discord/control.ts'

/** A server as people know it: some of them, and the channels they write in. */
export type Server = { readonly people: readonly Person[]; readonly channels: readonly Channel[] }

/** A middling server. Of its people Discord tells a bot nothing before they act, so only those who do are made. */
export const shape = { channels: 25, voiceChannels: 5, privateChannels: 5, people: 12 } as const

/** The kind of a channel in which people talk aloud. */
const voice = 2

/** Makes servers. Each person has a role, so there are three more roles than people: the owner's, the bot's and everybody's. */
export function makeServers(discord: Discord, count: number): readonly Server[] {
  return Array.from({ length: count }, (_, nth) => {
    const guild = discord.guild({ name: `Server ${nth}` })
    const people = Array.from({ length: shape.people }, (_, at) => discord.person(`person-${nth}-${at}`, { guilds: [guild] }))
    const texts = shape.channels - shape.voiceChannels
    const channels = Array.from({ length: shape.channels }, (_, at) =>
      discord.channel(guild, { name: `channel-${at}`, type: at < texts ? 0 : voice }),
    )
    // Overwrites are most of what a channel costs.
    for (const channel of channels.slice(texts - shape.privateChannels, texts)) {
      for (const person of people.slice(0, 3)) discord.permit(channel, { allow: ['SEND_MESSAGES'] }, person)
    }
    return { people, channels: channels.slice(0, texts) }
  })
}
