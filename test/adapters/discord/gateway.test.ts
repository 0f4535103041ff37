import { expect, test } from 'vitest'
import { createServers, shardOf, type Told } from '../../../adapters/discord/servers.ts'
import type { Discord } from '../../platforms/discord/discord.ts'
import { type Ears, listen } from './ears.ts'

const puts = (discord: Discord): number =>
  discord.requests.filter(({ method, route }) => method === 'PUT' && route.endsWith('/commands')).length

/** Says something to us and waits until it was heard. */
async function hears(ears: Ears, text: string): Promise<void> {
  const { person, channel } = ears.discord.home
  ears.discord.say(person, channel, `<@${ears.discord.bot.id}> ${text}`)
  await ears.discord.until(() => ears.events.some(event => event.type === 'message' && event.text === text))
}

test('at the start it says who it is and how to invite it, and warns where anybody may', async () => {
  await using ears = await listen({ start: { botPublic: true } })
  const { message } = await ears.line('in 1 server.')
  expect(message).toContain(`client_id=${ears.discord.application.id}&scope=bot+applications.commands&permissions=309237763072`)
  await ears.line('anybody may invite it')
  expect(ears.present[0]).toEqual([ears.discord.home.guild.id])
  expect(ears.isHealthy()).toBe(true)
  expect(ears.discord.violations).toEqual([])
})

test('commands are registered at the first start, and no more while they are the same', async () => {
  await using ears = await listen()
  const { discord } = ears
  await ears.line('brought up to date')
  expect(discord.commands()).toEqual(expect.arrayContaining(['imagine', 'config model', 'Reply with AI']))
  expect(puts(discord)).toBe(1)
  await ears.stop()
  await ears.again()
  await hears(ears, 'hello')
  expect(puts(discord)).toBe(1)
  discord.register([{ type: 1, name: 'old', description: 'Of another version' }])
  await ears.stop()
  await ears.again()
  await discord.until(() => puts(discord) === 2)
  expect(discord.commands()).not.toContain('old')
  expect(discord.violations).toEqual([])
})

test('for one server alone, the commands of all are not touched', async () => {
  let guild = ''
  await using ears = await listen({
    before: discord => {
      guild = discord.home.guild.id
      discord.register([{ type: 1, name: 'other', description: 'Of somebody else' }])
    },
    attach: false,
  })
  await ears.stop()
  const { updateCommands } = await import('../../../adapters/discord/discord.ts')
  const { catalogue, messageMenu } = await import('#core/catalogue.ts')
  const { noMeter } = await import('#core/meter.ts')
  const { url: api, token } = ears.discord
  const update = (wanted: Pick<Parameters<typeof updateCommands>[0], 'catalogue' | 'menu'> = { catalogue, menu: messageMenu }) =>
    updateCommands({
      ...wanted,
      discord: { api, token, guild },
      meter: noMeter,
      log: { info() {}, warn() {}, error() {} },
      signal: AbortSignal.timeout(5_000),
    })
  expect((await update()).registered.added).toContain('imagine')
  expect((await update()).registered).toEqual({ added: [], changed: [], removed: [] })
  expect(ears.discord.commands()).toEqual(['other'])
  expect(ears.discord.commands(guild)).toContain('imagine')
  const cleared = await update({ catalogue: [], menu: [] })
  expect(cleared.registered.removed).toEqual(expect.arrayContaining(['imagine', 'Reply with AI']))
  expect(ears.discord.commands(guild)).toEqual([])
  expect(ears.discord.commands()).toEqual(['other'])
  expect(ears.discord.violations).toEqual([])
})

test('a token that Discord refuses ends the start with one sentence', async () => {
  await expect(listen({ before: discord => discord.resetToken() })).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('refuses DISCORD_TOKEN') as string,
  })
})

test('a token that is refused later makes it unhealthy and is told once', async () => {
  await using ears = await listen()
  ears.discord.resetToken()
  await ears.discord.until(() => !ears.isHealthy())
  expect(ears.lines.filter(line => line.level === 'error' && line.message.includes('DISCORD_TOKEN'))).toHaveLength(1)
})

