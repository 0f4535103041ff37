import { createHmac } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ModelError } from '../../src/replicate/failure.ts'
import type { ReplicateErrorKind } from '../../src/replicate/errors.ts'
import { clientFor, prediction, sendJson, startStandIn, until } from './stand-in.ts'

const secret = 'whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY='

/** A webhook as Replicate signs it; `key` is another one's for a forged one. */
function signed(body: unknown, key = secret) {
  const rawBody = Buffer.from(JSON.stringify(body))
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const mac = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64'))
    .update(`m1.${timestamp}.`)
    .update(rawBody)
  const headers: Record<string, string> = {
    'webhook-id': 'm1',
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac.digest('base64')}`,
  }
  return { rawBody, header: (name: string) => headers[name] }
}

type State = Readonly<Record<string, unknown>>
type Told = { readonly output: unknown } | { readonly kind: ReplicateErrorKind }

/** How predictions end, and what a run says of each. */
const ends: readonly (readonly [State, Told])[] = [
  [{ status: 'succeeded', output: 'hello Alice' }, { output: 'hello Alice' }],
  [{ status: 'succeeded', output: ['one ', 'two'] }, { output: ['one ', 'two'] }],
  [{ status: 'succeeded', output: { words: 3 } }, { output: { words: 3 } }],
  [{ status: 'succeeded', output: [] }, { kind: 'moderation' }],
  [{ status: 'succeeded', output: null }, { kind: 'moderation' }],
  [
    { status: 'failed', error: 'NSFW content detected. Try running it again, or try a different prompt.' },
    { kind: 'moderation' },
  ],
  [{ status: 'failed', error: 'Prediction interrupted; please retry (code: PA)' }, { kind: 'platform' }],
  [{ status: 'failed', error: 'Director: unexpected error handling prediction (E8765)' }, { kind: 'platform' }],
  [{ status: 'failed', error: 'E6716' }, { kind: 'timeout' }],
  [{ status: 'failed', error: 'CUDA out of memory' }, { kind: 'model' }],
  [{ status: 'failed', error: null }, { kind: 'model' }],
  [{ status: 'failed', error: '' }, { kind: 'model' }],
  [{ status: 'canceled' }, { kind: 'canceled' }],
  [{ status: 'aborted' }, { kind: 'timeout' }],
]

/** What comes instead of an answer. None of it says anything of the prediction. */
const troubles: Readonly<Record<string, (response: ServerResponse) => void>> = {
  '429': response =>
    sendJson(response, 429, { detail: 'Request was throttled. Your rate limit resets in ~0s.', status: 429, retry_after: 0 }),
  'older 429': response => sendJson(response, 429, { detail: 'Request was throttled. Expected available in 1 second.' }),
  '500 as a page': response =>
    void response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal Server Error</h1>'),
  '502 without a body': response => void response.writeHead(502).end(),
  '503 as a problem': response => sendJson(response, 503, { title: 'Unavailable', detail: 'Come again.', status: 503 }),
  '504 as JSON of another form': response => sendJson(response, 504, ['gateway']),
  reset: response => void response.destroy(),
  'reset within the body': response => {
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' })
      .write('{"id":"p', () => response.destroy())
  },
}

const order = ['starting', 'processing', 'done']
const placeOf = (status: string): number => order.indexOf(order.includes(status) ? status : 'done')
const bytesOf = (events: readonly string[]): Buffer => Buffer.from(`: hi\n\n${events.join('')}event: done\nid: 2:0\ndata: {}\n\n`)

test('whatever happens on the way, a run ends as its prediction did, which was created once', async () => {
  const scene = fc.record({
    end: fc.constantFrom(...ends),
    mode: fc.constantFrom('block', 'poll', 'webhook' as const),
    created: fc.constantFrom('starting', 'processing', 'end'),
    throttled: fc.array(fc.constantFrom('429', 'older 429'), { maxLength: 3 }),
    // Fewer in a row than a client tries.
    looks: fc.array(fc.oneof(fc.constantFrom(...Object.keys(troubles)), fc.constantFrom('starting', 'processing')), {
      maxLength: 4,
    }),
    stream: fc.record({ cut: fc.nat(200), how: fc.constantFrom('ends', 'breaks', 'is refused') }),
    webhooks: fc.array(fc.constantFrom('starting', 'processing', 'end', 'forged', 'of another'), { maxLength: 5 }),
  })
  type Scene = typeof scene extends fc.Arbitrary<infer One> ? One : never
  let now: Scene | undefined
  let id = ''
  let creates = 0
  const states = (): Readonly<Record<string, unknown>> => ({
    starting: prediction({ id, status: 'starting', urls: { stream: `${server.origin}/stream` } }),
    processing: prediction({ id, status: 'processing', logs: 'x\n', urls: { stream: `${server.origin}/stream` } }),
    end: prediction({ id, logs: 'x\ny\n', urls: { stream: `${server.origin}/stream` }, ...now!.end[0] }),
    forged: prediction({ id, status: 'succeeded', output: 'forged' }),
    'of another': prediction({ id: 'another', status: 'succeeded', output: 'of another' }),
  })
  await using server = await startStandIn((response, { method, path }) => {
    if (path.endsWith('/secret')) return sendJson(response, 200, { key: secret })
    if (path === '/stream') {
      if (now!.stream.how === 'is refused') return sendJson(response, 404, {})
      const bytes = bytesOf(['event: output\nid: 1:0\ndata: one \n\n', 'event: output\nid: 1:1\ndata: two\n\n'])
      const sent = bytes.subarray(0, now!.stream.cut)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      return now!.stream.how === 'ends' ? void response.end(sent) : void response.write(sent, () => response.destroy())
    }
    if (method === 'POST') {
      const trouble = now!.throttled[creates++]
      return trouble === undefined ? sendJson(response, 201, states()[now!.created]) : troubles[trouble]!(response)
    }
    const next = looking.shift() ?? 'end'
    return next in troubles ? troubles[next]!(response) : sendJson(response, 200, states()[next])
  })
  let looking: string[] = []
  await using replicate = clientFor(server, { random: () => 0 })
  await fc.assert(
    fc.asyncProperty(scene, fc.uuid(), async (given, newId) => {
      now = given
      id = newId
      creates = 0
      // A look that finds nothing new waits for the next one, which takes its time where the stream is what tells.
      looking = given.mode === 'poll' ? [...given.looks] : given.looks.filter(look => look in troubles)
      const seen: string[] = []
      const running = replicate
        .run('acme/hello', {
          input: {},
          wait: {
            block: { mode: 'block' } as const,
            poll: { mode: 'poll', everyMs: 1 } as const,
            webhook: { mode: 'webhook', url: 'https://example.com/hook' } as const,
          }[given.mode],
          onProgress: ({ status }) => seen.push(status),
        })
        .then(
          output => ({ output }),
          (thrown: unknown) => (thrown instanceof ModelError ? { kind: thrown.kind } : { thrown }),
        )
      await until(() => seen.length > 0)
      // Where webhooks are what tells, the end comes at least once; its loss is what looks are for.
      for (const told of [...given.webhooks, ...(given.mode === 'webhook' ? ['end'] : []), ...given.webhooks])
        await replicate.webhooks.receive(
          signed(states()[told], told === 'forged' ? `whsec_${Buffer.alloc(24, 1).toString('base64')}` : secret),
        )
      expect(await running).toEqual(given.end[1])
      expect(creates).toBe(given.throttled.length + 1)
      expect(server.requests.filter(({ path }) => path.endsWith('/cancel'))).toEqual([])
      const places = seen.map(placeOf)
      expect(places).toEqual(places.toSorted((a, b) => a - b))
      expect(places.filter(place => place === placeOf('done'))).toHaveLength(1)
    }),
    { numRuns: 120 },
  )
})

test('a stream that breaks at the same byte each time is whole by the finished output, or ends as its prediction did', async () => {
  const scene = fc.record({
    fragments: fc.array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 8 }),
    cut: fc.nat(600),
    isReset: fc.boolean(),
    hasIds: fc.boolean(),
    // The finished output need not be cut as the stream was.
    output: fc.constantFrom('fragments', 'characters', 'text'),
    end: fc.constantFrom(
      [{ status: 'succeeded' }, undefined] as const,
      [{ status: 'failed', error: 'CUDA out of memory' }, 'model'] as const,
      [{ status: 'canceled' }, 'canceled'] as const,
    ),
  })
  type Scene = typeof scene extends fc.Arbitrary<infer One> ? One : never
  let now: Scene | undefined
  const linesOf = (text: string): string => text.split(/\r\n|\r|\n/).map(line => `data: ${line}\n`).join('') // prettier-ignore
  await using server = await startStandIn((response, { method, path }) => {
    const { fragments, cut, isReset, hasIds, end } = now!
    const urls = { stream: `${server.origin}/stream` }
    if (method === 'POST') return sendJson(response, 201, prediction({ urls }))
    const whole = fragments.join('')
    const output = { fragments, characters: [...whole], text: whole }[now!.output]
    if (path !== '/stream') return sendJson(response, 200, prediction({ urls, output, ...end[0] }))
    const id = (nth: number): string => (hasIds ? `id: 1:${nth}\n` : '')
    const bytes = bytesOf(fragments.map((text, nth) => `event: output\n${id(nth)}${linesOf(text)}\n`))
    // Never the whole end: what became of it only the prediction tells.
    const sent = bytes.subarray(0, cut % (bytes.length - 1))
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (isReset) response.write(sent, () => response.destroy())
    else response.end(sent)
  })
  await using replicate = clientFor(server, { random: () => 0 })
  await fc.assert(
    fc.asyncProperty(scene, async given => {
      now = { ...given, fragments: given.fragments.map(text => text.replaceAll('\r', '') || ' ') }
      const whole = now.fragments.join('')
      let text = ''
      let kind: string | undefined
      try {
        for await (const { event, data } of replicate.stream('acme/hello', { input: {} })) if (event === 'output') text += data
      } catch (thrown) {
        kind = thrown instanceof ModelError ? thrown.kind : String(thrown)
      }
      expect(kind).toBe(given.end[1])
      if (kind === undefined) expect(text).toBe(whole)
      else expect(whole.startsWith(text)).toBe(true)
    }),
    { numRuns: 120 },
  )
})
