import { once } from 'node:events'
import { Client, Events, Status } from 'discord.js'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { ask } from '../../platforms/discord/ask.ts'
import { type Discord, startDiscord } from '../../platforms/discord/discord.ts'

const intents = (1 << 0) | (1 << 9) | (1 << 12) | (1 << 15)

async function connect(discord: Discord, options: { readonly shards?: number[]; readonly shardCount?: number } = {}) {
  const client = new Client({ intents, rest: { api: discord.url }, waitGuildTimeout: 100, ...options })
  const heard: string[] = []
  client.on(Events.MessageCreate, ({ content }) => heard.push(content))
  client.on(Events.Error, () => {})
  const ready = new Promise(resolve => client.once(Events.ClientReady, resolve))
  await client.login(discord.token)
  await ready
  return { client, heard, [Symbol.asyncDispose]: () => client.destroy() }
}

const isReady = (client: Client) => (): boolean => client.ws.status === Status.Ready

describe('sessions', () => {
  it.each([
    ['a cut connection', (discord: Discord) => discord.cutTcp()],
    ['a request to reconnect', (discord: Discord) => discord.op7()],
    ['an invalid session that may be resumed', (discord: Discord) => discord.op9(true)],
  ])('go on after %s, and nothing said meanwhile is lost', async (_, cut) => {
    await using discord = await startDiscord()
    await using bot = await connect(discord)
    const { person, channel } = discord.home
    discord.say(person, channel, 'before')
    cut(discord)
    discord.say(person, channel, 'meanwhile')
    await discord.until(() => discord.gatewayLog.includes('resume'))
    await discord.until(isReady(bot.client))
    discord.say(person, channel, 'after')
    await discord.until(() => bot.heard.includes('after'))
    expect(bot.heard).toEqual(['before', 'meanwhile', 'after'])
    expect(discord.violations).toEqual([])
  })

  it('that are lost for good are begun anew, and what was said meanwhile is gone', async () => {
    await using discord = await startDiscord()
    await using bot = await connect(discord)
    const say = (text: string) => discord.say(discord.home.person, discord.home.channel, text)
    say('before')
    await discord.until(() => bot.heard.length === 1)
    discord.op9(false)
    say('into the void')
    // The library lets 5 s pass between two identifies.
    await discord.until(() => discord.gatewayLog.filter(one => one === 'identify').length === 2, 10_000)
    await discord.until(() => discord.sessions.length === 1)
    say('after')
    await discord.until(() => bot.heard.length === 2)
    expect(bot.heard).toEqual(['before', 'after'])
  })

  it('whose heartbeats are not acknowledged are left by the library and resumed', async () => {
    await using discord = await startDiscord({ heartbeatMs: 60 })
    await using bot = await connect(discord)
    discord.dropHeartbeatAcks(true)
    await discord.until(() => discord.gatewayLog.includes('resume'))
    discord.dropHeartbeatAcks(false)
    await discord.until(isReady(bot.client))
  })

  it('are refused to a wrong token and to intents that were not given', async () => {
    await using discord = await startDiscord({ allowedIntents: 0 })
    const closed = async (d: object): Promise<number> => {
      const socket = new WebSocket(`${discord.origin.replace('http', 'ws')}/gateway?v=10&encoding=json`)
      await once(socket, 'message')
      socket.send(JSON.stringify({ op: 2, d: { token: discord.token, intents: 1, properties: {}, ...d } }))
      const [code] = (await once(socket, 'close')) as [number]
      return code
    }
    expect(await closed({ token: 'wrong' })).toBe(4004)
    expect(await closed({ intents })).toBe(4014)
    expect(await closed({ intents: 1 << 30 })).toBe(4013)
    expect(await closed({ shard: [2, 2] })).toBe(4010)
    const client = new Client({ intents, rest: { api: discord.url } })
    await expect(client.login(discord.token)).rejects.toThrow(/intents/)
    await client.destroy()
  })

  it('end when the token is reset, and REST says no to it as well', async () => {
    await using discord = await startDiscord()
    await using bot = await connect(discord)
    const lost = new Promise<number>(resolve => bot.client.once(Events.ShardDisconnect, ({ code }) => resolve(code)))
    discord.resetToken()
    expect(await lost).toBe(4004)
    expect((await ask(discord, { method: 'GET', path: '/users/@me' })).status).toBe(401)
  })

  it('of shards each hear of their own guilds, and the first of direct messages', async () => {
    await using discord = await startDiscord()
    const odd = discord.guild({ id: String((1_000_000_000_001n << 22n) | 0n), name: 'odd' })
    const even = discord.guild({ id: String((1_000_000_000_002n << 22n) | 0n), name: 'even' })
    await using first = await connect(discord, { shards: [0], shardCount: 2 })
    await using second = await connect(discord, { shards: [1], shardCount: 2 })
    const person = discord.person('sam', { guilds: [odd, even] })
    for (const [guild, text] of [
      [odd, 'odd'],
      [even, 'even'],
    ] as const)
      discord.say(person, discord.channel(guild), text)
    discord.say(person, discord.direct(person), 'direct')
    await discord.until(() => second.heard.includes('odd') && first.heard.includes('even'))
    expect([first.heard, second.heard]).toEqual([['even'], ['odd']])
    expect(discord.sessions.map(({ shard }) => shard)).toEqual([
      [0, 2],
      [1, 2],
    ])
  })
})

