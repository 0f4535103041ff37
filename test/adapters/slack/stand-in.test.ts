import { request } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, sendFile } from '../../platforms/slack/ask.ts'
import { wholeManifest } from '../../platforms/slack/manifest.ts'
import { type Channel, type Json, type Seen, type Slack, startSlack } from '../../platforms/slack/slack.ts'

const text = (length: number): string => 'a'.repeat(length)
const section = (length: number): Json => ({ type: 'section', text: { type: 'mrkdwn', text: text(length) } })
const button = (label: string, more: Json = {}): Json => ({
  type: 'actions',
  elements: [{ type: 'button', action_id: 'a', text: { type: 'plain_text', text: label }, ...more }],
})
const select = (count: number): Json => ({
  type: 'actions',
  elements: [
    {
      type: 'static_select',
      action_id: 's',
      options: Array.from({ length: count }, (_, at) => ({ text: { type: 'plain_text', text: `o${at}` }, value: `v${at}` })),
    },
  ],
})
const modal = (more: Json = {}): Json => ({
  type: 'modal',
  title: { type: 'plain_text', text: 'Form' },
  blocks: [section(3)],
  ...more,
})

describe('A wrong request', () => {
  let slack: Slack
  let outside: Channel
  let secret: Channel
  let root: Seen
  let own: string
  beforeAll(async () => {
    slack = await startSlack({ limitsFasterBy: 1_000 })
    outside = await slack.channel('outside', { withBot: false })
    secret = await slack.channel('secret', { private: true, withBot: false })
    root = await slack.say(slack.home.person, slack.home.channel, 'root')
    own = String((await ask(slack, 'chat.postMessage', { channel: slack.home.channel.id, text: 'mine' })).json['ts'])
  })
  afterAll(() => slack.close())

  const post = (more: Json): [string, Json] => ['chat.postMessage', { channel: slack.home.channel.id, ...more }]
  const stream = (more: Json): [string, Json] => [
    'chat.startStream',
    {
      channel: slack.home.channel.id,
      thread_ts: root.ts,
      recipient_user_id: slack.home.person.id,
      recipient_team_id: slack.team.id,
      ...more,
    },
  ]
  const without = (name: string, args: Json): Json => Object.fromEntries(Object.entries(args).filter(([key]) => key !== name))

  /** What is asked, Slack's word for what is wrong, and whether a well-made bot would never have asked so. */
  const wrong: readonly [string, () => [string, Json], string, 'a fault' | 'life'][] = [
    ['to a method that is not there', () => ['chat.shout', {}], 'unknown_method', 'a fault'],
    [
      'without a needed argument',
      () => ['chat.update', { channel: slack.home.channel.id, text: 'a' }],
      'invalid_arguments',
      'a fault',
    ],
    [
      'to a channel that is not there',
      () => ['chat.postMessage', { channel: 'C0NOWHERE', text: 'a' }],
      'channel_not_found',
      'life',
    ],
    ['to a channel without the bot', () => ['chat.postMessage', { channel: outside.id, text: 'a' }], 'not_in_channel', 'life'],
    [
      'to a private channel without the bot',
      () => ['chat.postMessage', { channel: secret.id, text: 'a' }],
      'channel_not_found',
      'life',
    ],
    ['with nothing to say', () => post({}), 'no_text', 'a fault'],
    ['with Markdown beside text', () => post({ text: 'a', markdown_text: 'b' }), 'markdown_text_conflict', 'a fault'],
    ['with Markdown over 12,000 characters', () => post({ markdown_text: text(12_001) }), 'msg_too_long', 'a fault'],
    ['with blocks that are no JSON', () => post({ text: 'a', blocks: '[{' }), 'invalid_blocks_format', 'a fault'],
    ['with an unknown block', () => post({ text: 'a', blocks: [{ type: 'marquee' }] }), 'invalid_blocks', 'a fault'],
    [
      'with 51 blocks',
      () => post({ text: 'a', blocks: Array.from({ length: 51 }, () => ({ type: 'divider' })) }),
      'invalid_blocks',
      'a fault',
    ],
    ['with a section over 3,000 characters', () => post({ text: 'a', blocks: [section(3_001)] }), 'invalid_blocks', 'a fault'],
    [
      'with 13,200 characters of blocks',
      () => post({ text: 'a', blocks: Array.from({ length: 5 }, () => section(2_900)) }),
      'msg_blocks_too_long',
      'a fault',
    ],
    ['with a label over 75 characters', () => post({ text: 'a', blocks: [button(text(76))] }), 'invalid_blocks', 'a fault'],
    [
      'with a button’s value over 2,000 characters',
      () => post({ text: 'a', blocks: [button('b', { value: text(2_001) })] }),
      'invalid_blocks',
      'a fault',
    ],
    [
      'with a button of an unknown style',
      () => post({ text: 'a', blocks: [button('b', { style: 'loud' })] }),
      'invalid_blocks',
      'a fault',
    ],
    ['with 101 options', () => post({ text: 'a', blocks: [select(101)] }), 'invalid_blocks', 'a fault'],
    ['with no options', () => post({ text: 'a', blocks: [select(0)] }), 'invalid_blocks', 'a fault'],
    [
      'with a header over 150 characters',
      () => post({ text: 'a', blocks: [{ type: 'header', text: { type: 'plain_text', text: text(151) } }] }),
      'invalid_blocks',
      'a fault',
    ],
    [
      'with eleven elements in a context',
      () =>
        post({
          text: 'a',
          blocks: [{ type: 'context', elements: Array.from({ length: 11 }, () => ({ type: 'mrkdwn', text: 'a' })) }],
        }),
      'invalid_blocks',
      'a fault',
    ],
    [
      'with a picture without words',
      () => post({ text: 'a', blocks: [{ type: 'image', image_url: 'https://example.com/a.png' }] }),
      'invalid_blocks',
      'a fault',
    ],
    [
      'with a picture that is not there yet',
      () => post({ text: 'a', blocks: [{ type: 'image', alt_text: 'a', slack_file: { id: 'F0NOWHERE' } }] }),
      'invalid_blocks',
      'life',
    ],
    ['with the same action twice', () => post({ text: 'a', blocks: [button('b'), button('c')] }), 'invalid_blocks', 'a fault'],
    [
      'with metadata without a type',
      () => post({ text: 'a', metadata: { event_payload: {} } }),
      'invalid_metadata_schema',
      'a fault',
    ],
    [
      'that changes a message of somebody else',
      () => ['chat.update', { channel: slack.home.channel.id, ts: root.ts, text: 'a' }],
      'cant_update_message',
      'a fault',
    ],
    [
      'that changes a message that is gone',
      () => ['chat.update', { channel: slack.home.channel.id, ts: '1.1', text: 'a' }],
      'message_not_found',
      'life',
    ],
    [
      'that changes a text to over 4,000 characters',
      () => ['chat.update', { channel: slack.home.channel.id, ts: own, text: text(4_001) }],
      'msg_too_long',
      'a fault',
    ],
    [
      'that deletes a message of somebody else',
      () => ['chat.delete', { channel: slack.home.channel.id, ts: root.ts }],
      'cant_delete_message',
      'a fault',
    ],
    [
      'that whispers to somebody who is not there',
      () => ['chat.postEphemeral', { channel: slack.home.channel.id, user: 'U0NOBODY', text: 'a' }],
      'user_not_in_channel',
      'life',
    ],
    [
      'for a stream without its person',
      () => {
        const [method, args] = stream({})
        return [method, without('recipient_user_id', args)]
      },
      'missing_recipient_user_id',
      'a fault',
    ],
    [
      'for a stream without its team',
      () => {
        const [method, args] = stream({})
        return [method, without('recipient_team_id', args)]
      },
      'missing_recipient_team_id',
      'a fault',
    ],
    ['for a stream for the bot itself', () => stream({ recipient_user_id: slack.bot.id }), 'user_not_found', 'a fault'],
    ['for a stream with an unknown chunk', () => stream({ chunks: [{ type: 'song' }] }), 'invalid_chunks', 'a fault'],
    [
      'that appends to a message that is no stream',
      () => ['chat.appendStream', { channel: slack.home.channel.id, ts: own, markdown_text: 'a' }],
      'message_not_in_streaming_state',
      'life',
    ],
    [
      'that opens a form with a trigger of nobody',
      () => ['views.open', { trigger_id: '1.2.3', view: modal() }],
      'invalid_trigger_id',
      'a fault',
    ],
    [
      'that opens a form with a title over 24 characters',
      () => ['views.open', { trigger_id: '1', view: modal({ title: { type: 'plain_text', text: text(25) } }) }],
      'invalid_arguments',
      'a fault',
    ],
    [
      'that opens a form without a way to send it',
      () => [
        'views.open',
        {
          trigger_id: '1',
          view: modal({
            blocks: [
              { type: 'input', label: { type: 'plain_text', text: 'a' }, element: { type: 'plain_text_input', action_id: 'a' } },
            ],
          }),
        },
      ],
      'invalid_arguments',
      'a fault',
    ],
    ['that changes a form that was closed', () => ['views.update', { view_id: 'V0CLOSED', view: modal() }], 'not_found', 'life'],
    [
      'that announces an empty file',
      () => ['files.getUploadURLExternal', { filename: 'a.png', length: 0 }],
      'invalid_arguments',
      'a fault',
    ],
    [
      'that completes a file that was never sent',
      () => ['files.completeUploadExternal', { files: [{ id: 'F0NOWHERE' }] }],
      'file_not_found',
      'a fault',
    ],
    ['that reads a channel without the bot', () => ['conversations.history', { channel: outside.id }], 'not_in_channel', 'life'],
    [
      'that reads a thread that is not there',
      () => ['conversations.replies', { channel: slack.home.channel.id, ts: '1.1' }],
      'thread_not_found',
      'life',
    ],
    ['that asks for somebody who is not there', () => ['users.info', { user: 'U0NOBODY' }], 'user_not_found', 'life'],
  ]
  it.each(wrong)('%s is refused', async (_, asked, error, kind) => {
    const before = slack.violations.length
    const { status, json } = await ask(slack, ...asked())
    expect({ status, ...json }).toMatchObject({ status: 200, ok: false, error })
    expect(slack.violations.slice(before), kind).toHaveLength(kind === 'life' ? 0 : 1)
  })

  it.each([
    ['none', null, 'not_authed'],
    ['one of nobody', 'xoxb-somebody-else', 'invalid_auth'],
    ['the app’s own', 'xapp-1-A0APP00001-replichat', 'not_allowed_token_type'],
  ])('with a wrong token, %s, is refused', async (_, token, error) => {
    expect((await ask(slack, 'users.list', {}, token)).json).toMatchObject({ ok: false, error })
    expect((await ask(slack, 'apps.connections.open', {}, slack.botToken)).json['error']).toBe('not_allowed_token_type')
  })

  it('with an argument that nobody knows is answered, and noted', async () => {
    const before = slack.violations.length
    expect((await ask(slack, ...post({ text: 'a', loudness: '11' }))).json['ok']).toBe(true)
    expect(slack.violations.slice(before)).toEqual(['chat.postMessage: unknown arguments loudness'])
  })
})

