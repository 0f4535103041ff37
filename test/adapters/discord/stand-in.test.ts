import { describe, expect, it } from 'vitest'
import { eventFaults } from '../../platforms/discord/described-events.ts'
import { ask, type Asked } from '../../platforms/discord/ask.ts'
import { type Discord, startDiscord, type Use } from '../../platforms/discord/discord.ts'

const send = (discord: Discord, body: unknown): Asked => ({
  method: 'POST',
  path: `/channels/${discord.home.channel.id}/messages`,
  body,
})
const sendTo = (channel: { readonly id: string }, body: unknown = { content: 'hello' }): Asked => ({
  method: 'POST',
  path: `/channels/${channel.id}/messages`,
  body,
})
const editOf = (message: { readonly id: string; readonly channelId: string }, body: unknown): Asked => ({
  method: 'PATCH',
  path: `/channels/${message.channelId}/messages/${message.id}`,
  body,
})
const callback = (use: Use, body: unknown): Asked => ({
  method: 'POST',
  path: `/interactions/${use.id}/${use.token}/callback`,
  body,
  authorization: null,
})
const original = (discord: Discord, use: Use, method: string, body?: unknown): Asked => ({
  method,
  path: `/webhooks/${discord.application.id}/${use.token}/messages/@original`,
  body,
  authorization: null,
})
const followUp = (discord: Discord, use: Use, body: unknown): Asked => ({
  method: 'POST',
  path: `/webhooks/${discord.application.id}/${use.token}`,
  body,
  authorization: null,
})
const setCommands = (discord: Discord, commands: unknown, guild?: string): Asked => ({
  method: 'PUT',
  path: `/applications/${discord.application.id}/${guild === undefined ? '' : `guilds/${guild}/`}commands`,
  body: commands,
})

const button = (more: object = {}) => ({ type: 2, style: 1, label: 'Go', custom_id: 'go', ...more })
const row = (...components: object[]) => ({ type: 1, components })
const v2 = 1 << 15
const text = (content: string) => ({ type: 10, content })
const imagine = { name: 'imagine', description: 'Makes pictures' }
const ping = { name: 'ping', description: 'Answers' }
const input = { type: 4, custom_id: 'why', style: 1 }
const modal = (more: object = {}) => ({
  type: 9,
  data: { custom_id: 'form', title: 'Form', components: [{ type: 18, label: 'Why', component: input }], ...more },
})

const used = (discord: Discord): Use => {
  discord.register([ping])
  return discord.slash(discord.home.person, discord.home.channel, 'ping')
}
const acknowledged = async (discord: Discord, type = 4): Promise<Use> => {
  const use = used(discord)
  await ask(discord, callback(use, { type, ...(type === 4 ? { data: { content: 'pong' } } : {}) }))
  return use
}
const sent = async (discord: Discord, body: object = { content: 'mine' }) => {
  const { json } = await ask(discord, send(discord, body))
  return { id: json['id'] as string, channelId: discord.home.channel.id }
}

type Row = readonly [
  name: string,
  request: (discord: Discord) => Asked | Promise<Asked>,
  status: number,
  code: number,
  /** A request that no well-made bot sends, rather than one that life makes wrong. */
  isFault: boolean,
]

