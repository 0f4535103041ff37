import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { createHttpDoor } from '../../../adapters/slack/http.ts'

it('a stranger who knocks all the time is told of once a minute, for as long as it lasts', async () => {
  let time = 1_000_000
  const warned: number[] = []
  const app = new Hono()
  createHttpDoor({
    app,
    signingSecret: 'secret',
    hear: async () => {},
    now: () => time,
    log: { info() {}, error() {}, warn: () => void warned.push(time - 1_000_000) },
  })
  for (let s = 0; s <= 180; s += 20) {
    time = 1_000_000 + s * 1_000
    expect((await app.request('/events', { method: 'POST', body: '{}' })).status).toBe(401)
  }
  expect(warned).toEqual([0, 60_000, 120_000, 180_000])
})