describe('Limits and rights', () => {
  it('end a method for a minute by its tier, and asking again too early is a violation', async () => {
    await using slack = await startSlack()
    const list = () => ask(slack, 'conversations.list')
    for (let at = 0; at < 20; at++) expect((await list()).status).toBe(200)
    const refused = await list()
    expect([refused.status, refused.json['error']]).toEqual([429, 'ratelimited'])
    expect(slack.violations).toEqual([])
    expect((await list()).status).toBe(429)
    expect(slack.violations).toHaveLength(1)
    slack.clock.advance(Number(refused.headers['retry-after']) * 1_000)
    expect((await list()).status).toBe(200)
    expect((await ask(slack, 'users.list')).status).toBe(200)
  })

  it('let about one post a second into a channel, others are free', async () => {
    await using slack = await startSlack()
    const other = await slack.channel('other')
    const post = (channel: string) => ask(slack, 'chat.postMessage', { channel, text: 'a' })
    const codes = []
    for (let at = 0; at < 7; at++) codes.push((await post(slack.home.channel.id)).status)
    expect(codes.slice(0, 5)).toEqual([200, 200, 200, 200, 200])
    expect(codes.at(-1)).toBe(429)
    expect((await post(other.id)).status).toBe(200)
    slack.clock.advance(1_000)
    expect((await post(slack.home.channel.id)).status).toBe(200)
  })

  it('name the scope that the manifest lacks, by the kind of channel', async () => {
    const bot = ['chat:write', 'channels:history']
    await using slack = await startSlack({ manifest: { ...wholeManifest, oauth_config: { scopes: { bot } } } })
    const dm = await slack.openDm(slack.home.person)
    expect((await ask(slack, 'conversations.history', { channel: slack.home.channel.id })).json['ok']).toBe(true)
    expect((await ask(slack, 'conversations.history', { channel: dm.id })).json).toMatchObject({
      error: 'missing_scope',
      needed: 'im:history',
    })
    expect((await ask(slack, 'users.info', { user: slack.home.person.id })).json['needed']).toBe('users:read')
    expect(slack.violations).toHaveLength(2)
    expect((await ask(slack, 'auth.test')).headers['x-oauth-scopes']).toBe('chat:write,channels:history')
  })

  it('say who is what', async () => {
    await using slack = await startSlack({ users: [{ name: 'ada', admin: true }] })
    const guest = slack.user('gus', { ultraRestricted: true })
    const stranger = slack.user('sam', { teamId: 'T0STRANGE1', admin: true })
    const { members } = (await ask(slack, 'users.list')).json as { members: readonly Json[] }
    const named = (name: string) => members.find(one => one['name'] === name)
    expect(named('ada')).toMatchObject({ is_admin: true, is_owner: false, is_restricted: false })
    expect(named('olivia')).toMatchObject({ is_admin: true, is_owner: true, is_primary_owner: true })
    const info = async (user: string) => (await ask(slack, 'users.info', { user })).json['user']
    expect(await info(guest.id)).toMatchObject({ is_restricted: true, is_ultra_restricted: true })
    expect(await info(stranger.id)).toMatchObject({ team_id: 'T0STRANGE1', is_stranger: true, is_admin: true })
    slack.change(guest, { deleted: true })
    expect(await info(guest.id)).toMatchObject({ deleted: true })
  })

  it('end with the token', async () => {
    await using slack = await startSlack()
    slack.revokeToken()
    expect((await ask(slack, 'auth.test')).json['error']).toBe('token_revoked')
    slack.uninstall()
    expect((await ask(slack, 'auth.test')).json['error']).toBe('account_inactive')
    expect((await ask(slack, 'apps.connections.open', {}, slack.appToken)).json['ok']).toBe(true)
  })
})

