import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt'
import { request } from 'undici'
import { describe, expect, it } from 'vitest'
import { ask } from '../../platforms/slack/ask.ts'
import { wholeManifest } from '../../platforms/slack/manifest.ts'
import { type Json, type Slack, startSlack } from '../../platforms/slack/slack.ts'

type Listen = (app: App) => void
type Bot = AsyncDisposable & { readonly app: App }

const optionsFor = (slack: Slack) => ({
  clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  logLevel: LogLevel.ERROR,
})
/** The library prints what breaks; here much is broken on purpose. */
const quiet = {
  ...{ debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, setName() {} },
  getLevel: () => LogLevel.ERROR,
}

/** A bot by Socket Mode, with a short wait between two connections. */
async function bySocket(slack: Slack, listen: Listen): Promise<Bot> {
  const { clientOptions } = optionsFor(slack)
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    clientPingTimeout: 400,
    logger: quiet,
    installerOptions: { clientOptions },
  })
  const app = new App({ token: slack.botToken, receiver, clientOptions, logger: quiet })
  listen(app)
  await app.start()
  return { app, [Symbol.asyncDispose]: async () => void (await app.stop()) }
}

/** A bot by HTTP, on a server of the test's own. */
async function byHttp(slack: Slack, listen: Listen): Promise<Bot> {
  const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: quiet })
  const app = new App({ token: slack.botToken, receiver, ...optionsFor(slack), logger: quiet })
  listen(app)
  const server = createServer((asked, response) => receiver.requestListener(asked, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await slack.eventsTo(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`)
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { app, [Symbol.asyncDispose]: close }
}

const block = (label: string): object => ({
  type: 'actions',
  block_id: 'row',
  elements: [{ type: 'button', action_id: 'again', value: 'v1', text: { type: 'plain_text', text: label } }],
})
const form = {
  type: 'modal' as const,
  callback_id: 'form',
  private_metadata: 'C1',
  title: { type: 'plain_text' as const, text: 'Draw' },
  submit: { type: 'plain_text' as const, text: 'Go' },
  blocks: [
    {
      type: 'input' as const,
      block_id: 'prompt',
      label: { type: 'plain_text' as const, text: 'Prompt' },
      element: { type: 'plain_text_input' as const, action_id: 'v' },
    },
  ],
}

describe.each([
  ['Socket Mode', bySocket],
  ['HTTP', byHttp],
])('Bolt by %s', (_, connect) => {
  it('hears a mention, answers in its thread and is seen', async () => {
    await using slack = await startSlack()
    const heard: string[] = []
    await using bot = await connect(slack, app => {
      app.event('app_mention', async ({ event, client }) => {
        heard.push(event.text)
        await client.chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: 'Hello &amp; welcome' })
      })
      app.message(({ message, context }) => {
        heard.push(`${message.type} ${context.retryNum ?? 0}`)
        return Promise.resolve()
      })
    })
    const { person, channel } = slack.home
    const asked = await slack.say(person, channel, `<@${slack.bot.id}> hi`)
    const answer = await slack.sees(channel, ({ threadTs, userId }) => threadTs === asked.ts && userId === slack.bot.id)
    expect(answer.text).toBe('Hello & welcome')
    await slack.until(() => heard.length === 2)
    expect(heard.toSorted()).toEqual([`<@${slack.bot.id}> hi`, 'message 0'])
    expect(bot.app).toBeDefined()
    expect(slack.violations).toEqual([])
  })

  it('answers a command within its time, changes the answer, and opens a form that comes back filled in', async () => {
    await using slack = await startSlack()
    const submitted: Json[] = []
    await using _ = await connect(slack, app => {
      app.command('/imagine', async ({ ack, respond, command }) => {
        await ack(`Drawing ${command.text}`)
        await respond({ text: 'Done', replace_original: true, blocks: [block('Again')] as never })
      })
      app.command('/chat', async ({ ack, body, client }) => {
        await ack()
        const { view } = await client.views.open({ trigger_id: body.trigger_id, view: { ...form, blocks: [] } })
        await client.views.update({ view_id: view?.id ?? '', hash: view?.hash ?? '', view: form })
      })
      app.action('again', async ({ ack, respond }) => {
        await ack()
        await respond({ text: 'Once more', replace_original: false })
      })
      app.view('form', async ({ ack, view }) => {
        const { value } = view.state.values['prompt']?.['v'] ?? {}
        if (value === 'bad') return ack({ response_action: 'errors', errors: { prompt: 'Not this.' } })
        await ack()
        submitted.push({ value, meta: view.private_metadata })
      })
    })
    const { person, channel } = slack.home
    const use = slack.command(person, channel, '/imagine', 'a fox')
    expect(await use.answer).toMatchObject({ did: 'ack' })
    const done = await use.shows(({ text }) => text === '' || text === 'Done')
    expect(done).toMatchObject({ private: true, buttons: [{ label: 'Again', actionId: 'again' }] })
    await slack.click(person, done, 'Again').shows(({ text }) => text === 'Once more')

    const opened = await slack.command(person, channel, '/chat').opens(({ fields }) => fields.length === 1)
    expect(opened).toMatchObject({ title: 'Draw', submit: 'Go', fields: [{ label: 'Prompt', value: '' }] })
    await slack.submitView(person, { Prompt: 'bad' }).answer
    expect(slack.views(person)).toMatchObject([{ errors: { prompt: 'Not this.' }, fields: [{ value: 'bad' }] }])
    await slack.submitView(person, { prompt: 'meta/llama' }).answer
    await slack.until(() => submitted.length === 1)
    expect([submitted, slack.views(person)]).toEqual([[{ value: 'meta/llama', meta: 'C1' }], []])
    expect(slack.violations).toEqual([])
  })

  it('gets shortcuts, choices, homes, direct messages and files', async () => {
    const features = { ...wholeManifest.features, shortcuts: [{ callback_id: 'describe', type: 'message' }] }
    await using slack = await startSlack({ manifest: { ...wholeManifest, features } })
    const heard: unknown[] = []
    await using _ = await connect(slack, app => {
      app.shortcut('describe', async ({ ack, shortcut }) => {
        await ack()
        heard.push(shortcut.type === 'message_action' ? shortcut.message.text : shortcut.type)
      })
      app.event('app_home_opened', async ({ event, client }) => {
        const blocks = [{ type: 'section' as const, text: { type: 'mrkdwn' as const, text: 'Your jobs' } }]
        await client.views.publish({ user_id: event.user, view: { type: 'home', blocks } })
      })
      app.message(({ message, event }) => {
        if (message.subtype === 'file_share') heard.push([event.channel_type, message.files?.map(({ name }) => name)])
        return Promise.resolve()
      })
    })
    const { person, channel } = slack.home
    const said = await slack.say(person, channel, 'a picture')
    expect(await slack.shortcut(person, said, 'describe').answer).toMatchObject({ did: 'ack' })
    const dm = await slack.openDm(person)
    await slack.say(person, dm, '', { files: [{ name: 'fox.png', bytes: Buffer.from('png') }] })
    await slack.until(() => heard.length === 2)
    expect(heard).toEqual(['a picture', ['im', ['fox.png']]])
    await slack.openHome(person)
    expect(await slack.until(() => slack.homeOf(person))).toMatchObject({ type: 'home', text: 'Your jobs' })
    expect(slack.violations).toEqual([])
  })

  it('tells of edits and deletions, streams by hand, and is told of the stop button', async () => {
    await using slack = await startSlack()
    const heard: unknown[] = []
    await using _ = await connect(slack, app => {
      app.event('message', ({ event }) => {
        if (event.subtype !== undefined && !('user' in event && event.user === slack.bot.id)) heard.push(event.subtype)
        return Promise.resolve()
      })
      app.event('app_mention', async ({ event, client }) => {
        const place = { channel: event.channel, thread_ts: event.ts }
        await client.assistant.threads.setStatus({ channel_id: event.channel, thread_ts: event.ts, status: 'is thinking…' })
        const people = { recipient_user_id: event.user ?? '', recipient_team_id: event.team ?? '' }
        const { ts = '' } = await client.chat.startStream({ ...place, ...people, markdown_text: 'one' })
        await client.chat.appendStream({ channel: event.channel, ts, markdown_text: ' two' })
        heard.push('streaming')
      })
      app.event('agent_session_stopped' as 'message', ({ event }) => {
        heard.push(event)
        return Promise.resolve()
      })
    })
    const { person, channel } = slack.home
    const said = await slack.say(person, channel, `<@${slack.bot.id}> go`)
    await slack.until(() => heard.includes('streaming'))
    const streamed = slack.messages(channel, said.ts)[1]
    expect(streamed).toMatchObject({ text: 'one two', streaming: true })
    slack.stop(person, channel, said.ts)
    await slack.until(() => heard.some(one => typeof one === 'object'))
    expect(heard.find(one => typeof one === 'object')).toMatchObject({
      thread_ts: said.ts,
      user: person.id,
      streaming_message_ts: [streamed?.ts],
    })
    await slack.edit(said, 'changed')
    await slack.until(() => heard.filter(one => one === 'message_changed').length === 2)
    // A root that has answers becomes a stone, anything else is gone.
    await slack.delete(said)
    await slack.until(() => heard.filter(one => one === 'message_changed').length === 3)
    expect(slack.message(said)).toMatchObject({ text: 'This message was deleted.' })
    const alone = await slack.say(person, channel, 'nobody answers')
    await slack.delete(alone)
    await slack.until(() => heard.includes('message_deleted'))
    expect(slack.message(alone)).toBeNull()
    expect(slack.violations).toEqual([])
  })

  it('gets the same event twice, again, late or never when a test says so', async () => {
    await using slack = await startSlack()
    const retries: unknown[] = []
    await using _ = await connect(slack, app => {
      app.message(({ context }) => {
        retries.push(context.retryNum ?? 0)
        return Promise.resolve()
      })
    })
    slack.doubleEnvelopes(true)
    await slack.say(slack.home.person, slack.home.channel, 'twice')
    await slack.until(() => retries.length === 2)
    slack.doubleEnvelopes(false)
    slack.again('message')
    await slack.until(() => retries.length === 3)
    expect(retries).toEqual([0, 0, 1])
    slack.dropEvents(1)
    await slack.say(slack.home.person, slack.home.channel, 'never')
    slack.delayEvents(30)
    const before = slack.deliveries.length
    await slack.say(slack.home.person, slack.home.channel, 'late')
    expect(slack.deliveries).toHaveLength(before)
    await slack.until(() => slack.deliveries.length === before + 1 && slack.deliveries.at(-1)?.ackedAfterMs !== null)
    expect(slack.violations).toEqual([])
  })
})

describe('Sockets', () => {
  it('share what happens: each envelope goes to one of them, and to the other while one is gone', async () => {
    await using slack = await startSlack()
    const heard: string[] = []
    const listen =
      (name: string): Listen =>
      app => {
        app.message(() => {
          heard.push(name)
          return Promise.resolve()
        })
      }
    await using _ = await bySocket(slack, listen('first'))
    await using __ = await bySocket(slack, listen('second'))
    expect(slack.sockets).toHaveLength(2)
    for (let at = 0; at < 4; at++) await slack.say(slack.home.person, slack.home.channel, 'a')
    await slack.until(() => heard.length === 4)
    expect(heard.toSorted()).toEqual(['first', 'first', 'second', 'second'])
    slack.disconnect('refresh_requested', slack.sockets[0])
    for (let at = 0; at < 4; at++) await slack.say(slack.home.person, slack.home.channel, 'a')
    await slack.until(() => heard.length === 8)
    expect(heard.slice(4)).toEqual(['second', 'second', 'second', 'second'])
    await slack.until(() => slack.connected === 3 && slack.sockets.length === 2)
    for (let at = 0; at < 2; at++) await slack.say(slack.home.person, slack.home.channel, 'a')
    await slack.until(() => heard.length === 10)
    expect(heard.slice(8).toSorted()).toEqual(['first', 'second'])
    expect(slack.violations).toEqual([])
  })

  it('that are cut lose nothing: the event comes again on the next', async () => {
    await using slack = await startSlack({ retriesAfterMs: [50, 200, 1_000, 1_000, 1_000] })
    const heard: unknown[] = []
    await using _ = await bySocket(slack, app => {
      app.message(({ message, context }) => {
        heard.push('text' in message ? [message.text, (context.retryNum ?? 0) > 0] : null)
        return Promise.resolve()
      })
    })
    slack.cutSockets()
    await slack.until(() => slack.sockets.length === 0)
    const use = slack.command(slack.home.person, slack.home.channel, '/imagine', 'a')
    expect(await use.answer).toMatchObject({ did: 'nothing' })
    await slack.say(slack.home.person, slack.home.channel, 'meanwhile')
    await slack.until(() => heard.length === 1)
    expect(heard).toEqual([['meanwhile', true]])
    expect(slack.deliveries.map(({ failed }) => failed).slice(0, 2)).toEqual(['no connection', 'no connection'])
  })

  it('that have gone silent leave events to come again, as retries', async () => {
    await using slack = await startSlack({ retriesAfterMs: [100, 60_000], ackWithinMs: 150 })
    const retries: unknown[] = []
    await using _ = await bySocket(slack, app => {
      app.message(({ context }) => {
        retries.push([context.retryNum, context.retryReason])
        return Promise.resolve()
      })
    })
    slack.silence(true)
    await slack.say(slack.home.person, slack.home.channel, 'a')
    await slack.until(() => slack.deliveries[1]?.failed === 'timeout')
    slack.silence(false)
    expect(retries).toEqual([])
    slack.clock.advance(60_000)
    await slack.until(() => retries.length === 1)
    expect(retries).toEqual([[2, 'http_timeout']])
    expect(slack.violations).toEqual([])
  })

  it('that nobody answers on in time leave the person without an answer, and that is a violation', async () => {
    await using slack = await startSlack({ ackWithinMs: 100 })
    await using _ = await bySocket(slack, () => {})
    expect(await slack.command(slack.home.person, slack.home.channel, '/imagine', 'a').answer).toMatchObject({ did: 'nothing' })
    expect(slack.violations).toEqual(['slash_commands /imagine: not acknowledged within 100 ms'])
    slack.silence(true)
    expect(await slack.command(slack.home.person, slack.home.channel, '/imagine', 'a').answer).toMatchObject({ did: 'nothing' })
    expect(slack.violations).toHaveLength(1)
  })

  it('are at most ten, and a ticket is good once', async () => {
    await using slack = await startSlack()
    const url = async (): Promise<string> => String((await ask(slack, 'apps.connections.open', {}, slack.appToken)).json['url'])
    const first = await url()
    const sockets = [new WebSocket(first), ...(await Promise.all(Array.from({ length: 9 }, url))).map(one => new WebSocket(one))]
    await slack.until(() => slack.sockets.length === 10)
    expect((await ask(slack, 'apps.connections.open', {}, slack.appToken)).json['error']).toBe('too_many_websockets')
    const again = new WebSocket(first)
    await new Promise(resolve => again.addEventListener('error', resolve))
    for (const socket of sockets) socket.close()
    await slack.until(() => slack.sockets.length === 0)
  })
})

describe('What an app was given to answer with', () => {
  it('a trigger is good once and for three seconds, a response_url five times and for half an hour', async () => {
    await using slack = await startSlack({ retriesAfterMs: [] })
    const { person, channel } = slack.home
    const use = slack.command(person, channel, '/imagine', 'a')
    const view = { ...form, blocks: [] }
    const open = (trigger: string) => ask(slack, 'views.open', { trigger_id: trigger, view })
    expect((await open(use.triggerId)).json['ok']).toBe(true)
    expect((await open(use.triggerId)).json['error']).toBe('exchanged_trigger_id')
    const late = slack.command(person, channel, '/imagine', 'b')
    slack.clock.advance(3_000)
    expect((await open(late.triggerId)).json['error']).toBe('expired_trigger_id')

    const post = async (body: Json, to = use.responseUrl ?? '') =>
      (await request(to, { method: 'POST', body: JSON.stringify(body) })).statusCode
    expect(await post({ markdown_text: '**a**' })).toBe(400)
    expect(await post({ text: 'for all', response_type: 'in_channel' })).toBe(200)
    expect(await post({ text: 'for one' })).toBe(200)
    expect(await post({ text: 'instead', replace_original: true })).toBe(200)
    expect(await post({ delete_original: true })).toBe(200)
    expect(await post({ text: 'once too often' })).toBe(404)
    expect(slack.messages(channel).map(({ text }) => text)).toEqual(['for all'])
    expect(slack.ephemerals(person)).toEqual([])
    slack.clock.advance(30 * 60_000)
    expect(await post({ text: 'too late' }, late.responseUrl ?? '')).toBe(404)
  })
})

describe('Installation', () => {
  it('leads over the page to a token of its own', async () => {
    const redirect = 'http://127.0.0.1:1/slack/oauth_redirect'
    await using slack = await startSlack({ redirectUris: [redirect] })
    const scope = 'chat:write,users:read'
    const page = `client_id=${slack.app.clientId}&scope=${scope}&redirect_uri=${encodeURIComponent(redirect)}&state=s1`
    const html = await (await request(`${slack.origin}/oauth/v2/authorize?${page}`)).body.text()
    expect(html).toContain('Replichat')
    const answer = await request(`${slack.origin}/oauth/v2/authorize/callback`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `${page}&user_id=${slack.home.owner.id}`,
    })
    const back = new URL(String(answer.headers['location']))
    expect([back.origin + back.pathname, back.searchParams.get('state')]).toEqual([redirect, 's1'])
    const { clientId, clientSecret } = slack.app
    const code = back.searchParams.get('code') ?? ''
    const given = { client_id: clientId, client_secret: clientSecret, code, redirect_uri: redirect }
    const { json } = await ask(slack, 'oauth.v2.access', given, null)
    expect(json).toMatchObject({ ok: true, team: { id: slack.team.id }, bot_user_id: slack.bot.id })
    const token = String(json['access_token'])
    expect((await ask(slack, 'auth.test', {}, token)).json).toMatchObject({ ok: true, user_id: slack.bot.id })
    expect((await ask(slack, 'conversations.list', {}, token)).json['error']).toBe('missing_scope')
  })
})
