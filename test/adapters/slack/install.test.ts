import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { addInstall } from '../../../adapters/slack/install.ts'
import { createInstallations } from '../../../adapters/slack/installations.ts'
import type { Self } from '../../../adapters/slack/hello.ts'
import { type SlackTables, slackTables } from '../../../adapters/slack/tables.ts'
import { openStore } from '../../../src/store/open.ts'

const log = { info() {}, warn() {}, error() {} }
const secretKey = Buffer.alloc(32, 5)
const self: Self = { team: 'T0ONE', teamName: 'One & Co', user: 'U0BOT', name: 'replichat' }

let slack: Server
let api: string
let asked: URLSearchParams[]
let answer: object
let time: number
let installed: { readonly self: Self; readonly token: string }[]
let app: Hono

beforeEach(async () => {
  asked = []
  installed = []
  time = 1_000_000
  answer = { ok: true, access_token: 'xoxb-one', bot_user_id: 'U0BOT', team: { id: 'T0ONE', name: 'One & Co' } }
  slack = createServer((request, response) => {
    let body = ''
    request.on('data', (piece: Buffer) => (body += piece.toString()))
    request.on('end', () => {
      asked.push(new URLSearchParams(body))
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    })
  }).listen(0, '127.0.0.1')
  await once(slack, 'listening')
  api = `http://127.0.0.1:${(slack.address() as AddressInfo).port}/api/`
  app = new Hono()
  addInstall(app, {
    oauth: { clientId: '1.2', clientSecret: 'hush', publicUrl: 'https://bot.example' },
    api,
    secretKey,
    installed: async (who, token) => void installed.push({ self: who, token }),
    now: () => time,
    log,
  })
})
afterEach(async () => {
  slack.close()
  await once(slack, 'close')
})

async function begin(): Promise<{ readonly cookie: string; readonly state: string; readonly to: URL }> {
  const response = await app.request('/install')
  const to = new URL(response.headers.get('location') ?? '')
  return { cookie: (response.headers.get('set-cookie') ?? '').split(';')[0] ?? '', state: to.searchParams.get('state') ?? '', to }
}
const back = (query: Record<string, string>, cookie: string) =>
  app.request(`/oauth_redirect?${new URLSearchParams(query).toString()}`, { headers: { cookie } })

it('sends to Slack with what it wants to be allowed, and takes the token that comes of it', async () => {
  const { cookie, state, to } = await begin()
  expect(to.searchParams.get('client_id')).toBe('1.2')
  expect(to.searchParams.get('scope')).toContain('chat:write')
  expect(to.searchParams.get('redirect_uri')).toBe('https://bot.example/slack/oauth_redirect')
  const response = await back({ code: 'c0de', state }, cookie)
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('One &#38; Co')
  expect(installed).toEqual([{ self, token: 'xoxb-one' }])
  expect(Object.fromEntries(asked[0] ?? [])).toMatchObject({ code: 'c0de', client_id: '1.2', client_secret: 'hush' })
})

it('takes nobody who comes back in another browser, with a made-up state, or too late', async () => {
  const { cookie, state } = await begin()
  const other = await begin()
  expect((await back({ code: 'c', state }, '')).status).toBe(400)
  expect((await back({ code: 'c', state }, other.cookie)).status).toBe(400)
  expect((await back({ code: 'c', state: `9${state}` }, cookie)).status).toBe(400)
  expect((await back({ code: 'c' }, cookie)).status).toBe(400)
  time += 11 * 60_000
  expect((await back({ code: 'c', state }, cookie)).status).toBe(400)
  expect(asked).toEqual([])
})

it('installs nothing where the person says no, or Slack does', async () => {
  const { cookie, state } = await begin()
  expect((await back({ error: 'access_denied', state }, cookie)).status).toBe(200)
  answer = { ok: false, error: 'invalid_code' }
  expect((await back({ code: 'old', state }, cookie)).status).toBe(502)
  expect(installed).toEqual([])
})

it('keeps tokens encrypted, reads them in the next life, and forgets one that is taken away', async () => {
  await using store = await openStore<SlackTables>({ url: 'memory:', dataDir: 'unused', tables: slackTables })
  const open = (key: Uint8Array) =>
    createInstallations({ records: store.records, secretKey: key, botToken: undefined, now: () => time, log })
  await open(secretKey).add(self, 'xoxb-one')
  const rows = await store.records.list('slack_installs', {})
  expect(JSON.stringify(rows)).not.toContain('xoxb')

  const next = open(secretKey)
  await next.open()
  expect([next.teams(), next.tokenOf('T0ONE'), next.self('T0ONE'), next.tokenOf('T0TWO')]).toEqual([
    ['T0ONE'],
    'xoxb-one',
    self,
    undefined,
  ])

  const stranger = open(Buffer.alloc(32, 6))
  await stranger.open()
  expect(stranger.teams()).toEqual([])

  const [row] = rows
  if (row === undefined) throw new Error('Nothing was kept.')
  await store.records.batch([{ put: 'slack_installs', row: { ...row, id: 'T0TWO' } }])
  const moved = open(secretKey)
  await moved.open()
  expect(moved.teams()).toEqual(['T0ONE'])

  await moved.add(self, 'xoxb-two')
  expect(await moved.remove('T0ONE', 'xoxb-one')).toBe(false)
  expect(moved.tokenOf('T0ONE')).toBe('xoxb-two')
  expect(await moved.remove('T0ONE')).toBe(true)
  expect(await store.records.get('slack_installs', 'T0ONE')).toBeUndefined()
})
