import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type Block, type Post, refuse, say } from '../../../src/core/post.ts'
import { readMessage, readReply } from '../../../adapters/discord/ref.ts'
import { outboundPerTest } from './outbound.ts'

const begin = outboundPerTest()

const channel = (...blocks: readonly Block[]): Post => ({ audience: 'channel', blocks })
const stop: Block = { type: 'actions', buttons: [{ action: 'stop:j1', label: 'Stop', tone: 'primary' }] }
const text = (markdown: string): Post => channel({ type: 'text', markdown })

describe('an answer to a command', () => {
  test('takes the place of “thinking”, grows in it, and ends in it', async () => {
    const { surface, asked, signal, discord } = await begin()
    const { use, reply } = await asked('channel')
    const message = await surface.post(reply, channel({ type: 'progress', label: 'Thinking' }, stop), { nonce: 'n0', signal })
    expect(use.message()).toMatchObject({ text: 'Thinking', loading: false, private: false, buttons: [{ label: 'Stop' }] })
    await surface.edit(message, text('Hello, @everyone <@&1>.'), { last: true, signal })
    expect(use.message()).toMatchObject({ text: 'Hello, @everyone <@&1>.', buttons: [], pinged: [] })
    expect(discord.messages(discord.home.channel)).toHaveLength(1)
  })

  test('stays one message when it is posted twice, here and in another process', async () => {
    const { surface, another, asked, signal, discord } = await begin()
    const { reply } = await asked('channel')
    const first = await surface.post(reply, text('one'), { nonce: 'n0', signal })
    expect(await surface.post(reply, text('one'), { nonce: 'n0', signal })).toBe(first)
    expect(await another().post(reply, text('one'), { nonce: 'n0', signal })).toBe(first)
    discord.clock.advance(20 * 60_000)
    expect(await another().post(reply, text('one'), { nonce: 'n0', signal })).toBe(first)
    expect(discord.messages(discord.home.channel)).toHaveLength(1)
  })

  test('stays one message when two post it at once, also where we may only follow by the token', async () => {
    const { surface, asked, signal, discord } = await begin()
    const { reply } = await asked('channel')
    discord.permit(discord.home.channel, { deny: ['SEND_MESSAGES'] })
    for (const [at, nonce] of ['n0', 'n1'].entries()) {
      const [one, other] = await Promise.all([1, 2].map(() => surface.post(reply, text(nonce), { nonce, signal })))
      expect(other).toBe(one)
      expect(discord.messages(discord.home.channel)).toHaveLength(at + 1)
    }
  })

  test('goes on in messages that reply to the part before, and another answer never takes the first one’s place', async () => {
    const { surface, another, asked, signal, discord } = await begin()
    const { use, reply } = await asked('channel')
    await surface.post(reply, text('part one'), { nonce: 'n0', signal })
    const second = await surface.post(reply, text('part two'), { nonce: 'n1', signal })
    expect(await another().post(reply, text('part two'), { nonce: 'n1', signal })).toBe(second)
    await surface.post(reply, text('part three'), { nonce: 'n2', signal })
    const seen = discord.messages(discord.home.channel)
    expect(seen.map(message => message.text)).toEqual(['part one', 'part two', 'part three'])
    expect(seen.map(message => message.replyTo)).toEqual([null, seen[0]?.id, seen[1]?.id])
    expect(use.message()?.text).toBe('part one')
  })

  test('follows by the token where we may not write in the channel ourselves', async () => {
    const { surface, asked, signal, discord, requestsTo } = await begin()
    const { use, reply } = await asked('channel')
    discord.permit(discord.home.channel, { deny: ['SEND_MESSAGES'] })
    await surface.post(reply, text('part one'), { nonce: 'n0', signal })
    await surface.post(reply, text('part two'), { nonce: 'n1', signal })
    await surface.post(reply, text('part three'), { nonce: 'n2', signal })
    expect(use.messages().map(message => message.text)).toEqual(['part one', 'part two', 'part three'])
    // What was refused once is not asked again for a while.
    expect(requestsTo('POST', /^\/channels\/\{channel_id\}\/messages$/)).toHaveLength(1)
  })

  test('is private where it was acknowledged privately', async () => {
    const { surface, asked, signal, discord } = await begin()
    const { reply } = await asked('actor')
    const message = await surface.post(reply, refuse('There is no such model.'), { nonce: 'n0', signal })
    expect(discord.messages(discord.home.channel)).toEqual([])
    expect(discord.privately(discord.home.person)).toMatchObject([{ text: 'There is no such model.', private: true }])
    expect(await surface.edit(message, refuse('Still none.'), { last: true, signal })).toMatchObject({ shown: true })
    expect(discord.privately(discord.home.person)).toMatchObject([{ text: 'Still none.' }])
    await surface.remove(message, signal)
    expect(discord.privately(discord.home.person)).toEqual([])
  })

  test('is private although all were told that one comes: that is taken away first', async () => {
    const { surface, asked, signal, discord, requestsTo } = await begin()
    const { use, reply } = await asked('channel')
    await surface.post(reply, refuse('You have used up today’s budget.'), { nonce: 'n0', signal })
    expect(discord.messages(discord.home.channel)).toEqual([])
    expect(discord.privately(discord.home.person)).toMatchObject([{ text: 'You have used up today’s budget.' }])
    expect(use.message()).toBeNull()
    expect(requestsTo('DELETE', /@original/)).toHaveLength(1)
  })

  test('that is private is kept back where the acknowledgment cannot be taken away: nothing of it is shown to others', async () => {
    const { surface, asked, signal, discord } = await begin()
    const { use, reply } = await asked('channel')
    discord.hook('DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original', { status: 403, code: 50013 })
    await surface.post(reply, say('actor', 'Your balance is 3 USD.'), { nonce: 'n0', signal })
    expect(use.message()?.text).toMatch(/^This answer is for one person alone/)
    expect(JSON.stringify(discord.requests.map(request => request.body))).not.toContain('balance')
  })

  test('that is private is kept back where Discord refuses it, or would show it to all', async () => {
    const { surface, asked, signal, discord } = await begin()
    const post = say('actor', 'Your balance is 3 USD.')
    discord.hook('POST /webhooks/{webhook_id}/{webhook_token}', { status: 403, code: 50013 })
    await surface.post((await asked('channel')).reply, post, { nonce: 'n0', signal })
    // As if taking it away had not been heard: what follows takes the place of “thinking”, and its audience.
    discord.hook('DELETE /webhooks/{webhook_id}/{webhook_token}/messages/@original', { status: 404, code: 10008 })
    await surface.post((await asked('channel')).reply, post, { nonce: 'n1', signal })
    const seen = discord.messages(discord.home.channel).map(message => message.text)
    expect(seen).toHaveLength(2)
    for (const words of seen) expect(words).toMatch(/^This answer is for one person alone/)
  })

  test('that follows by the token is never sent twice on a guess, and no error tells the token or the words', async () => {
    const { surface, asked, signal, discord, requestsTo } = await begin()
    const { use, reply } = await asked('actor')
    await surface.post(reply, say('actor', 'first'), { nonce: 'first', signal })
    discord.hook('POST /webhooks/{webhook_id}/{webhook_token}', 'cut after')
    const lost: unknown = await surface
      .post(reply, say('actor', 'for you'), { nonce: 'n0', signal })
      .catch((thrown: unknown) => thrown)
    expect(lost).toMatchObject({ kind: 'platform' })
    expect(requestsTo('POST', /^\/webhooks/)).toHaveLength(1)
    expect(discord.privately(discord.home.person)).toHaveLength(2)
    discord.hook('POST /webhooks/{webhook_id}/{webhook_token}', { status: 400, code: 50035, message: 'no' })
    const refused: unknown = await surface
      .post(reply, say('actor', 'for you'), { nonce: 'n1', signal })
      .catch((thrown: unknown) => thrown)
    expect(inspect([lost, refused], { depth: 20, showHidden: true })).not.toMatch(new RegExp(`${use.token}|for you`))
  })

  test('is for all although it was acknowledged privately: that is taken away after', async () => {
    const { surface, asked, signal, discord } = await begin()
    const { reply } = await asked('actor')
    await surface.post(reply, text('for all'), { nonce: 'n0', signal })
    expect(discord.messages(discord.home.channel)).toMatchObject([{ text: 'for all', private: false }])
    expect(discord.privately(discord.home.person)).toEqual([])
  })

  test('to a button is a reply below its message, which stays as it is', async () => {
    const { surface, said, pressed, signal, discord } = await begin()
    const { reply } = said('hello')
    const again: Block = { type: 'actions', buttons: [{ action: 'again:j1', label: 'Again' }] }
    const message = readMessage(
      await surface.post(reply, channel({ type: 'text', markdown: 'first' }, again), { nonce: 'n0', signal }),
    ).message
    const press = await pressed(message, 'Again')
    await surface.post(press.reply, text('second'), { nonce: 'n1', signal })
    await surface.post(press.reply, refuse('It is being made already.'), { nonce: 'n2', signal })
    const seen = discord.messages(discord.home.channel)
    expect(seen.map(({ text: words }) => words)).toEqual(['hello', 'first', 'second'])
    expect(seen[2]?.replyTo).toBe(message)
    expect(discord.privately(discord.home.person)).toMatchObject([{ text: 'It is being made already.' }])
  })

  test('after fourteen minutes goes on by the channel, while the token would still live', async () => {
    const { surface, another, asked, signal, discord, requestsTo } = await begin()
    const { reply } = await asked('channel')
    const message = await surface.post(reply, text('early'), { nonce: 'n0', signal })
    expect(surface.bucketOf(message)).toMatch(/^token:[\da-f]{16}$/)
    discord.clock.advance(14 * 60_000)
    expect(surface.bucketOf(message)).toBe(`channel:${discord.home.channel.id}`)
    await surface.edit(message, text('late'), { last: true, signal })
    await another().edit(message, text('later'), { last: true, signal })
    await surface.post(reply, text('part two'), { nonce: 'n1', signal })
    expect(discord.messages(discord.home.channel).map(seen => seen.text)).toEqual(['later', 'part two'])
    expect(requestsTo('PATCH', /^\/channels/)).toHaveLength(2)
  })

  test('whose token died early goes on by the channel, and what was private ends without an error', async () => {
    const { surface, asked, signal, discord } = await begin()
    const open = await asked('channel')
    const hidden = await asked('actor')
    const message = await surface.post(open.reply, text('early'), { nonce: 'n0', signal })
    const secret = await surface.post(hidden.reply, say('actor', 'for you'), { nonce: 'n1', signal })
    discord.expireTokens()
    expect(await surface.edit(message, text('late'), { last: true, signal })).toMatchObject({ shown: true })
    expect(await surface.edit(secret, say('actor', 'late'), { last: true, signal })).toMatchObject({ shown: false })
    expect(discord.messages(discord.home.channel)).toMatchObject([{ text: 'late' }])
    await expect(surface.post(hidden.reply, say('actor', 'more'), { nonce: 'n2', signal })).rejects.toMatchObject({
      kind: 'gone',
    })
  })

  test('in a direct conversation is a message like any other', async () => {
    const { surface, asked, signal, discord } = await begin()
    const { reply } = await asked('channel', { direct: true })
    const message = await surface.post(reply, refuse('There is no such model.'), { nonce: 'n0', signal })
    discord.clock.advance(15 * 60_000)
    await surface.edit(message, text('fine'), { last: true, signal })
    expect(discord.messages(discord.direct(discord.home.person))).toMatchObject([{ text: 'fine' }])
    expect(await surface.thread(reply, 'A title', { nonce: 'n1', signal })).toEqual({
      address: { platform: 'discord', workspace: 'direct', channel: discord.direct(discord.home.person).id },
      reply,
    })
  })
})

