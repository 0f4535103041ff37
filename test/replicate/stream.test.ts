import type { ServerResponse } from 'node:http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { errorDetail, type PredictionStream, type StreamEvent } from '../../src/replicate/stream.ts'
import { readPrediction } from '../../src/replicate/wire.ts'
import { clientFor, prediction, startStandIn, until } from './stand-in.ts'

type Told = { readonly event?: string; readonly id?: string | undefined; readonly data: string }

const sse = ({ event = 'output', id, data }: Told): string =>
  `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}${data
    .split('\n')
    .map(line => `data: ${line}\n`)
    .join('')}\n`

const begin = (response: ServerResponse): ServerResponse =>
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })

const done = (data = '{}', id?: string): string => sse({ event: 'done', id, data })

async function readAll(stream: PredictionStream): Promise<readonly StreamEvent[]> {
  const events: StreamEvent[] = []
  for await (const event of stream) events.push(event)
  return events
}

const textOf = (events: readonly StreamEvent[]): string =>
  events.flatMap(({ event, data }) => (event === 'output' ? [data] : [])).join('')

const fast = { baseMs: 2 }

test('a stream is read as Replicate writes it: lines, empty fragments, logs, an end', async () => {
  await using server = await startStandIn(response => {
    begin(response).end(
      `: hi\n\n${sse({ id: '1690212292:0', data: 'Once upon a time' })}${sse({ id: '1690212293:0', data: 'line one\nline two\n' })}` +
        `${sse({ id: '1690212293:1', event: 'logs', data: 'loading weights' })}${sse({ id: '1690212293:2', data: '' })}` +
        `event: strange\ndata: x\n\ndata: nameless\n\n${done('{}', '1690212295:0')}${sse({ id: '9:9', data: 'after the end' })}`,
    )
  })
  await using replicate = clientFor(server)
  expect(await readAll(replicate.predictions.stream(`${server.origin}/v1/streams/abc?x=1`))).toEqual([
    { event: 'output', id: '1690212292:0', data: 'Once upon a time' },
    { event: 'output', id: '1690212293:0', data: 'line one\nline two\n' },
    { event: 'logs', id: '1690212293:1', data: 'loading weights' },
    { event: 'output', id: '1690212293:2', data: '' },
    { event: 'done', id: '1690212295:0', data: '{}', reason: 'finished' },
  ])
})

test('the token stays at home: a stream is asked for without it', async () => {
  await using server = await startStandIn(response => begin(response).end(done()))
  await using replicate = clientFor({ baseUrl: 'http://127.0.0.1:9/v1' })
  const from = readPrediction(prediction({ urls: { stream: `${server.origin}/v1/streams/abc` } }))!
  await readAll(replicate.predictions.stream(from))
  expect(server.requests[0]!.headers).not.toHaveProperty('authorization')
  expect(server.requests[0]!.headers).toMatchObject({ accept: 'text/event-stream', 'cache-control': 'no-store' })
})

test('a prediction without a readable stream is refused', async () => {
  await using secure = clientFor({ baseUrl: 'https://api.replicate.com/v1' })
  for (const address of ['http://stream.replicate.com/x', 'file:///etc/passwd', 'nonsense', '']) {
    expect(() => secure.predictions.stream(address)).toThrow('This prediction has no stream that can be read.')
  }
  expect(() => secure.predictions.stream(readPrediction(prediction({ urls: {} }))!)).toThrow('no stream')
})

test('done tells a canceled run from a failed and a finished one', async () => {
  const endings = ['{"reason":"canceled"}', '{"reason":"error"}', '{}', '', 'no JSON', 'null']
  await using server = await startStandIn((response, _, nth) =>
    begin(response).end(sse({ event: 'error', id: '1:0', data: '{"detail":"CUDA out of memory"}' }) + done(endings[nth - 1])),
  )
  await using replicate = clientFor(server)
  const reasons: unknown[] = []
  for (const data of endings) {
    const [error, end] = await readAll(replicate.predictions.stream(server.origin))
    expect(error).toMatchObject({ event: 'error', data: '{"detail":"CUDA out of memory"}' })
    expect(end).toMatchObject({ event: 'done', data })
    reasons.push(end?.event === 'done' && end.reason)
  }
  expect(reasons).toEqual(['canceled', 'error', 'finished', 'finished', 'finished', 'finished'])
})

test('the text of an error event is found in JSON and plain', () => {
  expect(errorDetail('{"detail":"CUDA out of memory"}')).toBe('CUDA out of memory')
  expect(errorDetail('it broke')).toBe('it broke')
  expect(errorDetail('null')).toBe('null')
})

