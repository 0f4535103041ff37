import type { ServerResponse } from 'node:http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CogEvent, createCog } from '../../src/replicate/cog.ts'
import { collect, type Script, sendJson, startStandIn, until } from './stand-in.ts'

async function container(script: Script) {
  const server = await startStandIn(script)
  const cog = createCog(server.origin)
  return {
    ...server,
    cog,
    open: server.open,
    async [Symbol.asyncDispose]() {
      await cog.close()
      await server[Symbol.asyncDispose]()
    },
  }
}
const succeeded = { id: 'p1', status: 'succeeded', output: 'hello', logs: 'a\n', metrics: { predict_time: 0.1 } }

test('a prediction is asked for by its id and answered at its end, with no webhook that could die and keep the container busy (cog #2229)', async () => {
  await using server = await container(response => sendJson(response, 200, succeeded))
  expect(await server.cog.predict({ id: 'p 1', input: { text: 'x' } })).toMatchObject({ status: 'succeeded', output: 'hello' })
  const [request] = server.requests
  expect([request!.method, request!.path]).toEqual(['PUT', '/predictions/p%201'])
  expect(JSON.parse(request!.body.toString())).toEqual({ id: 'p 1', input: { text: 'x' } })
  expect(request!.headers['authorization']).toBeUndefined()
})

test('a failure comes as 200 and is a result, not an error', async () => {
  const failed = { status: 'failed', error: 'CUDA out of memory', output: null }
  await using server = await container(response => sendJson(response, 200, failed))
  expect(await server.cog.predict({ id: 'p1', input: {} })).toMatchObject({
    status: 'failed',
    error: 'CUDA out of memory',
    logs: '',
  })
})

test.each<[number, unknown, object]>([
  [409, { error: 'At capacity - all prediction slots busy', status: 'failed' }, { kind: 'throttled', retryAfterMs: 1_000 }],
  [
    503,
    { error: 'Setup is running', status: 'failed' },
    { kind: 'platform', message: 'The container is not ready: Setup is running.' },
  ],
  [
    422,
    { detail: [{ loc: ['body', 'input', 'width'], msg: 'must be at least 8', type: 'value_error' }] },
    { kind: 'invalid-input', fields: [{ field: 'width', description: 'must be at least 8' }] },
  ],
  [500, '<html>', { kind: 'platform' }],
  [200, { status: 'dancing' }, { kind: 'protocol' }],
])('an answer of %i is told apart', async (status, body, error) => {
  await using server = await container(response => sendJson(response, status, body))
  await expect(server.cog.predict({ id: 'p1', input: {} })).rejects.toMatchObject(error)
})

test('the state of a container is in the words of its health check', async () => {
  const states = ['STARTING', 'READY']
  await using server = await container((response, _, nth) => sendJson(response, 200, { status: states[nth - 1] ?? 'READY' }))
  expect(await server.cog.ready({ withinMs: 5_000, everyMs: 1 })).toEqual({ status: 'READY' })
  expect(server.requests).toHaveLength(2)
})

test('a container whose set-up failed, or that does not come up, is not waited for without an end', async () => {
  const setup = { status: 'SETUP_FAILED', setup: { status: 'failed', logs: 'no weights' } }
  await using broken = await container(response => sendJson(response, 200, setup))
  await expect(broken.cog.ready({ withinMs: 5_000 })).rejects.toMatchObject({ kind: 'model', detail: 'no weights' })
  await using slow = await container(response => sendJson(response, 200, { status: 'NEW WORD' }))
  await expect(slow.cog.ready({ withinMs: 20, everyMs: 5 })).rejects.toMatchObject({ kind: 'timeout' })
  const nobody = createCog('http://127.0.0.1:1')
  await expect(nobody.health()).rejects.toMatchObject({ kind: 'unreachable' })
  await nobody.close()
})

const wire = [
  'event: start\ndata: {"id":"p1","status":"processing"}\n\n',
  'event: log\ndata: {"source":"stdout","data":"loading"}\n\n',
  'event: output\ndata: {"chunk":"héllo ","index":0}\n\n',
  'event: metric\ndata: {"name":"tokens","value":2,"mode":"incr"}\n\n',
  'event: error\ndata: {"error":"history overflow","skipped":3}\n\n',
  `event: completed\ndata: ${JSON.stringify(succeeded)}\n\n`,
].join('')
const heard = ['start', 'log', 'output', 'metric', 'lost', 'completed']
const stream = (response: ServerResponse): ServerResponse => response.writeHead(200, { 'content-type': 'text/event-stream' })

test('its stream is read, wherever the network cuts it into pieces', async () => {
  const bytes = Buffer.from(wire)
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.nat(bytes.length), { maxLength: 6 }), async cuts => {
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length]
      await using server = await container(response => {
        stream(response)
        for (const [i, edge] of edges.slice(1).entries()) response.write(bytes.subarray(edges[i], edge))
        response.end()
      })
      const events = await collect(server.cog.stream({ id: 'p1', input: {} }))
      expect(events.map(({ event }) => event)).toEqual(heard)
      expect(events[2]).toEqual({ event: 'output', chunk: 'héllo ', index: 0 })
    }),
    { numRuns: 20 },
  )
})

test('a model that does not stream is heard at its end', async () => {
  await using server = await container((response, { headers }) =>
    headers.accept === 'text/event-stream'
      ? sendJson(response, 406, { error: 'This model does not support streaming responses.' })
      : sendJson(response, 200, succeeded),
  )
  const events = await collect(server.cog.stream({ id: 'p1', input: {} }))
  expect(events.map(({ event }) => event)).toEqual(['start', 'completed'])
})

test('a stream that breaks off without a result is an error', async () => {
  await using server = await container(response => void stream(response).end('event: start\ndata: {}\n\n'))
  const events: CogEvent[] = []
  const reading = async (): Promise<void> => {
    for await (const event of server.cog.stream({ id: 'p1', input: {} })) events.push(event)
  }
  await expect(reading()).rejects.toMatchObject({ kind: 'unreachable' })
  expect(events).toHaveLength(1)
})

test('a signal ends the connection, by which the container cancels; a cancel says whether there was something', async () => {
  await using server = await container((response, { path }) => {
    if (path.endsWith('/p1/cancel')) sendJson(response, 200, {})
    else if (path.endsWith('/cancel')) sendJson(response, 404, {})
  })
  const stop = new AbortController()
  const running = server.cog.predict({ id: 'p1', input: {} }, stop.signal)
  await until(() => server.requests.length === 1)
  stop.abort(new Error('enough'))
  await expect(running).rejects.toThrow('enough')
  await until(() => server.open() === 0)
  expect(await server.cog.cancel('p1')).toBe(true)
  expect(await server.cog.cancel('p2')).toBe(false)
})