describe('an answer to a message', () => {
  test('is a reply that calls nobody, once for each nonce although its answer was lost', async () => {
    const { surface, said, signal, discord, requestsTo } = await begin()
    const { id, reply } = said('hello')
    discord.hook('POST /channels/{channel_id}/messages', 'cut after')
    const message = await surface.post(reply, text('Hello @everyone'), { nonce: 'n0', signal })
    expect(discord.messages(discord.home.channel)).toMatchObject([{ id }, { text: 'Hello @everyone', replyTo: id, pinged: [] }])
    expect(readMessage(message).message).toBe(discord.messages(discord.home.channel)[1]?.id)
    const bodies = requestsTo('POST', /messages$/).map(request => request.body as Record<string, unknown>)
    expect(bodies).toHaveLength(2)
    for (const body of bodies)
      expect(body).toMatchObject({ enforce_nonce: true, allowed_mentions: { parse: [], replied_user: false } })
    expect(new Set(bodies.map(body => body['nonce'])).size).toBe(1)
  })

  test('is posted alone where its question was deleted, or where we may not read what was said', async () => {
    const { surface, said, signal, discord } = await begin()
    const gone = said('soon gone')
    discord.deleteMessage(gone.id)
    await surface.post(gone.reply, text('to nobody'), { nonce: 'n0', signal })
    discord.permit(discord.home.channel, { deny: ['READ_MESSAGE_HISTORY'] })
    await surface.post(said('hello').reply, text('to somebody'), { nonce: 'n1', signal })
    const seen = discord.messages(discord.home.channel).filter(message => message.authorId === discord.bot.id)
    expect(seen.map(message => message.text)).toEqual(['to nobody', 'to somebody'])
  })

  test('that is for one person alone is said to all only when it is a refusal', async () => {
    const { surface, said, signal, discord } = await begin()
    await surface.post(said('draw').reply, refuse('You have used up today’s budget.'), { nonce: 'n0', signal })
    await surface.post(said('usage').reply, say('actor', 'You spent 3 USD.'), { nonce: 'n1', signal })
    const seen = discord.messages(discord.home.channel).filter(message => message.authorId === discord.bot.id)
    expect(seen[0]?.text).toBe('You have used up today’s budget.')
    expect(seen[1]?.text).toMatch(/^The answer to this is for you alone/)
  })

  test('says which permission is missing, and does not ask again for a minute', async () => {
    const { surface, said, signal, discord, requestsTo } = await begin()
    discord.permit(discord.home.channel, { deny: ['SEND_MESSAGES'] })
    const { reply } = said('hello')
    const post = (nonce: string): Promise<unknown> => surface.post(reply, text('hi'), { nonce, signal })
    await expect(post('n0')).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('“Send Messages”') as string,
    })
    await expect(post('n1')).rejects.toMatchObject({ kind: 'denied' })
    expect(requestsTo('POST', /messages$/)).toHaveLength(1)
    discord.permit(discord.home.channel, { allow: ['SEND_MESSAGES'] })
    discord.clock.advance(61_000)
    await post('n2')
    expect(discord.messages(discord.home.channel)).toHaveLength(2)
    discord.permit(discord.home.channel, { deny: ['VIEW_CHANNEL'] })
    await expect(post('n3')).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('“View Channel”') as string,
    })
  })

  test('that the server’s AutoMod blocks becomes a neutral notice', async () => {
    const { surface, said, signal, discord } = await begin()
    discord.blockWords(discord.home.guild, ['turnip'])
    const message = await surface.post(said('hello').reply, text('I like turnips.'), { nonce: 'n0', signal })
    const [, answer] = discord.messages(discord.home.channel)
    expect(answer?.text).toMatch(/AutoMod/)
    await surface.edit(message, text('I like carrots.'), { last: true, signal })
    expect(discord.messages(discord.home.channel)[1]?.text).toBe('I like carrots.')
    await surface.edit(message, text('turnips again'), { last: true, signal })
    expect(discord.messages(discord.home.channel)[1]?.text).toMatch(/AutoMod/)
  })
})

