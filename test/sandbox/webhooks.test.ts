import { validateWebhook } from 'replicate'
import { expect, test } from 'vitest'
import { sign } from '../../src/sandbox/signature.ts'
import { type Delivery, finished, type Json, startReceiver, startSandbox, type Started, until } from './start.ts'

const llama = '/deployments/sandbox/llama-chat/predictions'
const quick = { throttleMs: 100, retryDelaysMs: [30, 60] }

const make = (sandbox: Started, webhook: string, prompt = 'one two', filter?: readonly string[]): Promise<Json> =>
  sandbox.json('POST', llama, { input: { prompt }, webhook, ...(filter === undefined ? {} : { webhook_events_filter: filter }) })
const completed = (deliveries: readonly Delivery[]): readonly Delivery[] =>
  deliveries.filter(({ prediction }) => prediction.status === 'succeeded')
const arrived = (deliveries: readonly Delivery[], count: number): Promise<true> =>
  until(() => (completed(deliveries).length >= count ? true : undefined))

test('the completed webhook carries what a look would answer, signed as the official client checks it', async () => {
  await using sandbox = await startSandbox({ webhookTiming: quick })
  await using receiver = await startReceiver()
  const made = await make(sandbox, receiver.url, 'one two', ['completed'])
  await arrived(receiver.deliveries, 1)
  const [{ headers, body, prediction }] = receiver.deliveries as [Delivery]
  expect(prediction).toEqual(await sandbox.json('GET', `/predictions/${made.id}`))
  expect(prediction).toMatchObject({ webhook: receiver.url, webhook_events_filter: ['completed'] })
  const { key } = await sandbox.json('GET', '/webhooks/default/secret')
  expect(key).toMatch(/^whsec_[A-Za-z0-9+/]+=*$/)
  const signed = {
    id: headers['webhook-id'] as string,
    timestamp: headers['webhook-timestamp'] as string,
    signature: headers['webhook-signature'] as string,
  }
  expect(await validateWebhook({ ...signed, body, secret: key })).toBe(true)
  expect(await validateWebhook({ ...signed, body: `${body} `, secret: key })).toBe(false)
  expect(Math.abs(Number(signed.timestamp) - Date.now() / 1000)).toBeLessThan(60)
})

test('signatures are those of the scheme', () => {
  const body = '{"test": 2432232314}'
  expect(sign('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, body)).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

test('without a filter all four kinds come, output throttled, start first and completed last', async () => {
  await using sandbox = await startSandbox({ webhookTiming: quick })
  await using receiver = await startReceiver()
  await make(sandbox, receiver.url, 'words 60')
  await arrived(receiver.deliveries, 1)
  const statuses = receiver.deliveries.map(({ prediction }) => prediction.status)
  expect(receiver.deliveries[0]!.prediction).toMatchObject({ status: 'processing', output: null })
  expect(statuses.at(-1)).toBe('succeeded')
  const between = receiver.deliveries.slice(1, -1)
  expect(between.length).toBeGreaterThan(2)
  const sizes = between.map(({ prediction }) => prediction.output.length)
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b))
  // 60 fragments at 10 ms are 0.6 s: at most one each 0.1 s, and a few for a slow machine.
  expect(between.length).toBeLessThan(30)
})

test('a filter leaves out the other kinds', async () => {
  await using sandbox = await startSandbox({ webhookTiming: quick })
  await using receiver = await startReceiver()
  await make(sandbox, receiver.url, 'words 30', ['start', 'completed'])
  await arrived(receiver.deliveries, 1)
  expect(receiver.deliveries.map(({ prediction }) => prediction.status)).toEqual(['processing', 'succeeded'])
})

test('a completed webhook that is refused or cut off is repeated under the same id; others are not', async () => {
  await using sandbox = await startSandbox({ webhookTiming: quick })
  await using receiver = await startReceiver(nth => (nth === 1 ? 500 : nth === 2 ? 404 : nth === 3 ? 'reset' : 200))
  await make(sandbox, receiver.url, 'one', ['start', 'completed'])
  await arrived(receiver.deliveries, 3)
  expect(receiver.deliveries.map(({ prediction }) => prediction.status)).toEqual([
    'processing',
    'succeeded',
    'succeeded',
    'succeeded',
  ])
  const ids = receiver.deliveries.map(({ headers }) => headers['webhook-id'])
  expect(new Set(ids.slice(1)).size).toBe(1)
  expect(ids[0]).not.toBe(ids[1])
})

test('a redirect is neither followed nor repeated (replicate-javascript #195)', async () => {
  const given: string[] = []
  await using sandbox = await startSandbox({ webhookTiming: quick, log: line => given.push(line) })
  await using receiver = await startReceiver(nth => (nth === 1 ? 301 : 200))
  await make(sandbox, receiver.url, 'one', ['completed'])
  await until(() => (receiver.deliveries.length > 0 ? true : undefined))
  const next = await make(sandbox, receiver.url, 'two', ['completed'])
  await arrived(receiver.deliveries, 2)
  expect(receiver.deliveries.map(({ prediction }) => prediction.id)).toEqual([expect.not.stringMatching(next.id), next.id])
  expect(given).toEqual([])
})

test('a webhook that was not taken before the sandbox closed comes after its next start', async () => {
  await using receiver = await startReceiver(nth => (nth === 1 ? 503 : 200))
  await using first = await startSandbox({ webhookTiming: { throttleMs: 100, retryDelaysMs: [60_000] } })
  const made = await make(first, receiver.url, 'one', ['completed'])
  await until(() => (receiver.deliveries.length === 1 ? true : undefined))
  await using second = await first.restart({ webhookTiming: quick })
  await until(() => (receiver.deliveries.length === 2 ? true : undefined))
  expect(receiver.deliveries.map(({ headers }) => headers['webhook-id'])[0]).toBe(receiver.deliveries[1]!.headers['webhook-id'])
  expect(await finished(second, made.id)).toMatchObject({ status: 'succeeded' })
})

test('a lost webhook never comes, a doubled one comes twice with one id, a late one comes late', async () => {
  await using sandbox = await startSandbox({ webhookTiming: quick })
  await using receiver = await startReceiver()
  const fault = (kind: string, match: string, more = {}) => sandbox.call('POST', '/_sandbox/faults', { kind, match, ...more })
  for (const response of [
    await fault('webhook-lost', 'alpha'),
    await fault('webhook-double', 'beta'),
    await fault('webhook-late', 'gamma', { delay: 0.4 }),
  ])
    expect(response.status).toBe(201)
  const lost = await make(sandbox, receiver.url, 'alpha', ['completed'])
  const late = await make(sandbox, receiver.url, 'gamma', ['completed'])
  const doubled = await make(sandbox, receiver.url, 'beta', ['completed'])
  await arrived(receiver.deliveries, 3)
  expect(receiver.deliveries.map(({ prediction }) => prediction.id)).toEqual([doubled.id, doubled.id, late.id])
  expect(receiver.deliveries[0]!.headers['webhook-id']).toBe(receiver.deliveries[1]!.headers['webhook-id'])
  expect(receiver.deliveries[2]!.at - Date.parse(receiver.deliveries[2]!.prediction.completed_at)).toBeGreaterThanOrEqual(395)
  expect(await finished(sandbox, lost.id)).toMatchObject({ status: 'succeeded' })
  expect((await sandbox.json('GET', '/_sandbox/faults')).faults).toEqual([])
})