test('wherever connections break and whatever is repeated, the text is whole and nothing comes twice', async () => {
  const run = fc.record({
    fragments: fc.array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.constantFrom('\n', 'ä\n\n雪', '🦊')), {
      minLength: 1,
      maxLength: 12,
    }),
    cuts: fc.array(fc.nat(400), { maxLength: 6 }),
    chunkBytes: fc.integer({ min: 1, max: 40 }),
    repeatsAll: fc.boolean(),
    resets: fc.boolean(),
  })
  let now: { fragments: string[]; cuts: number[]; chunkBytes: number; repeatsAll: boolean; resets: boolean } | undefined
  let served = 0
  await using server = await startStandIn((response, request) => {
    const { fragments, cuts, chunkBytes, repeatsAll, resets } = now!
    const events = fragments.map((text, index) => ({ id: `1690212292:${index}`, data: text.replaceAll('\r', '') }))
    const after = events.findIndex(({ id }) => id === request.headers['last-event-id'])
    const body = Buffer.from(
      `: hi\n\n${events
        .slice(repeatsAll ? 0 : after + 1)
        .map(sse)
        .join('')}${done()}`,
    )
    const cut = cuts[served++]
    begin(response)
    const sent = cut === undefined ? body : body.subarray(0, cut % body.length)
    for (let at = 0; at < sent.length; at += chunkBytes) response.write(sent.subarray(at, at + chunkBytes))
    if (cut === undefined || !resets) response.end()
    else response.write('', () => response.destroy())
  })
  await using replicate = clientFor(server)
  await fc.assert(
    fc.asyncProperty(run, async given => {
      now = given
      served = 0
      const events = await readAll(replicate.predictions.stream(server.origin, { baseMs: 0, attempts: 10 }))
      expect(textOf(events)).toBe(given.fragments.join('').replaceAll('\r', ''))
      expect(events.at(-1)).toMatchObject({ event: 'done', reason: 'finished' })
      expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
    }),
    { numRuns: 150 },
  )
})

test('a stream that goes on is asked for after the last event that came', async () => {
  await using server = await startStandIn((response, _, nth) => {
    begin(response)
    if (nth === 1) response.end(sse({ id: '7:0', data: 'a' }) + sse({ id: '7:1', data: 'b' }))
    else response.end(sse({ id: '7:2', data: 'c' }) + done())
  })
  await using replicate = clientFor(server)
  expect(textOf(await readAll(replicate.predictions.stream(server.origin, fast)))).toBe('abc')
  expect(server.requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '7:1'])
})

test('an earlier reading is continued, also by a server that repeats all of it', async () => {
  await using server = await startStandIn(response =>
    begin(response).end(['9:9', '10:0', '10:1', '10:2', '11:0'].map(id => sse({ id, data: `[${id}]` })).join('') + done()),
  )
  await using replicate = clientFor(server)
  const events = await readAll(replicate.predictions.stream(server.origin, { lastEventId: '10:1' }))
  expect(textOf(events)).toBe('[10:2][11:0]')
  expect(server.requests[0]!.headers['last-event-id']).toBe('10:1')
})

test('two fragments of one connection are two, though they bear one id', async () => {
  await using server = await startStandIn(response =>
    begin(response).end(sse({ id: '1:0', data: 'a' }) + sse({ id: '1:0', data: 'b' }) + done()),
  )
  await using replicate = clientFor(server)
  expect(textOf(await readAll(replicate.predictions.stream(server.origin)))).toBe('ab')
})

test('a stream that breaks without an end is given up after some tries that bring nothing, and says so', async () => {
  await using server = await startStandIn((response, _, nth) => {
    if (nth < 4) begin(response).end(sse({ id: `1:${nth}`, data: 'x' }))
    else if (nth % 2 === 0) begin(response).write(`: keep-alive\n\n${sse({ id: '1:3', data: 'x' })}`, () => response.destroy())
    else response.writeHead(503).end()
  })
  await using replicate = clientFor(server)
  const events = await readAll(replicate.predictions.stream(server.origin, { ...fast, attempts: 3 }))
  expect(textOf(events)).toBe('xxx')
  expect(events.at(-1)).toMatchObject({ event: 'done', id: undefined, data: '', reason: 'cut', cause: { kind: 'unreachable' } })
  // Three that brought something, and three more that did not.
  expect(server.requests).toHaveLength(6)
})

