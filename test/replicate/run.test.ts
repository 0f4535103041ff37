import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReplicateError } from '../../src/replicate/errors.ts'
import { ModelError } from '../../src/replicate/failure.ts'
import type { OutputFile } from '../../src/replicate/output-file.ts'
import { parseReference } from '../../src/replicate/reference.ts'
import type { Prediction } from '../../src/replicate/wire.ts'
import { unheard } from '../../src/replicate/unheard.ts'
import { clientFor, collect, prediction, type Script, sendJson, startStandIn, until } from './stand-in.ts'

const hex = '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa'

/** A service whose predictions go through these states, one a look; a create answers with the first. */
const through = (...states: readonly Record<string, unknown>[]): Script => {
  let looks = 0
  return (response, { method, path }) => {
    if (path.endsWith('/cancel')) return sendJson(response, 200, prediction({ status: 'canceled' }))
    if (method === 'POST') return sendJson(response, 201, prediction(states[0]))
    sendJson(response, 200, prediction(states[Math.min(++looks, states.length - 1)]))
  }
}
const done = { status: 'succeeded', output: 'hello Alice' }

test('a run answers with the output, after one request where Replicate held it until the end', async () => {
  await using server = await startStandIn(through(done))
  await using replicate = clientFor(server)
  expect(await replicate.run('acme/hello', { input: { text: 'Alice' } })).toBe('hello Alice')
  expect(server.requests.map(({ headers }) => headers['prefer'])).toEqual(['wait=10'])
})

test('a run holds one request for 60 seconds at most, and goes on however long it takes (replicate-javascript #318, vercel/ai #11284)', async () => {
  await using server = await startStandIn(through({ status: 'starting' }, done))
  await using replicate = clientFor(server)
  expect(await replicate.run('acme/hello', { input: {}, wait: { mode: 'block', seconds: 600 } })).toBe('hello Alice')
  expect(server.requests[0]!.headers['prefer']).toBe('wait=60')
})

test('an answer that is still processing is not taken for the end (replicate-javascript #328, #368)', async () => {
  await using server = await startStandIn(through({ status: 'processing', output: null }, { status: 'processing' }, done))
  await using replicate = clientFor(server)
  const seen: string[] = []
  const output = await replicate.run('acme/hello', {
    input: {},
    wait: { mode: 'poll', everyMs: 2 },
    onProgress: ({ status }) => seen.push(status),
  })
  expect(output).toBe('hello Alice')
  expect(seen).toEqual(['processing', 'processing', 'succeeded'])
})

test('progress comes from the log', async () => {
  const log = ' 50%|█████     | 2/4 [00:01<00:01]'
  await using server = await startStandIn(through({ status: 'processing', logs: log }, done))
  await using replicate = clientFor(server)
  const seen: (number | undefined)[] = []
  const wait = { mode: 'poll', everyMs: 2 } as const
  await replicate.run('acme/hello', { input: {}, wait, onProgress: (_, progress) => seen.push(progress?.fraction) })
  expect(seen).toEqual([0.5, undefined])
})

test('a community model runs as its newest version, which is remembered (replicate-javascript #347, #245)', async () => {
  await using server = await startStandIn((response, { method, path }) => {
    if (path === '/v1/models/acme/hello/predictions') return sendJson(response, 404, { detail: 'not found', status: 404 })
    if (method === 'GET')
      return sendJson(response, 200, { url: '', owner: 'acme', name: 'hello', visibility: 'public', latest_version: { id: hex } })
    sendJson(response, 201, prediction(done))
  })
  await using replicate = clientFor(server)
  for (let i = 0; i < 2; i++) await replicate.run('acme/hello', { input: {} })
  expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /v1/models/acme/hello/predictions',
    'GET /v1/models/acme/hello',
    'POST /v1/predictions',
    'POST /v1/predictions',
  ])
  expect(JSON.parse(server.requests[2]!.body.toString())).toEqual({ version: `acme/hello:${hex}`, input: {} })
})

