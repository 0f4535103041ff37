import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Agent } from 'undici'
import { expect, test } from 'vitest'
import { createReplicate } from '../../src/replicate/client.ts'
import { ReplicateError } from '../../src/replicate/errors.ts'
import { createQuota } from '../../src/replicate/quota.ts'
import { clientFor, prediction, sendJson, startStandIn, token, until } from './stand-in.ts'

const asked = { target: { model: 'acme/hello' }, input: { text: 'Alice' } }

async function failureOf(promise: Promise<unknown>): Promise<ReplicateError> {
  const outcome = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (!(outcome instanceof ReplicateError)) throw new Error('A ReplicateError was expected.', { cause: outcome })
  return outcome
}

test.each([
  [401, { title: 'Unauthenticated', detail: 'You did not pass a valid authentication token', status: 401 }, 'authentication'],
  [403, {}, 'authentication'],
  [402, { title: 'Insufficient credit', detail: 'You have insufficient credit to run this model.', status: 402 }, 'credit'],
  [404, { detail: 'The requested resource could not be found.', status: 404 }, 'not-found'],
  [413, { detail: 'Files must be less than 100MB in size' }, 'too-large'],
  [422, { title: 'Invalid version or not permitted', detail: 'The specified version does not exist', status: 422 }, 'not-found'],
  [422, { detail: 'Streaming not supported for the output type of the requested version.', status: 422 }, 'invalid-input'],
  [400, { detail: 'Failed to parse request body as JSON: unexpected end' }, 'invalid-input'],
  [429, { detail: 'Request was throttled. Expected available in 1 second.' }, 'throttled'],
  [302, {}, 'protocol'],
] as const)(
  'an answer of %i %j to a create is an error of kind %3$s, and the create is not tried on (replicate-javascript #234)',
  async (status, body, kind) => {
    await using server = await startStandIn(response => sendJson(response, status, body))
    await using replicate = clientFor(server, { retry: { retries: 0 } })
    const error = await failureOf(replicate.predictions.create(asked))
    expect(error).toMatchObject({ kind, status, method: 'POST', path: '/models/acme/hello/predictions' })
    expect(error.detail).toBe('detail' in body ? body.detail : undefined)
    expect(server.requests).toHaveLength(1)
  },
)

test.each([
  [
    {
      detail: '- input: prompt is required\n',
      invalid_fields: [{ type: 'required', field: 'input', description: 'prompt is required' }],
    },
    [['prompt', 'prompt is required']],
  ],
  [
    { detail: '- input.width: Must be at most 1440\n- input.seed: Must be a number\n' },
    [
      ['width', 'Must be at most 1440'],
      ['seed', 'Must be a number'],
    ],
  ],
  [
    { detail: 'x', invalid_fields: [{ field: 'input.size.width', description: 'Too wide' }, 7, {}] },
    [['size.width', 'Too wide']],
  ],
  [{ detail: 'It is all wrong.' }, []],
])('a refused input names its fields: %j', async (body, fields) => {
  await using server = await startStandIn(response => sendJson(response, 422, { title: 'Input validation failed', ...body }))
  await using replicate = clientFor(server)
  const error = await failureOf(replicate.predictions.create(asked))
  expect(error.fields.map(({ field, description }) => [field, description])).toEqual(fields)
})

test.each(['<html><body>502 Bad Gateway</body></html>', '', '[1]', '{"detail": 7}'])(
  'a failing server whose body is %j is a platform error',
  async body => {
    await using server = await startStandIn(response => response.writeHead(502, { 'content-type': 'text/html' }).end(body))
    await using replicate = clientFor(server, { retry: { retries: 2 } })
    expect(await failureOf(replicate.account.get())).toMatchObject({ kind: 'platform', status: 502, detail: undefined })
    expect(server.requests).toHaveLength(3)
  },
)

test('a read is repeated after 429, 5xx, a reset and a late answer, until it is answered', async () => {
  await using server = await startStandIn((response, _, nth) => {
    if (nth === 1) sendJson(response, 429, {})
    else if (nth === 2) response.writeHead(503).end('<html>')
    else if (nth === 3) response.destroy()
    else if (nth === 4) response.writeHead(200, { 'content-length': '100' }).write('{"user', () => response.destroy())
    else if (nth > 5) sendJson(response, 200, { type: 'user', username: 'acme' })
  })
  await using replicate = clientFor(server, { answerWithinMs: 200 })
  expect(await replicate.account.get()).toEqual({ type: 'user', username: 'acme' })
  expect(server.requests).toHaveLength(6)
})