const rows: readonly Row[] = [
  ['a message of 2001 characters', d => send(d, { content: 'x'.repeat(2_001) }), 400, 50035, true],
  ['an empty message', d => send(d, { content: '' }), 400, 50006, true],
  ['a message of blanks', d => send(d, { content: ' \n ' }), 400, 50006, true],
  ['content that is a number', d => send(d, { content: 5 }), 400, 50035, true],
  ['a body that is not JSON', d => send(d, '{"content":'), 400, 50109, true],
  ['eleven embeds', d => send(d, { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) }), 400, 50035, true],
  ['an embed title of 257 characters', d => send(d, { embeds: [{ title: 'x'.repeat(257) }] }), 400, 50035, true],
  [
    'embeds of 6001 characters together',
    d => send(d, { embeds: [{ description: 'x'.repeat(4_000) }, { description: 'x'.repeat(2_001) }] }),
    400,
    50035,
    true,
  ],
  [
    '26 fields in an embed',
    d => send(d, { embeds: [{ fields: Array.from({ length: 26 }, () => ({ name: 'a', value: 'b' })) }] }),
    400,
    50035,
    true,
  ],
  ['an embed with nothing in it', d => send(d, { embeds: [{}] }), 400, 50035, true],
  ['a nonce of 26 characters', d => send(d, { content: 'x', nonce: 'n'.repeat(26), enforce_nonce: true }), 400, 50035, true],
  [
    'a custom id of 101 characters',
    d => send(d, { components: [row(button({ custom_id: 'c'.repeat(101) }))] }),
    400,
    50035,
    true,
  ],
  [
    'one custom id twice',
    d => send(d, { content: 'x', components: [row(button(), button({ label: 'Stop' }))] }),
    400,
    50035,
    true,
  ],
  [
    'six rows',
    d => send(d, { content: 'x', components: Array.from({ length: 6 }, (_, at) => row(button({ custom_id: `${at}` }))) }),
    400,
    50035,
    true,
  ],
  [
    'six buttons in a row',
    d => send(d, { content: 'x', components: [row(...Array.from({ length: 6 }, (_, at) => button({ custom_id: `${at}` })))] }),
    400,
    50035,
    true,
  ],
  [
    'a link without an address',
    d => send(d, { content: 'x', components: [row({ type: 2, style: 5, label: 'Go' })] }),
    400,
    50035,
    true,
  ],
  [
    'a button without a custom id',
    d => send(d, { content: 'x', components: [row({ type: 2, style: 1, label: 'Go' })] }),
    400,
    50035,
    true,
  ],
  [
    'a button label of 81 characters',
    d => send(d, { content: 'x', components: [row(button({ label: 'l'.repeat(81) }))] }),
    400,
    50035,
    true,
  ],
  [
    'a button and a select in one row',
    d =>
      send(d, { content: 'x', components: [row(button(), { type: 3, custom_id: 's', options: [{ label: 'a', value: 'a' }] })] }),
    400,
    50035,
    true,
  ],
  [
    '26 options in a select',
    d =>
      send(d, {
        content: 'x',
        components: [
          row({ type: 3, custom_id: 's', options: Array.from({ length: 26 }, (_, at) => ({ label: `${at}`, value: `${at}` })) }),
        ],
      }),
    400,
    50035,
    true,
  ],
  [
    'two options of one value',
    d =>
      send(d, {
        content: 'x',
        components: [
          row({
            type: 3,
            custom_id: 's',
            options: [
              { label: 'a', value: 'a' },
              { label: 'b', value: 'a' },
            ],
          }),
        ],
      }),
    400,
    50035,
    true,
  ],
  ['content in a message of components', d => send(d, { flags: v2, content: 'x', components: [text('y')] }), 400, 50035, true],
  [
    'an embed in a message of components',
    d => send(d, { flags: v2, embeds: [{ title: 'x' }], components: [text('y')] }),
    400,
    50035,
    true,
  ],
  ['a text display without the flag', d => send(d, { components: [text('y')] }), 400, 50035, true],
  [
    '41 components',
    d => send(d, { flags: v2, components: [{ type: 17, components: Array.from({ length: 39 }, () => text('y')) }, text('z')] }),
    400,
    50035,
    true,
  ],
  [
    'texts of 4001 characters together',
    d => send(d, { flags: v2, components: [text('y'.repeat(4_000)), text('z')] }),
    400,
    50035,
    true,
  ],
  [
    'a gallery of eleven',
    d =>
      send(d, {
        flags: v2,
        components: [{ type: 12, items: Array.from({ length: 11 }, () => ({ media: { url: 'https://example.com/a.png' } })) }],
      }),
    400,
    50035,
    true,
  ],
  [
    'a gallery that names no attachment of the message',
    d => send(d, { flags: v2, components: [{ type: 12, items: [{ media: { url: 'attachment://a.png' } }] }] }),
    400,
    50035,
    true,
  ],
  [
    'taking the flag of components away',
    async d => editOf(await sent(d, { flags: v2, components: [text('y')] }), { flags: 0, components: [text('y')] }),
    400,
    50035,
    true,
  ],
  ['an edit that leaves nothing', async d => editOf(await sent(d), { content: '' }), 400, 50006, true],
  ['a private message in a channel', d => send(d, { content: 'x', flags: 64 }), 400, 50035, true],
  [
    'users both parsed and listed',
    d => send(d, { content: 'x', allowed_mentions: { parse: ['users'], users: [d.bot.id] } }),
    400,
    50035,
    true,
  ],
  ['an unknown word in parse', d => send(d, { content: 'x', allowed_mentions: { parse: ['all'] } }), 400, 50035, true],
  ['an attachment that was not sent', d => send(d, { content: 'x', attachments: [{ id: '0' }] }), 400, 50035, true],
  [
    'eleven files',
    d => ({ ...send(d, {}), files: Array.from({ length: 11 }, (_, at) => ({ name: `${at}.txt`, bytes: Buffer.from('x') })) }),
    400,
    30015,
    true,
  ],
  [
    'a file of more than 10 MiB',
    d => ({ ...send(d, {}), files: [{ name: 'a.bin', bytes: Buffer.alloc(10 * 1_024 * 1_024 + 1) }] }),
    413,
    40005,
    false,
  ],
  [
    'a request of more than 25 MiB',
    d => ({ ...send(d, {}), files: [1, 2, 3].map(at => ({ name: `${at}.bin`, bytes: Buffer.alloc(9 * 1_024 * 1_024) })) }),
    413,
    40005,
    true,
  ],
  [
    'alt text of 1025 characters',
    d => ({
      ...send(d, { attachments: [{ id: '0', description: 'a'.repeat(1_025) }] }),
      files: [{ name: 'a.txt', bytes: Buffer.from('x') }],
    }),
    400,
    50035,
    true,
  ],

  ['no token', d => ({ ...send(d, { content: 'x' }), authorization: null }), 401, 0, false],
  ['a wrong token', d => ({ ...send(d, { content: 'x' }), authorization: 'Bot wrong' }), 401, 0, false],
  ['a path that Discord does not have', () => ({ method: 'GET', path: '/nowhere' }), 404, 0, true],
  ['an unknown channel', () => sendTo({ id: '123456789012345678' }), 404, 10003, false],
  ['a deleted channel', d => (d.deleteChannel(d.home.channel), sendTo(d.home.channel)), 404, 10003, false],
  [
    'an unknown message',
    d => editOf({ id: '123456789012345678', channelId: d.home.channel.id }, { content: 'x' }),
    404,
    10008,
    false,
  ],
  [
    'a message that was deleted',
    async d => {
      const mine = await sent(d)
      d.deleteMessage(mine)
      return editOf(mine, { content: 'x' })
    },
    404,
    10008,
    false,
  ],
  [
    'an edit of somebody else’s message',
    d => editOf(d.say(d.home.person, d.home.channel, 'theirs'), { content: 'x' }),
    403,
    50005,
    true,
  ],
  [
    'deleting somebody else’s message without the right',
    d => {
      const theirs = d.say(d.home.person, d.home.channel, 'theirs')
      return { method: 'DELETE', path: `/channels/${theirs.channelId}/messages/${theirs.id}` }
    },
    403,
    50013,
    false,
  ],
  [
    'a channel that the bot does not see',
    d => (d.permit(d.home.channel, { deny: ['VIEW_CHANNEL'] }), sendTo(d.home.channel)),
    403,
    50001,
    false,
  ],
  ['a channel of a guild that the bot left', d => (d.leaveGuild(d.home.guild), sendTo(d.home.channel)), 403, 50001, false],
  [
    'writing without the right',
    d => (d.permit(d.home.channel, { deny: ['SEND_MESSAGES'] }), sendTo(d.home.channel)),
    403,
    50013,
    false,
  ],
  [
    'files without the right',
    d => (
      d.permit(d.home.channel, { deny: ['ATTACH_FILES'] }),
      { ...send(d, {}), files: [{ name: 'a.txt', bytes: Buffer.from('x') }] }
    ),
    403,
    50013,
    false,
  ],
  [
    'embeds without the right',
    d => (d.permit(d.home.channel, { deny: ['EMBED_LINKS'] }), send(d, { embeds: [{ title: 'x' }] })),
    403,
    50013,
    false,
  ],
  [
    'writing in a thread without the right',
    d => (d.permit(d.home.channel, { deny: ['SEND_MESSAGES_IN_THREADS'] }), sendTo(d.thread(d.home.channel, 'talk'))),
    403,
    50013,
    false,
  ],
  ['a private thread of others', d => sendTo(d.thread(d.home.channel, 'secret', { private: true })), 403, 50001, false],
  [
    'a reply without the right to read what was',
    d => {
      const theirs = d.say(d.home.person, d.home.channel, 'theirs')
      d.permit(d.home.channel, { deny: ['READ_MESSAGE_HISTORY'] })
      return send(d, { content: 'x', message_reference: { message_id: theirs.id } })
    },
    400,
    160002,
    false,
  ],
  [
    'a reply to what was deleted',
    d => send(d, { content: 'x', message_reference: { message_id: '123456789012345678' } }),
    400,
    50035,
    false,
  ],
  [
    'a direct message to somebody who takes none',
    d => sendTo(d.direct(d.person('shy', { acceptsDirectMessages: false }))),
    403,
    50007,
    false,
  ],
  [
    'a message that AutoMod blocks',
    d => (d.blockWords(d.home.guild, ['turnip']), sendTo(d.home.channel, { content: 'a turnip' })),
    400,
    200000,
    false,
  ],

  [
    'a second thread of one message',
    d => {
      const message = d.say(d.home.person, d.home.channel, 'start')
      d.thread(d.home.channel, 'first', { message })
      return { method: 'POST', path: `/channels/${d.home.channel.id}/messages/${message.id}/threads`, body: { name: 'second' } }
    },
    400,
    160004,
    false,
  ],
  [
    'a thread without the right',
    d => {
      const message = d.say(d.home.person, d.home.channel, 'start')
      d.permit(d.home.channel, { deny: ['CREATE_PUBLIC_THREADS'] })
      return { method: 'POST', path: `/channels/${d.home.channel.id}/messages/${message.id}/threads`, body: { name: 'talk' } }
    },
    403,
    50013,
    false,
  ],
  [
    'a thread in a direct channel',
    d => {
      const message = d.say(d.home.person, d.direct(d.home.person), 'start')
      return { method: 'POST', path: `/channels/${message.channelId}/messages/${message.id}/threads`, body: { name: 'talk' } }
    },
    400,
    50024,
    true,
  ],
  [
    'a thread name of 101 characters',
    d => ({ method: 'POST', path: `/channels/${d.home.channel.id}/threads`, body: { name: 't'.repeat(101), type: 11 } }),
    400,
    50035,
    true,
  ],
  [
    'an edit in an archived thread',
    async d => {
      const thread = d.thread(d.home.channel, 'talk')
      const { json } = await ask(d, sendTo(thread))
      d.archiveThread(thread)
      return editOf({ id: json['id'] as string, channelId: thread.id }, { content: 'x' })
    },
    400,
    50083,
    false,
  ],
  [
    'writing in a locked thread',
    d => {
      const thread = d.thread(d.home.channel, 'talk')
      d.archiveThread(thread, { locked: true })
      return sendTo(thread)
    },
    400,
    160005,
    false,
  ],
  [
    'a deleted thread',
    d => {
      const thread = d.thread(d.home.channel, 'talk')
      d.deleteThread(thread)
      return sendTo(thread)
    },
    404,
    10003,
    false,
  ],

  [
    'a second first answer',
    async d => callback(await acknowledged(d), { type: 4, data: { content: 'again' } }),
    400,
    40060,
    true,
  ],
  [
    'a first answer after three seconds',
    d => {
      const use = used(d)
      d.clock.advance(3_001)
      return callback(use, { type: 5 })
    },
    404,
    10062,
    false,
  ],
  ['an answer to no interaction', d => callback({ ...used(d), token: 'unknown' }, { type: 5 }), 404, 10062, true],
  ['an empty first answer', d => callback(used(d), { type: 4, data: {} }), 400, 50006, true],
  ['a deferred answer of components', d => callback(used(d), { type: 5, data: { flags: v2 } }), 400, 50035, true],
  ['an update where no message stands behind', d => callback(used(d), { type: 6 }), 400, 50035, true],
  ['a form with a title of 46 characters', d => callback(used(d), modal({ title: 't'.repeat(46) })), 400, 50035, true],
  [
    'a form of six fields',
    d =>
      callback(
        used(d),
        modal({
          components: Array.from({ length: 6 }, (_, at) => ({
            type: 18,
            label: 'l',
            component: { ...input, custom_id: `${at}` },
          })),
        }),
      ),
    400,
    50035,
    true,
  ],
  [
    'a form in answer to a form',
    async d => {
      const use = used(d)
      await ask(d, callback(use, modal()))
      const { modal: form } = await use.answer
      return callback(d.submit(d.home.person, form!, { Why: 'because' }), modal())
    },
    400,
    50035,
    true,
  ],
  ['a filled token before its first answer', d => original(d, used(d), 'PATCH', { content: 'x' }), 404, 10015, true],
  [
    'a token after a quarter of an hour',
    async d => {
      const use = await acknowledged(d, 5)
      d.clock.advance(15 * 60_000 + 1)
      return original(d, use, 'PATCH', { content: 'x' })
    },
    401,
    50027,
    false,
  ],
  [
    'an expired token',
    async d => {
      const use = await acknowledged(d, 5)
      d.expireTokens()
      return followUp(d, use, { content: 'x' })
    },
    401,
    50027,
    false,
  ],
  ['an unknown token', d => original(d, { ...used(d), token: 'unknown' }, 'GET'), 401, 50027, false],
  [
    'a first answer that was deleted',
    async d => {
      const use = await acknowledged(d)
      await ask(d, original(d, use, 'DELETE'))
      return original(d, use, 'PATCH', { content: 'x' })
    },
    404,
    10008,
    false,
  ],
  [
    'a private answer by the bot’s own token',
    async d => {
      const use = used(d)
      await ask(d, callback(use, { type: 4, data: { content: 'psst', flags: 64 } }))
      return editOf({ id: use.message()!.id, channelId: use.channelId }, { content: 'x' })
    },
    404,
    10008,
    false,
  ],
  [
    '26 choices',
    d => {
      d.register([{ ...imagine, options: [{ type: 3, name: 'model', description: 'm', autocomplete: true }] }])
      const use = d.autocomplete(d.home.person, d.home.channel, 'imagine', { model: 'f' }, 'model')
      return callback(use, {
        type: 8,
        data: { choices: Array.from({ length: 26 }, (_, at) => ({ name: `${at}`, value: `${at}` })) },
      })
    },
    400,
    50035,
    true,
  ],
  [
    'a message in answer to autocomplete',
    d => {
      d.register([{ ...imagine, options: [{ type: 3, name: 'model', description: 'm', autocomplete: true }] }])
      return callback(d.autocomplete(d.home.person, d.home.channel, 'imagine', {}, 'model'), { type: 4, data: { content: 'x' } })
    },
    400,
    50035,
    true,
  ],

  ['a command with a capital in its name', d => setCommands(d, [{ ...imagine, name: 'Imagine' }]), 400, 50035, true],
  ['a command without a description', d => setCommands(d, [{ name: 'imagine' }]), 400, 50035, true],
  ['two commands of one name', d => setCommands(d, [imagine, imagine]), 400, 50035, true],
  [
    '101 commands',
    d =>
      setCommands(
        d,
        Array.from({ length: 101 }, (_, at) => ({ ...imagine, name: `c${at}` })),
      ),
    400,
    30032,
    true,
  ],
  [
    '26 options',
    d =>
      setCommands(d, [
        { ...imagine, options: Array.from({ length: 26 }, (_, at) => ({ type: 3, name: `o${at}`, description: 'o' })) },
      ]),
    400,
    50035,
    true,
  ],
  [
    'a required option after another',
    d =>
      setCommands(d, [
        {
          ...imagine,
          options: [
            { type: 3, name: 'a', description: 'a' },
            { type: 3, name: 'b', description: 'b', required: true },
          ],
        },
      ]),
    400,
    50035,
    true,
  ],
  [
    'a command of more than 8000 characters',
    d =>
      setCommands(d, [
        {
          ...imagine,
          options: Array.from({ length: 25 }, (_, at) => ({
            type: 3,
            name: `o${at}`,
            description: 'd'.repeat(100),
            choices: Array.from({ length: 3 }, (_, no) => ({ name: `${no}${'n'.repeat(80)}`, value: `${no}` })),
          })),
        },
      ]),
    400,
    50035,
    true,
  ],
  ['contexts of a guild’s command', d => setCommands(d, [{ ...imagine, contexts: [0] }], d.home.guild.id), 400, 50035, true],
  [
    'more than 200 creates of commands in a day',
    async d => {
      for (const batch of [1, 2]) {
        const many = Array.from({ length: 100 }, (_, at) => ({ ...imagine, name: `c${batch}-${at}` }))
        await ask(d, setCommands(d, many))
      }
      return setCommands(d, [imagine])
    },
    400,
    30034,
    true,
  ],
  [
    'commands of another application',
    () => ({ method: 'PUT', path: '/applications/123456789012345678/commands', body: [] }),
    403,
    20026,
    true,
  ],
  [
    'a member who is none',
    d => ({ method: 'GET', path: `/guilds/${d.home.guild.id}/members/${d.person('stranger', { guilds: [] }).id}` }),
    404,
    10007,
    false,
  ],
  ['a guild that the bot is not in', () => ({ method: 'GET', path: '/guilds/123456789012345678' }), 404, 10004, false],
]

