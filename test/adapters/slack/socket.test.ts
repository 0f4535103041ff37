import { expect, it } from 'vitest'
import { say } from '#core/post.ts'
import { writeReply } from '../../../adapters/slack/ref.ts'
import { listen } from './ears.ts'

it('tells who it is and in which workspace', async () => {
  await using ears = await listen()
  const { slack } = ears
  await ears.line(`in ${slack.team.name}, by Socket Mode`)
  expect(ears.present).toEqual([[slack.team.id]])
  expect(ears.isHealthy()).toBe(true)
})

it('two connections stand, and while Slack ends one of them nothing is lost and no command fails', async () => {
  await using ears = await listen()
  const { slack } = ears
  const { person, channel } = slack.home
  await slack.until(() => slack.sockets.length === 2)
  for (let round = 0; round < 4; round++) {
    slack.disconnect(round % 2 === 0 ? 'refresh_requested' : 'warning', slack.sockets[0])
    const uses = Array.from({ length: 3 }, (_, at) => slack.command(person, channel, '/imagine', `fox ${round} ${at}`))
    expect((await Promise.all(uses.map(({ answer }) => answer))).map(({ did }) => did)).toEqual(['ack', 'ack', 'ack'])
    await slack.until(() => slack.sockets.length >= 2)
  }
  await slack.until(() => ears.events.length === 12)
})

it('connections that are cut come back by themselves, and events of the meantime come, too', async () => {
  await using ears = await listen()
  const { slack } = ears
  await slack.until(() => slack.sockets.length === 2)
  slack.cutSockets()
  await slack.say(slack.home.person, slack.home.channel, `<@${slack.bot.id}> are you back?`)
  await slack.until(() => slack.sockets.length === 2)
  slack.clock.advance(70_000)
  expect(await ears.event('message')).toMatchObject({ text: 'are you back?' })
  expect(ears.isHealthy()).toBe(true)
})

it('connections on which nothing comes any more are given up for new ones', async () => {
  await using ears = await listen({ patience: { pongMs: 300 } })
  const { slack } = ears
  await slack.until(() => slack.sockets.length === 2)
  const before = slack.connected
  slack.silence(true)
  await slack.until(() => slack.connected > before, 15_000)
  slack.silence(false)
}, 30_000)

it('without any connection for long it is red, tells so once, and is green again', async () => {
  await using ears = await listen({ patience: { redAfterMs: 300, againMs: 50, mostAgainMs: 100 } })
  const { slack } = ears
  await slack.until(() => slack.sockets.length === 2)
  slack.refuseSockets(true)
  slack.cutSockets()
  await ears.line('no connection for a minute')
  expect(ears.isHealthy()).toBe(false)
  slack.refuseSockets(false)
  await slack.until(() => ears.isHealthy())
  await ears.line('connected again')
})

it('does not start with a bot token that Slack refuses, and says which one it is', async () => {
  await expect(listen({ options: () => ({ botToken: 'xoxb-0-wrong' }) })).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('SLACK_BOT_TOKEN') as string,
  })
})

it('does not start with an app token that Slack refuses, and says which one it is', async () => {
  const options = () => ({ receive: { by: 'socket' as const, appToken: 'xapp-1-wrong' } })
  await expect(listen({ options })).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('SLACK_APP_TOKEN') as string,
  })
})

it('names each scope that is missing, and does not start where it could say nothing', async () => {
  const scopes = (bot: readonly string[]) => ({ start: { manifest: { oauth_config: { scopes: { bot } } } } })
  await using ears = await listen(scopes(['chat:write', 'commands', 'users:read', 'app_mentions:read']))
  await ears.line('the scope files:read is missing: pictures sent along cannot be read')
  await expect(listen(scopes(['commands', 'users:read']))).rejects.toMatchObject({
    kind: 'config',
    message: expect.stringContaining('chat:write') as string,
  })
})

it('starts where Slack cannot be reached, and is there when it can', async () => {
  await using ears = await listen({
    patience: { openMs: 200, againMs: 50 },
    before: slack => {
      slack.refuseSockets(true)
      slack.hook('auth.test', { error: 'out_of_order' }, 2)
    },
  })
  await ears.line('Slack could not be asked who we are')
  ears.slack.refuseSockets(false)
  await ears.slack.until(() => ears.present.length === 1 && ears.slack.sockets.length > 0, 10_000)
}, 20_000)

it('a token that is revoked makes it red, and says so', async () => {
  await using ears = await listen()
  const { slack } = ears
  slack.revokeToken()
  await slack.say(slack.home.person, slack.home.channel, `<@${slack.bot.id}> hello?`)
  await slack.until(() => !ears.isHealthy())
  expect(ears.lines.filter(({ level }) => level === 'error').map(({ message }) => message)).toHaveLength(1)
})

it('a token that is good again is used again, without a new start', async () => {
  await using ears = await listen({ patience: { againMs: 20, mostAgainMs: 100 } })
  const { slack } = ears
  const asked = () => slack.requests.filter(({ method }) => method === 'auth.test')
  slack.revokeToken()
  await slack.until(() => !ears.isHealthy())
  const before = asked().length
  await slack.until(() => asked().length >= before + 4)
  expect(ears.isHealthy()).toBe(false)
  // It is asked more and more seldom.
  const [first = 0, second = 0, third = 0, fourth = 0] = asked()
    .slice(-4)
    .map(({ at }) => at)
  expect(fourth - second).toBeGreaterThan((third - first) * 0.8)
  const told = ears.present.length
  slack.restoreToken()
  await slack.until(() => ears.isHealthy())
  await ears.line('Slack takes us again')
  expect(ears.present.length).toBeGreaterThan(told)
  const { person, channel } = slack.home
  await slack.say(person, channel, `<@${slack.bot.id}> are you back?`)
  await slack.until(() => ears.events.some(event => event.type === 'message' && event.text === 'are you back?'))
  const reply = writeReply({ team: slack.team.id, channel: channel.id })
  const signal = AbortSignal.timeout(10_000)
  await ears.platform.surface.post(reply, say('channel', 'Yes.'), { nonce: 'n0', signal })
  expect(slack.messages(channel).at(-1)?.text).toBe('Yes.')
})