test('a stream whose events have no ids is not read twice, since it could only be repeated', async () => {
  await using server = await startStandIn(response => begin(response).end(sse({ data: 'x' })))
  await using replicate = clientFor(server)
  expect(await readAll(replicate.predictions.stream(server.origin, fast))).toMatchObject([
    { data: 'x' },
    { event: 'done', reason: 'cut' },
  ])
  expect(server.requests).toHaveLength(1)
})

test('a stream that Replicate has deleted is given up at its word', async () => {
  await using server = await startStandIn(response => begin(response).end(': hi\n\n:408: 408 Request Timeout\n\n'))
  await using replicate = clientFor(server)
  expect(await readAll(replicate.predictions.stream(server.origin, fast))).toMatchObject([{ event: 'done', reason: 'cut' }])
  expect(server.requests).toHaveLength(1)
})

test.each([
  [404, 'text/plain', 'not-found'],
  [401, 'text/plain', 'platform'],
  [200, 'text/html', 'protocol'],
])('an answer of %i %s is no stream and is not asked for again', async (status, type, kind) => {
  await using server = await startStandIn(response => response.writeHead(status, { 'content-type': type }).end('data: x\n\n'))
  await using replicate = clientFor(server)
  expect(await readAll(replicate.predictions.stream(server.origin, fast))).toMatchObject([
    { event: 'done', reason: 'cut', cause: { kind } },
  ])
  expect(server.requests).toHaveLength(1)
})

test('a server that cannot be reached ends the stream as cut', async () => {
  await using replicate = clientFor({ baseUrl: 'http://127.0.0.1:9/v1' })
  const events = await readAll(replicate.predictions.stream('http://127.0.0.1:9/v1/streams/capability', { ...fast, attempts: 1 }))
  expect(events).toMatchObject([{ reason: 'cut', cause: { kind: 'unreachable' } }])
  expect(JSON.stringify(events)).not.toContain('capability')
})

test('silence ends a stream in time, and comments do not count as words', async () => {
  await using server = await startStandIn(response => {
    begin(response).write(sse({ id: '1:0', data: 'x' }))
    const comments = setInterval(() => response.write(': still here\n\n'), 20)
    response.on('close', () => clearInterval(comments))
  })
  await using replicate = clientFor(server)
  const begun = performance.now()
  const events = await readAll(replicate.predictions.stream(server.origin, { silenceMs: 500 }))
  expect(events).toMatchObject([
    { data: 'x' },
    { reason: 'cut', cause: { kind: 'timeout', message: 'The stream was silent for 0.5 s.' } },
  ])
  expect(performance.now() - begun).toBeGreaterThanOrEqual(500)
  await until(() => server.open() === 0)
})

test('a reader that takes its time is not silence', async () => {
  let goOn = (): void => {}
  let ended = false
  await using server = await startStandIn(response => {
    begin(response).write(sse({ id: '1:0', data: 'x' }) + sse({ id: '1:1', data: 'y' }))
    goOn = () => response.end(done(), () => (ended = true))
  })
  await using replicate = clientFor(server)
  const stream = replicate.predictions.stream(server.origin, { silenceMs: 500 })
  expect(await stream.next()).toMatchObject({ value: { data: 'x' } })
  const slowUntil = performance.now() + 800
  await until(() => performance.now() > slowUntil)
  goOn()
  await until(() => ended && server.requests.length === 1)
  await new Promise(resolve => setTimeout(resolve, 20))
  expect(await readAll(stream)).toMatchObject([{ data: 'y' }, { reason: 'finished' }])
})

test('leaving the loop closes the connection', async () => {
  await using server = await startStandIn(response => begin(response).write(sse({ id: '1:0', data: 'x' })))
  await using replicate = clientFor(server)
  for await (const event of replicate.predictions.stream(server.origin)) if (event.event === 'output') break
  await until(() => server.open() === 0)
  expect(server.requests).toHaveLength(1)
})

test('streams that are read to their end, one after the other, share a connection', async () => {
  let ended = 0
  await using server = await startStandIn(response => {
    response.on('close', () => ended++)
    begin(response).end(sse({ id: '1:0', data: 'x' }) + done())
  })
  await using replicate = clientFor(server)
  for (let nth = 1; nth <= 8; nth++) {
    await readAll(replicate.predictions.stream(server.origin))
    await until(() => ended === nth)
  }
  // Not always one: the next may begin before the end of the one before has come.
  expect(server.sockets()).toBeLessThan(6)
})

test('a connection that the server keeps after the end is closed', async () => {
  await using server = await startStandIn(response => begin(response).write(done()))
  await using replicate = clientFor(server)
  await readAll(replicate.predictions.stream(server.origin))
  await until(() => server.open() === 0)
})

