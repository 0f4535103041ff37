import { expect, test } from 'vitest'
import { listen } from './ears.ts'

test('an admin is who may manage the server now: asked anew, and nobody where Discord cannot be asked', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { guild, channel, owner, person } = discord.home
  const { directory } = ears.platform
  const here = { platform: 'discord', workspace: guild.id, channel: channel.id }
  expect(await directory.isAdmin(owner, here)).toBe(true)
  expect(await directory.isAdmin(person, here)).toBe(false)
  discord.permit(guild, { allow: ['MANAGE_GUILD'] }, person)
  expect(await directory.isAdmin(person, here)).toBe(true)
  discord.permit(guild, { deny: ['MANAGE_GUILD'] }, person)
  expect(await directory.isAdmin(person, here)).toBe(false)
  expect(await directory.isAdmin({ id: '100000000000000009', name: 'stranger' }, here)).toBe(false)
  expect(await directory.isAdmin(owner, { ...here, workspace: 'direct' })).toBe(false)
  discord.hook('GET /guilds/{guild_id}/members/{user_id}', { status: 403, code: 50_001 })
  expect(await directory.isAdmin(owner, here)).toBe(false)
  discord.hook('GET /guilds/{guild_id}', { status: 403, code: 50_001 })
  await expect(directory.isAdmin(owner, here)).rejects.toThrow()
  expect(discord.violations).toEqual([])
})

test('a member is who is in the server now', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { guild, person } = discord.home
  const { directory } = ears.platform
  expect(await directory.isMember(person, guild.id)).toBe(true)
  discord.removeMember(guild, person)
  expect(await directory.isMember(person, guild.id)).toBe(false)
  expect(await directory.isMember(person, '100000000000000009')).toBe(false)
  expect(await directory.isMember(person, 'direct')).toBe(false)
  expect(discord.violations).toEqual([])
})

test('a channel is called as people there call it', async () => {
  await using ears = await listen()
  const { guild, channel } = ears.discord.home
  const nameOf = (workspace: string, id: string) =>
    ears.platform.directory.channelName?.({ platform: 'discord', workspace, channel: id })
  expect(await nameOf(guild.id, channel.id)).toBe(`#${channel.name}`)
  expect(await nameOf(guild.id, '100000000000000009')).toBe(undefined)
  expect(await nameOf('direct', '100000000000000009')).toBe('a direct conversation')
})

test('what we may not do at a place is said with the names of Discord’s own settings', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { guild, channel, person } = discord.home
  const { directory } = ears.platform
  const here = { platform: 'discord', workspace: guild.id, channel: channel.id }
  await expect.poll(() => directory.missing(here)).toBe(undefined)
  discord.permit(channel, { deny: ['ATTACH_FILES'] })
  const missing = expect.poll(() => directory.missing(here))
  await missing.toBe(
    'I may not attach files here. An admin of this server can allow it: “Attach Files”, in this channel’s permissions or under Server Settings → Roles.',
  )
  discord.permit(channel, { deny: ['ATTACH_FILES', 'SEND_MESSAGES'] })
  await expect.poll(() => directory.missing(here)).toContain('may not write or attach files')
  const thread = discord.thread(channel, 'Talk')
  // In a thread it is another permission that lets us write.
  const inThread = { ...here, thread: thread.id }
  await expect.poll(() => directory.missing(inThread)).toContain('I may not attach files here')
  expect(await directory.missing({ platform: 'discord', workspace: 'direct', channel: discord.direct(person).id })).toBe(
    undefined,
  )
})
