import { expect, test } from 'vitest'
import { say } from '#core/post.ts'
import { type Ears, listen } from './ears.ts'

const signal = (): AbortSignal => AbortSignal.timeout(5_000)
const mention = (ears: Ears): string => `<@${ears.discord.bot.id}>`

/** Says a last thing and waits until it was heard: what was to be heard before it was heard by then. */
async function settled(ears: Ears): Promise<void> {
  const { person, channel } = ears.discord.home
  const from = ears.events.length
  ears.discord.say(person, channel, `${mention(ears)} that is all`)
  await ears.discord.until(() => ears.events.slice(from).some(event => event.type === 'message' && event.text === 'that is all'))
}

test('a mention is told without our name, with other names in place of their marks', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, owner, channel, guild } = discord.home
  const said = discord.say(person, channel, `${mention(ears)} what does <@${owner.id}> say in <#${channel.id}>?`)
  expect(await ears.event('message')).toMatchObject({
    id: said.id,
    text: `what does @${owner.name} say in #${channel.name}?`,
    addressed: true,
    address: { platform: 'discord', workspace: guild.id, channel: channel.id },
    actor: { id: person.id },
    message: `discord:${channel.id}/${said.id}`,
  })
  expect(discord.violations).toEqual([])
})

test('an answer goes under the message it answers', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  const said = discord.say(person, channel, `${mention(ears)} hello`)
  const { reply } = await ears.event('message')
  const ref = await ears.platform.surface.post(reply, say('channel', 'Hello.'), { nonce: 'n', signal: signal() })
  const answer = await discord.sees(channel, message => message.text === 'Hello.')
  expect(answer.replyTo).toBe(said.id)
  discord.say(person, channel, 'and now?', { replyTo: answer })
  expect(await ears.event('message', 1)).toMatchObject({ text: 'and now?', addressed: true, replyTo: ref })
  expect(discord.violations).toEqual([])
})

test('a direct message needs no name', async () => {
  await using ears = await listen()
  const { discord } = ears
  const direct = discord.direct(discord.home.person)
  discord.say(discord.home.person, direct, 'hello')
  expect(await ears.event('message')).toMatchObject({
    text: 'hello',
    addressed: true,
    address: { platform: 'discord', workspace: 'direct', channel: direct.id },
  })
  expect(discord.violations).toEqual([])
})

test('what is said nearby is told as not spoken to us, and in a thread of ours as such', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  discord.say(person, channel, 'just talking')
  const nearby = await ears.event('message')
  expect(nearby).toMatchObject({ addressed: false, text: 'just talking' })
  expect('inOurThread' in nearby).toBe(false)

  const asked = discord.say(person, channel, `${mention(ears)} open a thread`)
  const { reply } = await ears.event('message', 1)
  const { address } = await ears.platform.surface.thread(reply, 'Talk', { nonce: 't', signal: signal() })
  discord.say(person, address.thread ?? '', 'in the thread')
  expect(await ears.event('message', 2)).toMatchObject({
    addressed: false,
    inOurThread: true,
    address: { channel: channel.id, thread: asked.id },
  })
  expect(discord.violations).toEqual([])
})

test('the text form is a command, and a mistake in it is the service’s to name: it knows who may be answered', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  const said = discord.say(person, channel, `${mention(ears)} imagine a red fox --count 2`)
  expect(await ears.event('command')).toMatchObject({
    id: said.id,
    command: 'imagine',
    values: { prompt: 'a red fox', count: 2 },
  })
  const wrong = discord.say(person, channel, `${mention(ears)} imagine a red fox --count 99`)
  const mistaken = await ears.event('command', 1)
  expect(mistaken).toMatchObject({ id: wrong.id, command: 'imagine', values: {} })
  expect(mistaken.mistake).toContain('the nearest possible value is 8')
  expect(discord.violations).toEqual([])
})

test('bots, webhooks, the system and our own messages are not heard', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { channel, person } = discord.home
  const other = discord.person('other', { bot: true })
  discord.say(other, channel, `${mention(ears)} hello from a bot`)
  discord.say(person, channel, `${mention(ears)} hello from a webhook`, { webhook: true })
  discord.say(person, channel, '', { type: 7 })
  await settled(ears)
  const { reply } = await ears.event('message')
  await ears.platform.surface.post(reply, say('channel', 'I hear myself.'), { nonce: 'own', signal: signal() })
  await settled(ears)
  expect(ears.events).toHaveLength(2)
})

test('files are told with their message and opened even when their address has died', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  discord.say(person, channel, `${mention(ears)} look`, {
    attachments: [{ name: 'fox.png', bytes: Buffer.from('the bytes of a fox'), contentType: 'image/png' }],
  })
  const { attachments } = await ears.event('message')
  expect(attachments).toMatchObject([{ name: 'fox.png', bytes: 18, type: 'image/png' }])
  discord.expireUrls()
  const [file] = attachments
  if (file === undefined) throw new Error('There is no file.')
  const bytes = await ears.platform.directory.open(file, { maxBytes: 100, signal: signal() })
  expect(Buffer.from(bytes).toString()).toBe('the bytes of a fox')
  expect(discord.violations).toEqual([])
})

test('files are fetched from Discord alone, whatever a message says', async () => {
  await using ears = await listen()
  const ref = JSON.stringify({ id: '100000000000000001', url: 'http://127.0.0.1:9/fox.png' })
  await expect(ears.platform.directory.open({ ref, name: 'fox.png' }, { maxBytes: 100, signal: signal() })).rejects.toThrow(
    'no longer at Discord',
  )
})

