import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { phaseOf } from '#core/job.ts'
import { createLink } from '../../adapters/web/web.ts'
import type { WireMessage, WirePage } from '../../adapters/web/wire.ts'
import { runCommand } from '../../src/cli/cli.ts'
import { openStore } from '../../src/store/open.ts'
import { rawRequest, sendRaw, statusOf } from '../adapters/web/line.ts'
import { blocksOf, eventually, sitDown, wordsOf } from '../flows/console.ts'
import { startProduct } from '../flows/process.ts'
import { freePort } from '../free-port.ts'
import { readingsOf, valueOf } from './readings.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replichat-metrics-'))
})
afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))

const scrape = async (url: string, headers: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${url}/metrics`, { headers })
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  return readingsOf(await response.text())
}

test('after a picture, a turn and a mistake the metrics say what the store says', async () => {
  await using product = await startProduct(folder, { SANDBOX_PACE: '0.1' })
  const person = sitDown(product.url)
  const spot = await person.general()
  const picture = await person.answerTo(spot, '/imagine a counted heron --more megapixels=0.25')
  expect(blocksOf(picture, 'pictures')).toHaveLength(1)
  expect(wordsOf(await person.answerTo(spot, 'Good morning'))).not.toBe('')
  await person.answerTo(spot, '/imagine a fox --count 99')
  const closed = async () => {
    const readings = await scrape(product.url)
    const open = ['queued', 'starting', 'running', 'delivering', 'closing'].map(state =>
      valueOf(readings, 'replichat_jobs', { state }),
    )
    return valueOf(readings, 'replichat_engine_jobs') === 0 && open.every(count => count === 0) ? readings : undefined
  }
  const readings = await eventually('The end of both jobs', closed)
  // The page is told of everything by whoever asks by a name of this machine; nobody else.
  const { port } = new URL(product.url)
  const asked = async (...lines: readonly string[]) => statusOf(await sendRaw(Number(port), rawRequest('GET', '/metrics', lines)))
  expect(await asked(`Host: localhost:${port}`)).toBe(200)
  expect(await asked(`Host: evil.example:${port}`)).toBe(421)
  expect(await asked(`Host: localhost:${port}`, 'X-Forwarded-For: 1.2.3.4')).toBe(403)
  expect((await fetch(`${product.url}/metrics`, { method: 'POST' })).status).toBe(405)
  expect((await fetch(`${product.url}/metrics/more`)).status).toBe(404)
  expect(await product.stop()).toBe(0)

  await using store = await openStore({ url: `sqlite:${join(folder, 'replichat.db')}`, dataDir: folder })
  const jobs = await store.records.list('jobs', {})
  expect(jobs.map(job => [job.kind, phaseOf(job)]).sort()).toEqual([
    ['picture', 'done'],
    ['turn', 'done'],
  ])
  for (const kind of ['picture', 'turn']) {
    expect(valueOf(readings, 'replichat_jobs_ended_total', { kind, state: 'done' })).toBe(1)
    expect(valueOf(readings, 'replichat_job_wait_seconds_count', { kind })).toBe(1)
    expect(valueOf(readings, 'replichat_job_wait_seconds_sum', { kind })).toBeLessThan(20)
  }
  const ledger = await store.records.list('ledger', {})
  const dollars = ledger.reduce((sum, row) => sum + (row.settled ?? Number.NaN), 0) / 1e6
  expect(dollars).toBeGreaterThan(0)
  expect(valueOf(readings, 'replichat_spent_usd', { period: 'month', charged: 'no' })).toBe(dollars)
  expect(valueOf(readings, 'replichat_reserved_usd', { period: 'month', charged: 'no' })).toBe(0)
  // Three things were said; what the console itself refused never came to the service.
  const handled = valueOf(readings, 'replichat_handle_seconds_count', { platform: 'web' })
  expect(handled).toBe(2)
  expect(valueOf(readings, 'replichat_frames_shown_total', { platform: 'web' })).toBeGreaterThan(1)
  const predictions = await store.records.list('predictions', {})
  expect(valueOf(readings, 'replichat_replicate_answers_total', { status: '2xx' })).toBeGreaterThanOrEqual(predictions.length)
}, 60_000)

test('with a login the metrics are for admins and programs with a pass; webhooks and 429s are in them', async () => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  await using product = await startProduct(folder, { SANDBOX_PACE: '0.1', PUBLIC_URL: url, PORT: String(port) })
  const secretKey = Buffer.from((await readFile(join(folder, 'secret.key'), 'utf8')).trim(), 'base64')
  const enter = async (kind: 'admin' | 'member'): Promise<string> => {
    const link = createLink(kind, { secretKey, baseUrl: url, now: Date.now() })
    const opened = await fetch(link, { redirect: 'manual' })
    return opened.headers.get('set-cookie')?.split(';')[0] ?? ''
  }
  const admin = await enter('admin')
  const status = async (headers: Readonly<Record<string, string>>) => (await fetch(`${url}/metrics`, { headers })).status

  let pass = ''
  const out = { write: (text: string) => (pass += text) }
  const env = { DATA_DIR: folder, PUBLIC_URL: url, PORT: String(port) }
  const signal = new AbortController().signal
  expect(await runCommand(['link', '--metrics'], { stdout: out, stderr: process.stderr, env, signal })).toBe(0)
  pass = pass.trim()

  const nobody = await fetch(`${url}/metrics`)
  expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  expect(await nobody.text()).toContain('npx replichat link --metrics')
  expect(await status({ cookie: await enter('member') })).toBe(403)
  expect(await status({ cookie: admin })).toBe(200)
  expect(await status({ authorization: `Bearer ${pass}` })).toBe(200)
  for (const wrong of [`Bearer ${pass}x`, `Bearer ${admin.split('=')[1]}`, `Basic ${pass}`, pass, 'Bearer'])
    expect([wrong, await status({ authorization: wrong })]).toEqual([wrong, 401])
  // The pass opens the metrics and nothing else.
  expect(
    (await fetch(`${url}/api/state`, { headers: { authorization: `Bearer ${pass}`, cookie: `replichat=${pass}` } })).status,
  ).toBe(401)

  const fault = { kind: 'http-429', times: 1, match: '/predictions', retryAfter: 1 }
  await fetch(`${url}/sandbox/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  })
  const headers = { cookie: admin, origin: url, 'content-type': 'application/json' }
  const paint = async (nth: number): Promise<void> => {
    const text = `/imagine lark ${nth} --more megapixels=0.25`
    const body = JSON.stringify({ id: randomUUID(), room: 'general', text, files: [] })
    expect((await fetch(`${url}/api/messages`, { method: 'POST', headers, body })).status).toBe(201)
    await eventually('The picture', async () => {
      const page = (await (await fetch(`${url}/api/rooms/general/messages`, { headers })).json()) as WirePage
      const done = page.messages.filter((one: WireMessage) => blocksOf(one, 'pictures').length > 0 && one.live !== true)
      return done.length >= nth ? done : undefined
    })
  }
  // On a machine too busy to be told within five seconds Replicate is asked, and the webhook brings no news any more.
  let readings = await scrape(url, { authorization: `Bearer ${pass}` })
  const lags = (): number => valueOf(readings, 'replichat_webhook_lag_seconds_count') ?? 0
  expect(lags()).toBe(0)
  let pictures = 0
  while (lags() === 0 && pictures < 3) {
    await paint(++pictures)
    readings = await scrape(url, { authorization: `Bearer ${pass}` })
  }
  expect(lags()).toBe(1)
  expect(valueOf(readings, 'replichat_webhook_lag_seconds_sum')).toBeLessThan(10)
  expect(valueOf(readings, 'replichat_throttled_total', { service: 'replicate' })).toBe(1)
  expect(valueOf(readings, 'replichat_replicate_answers_total', { status: '429' })).toBe(1)
  expect(await product.stop()).toBe(0)
}, 60_000)
