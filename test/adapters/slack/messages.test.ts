import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Inbound } from '#core/event.ts'
import { type Post, say } from '#core/post.ts'
import { writeMessage } from '../../../adapters/slack/ref.ts'
import type { MessageRef } from '../../platforms/slack/slack.ts'
import { type Ears, listen, settled } from './ears.ts'

let ears: Ears
beforeAll(async () => {
  ears = await listen()
})
afterAll(() => ears[Symbol.asyncDispose]())
beforeEach(() => {
  ears.events.length = 0
  ears.service.handle = async () => {}
})

const ref = ({ channelId: channel, ts }: MessageRef, slack = ears.slack) => writeMessage({ team: slack.team.id, channel, ts })

/** What was told of something, once all that Slack sent is acknowledged and one more message came through behind it. */
async function told(): Promise<readonly Inbound[]> {
  const { slack } = ears
  const { person, channel } = slack.home
  const marker = `<@${slack.bot.id}> marker ${Math.random()}`
  await slack.say(person, channel, marker)
  const end = marker.slice(marker.indexOf('marker'))
  await slack.until(() => ears.events.some(event => event.type === 'message' && event.text === end))
  await settled(slack)
  return ears.events.filter(event => !(event.type === 'message' && event.text.startsWith('marker ')))
}

it('a mention is one event, though Slack tells it as a mention and as a message, and answers go to its thread', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  const said = await slack.say(person, channel, `<@${slack.bot.id}>, what is a fjord?`)
  const [event, ...more] = await told()
  expect(more).toEqual([])
  expect(event).toMatchObject({
    type: 'message',
    text: 'what is a fjord?',
    addressed: true,
    actor: { id: person.id },
    address: { platform: 'slack', workspace: slack.team.id, channel: channel.id, thread: said.ts },
  })
  expect(slack.deliveries.filter(({ name }) => name === 'app_mention').length).toBeGreaterThan(0)
})

it('an event that comes twice, by two connections or as a retry, is told once', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  slack.doubleEnvelopes(true)
  try {
    await slack.say(person, channel, `<@${slack.bot.id}> once`)
    await ears.event('message')
    slack.again('message')
    expect((await told()).map(event => event.type)).toEqual(['message'])
  } finally {
    slack.doubleEnvelopes(false)
  }
})

it('a direct message is always meant for us and belongs to no workspace', async () => {
  const { slack } = ears
  const dm = await slack.openDm(slack.home.person)
  const said = await slack.say(slack.home.person, dm, 'hello')
  expect(await ears.event('message')).toMatchObject({
    addressed: true,
    text: 'hello',
    address: { workspace: 'direct', channel: dm.id, thread: said.ts },
  })
})

it('a reply in a thread stands in that thread, and words in the channel in none', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  const root = await slack.say(person, channel, 'anybody here?')
  await slack.say(person, channel, 'yes', { thread: root })
  const events = await told()
  expect(events).toMatchObject([
    { text: 'anybody here?', addressed: false, address: { channel: channel.id } },
    { text: 'yes', addressed: false, address: { channel: channel.id, thread: root.ts } },
  ])
  expect(events[0]?.address.thread).toBeUndefined()
})

it('a first message that is deleted above its answers is forgotten, though an empty stone stays in its place', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  const root = await slack.say(person, channel, `<@${slack.bot.id}> what is a fjord?`)
  const reply = await slack.say(person, channel, 'and a fjell?', { thread: root })
  await told()
  await slack.delete(root)
  expect(slack.message(root)?.raw).toMatchObject({ subtype: 'tombstone', user: 'USLACKBOT' })
  const deleted = await ears.event('deleted')
  expect(deleted).toMatchObject({ message: ref(root), address: { channel: channel.id, thread: root.ts } })
  // Told twice, or told late that it was said, it stays forgotten.
  const before = ears.events.length
  slack.again('message')
  await told()
  expect(ears.events.slice(before).filter(({ type }) => type !== 'message')).toEqual([])
  await slack.delete(reply)
  expect((await told()).filter(({ type }) => type === 'deleted')).toHaveLength(2)
  expect(slack.message(root)).toBeNull()
})

