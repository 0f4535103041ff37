import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createReplicate, type ReplicateOptions } from '../../src/replicate/client.ts'

export type Recorded = {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Answers one request; `nth` counts them from 1. */
export type Script = (response: ServerResponse, request: Recorded, nth: number) => void

/** A server that plays Replicate as a test writes it, and keeps every request it got. */
export async function startStandIn(script: Script) {
  const requests: Recorded[] = []
  let open = 0
  let sockets = 0
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://stand-in')
      const { method = '', headers } = incoming
      const request = { method, headers, path: url.pathname, query: url.searchParams, body: Buffer.concat(chunks) }
      script(response, request, requests.push(request))
    })
  })
  server.on('connection', socket => {
    open++
    sockets++
    socket.on('close', () => open--)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    baseUrl: `${origin}/v1`,
    requests,
    /** Sockets that are open now. */
    open: () => open,
    /** Sockets that were ever opened. */
    sockets: () => sockets,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const token = `r8_${'Secret0'.repeat(5)}ab`

/** A client for a stand-in that loses no time between tries. It ends with the test. */
export function clientFor(server: { readonly baseUrl: string }, options: Partial<ReplicateOptions> = {}) {
  const replicate = createReplicate({
    token,
    baseUrl: server.baseUrl,
    ...options,
    retry: { baseMs: 2, capMs: 4, ...options.retry },
  })
  return { ...replicate, [Symbol.asyncDispose]: replicate.close }
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(value))
}

/** A prediction as the service answers it. */
export const prediction = (more: Record<string, unknown> = {}) => ({
  id: 'gm3qorzdhgbfurvjtvhg6dckhu',
  model: 'replicate/hello-world',
  version: '5c7d5dc6dd8bf75c1acaa8565735e7986bc5b66206b55cca93cb72c9bf15ccaa',
  input: { text: 'Alice' },
  logs: '',
  output: null,
  data_removed: false,
  error: null,
  source: 'api',
  status: 'starting',
  created_at: '2026-01-10T18:07:35.262Z',
  urls: { get: 'https://api.replicate.com/v1/predictions/gm3qorzdhgbfurvjtvhg6dckhu' },
  ...more,
})

/** Waits until something is true, for at most five seconds. */
export async function until(isTrue: () => boolean): Promise<void> {
  const end = Date.now() + 5_000
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`Not true within 5 s: ${isTrue.toString()}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

/** Everything an iterable gives, in order. */
export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = []
  for await (const item of items) all.push(item)
  return all
}
