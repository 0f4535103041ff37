import { expect, test } from 'vitest'
import { say } from '#core/post.ts'
import { listen } from './ears.ts'

test('whoever speaks, uses a command or presses a button is told with their roles in that server, by id and by name', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel, guild } = discord.home
  // The stand-in gives each member one role that is called as they are.
  const roles = [{ id: expect.stringMatching(/^\d+$/) as string, name: person.name }]
  discord.say(person, channel, `<@${discord.bot.id}> hello`)
  const { actor, reply } = await ears.event('message')
  expect(actor).toEqual({ id: person.id, name: person.name, roles })
  expect(actor.roles?.map(({ id }) => id)).not.toContain(guild.id)
  discord.slash(person, channel, 'help')
  expect((await ears.event('command')).actor.roles).toEqual(actor.roles)
  const actions = { type: 'actions' as const, buttons: [{ action: 'again:1', label: 'Again' }] }
  const post = { audience: 'channel' as const, blocks: [...say('channel', 'Here.').blocks, actions] }
  await ears.platform.surface.post(reply, post, { nonce: 'n', signal: AbortSignal.timeout(5_000) })
  const message = await discord.sees(channel, ({ buttons }) => buttons.length === 1)
  discord.click(person, message.id, 'Again')
  expect((await ears.event('button')).actor.roles).toEqual(actor.roles)
  expect(discord.violations).toEqual([])
})

test('in a direct conversation nobody has a role, so a list of roles lets nobody in by that way', async () => {
  await using ears = await listen()
  const { discord } = ears
  discord.say(discord.home.person, discord.direct(discord.home.person), 'hello')
  expect((await ears.event('message')).actor.roles).toEqual([])
})