test.each(['cutTcp', 'op7'] as const)('after %s it goes on where it was and loses nothing', async how => {
  await using ears = await listen()
  const { discord } = ears
  await hears(ears, 'before')
  discord[how]()
  const { person, channel } = discord.home
  discord.say(person, channel, `<@${discord.bot.id}> meanwhile`)
  await discord.until(() => ears.events.some(event => event.type === 'message' && event.text === 'meanwhile'))
  await hears(ears, 'after')
  expect(discord.gatewayLog).toContain('resume')
  expect(ears.events.map(event => (event.type === 'message' ? event.text : ''))).toEqual(['before', 'meanwhile', 'after'])
})

test('it is unhealthy while it is not connected, connects anew by itself, and says both', async () => {
  await using ears = await listen({ patience: { redAfterMs: 100, renewAfterMs: 300, mostRenewMs: 600 } })
  const { discord } = ears
  // Where the machine is slow, the start itself may have taken that long.
  await discord.until(() => ears.isHealthy())
  const from = ears.lines.length
  const told = (words: string) => discord.until(() => ears.lines.slice(from).some(({ message }) => message.includes(words)))
  discord.refuseConnections(true)
  discord.cutTcp()
  await told('not connected for')
  expect(ears.isHealthy()).toBe(false)
  discord.refuseConnections(false)
  await told('connected again')
  expect(ears.isHealthy()).toBe(true)
  await hears(ears, 'after')
}, 15_000)

test('where Discord cannot be reached at the start, it goes on trying', async () => {
  await using ears = await listen({
    before: discord => {
      discord.hook('GET /gateway/bot', { status: 503 }, 12)
    },
    patience: { againAfterMs: 20, mostRenewMs: 50 },
  })
  await ears.line('could not be reached')
  await ears.line('in 1 server.')
  await hears(ears, 'hello')
})

test('commands that Discord did not take at the start are registered later', async () => {
  await using ears = await listen({
    before: discord => void discord.hook('GET /applications/{application_id}/commands', { status: 503 }, 4),
    patience: { settleAgainMs: 50 },
  })
  await ears.line('could not be brought up to date')
  await ears.line('were brought up to date')
  expect(ears.discord.commands()).toContain('imagine')
  expect(ears.lines.filter(({ message }) => message.includes('Invite it'))).toHaveLength(1)
}, 15_000)

test('servers that come are told, those that leave us are left, and an outage is neither', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { guild } = discord.home
  const other = discord.guild({ name: 'Other' })
  await discord.until(() => ears.present.at(-1)?.length === 2)
  // A server that comes live is no part of the start; what is not named any more was left.
  expect(ears.told.map(({ start }) => start)).toEqual(['done', undefined])
  expect(ears.told.every(({ covers }) => covers?.('12345678901234567') === true)).toBe(true)
  discord.makeGuildUnavailable(other)
  discord.makeGuildAvailable(other)
  await hears(ears, 'hello')
  expect(ears.events.filter(event => event.type === 'left')).toEqual([])
  discord.leaveGuild(other)
  expect(await ears.event('left')).toMatchObject({ what: 'workspace', address: { platform: 'discord', workspace: other.id } })

  const channel = discord.channel(guild, { name: 'soon gone' })
  const thread = discord.thread(channel, 'sooner gone')
  discord.deleteThread(thread)
  await discord.until(() =>
    ears.events.some(event => event.type === 'left' && event.what === 'thread' && event.address.thread === thread.id),
  )
  discord.deleteChannel(channel)
  await discord.until(() =>
    ears.events.some(event => event.type === 'left' && event.what === 'channel' && event.address.channel === channel.id),
  )
  expect(discord.violations).toEqual([])
})