describe('showing a message anew', () => {
  test('that was deleted, or whose channel is, is refused as gone; taking it away is no error', async () => {
    const { surface, said, signal, discord } = await begin()
    const { reply } = said('hello')
    const message = await surface.post(reply, text('hi'), { nonce: 'n0', signal })
    discord.deleteMessage(readMessage(message).message)
    await expect(surface.edit(message, text('anew'), { last: true, signal })).rejects.toMatchObject({ kind: 'gone' })
    await surface.remove(message, signal)
    discord.deleteChannel(discord.home.channel)
    await expect(surface.edit(message, text('anew'), { last: false, signal })).rejects.toMatchObject({ kind: 'gone' })
    await expect(surface.post(reply, text('more'), { nonce: 'n1', signal })).rejects.toMatchObject({ kind: 'gone' })
  })

  test('a frame in between is sent at once or not at all, and says how long to rest and what the channel bears then', async () => {
    const { surface, said, signal, discord, requestsTo } = await begin({ limitsFasterBy: 1 })
    const message = await surface.post(said('hello').reply, text('0'), { nonce: 'n0', signal })
    const frames = []
    for (let at = 1; at <= 12; at++) {
      frames.push(await surface.edit(message, text(`frame ${at}`), { last: false, signal }))
      discord.clock.advance(600)
    }
    const shown = frames.filter(frame => frame.shown)
    for (const { restMs, room } of shown) expect(restMs).toBe(room?.edits === 0 ? Math.ceil(room.ms) : 0)
    expect(shown.map(({ room }) => room?.edits)).toEqual([4, 3, 2, 1, 0])
    for (const frame of frames.filter(({ shown }) => !shown)) expect(frame.restMs).toBeGreaterThan(0)
    expect(await surface.edit(message, text('the end'), { last: true, signal })).toMatchObject({ shown: true })
    expect(discord.messages(discord.home.channel)[1]?.text).toBe('the end')
    expect(requestsTo('PATCH', /messages/).every(request => request.status === 200)).toBe(true)
  })

  test('a frame that meets 429 is dropped with the time to rest, and a last one waits for its turn', async () => {
    const { surface, said, signal, discord, throttled } = await begin()
    const message = await surface.post(said('hello').reply, text('0'), { nonce: 'n0', signal })
    discord.hook('PATCH /channels/{channel_id}/messages/{message_id}', { limitedForMs: 300, scope: 'shared' })
    const dropped = await surface.edit(message, text('frame'), { last: false, signal })
    expect(dropped.shown).toBe(false)
    expect(dropped.restMs).toBeGreaterThanOrEqual(300)
    expect(await surface.edit(message, text('the end'), { last: true, signal })).toMatchObject({ shown: true })
    expect(throttled()).toBe(1)
    expect(discord.messages(discord.home.channel)[1]?.text).toBe('the end')
  })

  test('what a message shows already is not sent again, and anything else is', async () => {
    const { surface, said, signal, discord, requestsTo } = await begin()
    const message = await surface.post(said('hello').reply, text('0'), { nonce: 'n0', signal })
    const show = (words: string, last = true) => surface.edit(message, text(words), { last, signal })
    for (const words of ['one', 'one', 'two', 'one']) expect(await show(words)).toMatchObject({ shown: true })
    expect(requestsTo('PATCH', /messages/)).toHaveLength(3)
    expect(await show('one', false)).toEqual({ shown: true, restMs: 0 })
    discord.hook('PATCH /channels/{channel_id}/messages/{message_id}', { status: 400, code: 50_035 }, 2)
    await expect(show('refused')).rejects.toThrow('refused')
    await show('one')
    expect(requestsTo('PATCH', /messages/)).toHaveLength(6)
    expect(discord.messages(discord.home.channel)[1]?.text).toBe('one')
  })

  test('a last frame takes the channel’s way where the token’s would let it wait long', async () => {
    const { surface, asked, signal, discord, requestsTo } = await begin()
    const { use, reply } = await asked('channel')
    const message = await surface.post(reply, text('0'), { nonce: 'n0', signal })
    discord.hook('PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}', { limitedForMs: 40_000, scope: 'shared' })
    await surface.edit(message, text('nearly the end'), { last: true, signal })
    expect(use.message()?.text).toBe('nearly the end')
    discord.clock.advance(2_000)
    await surface.edit(message, text('the end'), { last: true, signal })
    expect(use.message()?.text).toBe('the end')
    expect(requestsTo('PATCH', /^\/channels/)).toHaveLength(2)
  })

  test('in a channel where tokens are used up for a minute goes on by the channel, first and last frames alike', async () => {
    const { surface, asked, signal, requestsTo } = await begin()
    for (let nth = 0; nth < 24; nth++) {
      const { reply } = await asked('channel')
      await surface.post(reply, text('one of many'), { nonce: `m${nth}`, signal })
    }
    const { use, reply } = await asked('channel')
    const message = await surface.post(reply, text('0'), { nonce: 'n0', signal })
    expect(surface.bucketOf(message)).toMatch(/^channel:/)
    const frame = await surface.edit(message, text('growing'), { last: false, signal })
    expect(frame).toMatchObject({ shown: true })
    expect(frame.restMs).toBeLessThanOrEqual(2_000)
    await surface.edit(message, text('the end'), { last: true, signal })
    expect(use.message()?.text).toBe('the end')
    expect(requestsTo('PATCH', /^\/channels/)).toHaveLength(2)
  })

  test('a last frame is tried again after a cut connection and a broken server, a frame in between is not', async () => {
    const { surface, said, signal, discord, requestsTo } = await begin()
    const message = await surface.post(said('hello').reply, text('0'), { nonce: 'n0', signal })
    const route = 'PATCH /channels/{channel_id}/messages/{message_id}'
    discord.hook(route, { status: 503 })
    await expect(surface.edit(message, text('frame'), { last: false, signal })).rejects.toMatchObject({ kind: 'platform' })
    expect(requestsTo('PATCH', /messages/)).toHaveLength(1)
    discord.hook(route, 'cut')
    discord.hook(route, { status: 502 })
    await surface.edit(message, text('the end'), { last: true, signal })
    expect(requestsTo('PATCH', /messages/)).toHaveLength(4)
    expect(discord.messages(discord.home.channel)[1]?.text).toBe('the end')
    discord.hook(route, { status: 500 }, 10)
    await expect(surface.edit(message, text('never'), { last: true, signal })).rejects.toMatchObject({ kind: 'platform' })
    expect(requestsTo('PATCH', /messages/)).toHaveLength(8)
  })

  test('in an archived thread opens it again; where that is not allowed the last words are a reply', async () => {
    const { surface, signal, discord, said } = await begin()
    const { reply } = said('hello')
    const place = await surface.thread(reply, 'A talk', { nonce: 't0', signal })
    const message = await surface.post(place.reply, text('draft'), { nonce: 'n0', signal })
    const thread = place.address.thread ?? ''
    discord.archiveThread(thread)
    await surface.edit(message, text('done'), { last: true, signal })
    expect(discord.messages(thread).at(-1)?.text).toBe('done')
    discord.archiveThread(thread)
    discord.hook('PATCH /channels/{channel_id}', { status: 403, code: 50013 }, 2)
    expect(await surface.edit(message, text('frame'), { last: false, signal })).toMatchObject({ shown: false })
    await surface.edit(message, text('the end'), { last: true, signal })
    expect(discord.messages(thread).at(-1)).toMatchObject({ text: 'the end', replyTo: readMessage(message).message })
  })

  test('a refused token of our own is told once as what the operator must do, and nothing more is sent', async () => {
    const { surface, said, signal, discord } = await begin()
    const { reply } = said('hello')
    discord.resetToken()
    await expect(surface.post(reply, text('hi'), { nonce: 'n0', signal })).rejects.toMatchObject({ kind: 'config' })
    const sent = discord.requests.length
    await expect(surface.post(reply, text('hi'), { nonce: 'n0', signal })).rejects.toMatchObject({ kind: 'config' })
    expect(discord.requests).toHaveLength(sent)
  })

  test('ends with its signal, even while it waits for a limit', async () => {
    const { surface, said, discord, signal } = await begin()
    const message = await surface.post(said('hello').reply, text('0'), { nonce: 'n0', signal })
    discord.hook('PATCH /channels/{channel_id}/messages/{message_id}', { limitedForMs: 5_000 })
    const ending = new AbortController()
    const edit = surface.edit(message, text('late'), { last: true, signal: ending.signal })
    await discord.until(() => discord.requests.some(request => request.status === 429))
    ending.abort(new Error('the lease is over'))
    await expect(edit).rejects.toThrow('the lease is over')
  })
})

