import { afterEach, describe, expect, test } from 'vitest'
import { type Block, type Post, refuse, say } from '../../../src/core/post.ts'
import { Fault } from '../../../src/core/fault.ts'
import type { Start } from '../../platforms/slack/control.ts'
import { until } from '../../contracts/wait.ts'
import { draft, ended, type Outgoing, outgoing, thinking } from './outgoing.ts'

let open: Outgoing | undefined
const begin = async (start?: Start, more?: { readonly renewMs: number }): Promise<Outgoing> =>
  (open = await outgoing(start, more))
afterEach(async () => {
  const violations = open?.slack.violations ?? []
  await open?.[Symbol.asyncDispose]()
  open = undefined
  expect(violations).toEqual([])
})

const channel = (...blocks: readonly Block[]): Post => ({ audience: 'channel', blocks })
const kindOf = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'nothing',
    (thrown: unknown) => (thrown instanceof Fault ? `${thrown.kind}: ${thrown.message}` : String(thrown)),
  )

describe('an answer in a thread', () => {
  test('is awaited by the thread’s status, is written as one stream, and ends with what can be done next', async () => {
    const { surface, asked, signal, slack, requestsTo } = await begin()
    const { thread, reply } = await asked()
    const { channel: home } = slack.home
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    expect(slack.status(home, thread)?.text).toBe('is thinking…')
    expect(slack.messages(home, thread)).toHaveLength(1)
    expect(await surface.edit(message, draft('A lighthouse is'), { last: false, signal })).toMatchObject({
      shown: true,
      restMs: 0,
    })
    expect(slack.status(home, thread)).toBeNull()
    expect(slack.messages(home, thread)[1]).toMatchObject({ streaming: true, text: 'A lighthouse is' })
    await surface.edit(message, draft('A lighthouse is a tower, with'), { last: false, signal })
    expect(slack.messages(home, thread)[1]?.raw['text']).toBe('A lighthouse is a tower, with')
    await surface.edit(message, ended('A lighthouse is a tower, with a lamp.'), { last: true, signal })
    const [, answer, ...more] = slack.messages(home, thread)
    expect(answer).toMatchObject({ streaming: false, buttons: [{ label: 'Regenerate', actionId: 'regenerate:j1' }] })
    expect(answer?.raw['text']).toBe('A lighthouse is a tower, with a lamp.')
    expect(answer?.text).toContain('some/model · 4 s')
    expect(more).toEqual([])
    expect(requestsTo('chat.update')).toEqual([])
  })

  test('is one message when no word came before its end', async () => {
    const { surface, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, ended('Short.'), { last: true, signal })
    expect(slack.messages(slack.home.channel, thread).slice(1)).toMatchObject([
      { text: expect.stringContaining('Short.') as string },
    ])
    expect(slack.status(slack.home.channel, thread)).toBeNull()
  })

  test('goes on saying that it comes while it is awaited, and stops when its words are there', async () => {
    const { surface, asked, signal, slack, requestsTo } = await begin({}, { renewMs: 20 })
    const { reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await slack.until(() => requestsTo('assistant.threads.setStatus').length > 3)
    await surface.edit(message, ended('There.'), { last: true, signal })
    const said = requestsTo('assistant.threads.setStatus').length
    await surface.post(reply, say('channel', 'Another.'), { nonce: 'n1', signal })
    expect(requestsTo('assistant.threads.setStatus').length - said).toBeLessThanOrEqual(1)
  })

  test('goes on saying so however often it is shown as it stands, and calls nobody there', async () => {
    const { surface, asked, signal, slack, requestsTo } = await begin({}, { renewMs: 200 })
    const { thread, reply } = await asked()
    const waiting = channel({ type: 'progress', label: 'Asking <!channel> and @here', beforeWords: true })
    const message = await surface.post(reply, waiting, { nonce: 'n0', signal })
    expect(slack.status(slack.home.channel, thread)?.text).not.toMatch(/<!|@here/)
    await until('it is said anew', async () => {
      await surface.edit(message, waiting, { last: false, signal })
      return requestsTo('assistant.threads.setStatus').length > 2
    })
  })

  test('stands below the one that was awaited before it in the same thread, whose line is about the next one then', async () => {
    const { surface, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const status = (): string | undefined => slack.status(slack.home.channel, thread)?.text
    const first = await surface.post(reply, thinking, { nonce: 'n0', signal })
    const waiting = channel({ type: 'progress', label: 'Waiting · 2nd in line', beforeWords: true })
    const second = await surface.post(reply, waiting, { nonce: 'n1', signal })
    expect([status(), slack.messages(slack.home.channel, thread).length]).toEqual(['is thinking…', 1])
    await surface.edit(first, draft('One two'), { last: false, signal })
    await slack.until(() => status() === 'has a question waiting · 2nd in line')
    await surface.edit(first, ended('One two.'), { last: true, signal })
    await surface.edit(second, thinking, { last: false, signal })
    await slack.until(() => status() === 'is thinking…')
    await surface.edit(second, ended('Three.'), { last: true, signal })
    expect(slack.messages(slack.home.channel, thread).map(({ text }) => text.split('\n')[0])).toEqual([
      'What is a lighthouse?',
      'One two.',
      'Three.',
    ])
    expect(status()).toBeUndefined()
  })

  test('that is taken away leaves the line to the one that was awaited before it', async () => {
    const { surface, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    await surface.post(reply, thinking, { nonce: 'n0', signal })
    const second = await surface.post(reply, thinking, { nonce: 'n1', signal })
    await surface.remove(second, signal)
    expect(slack.status(slack.home.channel, thread)?.text).toBe('is thinking…')
  })

  test('can be found by the message that it became', async () => {
    const { surface, speaking, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, ended('There.'), { last: true, signal })
    const ts = slack.messages(slack.home.channel, thread)[1]?.ts ?? ''
    expect(await speaking.notes.refAt(slack.team.id, slack.home.channel.id, ts)).toBe(message)
    const plain = await surface.post(reply, say('channel', 'Plain.'), { nonce: 'n1', signal })
    expect(await speaking.notes.refAt(slack.team.id, slack.home.channel.id, plain.split('/').at(-1) ?? '')).toBe(plain)
  })

  test('shows what is written over where the text changes behind what stands', async () => {
    const { surface, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, draft('One two three four'), { last: false, signal })
    await surface.edit(message, draft('One two'), { last: false, signal })
    expect(slack.messages(slack.home.channel, thread)[1]).toMatchObject({ streaming: false, text: 'One two' })
    await surface.edit(message, ended('One two five'), { last: true, signal })
    expect(slack.messages(slack.home.channel, thread)[1]?.text).toContain('One two five')
    expect(slack.messages(slack.home.channel, thread)).toHaveLength(2)
  })

  test('loses nothing when its stream’s time or room is over', async () => {
    const { surface, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, draft('One'), { last: false, signal })
    slack.clock.advance(240_000)
    await surface.edit(message, draft('One two'), { last: false, signal })
    expect(slack.messages(slack.home.channel, thread)[1]).toMatchObject({ streaming: false, text: 'One two' })
    slack.clock.advance(120_000)
    const long = `One two ${'灯'.repeat(4_000)} end`
    await surface.edit(message, ended(long), { last: true, signal })
    expect(slack.messages(slack.home.channel, thread)[1]?.text).toContain(long)

    const { thread: other, reply: again } = await asked('And another?')
    const wide = await surface.post(again, thinking, { nonce: 'n2', signal })
    await surface.edit(wide, draft('塔'.repeat(2_000)), { last: false, signal })
    await surface.edit(wide, draft('塔'.repeat(4_000)), { last: false, signal })
    await surface.edit(wide, ended(`${'塔'.repeat(5_000)} end`), { last: true, signal })
    expect(slack.messages(slack.home.channel, other)[1]?.text).toContain(`${'塔'.repeat(5_000)} end`)
  })

  test('ends well where its stream expired unseen', async () => {
    const { surface, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, draft('One'), { last: false, signal })
    slack.clock.advance(310_000)
    await surface.edit(message, ended('One two'), { last: true, signal })
    expect(slack.messages(slack.home.channel, thread)[1]?.text).toContain('One two')
  })

  test.each([
    ['unknown_method', true],
    ['feature_not_enabled', true],
    ['channel_type_not_supported', false],
  ])('is posted and edited where streams are refused with %s', async (error, isForAll) => {
    const { surface, asked, signal, slack, requestsTo } = await begin()
    slack.latch('chat.startStream', error)
    for (const nonce of ['n0', 'n1']) {
      const { thread, reply } = await asked()
      const message = await surface.post(reply, thinking, { nonce, signal })
      await surface.edit(message, draft('One'), { last: false, signal })
      expect(slack.messages(slack.home.channel, thread)[1]).toMatchObject({ text: 'One', buttons: [{ label: 'Stop' }] })
      await surface.edit(message, ended('One two'), { last: true, signal })
      expect(slack.messages(slack.home.channel, thread)[1]?.text).toContain('One two')
      expect(slack.messages(slack.home.channel, thread)).toHaveLength(2)
    }
    expect(requestsTo('chat.startStream')).toHaveLength(isForAll ? 1 : 2)
  })

  test('is posted where nobody is named for whom it is streamed', async () => {
    const { surface, slack, signal } = await begin()
    const { ts } = await slack.say(slack.home.person, slack.home.channel, 'Hello')
    const { writeReply } = await import('../../../adapters/slack/ref.ts')
    const reply = writeReply({ team: slack.team.id, channel: slack.home.channel.id, thread: ts })
    await surface.post(reply, thinking, { nonce: 'n0', signal })
    expect(slack.messages(slack.home.channel, ts)[1]?.text).toBe('Thinking')
  })

  test('drops a frame that has to wait and shows it with the next', async () => {
    const { surface, asked, signal, slack, throttled } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, draft('One'), { last: false, signal })
    slack.hook('chat.appendStream', { limitedForS: 1 })
    expect(await surface.edit(message, draft('One two'), { last: false, signal })).toEqual({ shown: false, restMs: 1_000 })
    expect(throttled()).toBe(1)
    slack.clock.advance(1_000)
    expect(await surface.edit(message, draft('One two three'), { last: false, signal })).toMatchObject({ shown: true })
    expect(slack.messages(slack.home.channel, thread)[1]?.raw['text']).toBe('One two three')
  })

  test('is posted where too many streams are begun', async () => {
    const { surface, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    slack.hook('chat.startStream', { limitedForS: 30 })
    await surface.edit(message, draft('One'), { last: false, signal })
    expect(slack.messages(slack.home.channel, thread)[1]).toMatchObject({ streaming: false, text: 'One' })
  })

  test.each(['chat.startStream', 'chat.appendStream', 'chat.stopStream'])(
    'says nothing twice when the answer of %s is lost',
    async method => {
      const { surface, asked, signal, slack } = await begin()
      const { thread, reply } = await asked()
      const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
      slack.hook(method, 'cut after')
      await surface.edit(message, draft('One'), { last: false, signal }).catch(() => {})
      await surface.edit(message, draft('One two'), { last: false, signal }).catch(() => {})
      await surface.edit(message, ended('One two three'), { last: true, signal })
      const [, answer, ...more] = slack.messages(slack.home.channel, thread)
      const words = answer?.text.includes('One') === true ? answer.text : answer?.fallback
      expect(words).toContain('One two three')
      expect(words?.match(/One/g)).toHaveLength(1)
      expect(answer?.streaming).toBe(false)
      expect(more).toEqual([])
    },
  )

  test('is ended and then edited by the process that comes after a crash', async () => {
    const { surface, another, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, draft('One'), { last: false, signal })
    const next = another().surface
    expect(await next.post(reply, thinking, { nonce: 'n0', signal })).toBe(message)
    await next.edit(message, draft('One two'), { last: false, signal })
    expect(slack.messages(slack.home.channel, thread)[1]).toMatchObject({ streaming: false, text: 'One two' })
    await next.edit(message, ended('One two three'), { last: true, signal })
    expect(slack.messages(slack.home.channel, thread)).toHaveLength(2)
  })

  test('is one message where two post it at once, and where the first of them failed', async () => {
    const { surface, commanded, signal, slack } = await begin()
    const reply = commanded()
    const twice = (nonce: string) => [1, 2].map(() => surface.post(reply, say('channel', 'In line'), { nonce, signal }))
    const [one, other] = await Promise.all(twice('n0'))
    expect(other).toBe(one)
    expect(slack.messages(slack.home.channel)).toHaveLength(1)
    slack.hook('chat.postMessage', { error: 'not_in_channel' }, 1)
    const [failed, posted] = await Promise.allSettled(twice('n1'))
    expect([failed?.status, posted?.status]).toEqual(['rejected', 'fulfilled'])
    expect(slack.messages(slack.home.channel)).toHaveLength(2)
  })

  test('is shown anew whole where Slack lost its end', async () => {
    const { surface, asked, signal, slack, requestsTo } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, draft('One'), { last: false, signal })
    slack.hook('chat.stopStream', { status: 200, body: JSON.stringify({ ok: true, message: { text: 'One two' } }) })
    slack.hook('conversations.replies', { status: 200, body: JSON.stringify({ ok: true, messages: [] }) })
    await surface.edit(message, ended('One two three'), { last: true, signal })
    expect(requestsTo('chat.update')).toHaveLength(1)
    expect(slack.messages(slack.home.channel, thread)[1]?.text).toContain('One two three')
  })

  test('is gone when somebody deletes it, whether it is being written or stands', async () => {
    const { surface, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, draft('One'), { last: false, signal })
    const answer = slack.messages(slack.home.channel, thread)[1]
    if (answer !== undefined) await slack.delete(answer)
    expect(await kindOf(surface.edit(message, draft('One two'), { last: false, signal }))).toMatch(/^gone/)
    await surface.remove(message, signal)
    expect(await kindOf(surface.edit(message, ended('One'), { last: true, signal }))).toMatch(/^gone/)
  })

  test('leaves nothing when it is removed', async () => {
    const { surface, asked, signal, slack } = await begin()
    const { thread, reply } = await asked()
    const waiting = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.remove(waiting, signal)
    expect(slack.status(slack.home.channel, thread)).toBeNull()
    const written = await surface.post(reply, thinking, { nonce: 'n1', signal })
    await surface.edit(written, draft('One'), { last: false, signal })
    await surface.remove(written, signal)
    const plain = await surface.post(reply, say('channel', 'One'), { nonce: 'n2', signal })
    await surface.remove(plain, signal)
    await surface.remove(plain, signal)
    expect(slack.messages(slack.home.channel, thread)).toHaveLength(1)
  })

  test('names nobody, however its words come', async () => {
    const { surface, asked, signal, slack } = await begin()
    const evil = `<!channel> <!here> @everyone <@${slack.home.owner.id}> <#${slack.home.channel.id}> \`<!channel>\`\n\n\`\`\`\n<!here>\n\`\`\``
    const { thread, reply } = await asked()
    const message = await surface.post(reply, thinking, { nonce: 'n0', signal })
    await surface.edit(message, draft(`One ${evil}`), { last: false, signal })
    await surface.edit(message, ended(`One ${evil} ${evil}`), { last: true, signal })
    await surface.post(reply, say('channel', evil), { nonce: 'n1', signal })
    await surface.post(
      reply,
      {
        audience: 'channel',
        blocks: [
          { type: 'failure', text: evil },
          { type: 'note', text: evil },
        ],
      },
      { nonce: 'n2', signal },
    )
    expect(slack.messages(slack.home.channel, thread).flatMap(({ pinged }) => pinged)).toEqual([])
  })
})

describe('a post', () => {
  test('is posted once, here and in another process, whenever the first one died', async () => {
    const { surface, another, commanded, signal, slack } = await begin()
    const reply = commanded()
    const first = await surface.post(reply, say('channel', 'One'), { nonce: 'n0', signal })
    expect(await surface.post(reply, say('channel', 'One'), { nonce: 'n0', signal })).toBe(first)
    expect(await another().surface.post(reply, say('channel', 'One'), { nonce: 'n0', signal })).toBe(first)
    slack.hook('chat.postMessage', 'cut after')
    expect(await kindOf(surface.post(reply, say('channel', 'Two'), { nonce: 'n1', signal }))).toMatch(/^platform/)
    const second = await another().surface.post(reply, say('channel', 'Two'), { nonce: 'n1', signal })
    await surface.edit(second, say('channel', 'Two two'), { last: true, signal })
    expect(slack.messages(slack.home.channel).map(({ text }) => text)).toEqual(['One', 'Two two'])
  })

  test('waits for its turn where it has to', async () => {
    const { surface, commanded, signal, slack } = await begin()
    slack.hook('chat.postMessage', { limitedForS: 1 })
    await surface.post(commanded(), say('channel', 'One'), { nonce: 'n0', signal })
    expect(slack.messages(slack.home.channel)).toHaveLength(1)
  })

  test.each([
    ['not_in_channel', /^denied: I am not in this channel; invite me with `\/invite`/],
    ['channel_not_found', /^denied: I am not in this channel/],
    ['is_archived', /^gone: This channel is archived/],
    ['restricted_action', /^denied: This workspace does not let me post here/],
    ['message_not_found', /^gone/],
    ['fatal_error', /^platform: Slack does not answer right/],
  ])('that is refused with %s says whose move it is', async (error, sentence) => {
    const { surface, commanded, signal, slack } = await begin()
    slack.hook('chat.postMessage', { error }, 10)
    expect(await kindOf(surface.post(commanded(), say('channel', 'One'), { nonce: 'n0', signal }))).toMatch(sentence)
  })

  test('tells of a revoked token once, and asks no more with it', async () => {
    const { surface, commanded, signal, slack, revoked } = await begin()
    slack.revokeToken()
    for (const nonce of ['n0', 'n1'])
      expect(await kindOf(surface.post(commanded(), say('channel', 'One'), { nonce, signal }))).toMatch(
        /^config: Slack refuses our token/,
      )
    expect(revoked).toHaveLength(1)
    expect(slack.requests.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1)
  })

  test('goes on with a token that Slack refused for a moment alone', async () => {
    const { surface, commanded, signal, slack, revoked } = await begin()
    slack.hook('chat.postMessage', { error: 'invalid_auth' })
    expect(await kindOf(surface.post(commanded(), say('channel', 'One'), { nonce: 'n0', signal }))).toMatch(/^platform/)
    await surface.post(commanded(), say('channel', 'One'), { nonce: 'n0', signal })
    expect(revoked).toEqual([])
    expect(slack.messages(slack.home.channel)).toHaveLength(1)
  })

  test('is shown in Slack’s older markup where Markdown blocks are refused, and that is remembered', async () => {
    const { surface, commanded, signal, slack, requestsTo } = await begin()
    const hasMarkdown = (args: Readonly<Record<string, unknown>>): boolean =>
      JSON.stringify(args['blocks'] ?? '').includes('"markdown"')
    slack.hook(
      ({ method, args }) => method === 'chat.postMessage' && hasMarkdown(args),
      { error: 'invalid_blocks', messages: ['unsupported type: markdown'] },
      9,
    )
    for (const nonce of ['n0', 'n1'])
      await surface.post(commanded(), say('channel', '**One** [two](https://example.com/?a=1&b=2)'), { nonce, signal })
    expect(requestsTo('chat.postMessage')).toHaveLength(3)
    expect(JSON.stringify(requestsTo('chat.postMessage')[2]?.args['blocks'])).toContain(
      '*One* <https://example.com/?a=1&amp;b=2|two>',
    )
  })

  test('is shown in Slack’s older markup where the Markdown of it alone is odd, and only several such in a row mean more', async () => {
    const { surface, commanded, signal, slack, requestsTo, log } = await begin()
    const isMarkdown = ({ args }: { readonly args: object }): boolean => JSON.stringify(args).includes('"type":"markdown"')
    const isOdd = (request: { readonly method: string; readonly args: object }): boolean =>
      isMarkdown(request) && JSON.stringify(request.args).includes('odd')
    slack.hook(isOdd, { error: 'invalid_blocks', messages: ['[ERROR] could not be parsed [json-pointer:/blocks/0]'] }, 99)
    const markdowns = () => requestsTo('chat.postMessage').filter(isMarkdown).length
    const post = (nonce: string, words: string) => surface.post(commanded(), say('channel', words), { nonce, signal })
    const first = await post('n0', '**first** odd')
    await surface.edit(first, say('channel', '**second** odd'), { last: false, signal })
    await surface.edit(first, say('channel', '**third** odd'), { last: true, signal })
    // What is odd is so in every frame: it is found out once by its first edit.
    expect(requestsTo('chat.update').filter(isMarkdown)).toHaveLength(1)
    expect(JSON.stringify(slack.messages(slack.home.channel)[0]?.raw['blocks'])).toContain('*third* odd')
    await post('n1', 'even')
    expect(markdowns()).toBe(2)
    for (const nonce of ['n2', 'n3', 'n4']) await post(nonce, '**one** odd')
    expect(markdowns()).toBe(5)
    expect(log.some(({ message }) => message.includes('lacks'))).toBe(true)
    await post('n5', 'even')
    expect(markdowns()).toBe(5)
  })

  test('for one person is shown to that person alone, in the channel, in a thread and by a command’s own way', async () => {
    const { surface, asked, commanded, signal, slack } = await begin()
    const { reply } = await asked()
    const message = await surface.post(reply, refuse('There is no such model.'), { nonce: 'n0', signal })
    expect(slack.ephemerals(slack.home.person)).toMatchObject([
      { text: 'There is no such model.', private: true, threadTs: null },
    ])
    await surface.edit(message, refuse('Still none.'), { last: true, signal })
    expect(slack.ephemerals(slack.home.person)).toHaveLength(2)
    await surface.remove(message, signal)

    const use = slack.command(slack.home.person, slack.home.channel, '/imagine', 'a fox')
    const response = { url: use.responseUrl ?? '', at: slack.clock.now() }
    await surface.post(commanded({ response }), refuse('**No** <!channel>'), { nonce: 'n1', signal })
    expect(use.messages()).toMatchObject([{ text: expect.stringContaining('No') as string, private: true, pinged: [] }])
    await slack.kick(slack.home.channel)
    await surface.post(commanded({ response }), refuse('Not a member here.'), { nonce: 'n2', signal })
    expect(use.messages()).toHaveLength(2)
    slack.expireResponseUrls()
    expect(await kindOf(surface.post(commanded({ response }), refuse('Never.'), { nonce: 'n3', signal }))).toMatch(
      /^denied: I am not in this channel/,
    )
    await use.answer
  })

  test('opens a thread on a message that says its title, once', async () => {
    const { surface, commanded, signal, slack } = await begin()
    const first = await surface.thread(commanded(), 'Foxes *and* hens', { nonce: 'n0', signal })
    const second = await surface.thread(commanded(), 'Foxes *and* hens', { nonce: 'n0', signal })
    expect(second).toEqual(first)
    const [root, ...more] = slack.messages(slack.home.channel)
    expect(more).toEqual([])
    expect(first.address.thread).toBe(root?.ts)
    await surface.post(first.reply, say('channel', 'In it.'), { nonce: 'n1', signal })
    expect(slack.messages(slack.home.channel, root?.ts)).toHaveLength(2)
  })

  test('finds a channel that an admin names', async () => {
    const { surface, slack } = await begin()
    const { id, name } = slack.home.channel
    const expected = await surface.replyAt?.(slack.team.id, id)
    expect(expected).toBeDefined()
    expect(await surface.replyAt?.(slack.team.id, `#${name}`)).toBe(expected)
    expect(await surface.replyAt?.(slack.team.id, `<#${id}|${name}>`)).toBe(expected)
    expect(await surface.replyAt?.(slack.team.id, '#there-is-none')).toBeUndefined()
  })
})