describe('Streams', () => {
  const begin = async (slack: Slack) => {
    const root = await slack.say(slack.home.person, slack.home.channel, 'root')
    const place = { channel: slack.home.channel.id, thread_ts: root.ts }
    const { json } = await ask(slack, 'chat.startStream', {
      ...{ ...place, markdown_text: 'one ' },
      ...{ recipient_user_id: slack.home.person.id, recipient_team_id: slack.team.id },
    })
    const ref = { channel: slack.home.channel.id, ts: String(json['ts']) }
    const seen = () => slack.message({ channelId: ref.channel, ts: ref.ts })
    return { root, ref, seen }
  }

  it('grow, refuse changes while they are open, and end as a message with blocks', async () => {
    await using slack = await startSlack()
    const { root, ref, seen } = await begin(slack)
    expect(slack.status(slack.home.channel, root.ts)).toBeNull()
    await ask(slack, 'chat.appendStream', { ...ref, markdown_text: 'two ' })
    await ask(slack, 'chat.appendStream', { ...ref, chunks: [{ type: 'markdown_text', text: 'three' }] })
    expect(seen()).toMatchObject({ text: 'one two three', streaming: true, threadTs: root.ts })
    expect((await ask(slack, 'chat.update', { ...ref, text: 'no' })).json['error']).toBe('streaming_state_conflict')
    const end = await ask(slack, 'chat.stopStream', { ...ref, markdown_text: '.', blocks: [button('Regenerate')] })
    expect(end.json['ok']).toBe(true)
    expect(seen()).toMatchObject({ text: 'one two three.', streaming: false, buttons: [{ label: 'Regenerate' }] })
    expect((await ask(slack, 'chat.appendStream', { ...ref, markdown_text: 'x' })).json['error']).toBe(
      'message_not_in_streaming_state',
    )
    expect((await ask(slack, 'chat.update', { ...ref, text: 'changed' })).json['ok']).toBe(true)
    expect(seen()).toMatchObject({ text: 'changed', edited: true })
    const { messages } = (await ask(slack, 'conversations.replies', { channel: ref.channel, ts: root.ts })).json
    expect(messages).toMatchObject([{ text: 'root', reply_count: 1 }, { text: 'changed' }])
    expect(slack.violations).toEqual([])
  })

  it('end by themselves after five minutes, with all that had come', async () => {
    await using slack = await startSlack()
    const { ref, seen } = await begin(slack)
    slack.clock.advance(4 * 60_000)
    expect((await ask(slack, 'chat.appendStream', { ...ref, markdown_text: 'two' })).json['ok']).toBe(true)
    slack.clock.advance(60_000)
    expect((await ask(slack, 'chat.appendStream', { ...ref, markdown_text: 'x' })).json['error']).toBe(
      'message_not_in_streaming_state',
    )
    expect(seen()).toMatchObject({ text: 'one two', streaming: false })
    expect(slack.violations).toEqual([])
  })

  it('take no more than about ten thousand bytes', async () => {
    await using slack = await startSlack()
    const { ref, seen } = await begin(slack)
    expect((await ask(slack, 'chat.appendStream', { ...ref, markdown_text: text(9_000) })).json['ok']).toBe(true)
    expect((await ask(slack, 'chat.appendStream', { ...ref, markdown_text: 'é'.repeat(900) })).json['error']).toBe('msg_too_long')
    expect(seen()?.text).toHaveLength(9_004)
    expect(slack.violations).toHaveLength(1)
  })

  it('are stopped by the person who presses the button', async () => {
    await using slack = await startSlack()
    const { root, ref, seen } = await begin(slack)
    slack.stop(slack.home.person, slack.home.channel, root.ts)
    expect((await ask(slack, 'chat.appendStream', { ...ref, markdown_text: 'x' })).json['error']).toBe('stopped_by_user')
    expect(seen()).toMatchObject({ text: 'one ', streaming: false })
  })

  it('are gone for good where a workspace does not have them', async () => {
    await using slack = await startSlack()
    slack.latch('chat.startStream', 'feature_not_enabled')
    const asked = () => ask(slack, 'chat.startStream', { channel: slack.home.channel.id })
    expect([(await asked()).json['error'], (await asked()).json['error']]).toEqual(['feature_not_enabled', 'feature_not_enabled'])
    slack.latch('chat.startStream', null)
    expect((await asked()).json['error']).toBe('missing_recipient_user_id')
  })
})