describe('a thread', () => {
  test('is opened on the answer to a command, once, and the conversation goes on in it', async () => {
    const { surface, another, asked, signal, discord } = await begin()
    const { use, reply } = await asked('channel')
    const place = await surface.thread(reply, 'What is *rain*?', { nonce: 't0', signal })
    expect(await another().thread(reply, 'What is *rain*?', { nonce: 't0', signal })).toEqual(place)
    expect(discord.threads(discord.home.channel)).toMatchObject([{ id: place.address.thread, name: 'What is *rain*?' }])
    expect(place.address).toMatchObject({ workspace: discord.home.guild.id, channel: discord.home.channel.id })
    expect(use.message()).toMatchObject({ text: '“What is \\*rain\\*?”', threadId: place.address.thread })
    await surface.post(place.reply, text('Water.'), { nonce: 'n0', signal })
    expect(discord.messages(place.address.thread ?? '').at(-1)?.text).toBe('Water.')
    // Within a thread it is the thread itself.
    expect(await surface.thread(place.reply, 'Deeper', { nonce: 't1', signal })).toMatchObject({ address: place.address })
    // A refusal of the same event is not taken for the thread’s title.
    await surface.post(reply, refuse('You talk too fast.'), { nonce: 't0', signal })
    expect(discord.privately(discord.home.person)).toMatchObject([{ text: 'You talk too fast.' }])
  })

  test('of a message is the one it has already', async () => {
    const { surface, said, signal, discord } = await begin()
    const { id, reply } = said('hello')
    const theirs = discord.thread(discord.home.channel, 'Theirs', { message: id })
    const { address } = await surface.thread(reply, 'Ours', { nonce: 't0', signal })
    expect(address.thread).toBe(theirs.id)
    expect(discord.threads(discord.home.channel)).toHaveLength(1)
  })

  test('that is not allowed is refused with the permission’s name, and the answer takes the place that was meant for its title', async () => {
    const { surface, asked, signal, discord } = await begin()
    discord.permit(discord.home.channel, { deny: ['CREATE_PUBLIC_THREADS'] })
    const { use, reply } = await asked('channel')
    await expect(surface.thread(reply, 'A talk', { nonce: 't0', signal })).rejects.toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('“Create Public Threads”') as string,
    })
    await surface.post(reply, text('Here then.'), { nonce: 'n0', signal })
    expect(use.message()?.text).toBe('Here then.')
    expect(discord.messages(discord.home.channel)).toHaveLength(1)
  })

  test('opened by a button stands by itself, once', async () => {
    const { surface, another, said, pressed, signal, discord } = await begin()
    const first = await surface.post(said('hi').reply, channel({ type: 'text', markdown: 'hello' }, stop), {
      nonce: 'n0',
      signal,
    })
    const { reply } = await pressed(readMessage(first).message, 'Stop')
    const place = await surface.thread(reply, 'Aside', { nonce: 't0', signal })
    expect(await another().thread(reply, 'Aside', { nonce: 't0', signal })).toEqual(place)
    expect(discord.threads(discord.home.channel)).toHaveLength(1)
  })
})

describe('a post that answers nobody', () => {
  test('goes where an admin named it: by mark, id or name, in this server alone', async () => {
    const { surface, signal, discord } = await begin()
    const { guild, channel: general } = discord.home
    for (const [at, named] of [`<#${general.id}>`, general.id, '#general', 'general'].entries()) {
      const reply = await surface.replyAt?.(guild.id, named)
      expect(reply && readReply(reply)).toMatchObject({ guild: guild.id, channel: general.id })
      if (reply !== undefined) await surface.post(reply, text(`notice ${at}`), { nonce: `n${at}`, signal })
    }
    expect(discord.messages(general).map(({ replyTo }) => replyTo)).toEqual([null, null, null, null])
    const other = discord.guild({ name: 'Elsewhere' })
    expect(await surface.replyAt?.(other.id, general.id)).toBeUndefined()
    expect(await surface.replyAt?.(guild.id, 'nowhere')).toBeUndefined()
  })
})