describe('what the stand-in sends itself', () => {
  it('is held to the published description, down to the parts of a guild', async () => {
    await using discord = await startDiscord()
    const { raw } = discord.say(discord.home.person, discord.home.channel, 'hello')
    expect(eventFaults({ name: 'MESSAGE_CREATE', data: raw })).toEqual([])
    const { author: _, ...anonymous } = raw
    expect(eventFaults({ name: 'MESSAGE_CREATE', data: anonymous })).toEqual([expect.stringContaining('author')])
    expect(eventFaults({ name: 'INTERACTION_CREATE', data: { message: anonymous } })).toEqual([
      expect.stringMatching(/^message: .*author/),
    ])
    discord.guild()
    expect(discord.violations).toEqual([])
  })
})

describe('what the stand-in refuses', () => {
  it.each(rows)('refuses %s', async (_, request, status, code, isFault) => {
    await using discord = await startDiscord({ answerWithinMs: 50 })
    const asked = await request(discord)
    const before = discord.violations.length
    const answer = await ask(discord, asked)
    expect([answer.status, answer.code], JSON.stringify(answer.json)).toEqual([status, code])
    expect(discord.violations.slice(before), 'what is held against the bot').toHaveLength(isFault ? 1 : 0)
  })

  it('does not hold a second first answer against a bot whose first was lost on the way', async () => {
    await using discord = await startDiscord()
    const use = used(discord)
    discord.hook('POST /interactions/{interaction_id}/{interaction_token}/callback', 'cut after')
    await expect(ask(discord, callback(use, { type: 5 }))).rejects.toThrow()
    expect((await ask(discord, callback(use, { type: 5 }))).code).toBe(40060)
    expect([(await use.answer).did, discord.violations]).toEqual(['defer', []])
  })

  it('names a misspelt property though it answers as if nothing were wrong', async () => {
    await using discord = await startDiscord()
    const answer = await ask(discord, send(discord, { content: 'x', allowed_mention: { parse: [] } }))
    expect(answer.status).toBe(200)
    expect(discord.violations).toEqual([expect.stringContaining('/allowed_mention')])
  })

  it('names the field of a wrong form where it stands', async () => {
    await using discord = await startDiscord()
    const { json } = await ask(discord, send(discord, { content: 'x'.repeat(2_001) }))
    expect(json['errors']).toEqual({
      content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer in length.' }] },
    })
  })
})
