import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { Limited, Refused, Unanswered } from '../../../adapters/slack/refusal.ts'
import { type Outgoing, outgoing } from './outgoing.ts'

let open: Outgoing | undefined
const begin = async (within: { readonly frameMs?: number } = {}): Promise<Outgoing> => (open = await outgoing({}, { within }))
afterEach(async () => {
  await open?.[Symbol.asyncDispose]()
  open = undefined
})

const thrownBy = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

describe('the way to Slack', () => {
  test('repeats what may be repeated, and nothing else', async () => {
    const { web, slack, signal, requestsTo } = await begin()
    const team = slack.team.id
    slack.hook('auth.test', { status: 503 }, 2)
    expect(await web.call({ team, method: 'auth.test', args: {}, isRepeatable: true, signal })).toMatchObject({ ok: true })
    expect(requestsTo('auth.test')).toHaveLength(3)
    slack.hook('auth.test', 'cut', 2)
    expect(await thrownBy(web.call({ team, method: 'auth.test', args: {}, signal }))).toBeInstanceOf(Unanswered)
    expect(requestsTo('auth.test')).toHaveLength(4)
  })

  test('waits for a limit where it may, and says at once how long a frame would have to', async () => {
    const { web, slack, signal, requestsTo, throttled } = await begin()
    const team = slack.team.id
    slack.hook('auth.test', { limitedForS: 7 })
    const limited = await thrownBy(web.call({ team, method: 'auth.test', args: {}, isFrame: true, signal }))
    expect(limited).toBeInstanceOf(Limited)
    expect((limited as Limited).restMs).toBe(7_000)
    expect(throttled()).toBe(1)
    expect(await thrownBy(web.call({ team, method: 'auth.test', args: {}, isFrame: true, signal }))).toBeInstanceOf(Limited)
    expect(requestsTo('auth.test')).toHaveLength(1)
    slack.clock.advance(7_000)
    expect(await web.call({ team, method: 'auth.test', args: {}, isFrame: true, signal })).toMatchObject({ ok: true })
    slack.hook('users.info', { limitedForS: 1 })
    const args = { user: slack.home.person.id }
    expect(await web.call({ team, method: 'users.info', args, signal })).toMatchObject({ ok: true })
    expect(requestsTo('users.info')).toHaveLength(2)
  })

  test('takes a limit that is told as an error for what it is', async () => {
    const { web, slack, signal } = await begin()
    slack.hook('auth.test', { error: 'ratelimited' })
    const call = web.call({ team: slack.team.id, method: 'auth.test', args: {}, isFrame: true, signal })
    expect(await thrownBy(call)).toBeInstanceOf(Limited)
  })

  test('gives up an answer that never comes, and at once where nobody waits any more', async () => {
    const { web, slack, signal } = await begin({ frameMs: 200 })
    const team = slack.team.id
    slack.hook('auth.test', 'hang', 2)
    const late = await thrownBy(web.call({ team, method: 'auth.test', args: {}, isFrame: true, signal }))
    expect(late).toBeInstanceOf(Unanswered)
    const leaving = new AbortController()
    const call = thrownBy(web.call({ team, method: 'auth.test', args: {}, signal: leaving.signal }))
    leaving.abort(new Error('left'))
    expect(await call).toMatchObject({ message: 'left' })
  })

  test('holds neither tokens nor words of people in its errors', async () => {
    const { web, slack, signal } = await begin()
    const team = slack.team.id
    const args = { channel: 'CNOWHERE', text: 'a secret of mine' }
    const refused = await thrownBy(web.call({ team, method: 'chat.postMessage', args, signal }))
    slack.hook('chat.postMessage', { status: 500, body: 'a secret of mine' })
    const unanswered = await thrownBy(web.call({ team, method: 'chat.postMessage', args, signal }))
    expect(refused).toBeInstanceOf(Refused)
    expect(unanswered).toBeInstanceOf(Unanswered)
    for (const thrown of [refused, unanswered]) {
      const all = inspect(thrown, { depth: 10, showHidden: true })
      expect(all).not.toContain(slack.botToken)
      expect(all).not.toContain('a secret of mine')
    }
  })
})
