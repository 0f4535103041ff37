import { createHmac } from 'node:crypto'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import type { Hear } from '../../../adapters/slack/delivery.ts'
import { createHttpDoor } from '../../../adapters/slack/http.ts'

const signingSecret = 'secret'

function door(options: { readonly hear?: Hear; readonly now?: () => number; readonly warn?: () => void } = {}) {
  const { hear = async () => {}, now = Date.now, warn = () => {} } = options
  const app = new Hono()
  const receivers = createHttpDoor({ app, signingSecret, hear, now, log: { info() {}, error() {}, warn } })
  return { app, receivers }
}

it('a stranger who knocks all the time is told of once a minute, for as long as it lasts', async () => {
  let s = 0
  const warned: number[] = []
  const { app } = door({ now: () => s * 1_000, warn: () => void warned.push(s) })
  for (; s <= 180; s += 20) expect((await app.request('/events', { method: 'POST', body: '{}' })).status).toBe(401)
  expect(warned).toEqual([0, 60, 120, 180])
})

it.each([
  ['taken', true, 200],
  ['not taken', false, 503],
])('what was %s is answered so that Slack knows whether to send it again', async (_, isTaken, status) => {
  const { app, receivers } = door({
    hear: async ({ ack }) => {
      if (isTaken) expect(await ack()).toBe(true)
    },
  })
  await receivers.open()
  const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev1' })
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`
  const headers = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature }
  expect((await app.request('/events', { method: 'POST', body, headers })).status).toBe(status)
})