describe('events', () => {
  it('come twice, late, in another order or never when a test makes them', async () => {
    await using discord = await startDiscord()
    await using bot = await connect(discord)
    const raw: string[] = []
    bot.client.on(Events.Raw, (packet: { t: string; d: { content: string } }) => {
      if (packet.t === 'MESSAGE_CREATE') raw.push(packet.d.content)
    })
    const say = (text: string) => discord.say(discord.home.person, discord.home.channel, text)
    discord.events.twice('MESSAGE_CREATE')
    say('twice')
    discord.events.drop('MESSAGE_CREATE')
    say('never')
    const held = discord.events.hold('MESSAGE_CREATE')
    say('first')
    say('second')
    held.release('reversed')
    discord.events.again('MESSAGE_CREATE')
    await discord.until(() => raw.length === 5)
    expect(raw).toEqual(['twice', 'twice', 'second', 'first', 'second'])
    // The library itself passes over a message that it still has in its cache.
    expect(bot.heard).toEqual(['twice', 'second', 'first'])
  })

  it('tell an outage of a guild from its loss', async () => {
    await using discord = await startDiscord()
    await using bot = await connect(discord)
    const told: string[] = []
    for (const name of [Events.GuildCreate, Events.GuildDelete, Events.GuildUnavailable, Events.GuildAvailable])
      bot.client.on(name as string, () => told.push(name))
    const another = discord.guild({ name: 'Another' })
    discord.makeGuildUnavailable(another)
    discord.makeGuildAvailable(another)
    discord.leaveGuild(another)
    await discord.until(() => told.includes(Events.GuildDelete))
    expect(told).toEqual([Events.GuildCreate, Events.GuildUnavailable, Events.GuildAvailable, Events.GuildDelete])
  })

  it('bring deletions of one message and of several', async () => {
    await using discord = await startDiscord()
    await using bot = await connect(discord)
    const gone: string[] = []
    bot.client.on(Events.MessageDelete, ({ id }) => gone.push(id))
    bot.client.on(Events.MessageBulkDelete, messages => gone.push(...messages.keys()))
    const [one, two, three] = ['a', 'b', 'c'].map(text => discord.say(discord.home.person, discord.home.channel, text))
    await discord.until(() => bot.heard.length === 3)
    discord.deleteMessage(one!)
    discord.deleteMessages([two!, three!])
    await discord.until(() => gone.length === 3)
    expect(gone.toSorted()).toEqual([one, two, three].map(message => message!.id))
  })
})