test.each<[string, string]>([
  ['acme/hello', '/v1/models/acme/hello/predictions'],
  ['deployment:acme/app', '/v1/deployments/acme/app/predictions'],
  [`acme/hello:${hex}`, '/v1/predictions'],
  [hex, '/v1/predictions'],
])('%s runs where it lives', async (reference, path) => {
  await using server = await startStandIn(through(done))
  await using replicate = clientFor(server)
  await replicate.run(reference, { input: {} })
  expect(server.requests[0]!.path).toBe(path)
})

test.each(['hello', 'a/b:latest', 'a/b:', 'cog:painter', 'deployment:x', `a/b:${hex}0`, ''])(
  '"%s" is refused before anything is sent',
  async reference => {
    await using server = await startStandIn(through(done))
    await using replicate = clientFor(server)
    await expect(replicate.run(reference, { input: {} })).rejects.toMatchObject({ kind: 'invalid-input' })
    expect(server.requests).toHaveLength(0)
  },
)

test('a text that is no reference never becomes one', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      try {
        const reference = parseReference(text)
        expect(text).toContain(Object.values(reference)[1])
      } catch (thrown) {
        expect((thrown as ReplicateError).kind).toBe('invalid-input')
      }
    }),
  )
})

test.each<[Record<string, unknown>, string]>([
  [{ status: 'failed', error: 'CUDA out of memory' }, 'model'],
  [{ status: 'failed', error: 'NSFW content detected.' }, 'moderation'],
  [{ status: 'succeeded', output: [] }, 'moderation'],
  [{ status: 'failed', error: 'Prediction interrupted; please retry (code: PA)' }, 'platform'],
  [{ status: 'aborted' }, 'timeout'],
  [{ status: 'canceled' }, 'canceled'],
])('a run that ends as %j is thrown with its prediction, as %s', async (end, kind) => {
  await using server = await startStandIn(through(end))
  await using replicate = clientFor(server)
  const thrown = await replicate.run('acme/hello', { input: {} }).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(ModelError)
  expect(thrown).toMatchObject({ kind, prediction: { status: end['status'] } })
  expect(JSON.stringify(thrown)).not.toContain('created_at')
})

test('a signal cancels at Replicate, also while the create is still held (replicate-javascript #370, #375)', async () => {
  await using server = await startStandIn((response, { path }) => {
    if (path.endsWith('/cancel')) sendJson(response, 200, prediction({ status: 'canceled' }))
    else setTimeout(() => sendJson(response, 202, prediction()), 50)
  })
  await using replicate = clientFor(server)
  const stop = new AbortController()
  const running = replicate.run('acme/hello', { input: {}, signal: stop.signal })
  await until(() => server.requests.length === 1)
  stop.abort(new Error('enough'))
  await expect(running).rejects.toThrow('enough')
  await until(() => server.requests.length === 2)
  expect(server.requests[1]!.path).toBe(`/v1/predictions/${prediction().id}/cancel`)
})

test('a client that closes sends the cancels first that it still owes', async () => {
  await using server = await startStandIn((response, { path }) => {
    if (path.endsWith('/cancel')) sendJson(response, 200, prediction({ status: 'canceled' }))
    else setTimeout(() => sendJson(response, 202, prediction()), 50)
  })
  const replicate = clientFor(server)
  const stop = new AbortController()
  const running = replicate.run('acme/hello', { input: {}, signal: stop.signal }).catch(() => {})
  await until(() => server.requests.length === 1)
  stop.abort()
  await running
  await replicate.close()
  expect(server.requests).toHaveLength(2)
})

test('a run that takes longer than it may is canceled and says so', async () => {
  await using server = await startStandIn(through({ status: 'processing' }))
  await using replicate = clientFor(server)
  const running = replicate.run('acme/hello', { input: {}, wait: { mode: 'poll', everyMs: 10 }, withinMs: 60 })
  await expect(running).rejects.toMatchObject({ kind: 'timeout' })
  await until(() => server.requests.some(({ path }) => path.endsWith('/cancel')))
})

test('a running prediction is followed, looked at and canceled by what start hands over', async () => {
  await using server = await startStandIn(through({ status: 'starting' }, { status: 'processing' }, done))
  await using replicate = clientFor(server)
  const live = await replicate.start('acme/hello', { input: {} })
  expect(server.requests[0]!.headers['prefer']).toBeUndefined()
  expect((await live.reload()).status).toBe('processing')
  expect(live.prediction.status).toBe('processing')
  expect(await live.output({ everyMs: 2 })).toBe('hello Alice')
  expect((await live.cancel()).status).toBe('canceled')
})