it('words come as people read them: names, links and the three escaped characters', async () => {
  const { slack } = ears
  const { person, owner, channel } = slack.home
  await slack.say(
    person,
    channel,
    `<@${slack.bot.id}> ask <@${owner.id}> about <https://example.com/a?b=1&amp;c=2> &lt;b&gt; and <https://example.com|this>`,
  )
  const { text } = await ears.event('message')
  expect(text).toMatch(/^ask @\S.* about https:\/\/example\.com\/a\?b=1&c=2 <b> and this \(https:\/\/example\.com\)$/)
  expect(text).not.toContain(owner.id)
})

it('a command in words is a command, and one that acts on people has their ids', async () => {
  const { slack } = ears
  const { person, owner, channel } = slack.home
  await slack.say(person, channel, `<@${slack.bot.id}> imagine a red fox --count 2`)
  expect(await ears.event('command')).toMatchObject({ command: 'imagine', values: { prompt: 'a red fox', count: 2 } })
  const from = ears.events.length
  await slack.say(owner, channel, `<@${slack.bot.id}> config admin add <@${person.id}>`)
  expect(await ears.event('command', from)).toMatchObject({ command: 'config admin add', values: { user: `<@${person.id}>` } })
})

it('a command that is wrong is told with its mistake: the service knows who may be answered', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  await slack.say(person, channel, `<@${slack.bot.id}> imagine a fox --count 99`)
  const mistaken = await ears.event('command')
  expect(mistaken).toMatchObject({ command: 'imagine', values: {} })
  expect(mistaken.mistake).toContain('from 1 to 8')
})

it('bots, the system and ourselves are not heard', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  await slack.say(person, channel, `<@${slack.bot.id}> I am a machine`, { asBot: 'B0OTHERBOT' })
  await slack.say(person, channel, `<@${slack.bot.id}> topic`, { fields: { subtype: 'channel_topic' } })
  expect(await told()).toEqual([])
})

it('a change of words is told with the new words, and a change that people do not see is not', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  const said = await slack.say(person, channel, `<@${slack.bot.id}> old`)
  await ears.event('message')
  await slack.edit(said, `<@${slack.bot.id}> new`)
  expect(await ears.event('edited')).toMatchObject({ text: 'new', address: { thread: said.ts } })
  expect((await told()).filter(({ type }) => type === 'edited')).toHaveLength(1)
})

it('a deleted message is told once where it was heard, and never heard afterwards', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  const said = await slack.say(person, channel, `<@${slack.bot.id}> forget this`)
  const { message } = await ears.event('message')
  await slack.delete(said)
  expect(await ears.event('deleted')).toMatchObject({ message, address: { thread: said.ts } })
  slack.again('app_mention')
  expect((await told()).filter(({ type }) => type === 'message')).toHaveLength(1)
})

it('a written answer that we take away ourselves is not told; one that somebody else does is, by the message it was', async () => {
  const { slack, platform } = ears
  const { person, channel } = slack.home
  const asked = await slack.say(person, channel, `<@${slack.bot.id}> what is a fox?`)
  const { reply } = await ears.event('message')
  const { signal } = new AbortController()
  const [ours, theirs] = await Promise.all(
    ['One.', 'Two.'].map(async markdown => {
      const waiting: Post = { audience: 'channel', blocks: [{ type: 'progress', label: 'Thinking', beforeWords: true }] }
      const message = await platform.surface.post(reply, waiting, { nonce: markdown, signal })
      await platform.surface.edit(message, { audience: 'channel', blocks: [{ type: 'text', markdown }] }, { last: true, signal })
      return message
    }),
  )
  await platform.surface.remove(ours!, signal)
  const standing = await slack.sees(channel, ({ threadTs, text }) => threadTs === asked.ts && text === 'Two.')
  await slack.delete(standing)
  expect(await ears.event('deleted')).toMatchObject({ message: theirs })
  expect((await told()).filter(({ type }) => type === 'deleted')).toHaveLength(1)
})