describe('limits', () => {
  const send = (discord: Discord) =>
    ask(discord, { method: 'POST', path: `/channels/${discord.home.channel.id}/messages`, body: { content: 'x' } })

  it('let five messages in five seconds into a channel, and hold it against a bot that asks again too soon', async () => {
    await using discord = await startDiscord({ now: () => 1_700_000_000_000 })
    for (let nth = 1; nth <= 5; nth++) expect((await send(discord)).status).toBe(200)
    const refused = await send(discord)
    expect(refused).toMatchObject({ status: 429, json: { retry_after: 5, global: false } })
    expect(discord.violations).toEqual([])
    discord.clock.advance(5_000)
    expect((await send(discord)).status).toBe(200)
    for (let nth = 1; nth <= 5; nth++) await send(discord)
    expect((await send(discord)).status).toBe(429)
    expect(discord.violations).toEqual([expect.stringContaining('5000 ms before the limit allowed it')])
  })

  it('let fifty requests a second through in all', async () => {
    await using discord = await startDiscord({ now: () => 1_700_000_000_000 })
    const look = () => ask(discord, { method: 'GET', path: '/users/@me' })
    const answers = await Promise.all(Array.from({ length: 51 }, look))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50)
    expect(answers.find(({ status }) => status === 429)?.json).toMatchObject({ global: true })
  })

  it('let few edits of messages older than an hour through', async () => {
    await using discord = await startDiscord({ now: () => 1_700_000_000_000 })
    const { json } = await send(discord)
    discord.clock.advance(60 * 60_000 + 1)
    const edit = () =>
      ask(discord, {
        method: 'PATCH',
        path: `/channels/${discord.home.channel.id}/messages/${String(json['id'])}`,
        body: { content: 'y' },
      })
    const answers = [await edit(), await edit(), await edit(), await edit()]
    expect(answers.map(({ status, code }) => [status, code]).at(-1)).toEqual([429, 30046])
    expect(answers.slice(0, 3).map(({ status }) => status)).toEqual([200, 200, 200])
  })

  it('let thirty posts by interactions into a channel in a minute, whatever their tokens', async () => {
    await using discord = await startDiscord({ now: () => 1_700_000_000_000 })
    discord.register([{ name: 'ping', description: 'Answers' }])
    const post = async () => {
      const use = discord.slash(discord.home.person, discord.home.channel, 'ping')
      await ask(discord, {
        method: 'POST',
        path: `/interactions/${use.id}/${use.token}/callback`,
        body: { type: 4, data: { content: 'x' } },
        authorization: null,
      })
      return ask(discord, {
        method: 'POST',
        path: `/webhooks/${discord.application.id}/${use.token}`,
        body: { content: 'y' },
        authorization: null,
      })
    }
    const answers = await Promise.all(Array.from({ length: 31 }, post))
    expect(answers.filter(({ status }) => status === 429)).toMatchObject([{ json: { retry_after: 60 } }])
  })

  it('are kept by the library in windows that a test made short', async () => {
    await using discord = await startDiscord({ limitsFasterBy: 50 })
    await using bot = await connect(discord)
    const channel = await bot.client.channels.fetch(discord.home.channel.id)
    if (channel?.isSendable() !== true) throw new Error('The channel takes no messages.')
    await Promise.all(Array.from({ length: 12 }, (_, at) => channel.send(`${at}`)))
    expect(discord.messages(channel).map(({ text }) => text)).toEqual(Array.from({ length: 12 }, (_, at) => `${at}`))
    expect(discord.violations).toEqual([])
  })
})

describe('hooks', () => {
  const look = (discord: Discord) => ask(discord, { method: 'GET', path: '/users/@me' })

  it('make an answer fail, come late, come never or get lost, once or until they are taken away', async () => {
    await using discord = await startDiscord()
    const remove = discord.hook('GET /users/@me', { status: 503 }, Infinity)
    expect([(await look(discord)).status, (await look(discord)).status]).toEqual([503, 503])
    remove()
    expect((await look(discord)).status).toBe(200)
    discord.hook(({ method }) => method === 'GET', { limitedForMs: 250, scope: 'shared' })
    expect(await look(discord)).toMatchObject({ status: 429, json: { retry_after: 0.25 } })
    discord.hook('GET /users/@me', 'cut')
    await expect(look(discord)).rejects.toThrow()
    discord.hook('GET /users/@me', { delayMs: 30 })
    const before = Date.now()
    await look(discord)
    expect(Date.now() - before).toBeGreaterThanOrEqual(25)
    expect(discord.violations).toEqual([expect.stringContaining('before the limit allowed it')])
    expect(discord.requests.map(({ status }) => status)).toEqual([503, 503, 200, 429, 0, 200])
  })
})
