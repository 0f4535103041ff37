import { Client, Events } from 'discord.js'
import { describe, expect, it } from 'vitest'
import { startDiscord } from '../../platforms/discord/discord.ts'

describe('discord.js at the stand-in', () => {
  it('logs in, says something and edits it', async () => {
    await using discord = await startDiscord()
    const client = new Client({ intents: 37377, rest: { api: discord.url } })
    const ready = new Promise(resolve => client.once(Events.ClientReady, resolve))
    await client.login(discord.token)
    await ready
    const channel = await client.channels.fetch(discord.home.channel.id)
    if (channel?.isSendable() !== true) throw new Error('not sendable')
    const message = await channel.send('hello')
    await message.edit('hello there')
    expect(discord.messages(discord.home.channel).map(m => m.text)).toEqual(['hello there'])
    expect(discord.violations).toEqual([])
    await client.destroy()
  })
})