describe('Files', () => {
  const bytes = Buffer.from('89504e470d0a1a0a', 'hex')

  it('are ready for blocks after a while, and stand in a message by their id', async () => {
    await using slack = await startSlack({ filesReadyAfterMs: 1_500 })
    const id = await sendFile(slack, 'fox.png', bytes)
    const image = { type: 'image', alt_text: 'a fox', slack_file: { id } }
    const post = () => ask(slack, 'chat.postMessage', { channel: slack.home.channel.id, text: 'fox', blocks: [image] })
    expect((await post()).json).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: { messages: [expect.stringContaining('invalid slack file')] },
    })
    expect((await ask(slack, 'files.info', { file: id })).json['file']).toMatchObject({ mimetype: '' })
    slack.clock.advance(1_500)
    expect((await ask(slack, 'files.info', { file: id })).json['file']).toMatchObject({ mimetype: 'image/png' })
    expect((await post()).json['ok']).toBe(true)
    expect(slack.messages(slack.home.channel).at(-1)?.images).toMatchObject([{ alt: 'a fox', fileId: id, bytes }])
    expect(slack.violations).toEqual([])
  })

  it('are shared into a thread by a message of their own, in Slack’s own time', async () => {
    await using slack = await startSlack({ sharesAfterMs: 2_000 })
    const root = await slack.say(slack.home.person, slack.home.channel, 'root')
    const place = { channel_id: slack.home.channel.id, thread_ts: root.ts, initial_comment: 'here' }
    const id = await sendFile(slack, 'fox.mp4', bytes, place)
    expect(slack.messages(slack.home.channel, root.ts)).toHaveLength(1)
    expect((await ask(slack, 'files.info', { file: id })).json['file']).toMatchObject({ shares: {} })
    slack.clock.advance(2_000)
    expect(slack.messages(slack.home.channel, root.ts)[1]).toMatchObject({
      text: 'here',
      files: [{ id, alt: 'fox.mp4 in words', bytes }],
    })
    const { file } = (await ask(slack, 'files.info', { file: id })).json as { file: { shares: Json } }
    expect(JSON.stringify(file.shares)).toContain(slack.messages(slack.home.channel, root.ts)[1]?.ts)
  })

  it('are read with the bot’s token; without it comes a page to log in, with status 200', async () => {
    await using slack = await startSlack()
    const said = await slack.say(slack.home.person, slack.home.channel, 'look', { files: [{ name: 'fox.png', bytes }] })
    const url = said.files[0]?.url ?? ''
    const read = (token: string) => request(url, { headers: { authorization: `Bearer ${token}` } })
    const allowed = await read(slack.botToken)
    expect([allowed.headers['content-type'], Buffer.from(await allowed.body.arrayBuffer())]).toEqual(['image/png', bytes])
    const trap = await read('xoxb-wrong')
    expect([trap.statusCode, trap.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await trap.body.text()).toContain('Sign in')
  })

  it('whose bytes are not as many as announced are refused', async () => {
    await using slack = await startSlack()
    const { json } = await ask(slack, 'files.getUploadURLExternal', { filename: 'a.png', length: 3 })
    expect((await request(String(json['upload_url']), { method: 'POST', body: bytes })).statusCode).toBe(400)
    expect(slack.violations).toHaveLength(1)
  })
})