test('a cancel is repeated like a read, since cancelling twice is cancelling once', async () => {
  await using server = await startStandIn((response, _, nth) =>
    nth < 3 ? response.destroy() : sendJson(response, 200, prediction({ status: 'canceled' })),
  )
  await using replicate = clientFor(server)
  expect(await replicate.predictions.cancel('abc')).toMatchObject({ status: 'canceled' })
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(Array(3).fill('POST /v1/predictions/abc/cancel'))
})

test.each([
  ['a reset before a word', { script: 'reset' }],
  ['a reset in the middle of the answer', { script: 'half' }],
  ['no answer in time', { script: 'silence' }],
  ['a 500', { script: 500 }],
  ['a 504 of a proxy', { script: 504 }],
  ['a 408', { script: 408 }],
  ['an answer that is no JSON', { script: 'garbage' }],
  ['an answer that is too long', { script: 'long' }],
] as const)('a create that ends in %s is unknown, and is sent once', async (_, { script }) => {
  await using server = await startStandIn(response => {
    if (script === 'reset') response.destroy()
    else if (script === 'half') response.writeHead(201, { 'content-length': '100' }).write('{"id":', () => response.destroy())
    else if (script === 'garbage') response.writeHead(201).end('OK')
    else if (script === 'long') response.writeHead(201).end(JSON.stringify(prediction({ logs: 'x'.repeat(5_000) })))
    else if (script !== 'silence') response.writeHead(script).end('<html>')
  })
  await using replicate = clientFor(server, { answerWithinMs: 150, maxBytes: 4_000 })
  const error = await failureOf(replicate.predictions.create(asked))
  expect(error).toMatchObject({ kind: 'unknown-create', method: 'POST' })
  expect(server.requests).toHaveLength(1)
})

test('a create that was throttled is sent again when Replicate said so, and not before (nodetool #5196, #5206)', async () => {
  const at: number[] = []
  await using server = await startStandIn((response, _, nth) => {
    at.push(performance.now())
    if (nth === 1) sendJson(response, 429, { retry_after: 0.1 })
    else if (nth === 2) sendJson(response, 429, {}, { 'retry-after': '0.15' })
    else sendJson(response, 201, prediction())
  })
  await using replicate = clientFor(server)
  expect(await replicate.predictions.create(asked)).toMatchObject({ status: 'starting' })
  expect(at[1]! - at[0]!).toBeGreaterThanOrEqual(95)
  expect(at[2]! - at[1]!).toBeGreaterThanOrEqual(145)
})

test.each([
  [{ 'retry-after': '61' }, {}, 61_000],
  [{ 'retry-after': 'Thu, 01 Jan 2026 00:02:00 GMT' }, {}, 120_000],
  [{}, { retry_after: 40 }, 40_000],
  [{ 'retry-after': '31' }, { retry_after: 90 }, 90_000],
  [{ 'retry-after': 'soon' }, { retry_after: 'later' }, undefined],
])(
  'a wait that Replicate asks for by %j and %j and that is too long is thrown with its time',
  async (headers, body, retryAfterMs) => {
    await using server = await startStandIn(response => sendJson(response, 429, body, headers))
    await using replicate = clientFor(server, { now: () => Date.parse('2026-01-01T00:00:00Z'), retry: { retries: 2 } })
    const error = await failureOf(replicate.predictions.create(asked))
    expect(error).toMatchObject({ kind: 'throttled', retryAfterMs })
    expect(server.requests).toHaveLength(retryAfterMs === undefined ? 3 : 1)
  },
)

test('a throttled request waits no longer in all than the client was told to', async () => {
  await using server = await startStandIn(response => sendJson(response, 429, {}, { 'retry-after': '0.1' }))
  await using replicate = clientFor(server, { retry: { toldMs: 250, retries: 10 } })
  expect(await failureOf(replicate.account.get())).toMatchObject({ kind: 'throttled', retryAfterMs: 100 })
  expect(server.requests).toHaveLength(3)
})

test('a limit is waited for while nothing is left of it, and never for more than ten seconds', () => {
  const quota = createQuota()
  const told = (remaining: string | undefined, reset: string | undefined): number => {
    quota.note({ 'ratelimit-remaining': remaining, 'ratelimit-reset': reset }, 1_000)
    return quota.waitMs(2_000)
  }
  expect(told(undefined, undefined)).toBe(0)
  expect(told('0', '5')).toBe(4_000)
  expect(told(undefined, undefined)).toBe(4_000)
  expect(told('3', '5')).toBe(0)
  expect(told('0', '60')).toBe(0)
  expect(told('none', 'soon')).toBe(0)
})