test('changed and deleted messages are told, one by one and many at once', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  const said = discord.say(person, channel, `${mention(ears)} a fox`)
  await ears.event('message')
  discord.editMessage(said, `${mention(ears)} two foxes`)
  expect(await ears.event('edited')).toMatchObject({ text: 'two foxes', message: `discord:${channel.id}/${said.id}` })
  discord.deleteMessage(said)
  expect(await ears.event('deleted')).toMatchObject({ message: `discord:${channel.id}/${said.id}` })
  const more = ['one', 'two'].map(text => discord.say(person, channel, text))
  const from = ears.events.length
  discord.deleteMessages(more)
  await discord.until(() => ears.events.slice(from).filter(event => event.type === 'deleted').length === 2)
})

test('messages told twice, late and in another order are heard once, as they stand last', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  discord.events.twice('MESSAGE_CREATE')
  discord.say(person, channel, `${mention(ears)} once`)
  await settled(ears)
  expect(ears.events.map(event => (event.type === 'message' ? event.text : event.type))).toEqual(['once', 'that is all'])

  const held = discord.events.hold(event => event.name === 'MESSAGE_CREATE' || event.name === 'MESSAGE_UPDATE')
  const changed = discord.say(person, channel, `${mention(ears)} old words`)
  discord.editMessage(changed, `${mention(ears)} new words`)
  held.release('reversed')
  await discord.until(() => ears.events.some(event => event.type === 'message' && event.text === 'new words'))

  const late = discord.events.hold('MESSAGE_CREATE')
  const gone = discord.say(person, channel, `${mention(ears)} gone already`)
  discord.deleteMessage(gone)
  await discord.until(() => ears.events.some(event => event.type === 'deleted'))
  late.release()
  await settled(ears)
  const texts = ears.events.flatMap(event => (event.type === 'message' ? [event.text] : []))
  expect(texts).not.toContain('gone already')
  expect(texts).not.toContain('old words')
})

test('what we take away ourselves is not told as deleted', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  discord.say(person, channel, `${mention(ears)} hello`)
  const { reply } = await ears.event('message')
  const ref = await ears.platform.surface.post(reply, say('channel', 'Hello.'), { nonce: 'n', signal: signal() })
  await ears.platform.surface.remove(ref, signal())
  await settled(ears)
  expect(ears.events.map(event => event.type)).toEqual(['message', 'message'])
})

test('a direct message is heard, changed and forgotten although Discord answers no question', async () => {
  await using ears = await listen()
  const { discord } = ears
  const direct = discord.direct(discord.home.person)
  discord.hook(({ method }) => method === 'GET', { status: 503 }, 100)
  const said = discord.say(discord.home.person, direct, 'hello')
  expect(await ears.event('message')).toMatchObject({ text: 'hello', address: { workspace: 'direct', channel: direct.id } })
  discord.editMessage(said, 'hello again')
  expect((await ears.event('edited')).text).toBe('hello again')
  discord.deleteMessage(said)
  await ears.event('deleted')
  expect(ears.lines.filter(({ level }) => level === 'error')).toEqual([])
})

test('messages of one channel are told in their order although the service is slow', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, channel } = discord.home
  const waits = [60, 20, 0]
  const done: string[] = []
  ears.service.handle = async event => {
    const wait = waits.shift() ?? 0
    await new Promise(resolve => setTimeout(resolve, wait))
    if (event.type === 'message') done.push(event.text)
  }
  for (const text of ['one', 'two', 'three']) discord.say(person, channel, `${mention(ears)} ${text}`)
  await discord.until(() => done.length === 3)
  expect(done).toEqual(['one', 'two', 'three'])
})

test('a command in words that hangs does not keep the others in its channel from being heard', async () => {
  await using ears = await listen()
  const { discord } = ears
  const { person, owner, channel } = discord.home
  const hang = Promise.withResolvers<void>()
  ears.service.handle = event => (event.type === 'command' ? hang.promise : Promise.resolve())
  discord.say(person, channel, `${mention(ears)} help`)
  await ears.event('command')
  discord.say(owner, channel, `${mention(ears)} hello`)
  expect((await ears.event('message')).text).toBe('hello')
  hang.resolve()
})

test('without the message content intent it says so once in the log, hears who speaks to it, and tells a thread of ours once what is missing', async () => {
  await using ears = await listen({ start: { allowedIntents: 0 } })
  const { discord } = ears
  const { person, channel } = discord.home
  expect(ears.lines.filter(line => line.message.includes('Message Content intent'))).toHaveLength(1)
  discord.say(person, channel, 'nobody hears this')
  discord.say(person, channel, `${mention(ears)} open a thread`)
  const asked = await ears.event('message')
  expect(asked.text).toBe('open a thread')
  const { address } = await ears.platform.surface.thread(asked.reply, 'Talk', { nonce: 't', signal: signal() })
  discord.say(person, address.thread ?? '', 'can you hear me?')
  await discord.sees(address.thread ?? '', message => message.text.includes('Message Content intent'))
  discord.say(person, address.thread ?? '', 'and now?')
  await settled(ears)
  expect(ears.events.map(event => (event.type === 'message' ? event.text : event.type))).toEqual(['open a thread', 'that is all'])
  expect(discord.messages(address.thread ?? '').filter(message => message.text.includes('intent'))).toHaveLength(1)
  expect(discord.violations).toEqual([])
})
