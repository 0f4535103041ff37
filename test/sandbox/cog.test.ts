import { expect, test } from 'vitest'
import { serveCog } from '../../src/sandbox/cog/serve.ts'
import type { CogOptions } from '../../src/sandbox/cog/container.ts'
import { quickModels, startReceiver, until } from './start.ts'

const named = (name: string) => quickModels.find(model => model.name === name)!

async function container(options: Partial<CogOptions> = {}) {
  const served = await serveCog({ port: 0, model: named('hello-world'), setupMs: 0, ...options })
  const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
    fetch(served.origin + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    })
  const json = async (...asked: Parameters<typeof call>): Promise<Record<string, unknown>> =>
    (await (await call(...asked)).json()) as Record<string, unknown>
  return { ...served, call, json, [Symbol.asyncDispose]: () => served.close() }
}

test('a container says when it is ready, and takes nothing before', async () => {
  await using cog = await container({ setupMs: 150 })
  expect(await cog.json('GET', '/health-check')).toMatchObject({ status: 'STARTING' })
  expect((await cog.call('GET', '/openapi.json')).status).toBe(503)
  expect(await cog.json('POST', '/predictions', { input: { text: 'x' } })).toMatchObject({ status: 'failed' })
  await until(async () => ((await cog.json('GET', '/health-check'))['status'] === 'READY' ? true : undefined))
  expect(await cog.json('GET', '/openapi.json')).toMatchObject({ info: { title: 'Cog' } })
  expect(await cog.json('GET', '/')).toMatchObject({ predictions_url: '/predictions' })
})

test('it answers a prediction at its end, a failed one too, with 200', async () => {
  await using cog = await container()
  expect(await cog.json('POST', '/predictions', { id: 'p1', input: { text: 'Ada' } })).toMatchObject({
    id: 'p1',
    status: 'succeeded',
    output: 'hello Ada',
  })
  await using broken = await container({ model: named('flux-dev-lora-trainer') })
  const response = await broken.call('PUT', '/predictions/p2', { input: {} })
  expect([response.status, await response.json()]).toMatchObject([200, { id: 'p2', status: 'failed' }])
})

test('a wrong input is refused as FastAPI does, and another id in the body too', async () => {
  await using cog = await container()
  expect(await cog.json('POST', '/predictions', { input: {} })).toEqual({
    detail: [{ loc: ['body', 'input', 'text'], msg: 'Field required', type: 'value_error.missing' }],
  })
  expect((await cog.call('PUT', '/predictions/a', { id: 'b', input: { text: 'x' } })).status).toBe(422)
})

test('it takes so many at once, knows what runs by its id, and cancels it', async () => {
  await using cog = await container({ model: named('meta-llama-3-70b-instruct') })
  const input = { prompt: 'words 3000' }
  const first = cog.json('PUT', '/predictions/p1', { input })
  await until(async () => ((await cog.json('GET', '/health-check'))['status'] === 'BUSY' ? true : undefined))
  expect((await cog.call('PUT', '/predictions/p2', { input })).status).toBe(409)
  const same = await cog.call('PUT', '/predictions/p1', { input })
  expect([same.status, await same.json()]).toMatchObject([202, { id: 'p1', status: 'processing' }])
  expect((await cog.call('POST', '/predictions/p1/cancel')).status).toBe(200)
  expect(await first).toMatchObject({ status: 'canceled' })
  expect((await cog.call('POST', '/predictions/p1/cancel')).status).toBe(404)
})

test('who leaves cancels', async () => {
  await using cog = await container({ model: named('meta-llama-3-70b-instruct') })
  for (const accept of ['application/json', 'text/event-stream']) {
    const gone = new AbortController()
    const left = cog
      .call('PUT', '/predictions/p1', { input: { prompt: 'words 3000' } }, { accept }, gone.signal)
      .then(r => r.text())
    await until(async () => ((await cog.json('GET', '/health-check'))['status'] === 'BUSY' ? true : undefined))
    gone.abort()
    await expect(left).rejects.toThrow()
    await until(async () => ((await cog.json('GET', '/health-check'))['status'] === 'READY' ? true : undefined))
  }
})

test('a model of words streams by Cog’s own events, another refuses to', async () => {
  await using cog = await container({ model: named('meta-llama-3-70b-instruct') })
  const accept = { accept: 'text/event-stream' }
  const text = await (await cog.call('POST', '/predictions', { input: { prompt: 'a b', seed: 1 } }, accept)).text()
  const events = [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)].map(
    ([, event, data]) => [event, JSON.parse(data!) as object] as const,
  )
  expect(events[0]![0]).toBe('start')
  expect(events.filter(([event]) => event === 'output').map(([, data]) => (data as { chunk: string }).chunk)).toEqual([
    'seed 1: ',
    'a ',
    'b',
  ])
  expect(events.at(-1)).toMatchObject(['completed', { status: 'succeeded', output: ['seed 1: ', 'a ', 'b'] }])
  await using other = await container()
  expect((await other.call('POST', '/predictions', { input: { text: 'x' } }, accept)).status).toBe(406)
})

test('asked to answer later it tells by webhooks, files as data URIs', async () => {
  await using receiver = await startReceiver()
  await using cog = await container({ model: named('flux-schnell') })
  const response = await cog.call(
    'POST',
    '/predictions',
    { id: 'p1', input: { prompt: 'x' }, webhook: receiver.url },
    { prefer: 'respond-async' },
  )
  expect([response.status, await response.json()]).toEqual([202, { id: 'p1', status: 'starting' }])
  const last = await until(() => receiver.deliveries.find(({ prediction }) => prediction.status === 'succeeded'))
  expect(last.prediction.output[0]).toMatch(/^data:image\/png;base64,/)
  expect(last.headers['webhook-signature']).toBeUndefined()
})