const secret = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='
function signed(body: unknown, key = secret) {
  const rawBody = Buffer.from(JSON.stringify(body))
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const mac = createHmac('sha256', Buffer.from(key.slice(6), 'base64'))
    .update(`m1.${timestamp}.`)
    .update(rawBody)
  const headers: Record<string, string> = {
    'webhook-id': 'm1',
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac.digest('base64')}`,
  }
  return { rawBody, header: (name: string) => headers[name] }
}

test('a run by webhook ends with the webhook, in any order, with losses and doubles (replicate-javascript #195, #321, #340, #341)', async () => {
  await using server = await startStandIn((response, { path }) =>
    path.endsWith('/secret') ? sendJson(response, 200, { key: secret }) : sendJson(response, 201, prediction()),
  )
  await using replicate = clientFor(server)
  const told = [
    prediction({ status: 'processing' }),
    prediction({ status: 'processing', logs: 'x' }),
    prediction({ status: 'starting' }),
  ]
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([...told, ...told]), async news => {
      const seen: string[] = []
      const before = server.requests.length
      const running = replicate.run('acme/hello', {
        input: {},
        wait: { mode: 'webhook', url: 'https://example.com/hook' },
        onProgress: ({ status }) => seen.push(status),
      })
      await until(() => seen.length > 0)
      for (const one of [...news, prediction(done), ...news])
        expect(await replicate.webhooks.receive(signed(one))).toMatchObject({ valid: true })
      expect(await running).toBe('hello Alice')
      expect(seen.at(-1)).toBe('succeeded')
      expect(server.requests.length - before).toBeLessThanOrEqual(2)
    }),
    { numRuns: 20 },
  )
  expect(JSON.parse(server.requests[0]!.body.toString())).toMatchObject({
    webhook: 'https://example.com/hook',
    webhook_events_filter: ['start', 'logs', 'completed'],
  })
})

test('a webhook signed with a changed secret is believed after the secret was asked for again, at most once a minute', async () => {
  const changed = `whsec_${Buffer.from('another secret of 32 bytes......').toString('base64')}`
  let now = Date.now()
  let key = secret
  await using server = await startStandIn(response => sendJson(response, 200, { key }))
  await using replicate = clientFor(server, { now: () => now })
  expect(await replicate.webhooks.receive(signed(prediction()))).toMatchObject({ valid: true })
  key = changed
  expect(await replicate.webhooks.receive(signed(prediction(), changed))).toEqual({ valid: false, reason: 'signature' })
  now += 61_000
  expect(await replicate.webhooks.receive(signed(prediction(), changed))).toMatchObject({ valid: true })
  expect(await replicate.webhooks.receive(signed(prediction()))).toMatchObject({ valid: true })
  expect(await replicate.webhooks.receive({ ...signed(prediction()), rawBody: Buffer.from('{}') })).toMatchObject({
    valid: false,
  })
  expect(server.requests).toHaveLength(2)
})

test('a stream gives what comes, and the rest of the finished output where it broke for good (replicate-python #175)', async () => {
  await using server = await startStandIn((response, { method, path }) => {
    if (path === '/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      return void response.end('event: output\ndata: one \n\n')
    }
    const urls = { stream: `${server.origin}/stream` }
    if (method === 'POST') return sendJson(response, 201, prediction({ urls }))
    sendJson(response, 200, prediction({ status: 'succeeded', output: ['one ', 'two'], urls }))
  })
  await using replicate = clientFor(server)
  let text = ''
  for await (const { event, data } of replicate.stream('acme/hello', { input: {} })) if (event === 'output') text += data
  expect(text).toBe('one two')
})

test('a stream of a model that fails throws what the prediction says', async () => {
  await using server = await startStandIn((response, { method, path }) => {
    const urls = { stream: `${server.origin}/stream` }
    if (path === '/stream') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      return void response.end('event: error\ndata: {"detail":"CUDA out of memory"}\n\nevent: done\ndata: {"reason":"error"}\n\n')
    }
    sendJson(
      response,
      method === 'POST' ? 201 : 200,
      prediction(method === 'POST' ? { urls } : { urls, status: 'failed', error: 'CUDA out of memory' }),
    )
  })
  await using replicate = clientFor(server)
  const reading = collect(replicate.stream('acme/hello', { input: {} }))
  await expect(reading).rejects.toMatchObject({ kind: 'model', prediction: { status: 'failed' } })
})

test('files of an output are handles, wherever they stand, and nothing is fetched before it is read (replicate-javascript #330)', async () => {
  await using server = await startStandIn((response, { path }) => {
    if (path === '/out.png') return void response.writeHead(200, { 'content-type': 'image/png' }).end('picture')
    const output = { files: [{ url: `${server.origin}/out.png` }, 'data:text/plain;base64,aGk='], note: 'see http there' }
    sendJson(response, 201, prediction({ status: 'succeeded', output }))
  })
  await using replicate = clientFor(server)
  const output = (await replicate.run('acme/hello', { input: {} })) as { files: [{ url: OutputFile }, OutputFile]; note: string }
  expect(server.requests).toHaveLength(1)
  expect(output.note).toBe('see http there')
  expect(JSON.stringify(output.files[0])).toBe(`{"url":"${server.origin}/out.png"}`)
  expect(Buffer.from(await output.files[0].url.bytes()).toString()).toBe('picture')
  expect((await output.files[0].url.blob({ types: ['image/*'] })).type).toBe('image/png')
  expect(Buffer.from(await output.files[1].bytes()).toString()).toBe('hi')
  expect(server.requests[1]!.headers['authorization']).toBeUndefined()
})

test('the text of a model that streams stays text, also when it is an address', async () => {
  const output = ['https://example.com/a.png']
  const urls = { stream: 'https://stream.replicate.com/v1/streams/abc' }
  await using server = await startStandIn(through({ status: 'succeeded', output, urls }))
  await using replicate = clientFor(server)
  expect(await replicate.run('acme/hello', { input: {} })).toEqual(output)
})

test('a training is waited for like a prediction', async () => {
  const output = { version: `acme/mine:${hex}`, weights: 'https://replicate.delivery/w.tar' }
  await using server = await startStandIn(
    through({ status: 'starting' }, { status: 'processing' }, { status: 'succeeded', output }),
  )
  await using replicate = clientFor(server)
  const ended = await replicate.trainings.wait('t1', { everyMs: 2 })
  expect(ended.output).toEqual(output)
})

test('of what is seen of a prediction the newest counts, whatever comes late', async () => {
  const order = ['starting', 'processing', 'succeeded']
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom('starting', 'processing'), { maxLength: 4 }), async states => {
      await using server = await startStandIn(
        through({ status: 'starting' }, ...states.map(status => ({ status })), { status: 'succeeded', output: 'x' }),
      )
      await using replicate = clientFor(server)
      const seen: string[] = []
      const onProgress = ({ status }: Prediction) => void seen.push(status)
      await replicate.run('a/b', { input: {}, wait: { mode: 'poll', everyMs: 1 }, onProgress })
      const places = seen.map(status => order.indexOf(status))
      expect(places).toEqual(places.toSorted((a, b) => a - b))
    }),
    { numRuns: 15 },
  )
})

test('files of a stream are handles, and the rest of a broken one comes file by file (replicate-javascript #350)', async () => {
  const out = (n: number): string => `${server.origin}/out-${n}.png`
  await using server = await startStandIn((response, { method, path }) => {
    if (path === '/v1/files/abcd-key') {
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      return void response.end(`event: output\ndata: ${out(0)}\n\n`)
    }
    if (path.endsWith('.png')) return void response.writeHead(200, { 'content-type': 'image/png' }).end(path)
    const urls = { stream: `${server.baseUrl}/files/abcd-key` }
    if (method === 'POST') return sendJson(response, 201, prediction({ urls }))
    sendJson(response, 200, prediction({ status: 'succeeded', output: [0, 1, 2].map(out), urls }))
  })
  await using replicate = clientFor(server)
  const events = await collect(replicate.stream('acme/painter', { input: {} }))
  expect(events.map(({ event, data }) => [event, data])).toEqual([0, 1, 2].map(n => ['output', out(n)]))
  expect(server.requests.some(({ path }) => path.endsWith('.png'))).toBe(false)
  expect(Buffer.from(await events[2]!.file!.bytes()).toString()).toBe('/out-2.png')
})

test('what a broken stream left out keeps its items apart, whatever they are (cog #1257)', () => {
  expect(unheard(['a cat', 'a dog', { n: 1 }], ['a cat'])).toEqual(['a dog', '{"n":1}'])
  expect(unheard('hello Ada', [])).toEqual(['hello Ada'])
  expect(unheard(null, [])).toEqual([])
  expect(unheard(['other'], ['words'])).toEqual([])
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 })), fc.nat(), (items, cut) => {
      const heard = items.slice(0, cut % (items.length + 1))
      expect([...heard, ...unheard(items, heard)]).toEqual(items)
    }),
  )
  // Fragments may be cut otherwise on the wire than in the output: together they are the text all the same.
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1 })), fc.array(fc.nat(), { maxLength: 4 }), (items, cuts) => {
      const whole = items.join('')
      const edges = [0, ...cuts.map(cut => cut % (whole.length + 1)).sort((a, b) => a - b)]
      const heard = edges.slice(1).flatMap((edge, n) => (edge > edges[n]! ? [whole.slice(edges[n], edge)] : []))
      expect([...heard, ...unheard(items, heard)].join('')).toBe(whole)
    }),
  )
})

test('a run that reports progress is not held, so that a short one shows how far it is', async () => {
  const log = ' 25%|██▌       | 1/4 [00:00<00:01]'
  await using server = await startStandIn(through({ status: 'starting' }, { status: 'processing', logs: log }, done))
  await using replicate = clientFor(server)
  const seen: unknown[] = []
  const onProgress = ({ status }: Prediction, progress?: { readonly fraction: number }): void =>
    void seen.push([status, progress?.fraction])
  expect(await replicate.run('acme/hello', { input: {}, onProgress })).toBe('hello Alice')
  expect(seen).toEqual([
    ['starting', undefined],
    ['processing', 0.25],
    ['succeeded', undefined],
  ])
  expect(server.requests[0]!.headers['prefer']).toBeUndefined()
  await replicate.run('acme/hello', { input: {}, onProgress, wait: { mode: 'block', seconds: 2 } })
  expect(server.requests.findLast(({ method }) => method === 'POST')!.headers['prefer']).toBe('wait=2')
})

test('a cancel that Replicate cannot place yet is sent again (replicate-javascript #68)', async () => {
  const stop = new AbortController()
  await using server = await startStandIn((response, { path }, nth) => {
    if (!path.endsWith('/cancel')) return sendJson(response, 201, prediction())
    if (nth < 4) sendJson(response, 404, { detail: 'no' })
    else sendJson(response, 200, prediction({ status: 'canceled' }))
  })
  const replicate = clientFor(server)
  const running = replicate.run('acme/hello', {
    input: {},
    signal: stop.signal,
    onProgress: () => stop.abort(new Error('enough')),
  })
  await expect(running).rejects.toThrow('enough')
  await replicate.close()
  expect(server.requests.filter(({ path }) => path.endsWith('/cancel'))).toHaveLength(3)
})

test('a 404 says that it may be the token’s, and not a name that is wrong (replicate-python #47)', async () => {
  await using server = await startStandIn(response =>
    sendJson(response, 404, { detail: 'The requested resource could not be found.' }),
  )
  await using replicate = clientFor(server)
  await expect(replicate.models.get('acme/secret')).rejects.toThrow(
    'There is no model acme/secret; one of another account looks the same.',
  )
})

test('faults that come as a list are said in one line, each name once', async () => {
  const detail = '- input: prompt is required\n- input.width: must be at most 1440\n- hardware: hardware must be a sku\n'
  await using server = await startStandIn(response => sendJson(response, 422, { detail }))
  await using replicate = clientFor(server)
  await expect(replicate.models.get('acme/hello')).rejects.toThrow(
    /^Replicate refused the request\. prompt is required; width: must be at most 1440; hardware must be a sku$/,
  )
})
