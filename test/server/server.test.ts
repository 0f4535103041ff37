import { Hono } from 'hono'
import { once } from 'node:events'
import { createServer as createPlainServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { Fault } from '../../src/core/fault.ts'
import type { Log } from '../../src/core/ports.ts'
import { type HttpServer, type ServerOptions, createServer } from '../../src/server/server.ts'

type Line = { readonly level: string; readonly fields: Readonly<Record<string, unknown>>; readonly message: string }

/** A server on a free port, and what it logged. */
async function open(options: Partial<ServerOptions> = {}): Promise<HttpServer & { readonly lines: readonly Line[] }> {
  const lines: Line[] = []
  const at = (level: string) => (fields: Line['fields'], message: string) => void lines.push({ level, fields, message })
  const log: Log = { info: at('info'), warn: at('warn'), error: at('error') }
  const server = await createServer({ host: '127.0.0.1', port: 0, log, health: () => true, ...options })
  return { ...server, lines }
}

/** What a raw connection is answered until it is closed. */
async function raw(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  socket.write(text)
  let answer = ''
  socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
  socket.on('error', () => {})
  await once(socket, 'close')
  return answer
}

test('the health page says only ok or not ok', async () => {
  let healthy: () => boolean = () => true
  await using server = await open({ health: () => healthy() })
  const look = async (): Promise<readonly [number, string]> => {
    const answer = await fetch(`${server.url}/healthz`)
    return [answer.status, await answer.text()]
  }
  expect(await look()).toEqual([200, 'ok\n'])
  healthy = () => false
  expect(await look()).toEqual([503, 'not ok\n'])
  healthy = () => {
    throw new Error('the store at /secret/place is gone')
  }
  expect(await look()).toEqual([503, 'not ok\n'])
  expect((await fetch(`${server.url}/healthz`, { method: 'POST' })).status).toBe(405)
})

test('what is mounted below a path answers there, with its whole address, and the rest goes to the root', async () => {
  await using server = await open()
  expect((await fetch(server.url)).status).toBe(503)
  const sandbox = new Hono()
    .get('/v1/account', c => c.json({ url: c.req.url }))
    .post('/v1/echo', async c => c.text(await c.req.text()))
    .all('/v1/*', c => c.json({ detail: 'unknown' }, 404))
  server.mount(
    '/',
    new Hono().get('*', c => c.text(`page ${c.req.path}`)),
  )
  server.mount('/sandbox', sandbox)

  expect(await (await fetch(`${server.url}/sandbox/v1/account?a=1`)).json()).toEqual({
    url: `${server.url}/sandbox/v1/account?a=1`,
  })
  const body = 'x'.repeat(300_000)
  expect(await (await fetch(`${server.url}/sandbox/v1/echo`, { method: 'POST', body })).text()).toBe(body)
  expect(await (await fetch(`${server.url}/sandbox/v1/other`)).json()).toEqual({ detail: 'unknown' })
  expect(await (await fetch(`${server.url}/sandboxes`)).text()).toBe('page /sandboxes')
  expect(await (await fetch(server.url)).text()).toBe('page /')
})

test('an application that throws answers with a sentence, never with its error', async () => {
  await using server = await open()
  const unhappy = new Hono().get('/throw', () => {
    throw new Error('password=hunter2 at line 3')
  })
  unhappy.onError(thrown => {
    throw thrown
  })
  server.mount('/', unhappy)
  const answer = await fetch(`${server.url}/throw`)
  expect([answer.status, await answer.text()]).toEqual([500, 'Something broke on our side. It is logged; please try again.\n'])
  expect(server.lines).toMatchObject([{ level: 'error', message: 'A request failed.' }])
})

test('an answer that breaks half-way is cut, and its error stays here', async () => {
  await using server = await open()
  const broken = (): ReadableStream => {
    let sent = false
    return new ReadableStream({
      pull(controller) {
        if (sent) throw new Error('hunter2')
        sent = true
        controller.enqueue(new TextEncoder().encode('data: one\n\n'))
      },
    })
  }
  server.mount(
    '/',
    new Hono().get('*', c => c.body(broken(), 200, { 'content-type': 'text/event-stream' })),
  )
  const answer = await raw(server.port, 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
  expect(answer).toContain('data: one')
  expect(answer).not.toContain('hunter2')
  expect(answer).not.toMatch(/\r\n0\r\n\r\n$/)
  expect(server.lines).toMatchObject([{ level: 'error', message: 'An answer broke half-way.' }])
})

test('a client that goes away ends what was done for it', async () => {
  await using server = await open()
  const reached = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<void>()
  server.mount(
    '/sandbox',
    new Hono().get('/wait', c => {
      c.req.raw.signal.addEventListener('abort', () => ended.resolve())
      reached.resolve()
      return new Promise<Response>(() => {})
    }),
  )
  const stop = new AbortController()
  const asked = fetch(`${server.url}/sandbox/wait`, { signal: stop.signal }).catch(() => 'gone')
  await reached.promise
  stop.abort()
  expect(await asked).toBe('gone')
  await ended.promise
})

test('a port in use is a sentence that names it and what to do', async () => {
  const other = createPlainServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  try {
    const thrown = await open({ port }).catch((error: unknown) => error)
    expect(thrown).toBeInstanceOf(Fault)
    expect(thrown).toMatchObject({ kind: 'config' })
    expect((thrown as Fault).message).toBe(
      `Port ${port} on 127.0.0.1 is in use by another program. Stop that program, or choose another port, such as PORT=${port + 1}.`,
    )
  } finally {
    other.close()
  }
})

test('an address that is not of this machine is refused in words', async () => {
  await expect(open({ host: '192.0.2.1' })).rejects.toThrow('HOST=192.0.2.1 is no address of this machine.')
})

test('requests that are no HTTP, or name no host, get a bare 400', async () => {
  await using server = await open()
  for (const text of ['hello\r\n\r\n', 'GET / HTTP/1.1\r\n\r\n', 'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n']) {
    const answer = await raw(server.port, text)
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).not.toMatch(/Error|at .*\.ts/)
  }
})

test('a client that never ends its headers is let go', async () => {
  await using server = await open({ headersWithinMs: 200 })
  expect(await raw(server.port, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')).toMatch(/^HTTP\/1\.1 408 /)
})

test('headers of more than 16 KB are refused', async () => {
  await using server = await open()
  const answer = await raw(server.port, `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)
  expect(answer).toMatch(/^HTTP\/1\.1 431 /)
})

test('closing lets an answer under way end, cuts open feeds after the drain, and then nothing is accepted', async () => {
  const server = await open()
  const go = Promise.withResolvers<void>()
  const feed = new ReadableStream({ start: controller => controller.enqueue(new TextEncoder().encode(': hi\n\n')) })
  server.mount(
    '/',
    new Hono()
      .get('/slow', async c => {
        await go.promise
        return c.text('done')
      })
      .get('/feed', c => c.body(feed, 200, { 'content-type': 'text/event-stream' })),
  )
  const reading = raw(server.port, 'GET /feed HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const slow = raw(server.port, 'GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n')
  const [early] = await Promise.all([fetch(`${server.url}/healthz`), fetch(`${server.url}/healthz`)])
  expect(early.status).toBe(200)

  const began = performance.now()
  const closed = server.close({ drainMs: 1_500 })
  await expect(fetch(`${server.url}/healthz`)).rejects.toThrow()
  go.resolve()
  expect(await slow).toContain('done')
  expect(performance.now() - began).toBeLessThan(1_400)
  expect(await reading).toContain(': hi')
  await closed
  expect(performance.now() - began).toBeGreaterThanOrEqual(1_490)
})

test('a reader that leaves a stream is no error', async () => {
  await using server = await open()
  let left = false
  const app = new Hono()
  app.get('/feed', () => {
    const body = new ReadableStream<Uint8Array>({
      start: controller => controller.enqueue(new TextEncoder().encode('data: hello\n\n')),
      cancel: () => void (left = true),
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  })
  server.mount('/', app)
  const leaving = new AbortController()
  const response = await fetch(`${server.url}/feed`, { signal: leaving.signal })
  await response.body?.getReader().read()
  leaving.abort()
  for (const end = performance.now() + 5_000; !left && performance.now() < end;)
    await new Promise(resolve => setTimeout(resolve, 10))
  expect(left).toBe(true)
  await new Promise(resolve => setImmediate(resolve))
  expect(server.lines).toEqual([])
})