test('channels and threads that were deleted while nobody listened are left; what is archived, hidden or there is not', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { guild, channel, person } = discord.home
  const at = (place: { readonly id: string }, thread?: { readonly id: string }) => ({
    platform: 'discord',
    workspace: guild.id,
    channel: place.id,
    ...(thread !== undefined && { thread: thread.id }),
  })
  const [old, hidden] = [discord.channel(guild, { name: 'old' }), discord.channel(guild, { name: 'hidden' })]
  const [open, archived, away] = ['open', 'archived', 'away'].map(name => discord.thread(channel, name, { owner: person }))
  const within = discord.thread(old, 'within', { owner: person })
  const elsewhere = { ...at(old), workspace: '99' }
  ears.service.places = async () => [
    ...[channel, old, hidden].map(place => at(place)),
    ...[open, archived, away].map(thread => at(channel, thread)),
    at(old, within),
    elsewhere,
  ]
  await ears.stop()
  discord.deleteChannel(old)
  discord.deleteThread(away!)
  discord.archiveThread(archived!)
  discord.permit(hidden, { deny: ['VIEW_CHANNEL'] })
  await ears.again()
  await discord.until(() => ears.events.filter(event => event.type === 'left').length === 2)
  await hears(ears, 'hello')
  const left = ears.events.filter(event => event.type === 'left')
  expect(left.map(({ what, address }) => [what, address])).toEqual([
    ['channel', at(old)],
    ['thread', at(channel, away)],
  ])
  // What is listed need not be asked for, and what was deleted takes its threads along.
  const asked = discord.requests.filter(({ method, route }) => method === 'GET' && route === '/channels/{channel_id}')
  expect(asked.map(({ path }) => path.split('/').at(-1))).toEqual([old.id, archived!.id, away!.id])
  expect(discord.violations).toEqual([])
})

test('who comes before the service knows the servers is told to wait a moment, and words are heard then', async () => {
  await using ears = await listen({ attach: false })
  const { discord } = ears
  const known = Promise.withResolvers<void>()
  ears.service.present = () => known.promise
  const attached = ears.again()
  await discord.until(() => discord.sessions.length === 1 && ears.present.length === 1)
  const { person, channel } = discord.home
  discord.register([{ type: 1, name: 'help', description: 'What is possible here' }])
  const answer = await discord.slash(person, channel, 'help').answer
  expect(answer).toMatchObject({ did: 'message', private: true })
  expect(answer.message?.text).toContain('starting')
  discord.say(person, channel, `<@${discord.bot.id}> hello`)
  known.resolve()
  await attached
  expect((await ears.event('message')).text).toBe('hello')
})

test('a process with another shard than the first hears its own servers and leaves the commands alone', async () => {
  let there = { id: '', name: '' }
  await using ears = await listen({
    options: { shards: { ids: [1], count: 2 } },
    before: discord => {
      // The shard of a server is its id's time modulo their count.
      there = discord.guild({ name: 'There', id: String((2_000_001n << 22n) + (1n << 40n)) })
    },
  })
  const { discord } = ears
  expect(discord.sessions.map(({ shard }) => shard)).toEqual([[1, 2]])
  await ears.line('Discord: ')
  expect(ears.present[0]).toContain(there.id)
  // Other processes have other servers: what is not named here is not left.
  expect(ears.told.map(({ covers }) => [covers?.(there.id), covers?.(discord.home.guild.id)])).toEqual([
    [true, shardOf(discord.home.guild.id, 2) === 1],
  ])
  expect(puts(discord)).toBe(0)
  const channel = discord.channel(there)
  const person = discord.person('quinn', { guilds: [there] })
  discord.say(person, channel, `<@${discord.bot.id}> hello`)
  expect((await ears.event('message')).address.workspace).toBe(there.id)
})

