import { expect, test } from 'vitest'
import { ReplicateError } from '../../src/replicate/errors.ts'
import { faultsOf } from './described.ts'
import { clientFor, prediction, sendJson, startStandIn, token } from './stand-in.ts'

const hash = '7762fd07cf82c948538e41f63f77d685e02b063e37e496e96eefd46c929f9bdc'

test.each([
  [{ model: 'black-forest-labs/flux-schnell' }, '/v1/models/black-forest-labs/flux-schnell/predictions', undefined],
  [{ version: `stability-ai/sdxl:${hash}` }, '/v1/predictions', `stability-ai/sdxl:${hash}`],
  [{ deployment: 'acme/my-app' }, '/v1/deployments/acme/my-app/predictions', undefined],
])('%j is created at %s with exactly what the published description allows', async (target, path, version) => {
  await using server = await startStandIn(response => sendJson(response, 201, prediction()))
  await using replicate = clientFor(server)
  await replicate.predictions.create({
    target,
    input: { prompt: 'a red fox', count: 2 },
    webhook: 'https://bot.example/webhooks/replicate?job=1',
    webhookEventsFilter: ['start', 'output', 'logs', 'completed'],
    cancelAfterSeconds: 90.2,
    preferWaitSeconds: 5,
  })
  const [request] = server.requests
  expect(faultsOf(request!)).toEqual([])
  expect(request).toMatchObject({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', prefer: 'wait=5', 'cancel-after': '91s' },
  })
  expect(JSON.parse(request!.body.toString())).toEqual({
    ...(version === undefined ? {} : { version }),
    input: { prompt: 'a red fox', count: 2 },
    webhook: 'https://bot.example/webhooks/replicate?job=1',
    webhook_events_filter: ['start', 'output', 'logs', 'completed'],
  })
})

test('a plain create asks for no wait, no end and no webhook', async () => {
  await using server = await startStandIn(response => sendJson(response, 201, prediction()))
  await using replicate = clientFor(server)
  await replicate.predictions.create({ target: { version: hash }, input: {}, webhook: undefined })
  expect(server.requests[0]!.headers).not.toHaveProperty('prefer')
  expect(server.requests[0]!.headers).not.toHaveProperty('cancel-after')
  expect(JSON.parse(server.requests[0]!.body.toString())).toEqual({ version: hash, input: {} })
  expect(faultsOf(server.requests[0]!)).toEqual([])
})

test.each([
  [0.2, 'wait=1', 1, '5s'],
  [60, 'wait=60', 4.5, '5s'],
  [99, 'wait=60', 3_600, '3600s'],
])(
  'a wait of %d s is sent as %s, an end after %d s as %s',
  async (preferWaitSeconds, prefer, cancelAfterSeconds, cancelAfter) => {
    await using server = await startStandIn(response => sendJson(response, 202, prediction()))
    await using replicate = clientFor(server)
    await replicate.predictions.create({ target: { model: 'a/b' }, input: {}, preferWaitSeconds, cancelAfterSeconds })
    expect(server.requests[0]!.headers).toMatchObject({ prefer, 'cancel-after': cancelAfter })
    expect(faultsOf(server.requests[0]!)).toEqual([])
  },
)

test('a held create waits for its answer as long as it asked Replicate to hold it, and a little more (replicate-python #394, #372, #345, #208)', async () => {
  await using server = await startStandIn(
    response => void setTimeout(() => sendJson(response, 201, prediction({ status: 'processing', output: ['x'] })), 300),
  )
  await using replicate = clientFor(server, { answerWithinMs: 100 })
  expect(await replicate.predictions.create({ target: { model: 'a/b' }, input: {}, preferWaitSeconds: 1 })).toMatchObject({
    output: ['x'],
  })
})

test.each([{ image: Buffer.from('x') }, { images: [{ deep: new Uint8Array(1) }] }, { image: new Blob(['x']) }])(
  'an input that holds bytes is refused before anything is sent',
  async input => {
    await using server = await startStandIn(response => sendJson(response, 201, prediction()))
    await using replicate = clientFor(server)
    await expect(replicate.predictions.create({ target: { model: 'a/b' }, input })).rejects.toMatchObject({
      kind: 'invalid-input',
    })
    expect(server.requests).toHaveLength(0)
  },
)

test.each(['flux', 'a/b/c', 'a/b:latest', '', 'a /b', '../account', 'a/..'])('"%s" is not taken for a model', async model => {
  await using server = await startStandIn(response => sendJson(response, 201, prediction()))
  await using replicate = clientFor(server)
  await expect(replicate.predictions.create({ target: { model }, input: {} })).rejects.toMatchObject({ kind: 'invalid-input' })
  expect(server.requests).toHaveLength(0)
})

test('an id stays one segment of the address, whatever it holds', async () => {
  await using server = await startStandIn(response => sendJson(response, 200, prediction()))
  await using replicate = clientFor(server)
  await replicate.predictions.get('../account?x=1#y')
  expect(server.requests[0]!.path).toBe('/v1/predictions/..%2Faccount%3Fx%3D1%23y')
  await expect(replicate.predictions.get('..')).rejects.toBeInstanceOf(ReplicateError)
  expect(server.requests).toHaveLength(1)
})