it('a workspace that installed us and takes us away is forgotten: its token, and what is known of our messages there', async () => {
  await using ears = await listen({ start: { mode: 'http' }, byInstallation: true })
  const { slack, records } = ears
  const oauth = await fetch(`${ears.url}/slack/install`, { redirect: 'manual' })
  const state = new URL(oauth.headers.get('location') ?? '').searchParams.get('state') ?? ''
  const cookie = (oauth.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  slack.hook('oauth.v2.access', {
    status: 200,
    body: JSON.stringify({ ok: true, access_token: slack.botToken, bot_user_id: slack.bot.id, team: slack.team }),
  })
  const back = await fetch(`${ears.url}/slack/oauth_redirect?code=c0de&state=${state}`, { headers: { cookie } })
  expect(back.status).toBe(200)
  const { team, home } = slack
  const reply = writeReply({ team: team.id, channel: home.channel.id })
  await ears.platform.surface.post(reply, say('channel', 'Hello.'), { nonce: 'n0', signal: AbortSignal.timeout(10_000) })
  expect(await records.list('slack_notes', { where: { team: team.id } })).toHaveLength(1)
  slack.uninstall()
  expect(await ears.event('left')).toMatchObject({ what: 'workspace', address: { workspace: team.id } })
  expect(await records.list('slack_notes', { where: { team: team.id } })).toEqual([])
  expect(await records.list('slack_installs', {})).toEqual([])
})

it('an app that is taken away has left its workspace', async () => {
  await using ears = await listen()
  ears.slack.uninstall()
  expect(await ears.event('left')).toMatchObject({ what: 'workspace', address: { workspace: ears.slack.team.id } })
  expect(ears.isHealthy()).toBe(false)
})

it('is not told that it left by an event of an installation before this one', async () => {
  await using ears = await listen()
  const { slack } = ears
  slack.event({ type: 'app_uninstalled' })
  slack.event({ type: 'tokens_revoked', tokens: { oauth: [], bot: [slack.bot.id] } })
  await slack.until(() => slack.requests.filter(({ method }) => method === 'auth.test').length === 3)
  await slack.say(slack.home.person, slack.home.channel, `<@${slack.bot.id}> still there?`)
  await ears.event('message')
  expect(ears.events.map(({ type }) => type)).toEqual(['message'])
  expect(ears.isHealthy()).toBe(true)
})

it('is not told that it left by what comes late while Slack cannot be asked', async () => {
  await using ears = await listen()
  const { slack } = ears
  let asked = 0
  slack.hook(({ method }) => method === 'auth.test' && ++asked > 0, { status: 502 }, 20)
  slack.event({ type: 'app_uninstalled' })
  await slack.until(() => asked > 0)
  await slack.say(slack.home.person, slack.home.channel, `<@${slack.bot.id}> still there?`)
  await ears.event('message')
  expect(ears.events.map(({ type }) => type)).toEqual(['message'])
  expect(ears.isHealthy()).toBe(true)
})

it('a channel that is deleted is left for good', async () => {
  await using ears = await listen()
  const { slack } = ears
  const channel = await slack.channel('short-lived')
  await slack.removeChannel(channel)
  expect(await ears.event('left')).toMatchObject({ what: 'channel', forGood: true, address: { channel: channel.id } })
})

it('what is said before Slack could be asked who we are is sent again, and heard', async () => {
  await using ears = await listen({
    start: { retriesAfterMs: [50, 50, 50] },
    before: slack => void slack.hook('auth.test', { status: 200, body: '{"ok":true}' }),
    patience: { againMs: 3_200 },
  })
  const { slack } = ears
  await slack.say(slack.home.person, slack.home.channel, `<@${slack.bot.id}> are you there?`)
  await slack.until(() => ears.events.length > 0, 10_000)
  expect(ears.events).toMatchObject([{ type: 'message', text: 'are you there?' }])
}, 20_000)

it('connections that Slack ends as soon as they stand are opened anew ever more seldom', async () => {
  await using ears = await listen({ patience: { apartMs: 60_000, againMs: 100 } })
  const { slack } = ears
  const ends = setInterval(() => {
    for (const socket of slack.sockets) slack.disconnect('refresh_requested', socket)
  }, 5)
  try {
    await slack.until(() => slack.connected >= 5, 15_000)
  } finally {
    clearInterval(ends)
  }
  const asked = slack.requests.filter(({ method }) => method === 'apps.connections.open').map(({ at }) => at)
  const apart = asked.slice(1).map((at, nth) => at - (asked[nth] ?? 0))
  // The first end may be a whim.
  for (const [nth, leastMs] of [100, 200, 400].entries()) expect(apart[nth + 1]).toBeGreaterThanOrEqual(leastMs)
}, 30_000)

it('an app token that Slack refuses for a while makes it red for that while alone', async () => {
  await using ears = await listen({ patience: { againMs: 20, mostAgainMs: 100 } })
  const { slack } = ears
  await slack.until(() => slack.sockets.length === 2)
  slack.latch('apps.connections.open', 'invalid_auth')
  slack.cutSockets()
  await slack.until(() => !ears.isHealthy())
  slack.latch('apps.connections.open', null)
  await slack.until(() => slack.sockets.length === 2)
  await slack.until(() => ears.isHealthy())
})