test('a request waits when the answer before it said that nothing is left of the limit', async () => {
  const at: number[] = []
  await using server = await startStandIn((response, request, nth) => {
    at.push(performance.now())
    const headers =
      nth === 1
        ? { 'ratelimit-remaining': '0', 'ratelimit-reset': '0.2' }
        : { 'ratelimit-remaining': '599', 'ratelimit-reset': '1' }
    sendJson(response, 201, request.method === 'GET' ? { type: 'user', username: 'acme' } : prediction(), headers)
  })
  await using replicate = clientFor(server)
  await replicate.predictions.create(asked)
  await replicate.account.get() // another limit
  await replicate.predictions.create(asked)
  await replicate.predictions.create(asked)
  expect(at[2]! - at[0]!).toBeGreaterThanOrEqual(190)
  expect(at[1]! - at[0]!).toBeLessThan(190)
})

test('a create that could not even connect was surely not sent, and says so', async () => {
  const free = createServer().listen(0, '127.0.0.1')
  await once(free, 'listening')
  const { port } = free.address() as AddressInfo
  free.close()
  await once(free, 'close')
  for (const baseUrl of [`http://127.0.0.1:${port}/v1`, 'http://nowhere.invalid/v1']) {
    let tries = 0
    const agent = new Agent({ allowH2: false })
    const dispatcher = agent.compose(dispatch => (options, handler) => {
      tries++
      return dispatch(options, handler)
    })
    await using replicate = clientFor({ baseUrl }, { dispatcher })
    const error = await failureOf(replicate.predictions.create(asked))
    await agent.destroy()
    expect([error.kind, tries]).toEqual(['unreachable', 1])
    expect(error.message).toMatch(/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/)
  }
})

test('an answer longer than the client reads is refused, announced or not', async () => {
  await using server = await startStandIn((response, _, nth) => {
    const text = JSON.stringify({ type: 'user', username: 'a'.repeat(3_000) })
    if (nth === 1) response.writeHead(200, { 'content-length': String(text.length) }).end(text)
    else response.writeHead(200).write(text.slice(0, 100), () => response.end(text.slice(100)))
  })
  await using replicate = clientFor(server, { maxBytes: 2_000 })
  expect(await failureOf(replicate.account.get())).toMatchObject({ kind: 'protocol' })
  expect(await failureOf(replicate.account.get())).toMatchObject({ kind: 'protocol' })
})

test.each(['before the answer', 'within the answer', 'between two tries'])(
  'a signal ends a request %s, with its own reason, and frees the connection',
  async when => {
    const reason = new Error('The person pressed Cancel.')
    const stop = new AbortController()
    await using server = await startStandIn(response => {
      if (when === 'within the answer') response.writeHead(200).write('{')
      else if (when === 'between two tries') sendJson(response, 429, {}, { 'retry-after': '20' })
    })
    await using replicate = clientFor(server)
    const get = replicate.account.get(stop.signal)
    await until(() => server.requests.length === 1)
    stop.abort(reason)
    await expect(get).rejects.toBe(reason)
    if (when !== 'between two tries') await until(() => server.open() === 0)
  },
)

test('a signal that has ended before sends nothing', async () => {
  await using server = await startStandIn(response => sendJson(response, 201, prediction()))
  await using replicate = clientFor(server)
  await expect(replicate.predictions.create(asked, AbortSignal.abort('no'))).rejects.toBe('no')
  expect(server.requests).toHaveLength(0)
})

test('the base URL may end in a slash, and requests say who asks', async () => {
  await using server = await startStandIn(response => sendJson(response, 200, { type: 'user', username: 'acme' }))
  await using replicate = clientFor({ baseUrl: `${server.baseUrl}/` }, { userAgent: 'replichat/1.0' })
  await replicate.account.get()
  expect(server.requests[0]).toMatchObject({
    path: '/v1/account',
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'replichat/1.0' },
  })
})

test('a dispatcher that was given carries the requests and is not closed with the client', async () => {
  await using server = await startStandIn(response => sendJson(response, 200, { type: 'user', username: 'acme' }))
  const dispatcher = new Agent({ allowH2: false })
  const replicate = createReplicate({ token, baseUrl: server.baseUrl, dispatcher })
  await replicate.account.get()
  await replicate.close()
  await replicate.account.get()
  expect(server.requests).toHaveLength(2)
  await dispatcher.destroy()
})

test.each(['', 'with space', 'r8_line\nbreak', 'r8_ü'])(
  'a token that no header can carry is refused without being shown: %j',
  bad => {
    expect(() => createReplicate({ token: bad })).toThrow('The Replicate token must be visible ASCII characters without spaces.')
  },
)

test.each([
  'api.replicate.com/v1',
  'ftp://api.replicate.com',
  'https://me:secret@api.replicate.com/v1',
  'https://api.replicate.com/v1?x=1',
])('a base URL like %s is refused', baseUrl => {
  expect(() => createReplicate({ token, baseUrl })).toThrow('The base URL must look like "https://api.replicate.com/v1", got "')
  expect(() => createReplicate({ token, baseUrl })).not.toThrow('secret')
})