test('a prediction that was just created is asked for again while Replicate does not see it yet (replicate-javascript #68)', async () => {
  await using server = await startStandIn((response, _, nth) =>
    nth < 3 ? sendJson(response, 404, { detail: 'no' }) : sendJson(response, 200, prediction()),
  )
  await using replicate = clientFor(server)
  expect(await replicate.predictions.get('abc', { justCreated: true })).toMatchObject({ status: 'starting' })
  expect(server.requests).toHaveLength(3)
})

test('a prediction that stays unknown is reported so: at once, or after the time that was given to a new one', async () => {
  await using server = await startStandIn(response => sendJson(response, 404, { detail: 'no' }))
  await using replicate = clientFor(server, { retry: { absentMs: 250 } })
  await expect(replicate.predictions.get('abc')).rejects.toMatchObject({ kind: 'not-found' })
  expect(server.requests).toHaveLength(1)
  await expect(replicate.predictions.get('abc', { justCreated: true })).rejects.toMatchObject({ kind: 'not-found' })
  expect(server.requests).toHaveLength(4)
})

test('a prediction is read evenly, however old or new the server is', async () => {
  const odd = [
    prediction({ error: '', logs: null, input: null, data_removed: undefined, webhook_completed: null }),
    prediction({ status: 'queued' }),
    prediction({ status: 'expired', completed_at: '2026-01-10T18:07:36Z' }),
    { id: 'x', status: 'aborted' },
  ]
  await using server = await startStandIn((response, _, nth) => sendJson(response, 200, odd[nth - 1]))
  await using replicate = clientFor(server)
  expect(await replicate.predictions.get('1')).toMatchObject({
    error: null,
    logs: '',
    input: {},
    data_removed: false,
    status: 'starting',
  })
  expect(await replicate.predictions.get('2')).toMatchObject({ status: 'processing' })
  expect(await replicate.predictions.get('3')).toMatchObject({ status: 'failed' })
  expect(await replicate.predictions.get('4')).toMatchObject({ status: 'aborted', output: null, urls: {} })
})

test.each([null, [], 'x', { id: 7, status: 'starting' }, { results: [] }])(
  'an answer like %j is not taken for a prediction',
  async answer => {
    await using server = await startStandIn(response => sendJson(response, 200, answer))
    await using replicate = clientFor(server)
    await expect(replicate.predictions.get('abc')).rejects.toMatchObject({ kind: 'protocol' })
  },
)

test('a list is filtered as described, and its pages are followed with the token', async () => {
  await using server = await startStandIn((response, request, nth) => {
    const next = nth < 3 ? `${server.baseUrl}/predictions?cursor=c${nth}%3D&source=web` : null
    sendJson(response, 200, { next, previous: null, results: [prediction({ id: `p${nth}a` }), prediction({ id: `p${nth}b` })] })
    expect(request.headers.authorization).toBe(`Bearer ${token}`)
  })
  await using replicate = clientFor(server)
  const ids: string[] = []
  const createdAfter = new Date('2026-01-01T00:00:00Z')
  for await (const { id } of replicate.predictions.paginate({
    createdAfter,
    createdBefore: new Date(createdAfter.getTime() + 1_000),
    source: 'web',
  }))
    ids.push(id)
  expect(ids).toEqual(['p1a', 'p1b', 'p2a', 'p2b', 'p3a', 'p3b'])
  expect(Object.fromEntries(server.requests[0]!.query)).toEqual({
    created_after: '2026-01-01T00:00:00.000Z',
    created_before: '2026-01-01T00:00:01.000Z',
    source: 'web',
  })
  expect(faultsOf(server.requests[0]!)).toEqual([])
  expect(server.requests[2]!.query.get('cursor')).toBe('c2=')
})

test('pages are fetched as they are taken', async () => {
  await using server = await startStandIn((response, _, nth) =>
    sendJson(response, 200, { next: `${server.baseUrl}/predictions?cursor=${nth}`, previous: null, results: [prediction()] }),
  )
  await using replicate = clientFor(server)
  for await (const { id } of replicate.predictions.paginate()) if (id !== '' && server.requests.length === 2) break
  expect(server.requests).toHaveLength(2)
})

test('a next page that leads to another origin, out of the API, or in a circle is refused', async () => {
  await using stranger = await startStandIn(response => sendJson(response, 200, { next: null, previous: null, results: [] }))
  let next = ''
  await using server = await startStandIn(response => sendJson(response, 200, { next, previous: null, results: [prediction()] }))
  await using replicate = clientFor(server)
  const all = async () => {
    for await (const { id } of replicate.predictions.paginate()) expect(id).not.toBe('')
  }
  for (next of [
    `${stranger.baseUrl}/predictions`,
    `${server.origin}/elsewhere`,
    `${server.origin}/v1/../elsewhere`,
    'not an address',
    `${server.baseUrl}/predictions?c=1`,
  ]) {
    await expect(all()).rejects.toMatchObject({ kind: 'protocol' })
  }
  expect(stranger.requests).toHaveLength(0)
  // One each for the first four; the last was followed once.
  expect(server.requests).toHaveLength(6)
  expect(server.requests.every(({ path }) => path === '/v1/predictions')).toBe(true)
})