test.each(['before it is read', 'while it is connecting', 'while it is read', 'between two connections'])(
  'a signal ends a stream %s, with its reason',
  async when => {
    const reason = new Error('stop')
    const stop = new AbortController()
    await using server = await startStandIn(response => {
      if (when === 'while it is read') begin(response).write(sse({ id: '1:0', data: 'x' }))
      if (when === 'between two connections') response.destroy()
    })
    await using replicate = clientFor(server)
    const stream = replicate.predictions.stream(server.origin, { signal: stop.signal, baseMs: 60_000 })
    if (when === 'before it is read') stop.abort(reason)
    else if (when === 'while it is read') await stream.next()
    const next = stream.next()
    if (when !== 'before it is read') {
      await until(() => server.requests.length === 1)
      if (when === 'between two connections') await until(() => server.open() === 0)
      stop.abort(reason)
    }
    await expect(next).rejects.toBe(reason)
    await expect(stream.next()).rejects.toBe(reason)
    await until(() => server.open() === 0)
  },
)

test('a reader that stops reading stops the server, and then gets everything', async () => {
  const events = 10_000
  const data = 'x'.repeat(2_000)
  let writtenBytes = 0
  await using server = await startStandIn(response => {
    begin(response)
    let at = 0
    const more = (): void => {
      while (at < events) {
        const text = sse({ id: `1:${at++}`, data })
        writtenBytes += text.length
        if (!response.write(text)) {
          response.once('drain', more)
          return
        }
      }
      response.end(done())
    }
    more()
  })
  await using replicate = clientFor(server)
  const stream = replicate.predictions.stream(server.origin)
  expect(await stream.next()).toMatchObject({ value: { id: '1:0' } })
  // The server is stopped when it wrote nothing more for a while.
  let before = -1
  let since = 0
  await until(() => {
    if (before !== writtenBytes) since = performance.now()
    before = writtenBytes
    return performance.now() - since > 250
  })
  expect(writtenBytes).toBeLessThan(events * data.length)
  const rest = await readAll(stream)
  expect(rest).toHaveLength(events)
  expect(rest.at(-2)).toMatchObject({ id: `1:${events - 1}` })
  expect(rest.at(-1)).toMatchObject({ reason: 'finished' })
})

test('a stream has one reader that takes one event at a time', async () => {
  await using server = await startStandIn(response => begin(response).write(': hi\n\n'))
  await using replicate = clientFor(server)
  const stream = replicate.predictions.stream(server.origin)
  const first = stream.next()
  await expect(stream.next()).rejects.toThrow('A stream has one reader')
  await stream.return?.()
  expect(await first).toEqual({ done: true, value: undefined })
  expect(await stream.next()).toEqual({ done: true, value: undefined })
})

test('events can be pushed: in order, across connections, and the end is the answer', async () => {
  await using server = await startStandIn((response, _, nth) =>
    nth === 1
      ? begin(response).write(sse({ id: '1:0', data: 'one ' }) + sse({ id: '1:1', data: 'two ' }), () => response.destroy())
      : begin(response).end(
          sse({ id: '1:1', data: 'two ' }) + sse({ id: '1:2', data: 'three' }) + done('{"reason":"canceled"}', '1:3'),
        ),
  )
  await using replicate = clientFor(server)
  const heard: string[] = []
  const end = await replicate.predictions.listen(server.origin, event => heard.push(event.data), fast)
  expect(heard.join('')).toBe('one two three')
  expect(end).toEqual({ event: 'done', id: '1:3', data: '{"reason":"canceled"}', reason: 'canceled' })
})

test('a listener that throws, and a signal, end the stream and close its connection', async () => {
  let closed = 0
  await using server = await startStandIn(response => {
    response.on('close', () => closed++)
    begin(response).write(sse({ id: '1:0', data: 'one' }) + sse({ id: '1:1', data: 'two' }))
  })
  await using replicate = clientFor(server)
  let calls = 0
  const unwanted = replicate.predictions.listen(server.origin, () => {
    calls++
    throw new Error('enough')
  })
  await expect(unwanted).rejects.toThrow('enough')
  expect(calls).toBe(1)
  const leaving = new AbortController()
  const left = replicate.predictions.listen(server.origin, () => leaving.abort(new Error('left')), { signal: leaving.signal })
  await expect(left).rejects.toThrow('left')
  await until(() => closed === 2)
  await expect(replicate.predictions.listen('file:///etc/passwd', () => {})).rejects.toThrow('no stream')
})