test('each shard tells its servers as soon as it knows them, and until the last one it is one start', () => {
  const told: Told[] = []
  const servers = createServers({ shards: () => 2, present: one => told.push(one), left: () => {}, now: () => 0 })
  const idOn = (shard: number, nth: number): string => String((BigInt(2 * nth + shard) << 22n) + 7n)
  const ready = (shard: number, ...ids: string[]) =>
    servers.take({ name: 'READY', data: { shard: [shard, 2], guilds: ids.map(id => ({ id, unavailable: true })) } })
  const [a, b, c, d] = [idOn(0, 1), idOn(0, 2), idOn(1, 3), idOn(1, 4)]
  ready(0, a, b)
  servers.take({ name: 'GUILD_CREATE', data: { id: a } })
  expect(told).toMatchObject([{ ids: [a, b], shard: 0, start: 'going on' }])
  const first = told[0]?.covers
  expect(servers.isWhole()).toBe(false)
  ready(1, c)
  expect(told.slice(1)).toMatchObject([{ ids: [a, b, c], shard: 1, start: 'done' }])
  expect(servers.isWhole()).toBe(true)
  // What the first call did not know of is not left because the second one does.
  expect([first?.(b), first?.(c), told[1]?.covers(d), told[1]?.covers('no id of Discord')]).toEqual([true, false, true, false])
  servers.take({ name: 'GUILD_CREATE', data: { id: c } })
  expect(told).toHaveLength(2)
  servers.take({ name: 'GUILD_CREATE', data: { id: d } })
  expect(told.at(-1)).toMatchObject({ ids: [a, b, c, d] })
  expect(told.at(-1)).not.toHaveProperty('start')
  // What a new session does not name any more was left while nobody listened.
  ready(0, b)
  expect(told.at(-1)).toMatchObject({ ids: [b, c, d], shard: 0 })
  expect(told.at(-1)).not.toHaveProperty('start')
})

test('a shard that never gets ready keeps only its own servers waiting, makes us unhealthy and is named; then it joins in', async () => {
  let [here, there] = [
    { id: '', name: '' },
    { id: '', name: '' },
  ]
  await using ears = await listen({
    start: { identifiesAtOnce: 2 },
    options: { shards: { ids: [0, 1], count: 2 } },
    patience: { redAfterMs: 300, renewAfterMs: 400, mostRenewMs: 600_000 },
    before: discord => {
      here = discord.guild({ name: 'Here', id: String((2_000_000n << 22n) + (1n << 40n)) })
      there = discord.guild({ name: 'There', id: String((2_000_001n << 22n) + (1n << 40n)) })
      discord.muteShard(1, true)
    },
    attach: false,
  })
  const { discord } = ears
  void ears.again()
  // Where the machine is slow the start alone takes seconds.
  const line = (words: string) => discord.until(() => ears.lines.some(({ message }) => message.includes(words)), 30_000)
  const channel = discord.channel(here)
  const person = discord.person('quinn', { guilds: [here, there] })
  await line('so far.')
  expect(ears.told[0]?.start).toBe('going on')
  await line('brought up to date')
  const answer = discord.slash(person, channel, 'imagine', { prompt: 'a fox' })
  expect(await answer.answer).toMatchObject({ did: 'defer' })
  const say = (text: string, at = channel) => discord.say(person, at, `<@${discord.bot.id}> ${text}`)
  say('hello')
  expect((await ears.event('message')).address.workspace).toBe(here.id)

  await line('shard 1 of 2 not connected for')
  expect(ears.isHealthy()).toBe(false)
  // What is opened meanwhile is known without asking: the library reads what the ready shards tell.
  const thread = discord.thread(channel, 'opened meanwhile', { owner: person })
  const asked = discord.requests.length
  say('in a thread', thread)
  await discord.until(() => ears.events.length === 3)
  expect(ears.events[2]?.address).toMatchObject({ channel: channel.id, thread: thread.id })
  expect(discord.requests.slice(asked)).toEqual([])

  discord.muteShard(1, false)
  await line('connected again')
  expect(ears.isHealthy()).toBe(true)
  expect(ears.told.at(-1)).toMatchObject({ start: 'done', ids: expect.arrayContaining([here.id, there.id]) as string[] })
  say('and here', discord.channel(there))
  await discord.until(() => ears.events.some(event => event.address.workspace === there.id))
  // The shard that worked was never taken down for the other.
  expect(discord.gatewayLog.filter(what => what === 'identify')).toHaveLength(2)
  expect(discord.violations).toEqual([])
}, 90_000)
