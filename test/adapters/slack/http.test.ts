import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type Ears, listen } from './ears.ts'

let ears: Ears
beforeAll(async () => {
  ears = await listen({ start: { mode: 'http' } })
})
afterAll(() => ears[Symbol.asyncDispose]())
beforeEach(() => void (ears.events.length = 0))

type Wrong = { readonly secret?: string; readonly awayS?: number; readonly headers?: Record<string, string> }

/** Sends what Slack might send, signed as Slack signs unless told otherwise. */
async function send(body: string, { secret = ears.slack.signingSecret, awayS = 0, headers = {} }: Wrong = {}): Promise<Response> {
  const timestamp = String(Math.floor(Date.now() / 1_000) + awayS)
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`
  return fetch(`${ears.url}/slack/events`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signature,
      ...headers,
    },
  })
}

const challenge = JSON.stringify({ type: 'url_verification', challenge: 'abc123' })

it('hears mentions and commands by HTTP, too', async () => {
  const { slack } = ears
  const { person, channel } = slack.home
  await slack.say(person, channel, `<@${slack.bot.id}> hello`)
  expect(await ears.event('message')).toMatchObject({ text: 'hello' })
  const { did, payload } = await slack.command(person, channel, '/imagine', 'a fox --count 99').answer
  expect(did).toBe('ack')
  expect(payload['text']).toContain('`count` must be')
  slack.command(person, channel, '/imagine', 'a fox')
  expect(await ears.event('command')).toMatchObject({ values: { prompt: 'a fox' } })
  await ears.line('by HTTP at /slack/events')
})

it('answers Slack’s challenge, and its question whether the address is there', async () => {
  const response = await send(challenge)
  expect([response.status, await response.text()]).toEqual([200, 'abc123'])
  const asked = await fetch(`${ears.url}/slack/events`, {
    method: 'POST',
    body: 'ssl_check=1&token=x',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  })
  expect(asked.status).toBe(200)
})

it.each([
  ['another secret', { secret: 'wrong' }, 401],
  ['a time six minutes ago', { awayS: -360 }, 401],
  ['a time six minutes ahead', { awayS: 360 }, 401],
  ['no time', { headers: { 'x-slack-request-timestamp': '' } }, 401],
  ['no signature', { headers: { 'x-slack-signature': '' } }, 401],
  ['half a signature', { headers: { 'x-slack-signature': 'v0=abcd' } }, 401],
] as const)('a request with %s is refused', async (_, wrong: Wrong, status) => {
  expect((await send(challenge, wrong)).status).toBe(status)
})

it('what is no JSON, too large or at another address is refused', async () => {
  expect((await send('not json')).status).toBe(400)
  expect((await send('[1]')).status).toBe(400)
  expect((await send('x'.repeat(1024 * 1024 + 1))).status).toBe(413)
  expect((await fetch(`${ears.url}/slack/events`)).status).toBe(405)
  expect((await fetch(`${ears.url}/slack/events/more`, { method: 'POST' })).status).toBe(404)
})

it('a form whose type names its characters is read all the same', async () => {
  const body = new URLSearchParams({
    command: '/imagine',
    text: 'a fox --count 99',
    team_id: ears.slack.team.id,
    channel_id: ears.slack.home.channel.id,
    user_id: ears.slack.home.person.id,
    trigger_id: 'a.1',
  })
  const response = await send(body.toString(), {
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
  })
  expect(await response.text()).toContain('`count` must be')
})

it('what belongs to a workspace that we are not installed in is acknowledged and not heard', async () => {
  const event = { type: 'message', channel: 'C0ELSEWHERE', user: 'U0SOMEBODY', text: 'hello', ts: '1.1', channel_type: 'im' }
  const body = {
    type: 'event_callback',
    event_id: 'Ev1',
    team_id: 'T0ELSEWHERE',
    authorizations: [{ team_id: 'T0ELSEWHERE' }],
    event,
  }
  expect((await send(JSON.stringify(body))).status).toBe(200)
  expect(ears.events).toEqual([])
})