describe('Faults that a test orders', () => {
  it('come instead of the answer, after it, or never end', async () => {
    await using slack = await startSlack()
    const post = (words: string) => ask(slack, 'chat.postMessage', { channel: slack.home.channel.id, text: words })
    slack.hook('chat.postMessage', { status: 503 })
    expect((await post('one')).status).toBe(503)
    slack.hook('chat.postMessage', { error: 'ratelimited' })
    expect((await post('two')).json).toMatchObject({ ok: false, error: 'ratelimited' })
    slack.hook(({ args }) => args['text'] === 'three', 'cut')
    await expect(post('three')).rejects.toThrow()
    slack.hook('chat.postMessage', 'cut after')
    await expect(post('four')).rejects.toThrow()
    slack.hook('chat.postMessage', { errorAfter: 'internal_error' })
    expect((await post('five')).json['error']).toBe('internal_error')
    const hung = slack.hook('chat.postMessage', 'hang')
    await expect(
      Promise.race([post('six'), new Promise((_, no) => setTimeout(no, 50, new Error('still waits')))]),
    ).rejects.toThrow('still waits')
    hung()
    slack.hook('chat.postMessage', { limitedForS: 30 })
    expect((await post('seven')).headers['retry-after']).toBe('30')
    expect(slack.messages(slack.home.channel).map(one => one.text)).toEqual(['four', 'five'])
    expect(slack.requests.map(({ status }) => status)).toEqual([503, 200, 0, 0, 200, 0, 429])
  })
})