it('an answer that one process takes away is not told by another one, either, however it is known', async () => {
  await using both = await listen()
  const { slack } = both
  const { person, channel } = slack.home
  const asked = await slack.say(person, channel, `<@${slack.bot.id}> what is a fox?`)
  const { reply } = await both.event('message')
  const { signal } = new AbortController()
  const posted = await both.platform.surface.post(reply, say('channel', 'One.'), { nonce: 'n0', signal })
  const waiting: Post = { audience: 'channel', blocks: [{ type: 'progress', label: 'Thinking', beforeWords: true }] }
  const written = await both.platform.surface.post(reply, waiting, { nonce: 'n1', signal })
  await both.platform.surface.edit(written, say('channel', 'Two.'), { last: true, signal })
  expect(slack.messages(channel, asked.ts)).toHaveLength(3)
  const answers = slack.messages(channel, asked.ts).slice(1)
  slack.dropEvents(answers.length)
  for (const message of [posted, written]) await both.platform.surface.remove(message, signal)
  await both.stop()
  await both.again()
  const deleted = { type: 'message', subtype: 'message_deleted', channel: channel.id, channel_type: 'channel' }
  for (const { ts, raw } of [...answers, asked]) slack.event({ ...deleted, ts, deleted_ts: ts, previous_message: raw })
  await slack.say(person, channel, `<@${slack.bot.id}> the end`)
  await slack.until(() => both.events.some(event => event.type === 'message' && event.text === 'the end'))
  await settled(slack)
  // What a person takes away is told, as always.
  expect(both.events.flatMap(event => (event.type === 'deleted' ? [event.message] : []))).toEqual([ref(asked, slack)])
})

it('the word stop alone in a thread may stop what is written there; in a sentence it is a word', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  const root = await slack.say(person, channel, `<@${slack.bot.id}> write a long story`)
  await slack.say(person, channel, 'Stop!', { thread: root })
  await slack.say(person, channel, 'do not stop', { thread: root })
  const events = (await told()).filter(event => event.type === 'message')
  expect(events.map(({ text, mayStop = false }) => [text, mayStop])).toEqual([
    ['write a long story', false],
    ['Stop!', true],
    ['do not stop', false],
  ])
})

it('Slack’s own stop button stops what is written in that thread', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  const root = await slack.say(person, channel, `<@${slack.bot.id}> write`)
  await ears.event('message')
  slack.event({
    type: 'agent_session_stopped',
    channel: channel.id,
    thread_ts: root.ts,
    user: person.id,
    streaming_message_ts: [],
    event_ts: root.ts,
  })
  expect(await ears.event('stop')).toMatchObject({ actor: { id: person.id }, address: { channel: channel.id, thread: root.ts } })
})

it('a file that is sent along can be opened, also one whose address Slack tells only when asked', async () => {
  const { slack, platform } = ears
  const { person, channel } = slack.home
  const bytes = Buffer.from('89504e470d0a1a0a00', 'hex')
  for (const stub of [false, true]) {
    const from = ears.events.length
    await slack.say(person, channel, `<@${slack.bot.id}> look`, {
      files: [{ name: 'fox.png', bytes, mimetype: 'image/png', stub }],
    })
    const { attachments } = await ears.event('message', from)
    expect(attachments).toHaveLength(1)
    const [file] = attachments
    if (file === undefined) throw new Error('There is no file.')
    const open = (maxBytes: number) => platform.directory.open(file, { maxBytes, signal: AbortSignal.timeout(5_000) })
    expect(Buffer.from(await open(100)).equals(bytes)).toBe(true)
    await expect(open(5)).rejects.toMatchObject({ kind: 'input' })
  }
})

it('an event that the service did not take in its life is told in the next one', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  let isBroken = true
  ears.service.handle = () => (isBroken ? new Promise(() => {}) : Promise.resolve())
  await slack.say(person, channel, `<@${slack.bot.id}> do not lose me`)
  await ears.event('message')
  isBroken = false
  const from = ears.events.length
  await ears.again()
  expect(await ears.event('message', from)).toMatchObject({ text: 'do not lose me' })
})

it('everything was acknowledged in time, and nothing that Slack forbids was done', () => {
  expect(ears.slack.deliveries.filter(({ failed }) => failed !== null)).toEqual([])
  expect(ears.slack.violations).toEqual([])
})
