// A Replicate that does only what the callers ask of it, by hand on `node:http`, so that all of them see the same.
import { createHmac, randomUUID } from 'node:crypto'
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { say } from '../child.ts'
import { token as tokenText } from '../stream/token.ts'
import { burstTokens, moment, type ServerSays, webhookSecret } from './words.ts'

/** What a service takes to keep an upload. */
const uploadMs = 40
const key = Buffer.from(webhookSecret.slice('whsec_'.length), 'base64')
const json = { 'content-type': 'application/json; charset=utf-8' }

type Running = {
  readonly id: string
  readonly webhook: string | undefined
  output: string | null
  /** Called at its end. */
  readonly waiting: (() => void)[]
}

const known = new Map<string, Running>()
const agent = new Agent({ keepAlive: true })
let uploads = 0

const burst = Buffer.from(
  `: hi\n\n${Array.from({ length: burstTokens }, (_, nth) => `event: output\nid: ${1_690_212_292 + Math.floor(nth / 50)}:${nth % 50}\ndata: ${tokenText(nth)}\n\n`).join('')}event: done\nid: 1690219999:0\ndata: {}\n\n`,
)

function shown({ id, output }: Running, host: string): string {
  const base = `http://${host}/v1`
  const ended = output === null ? {} : { completed_at: '2026-01-10T18:07:36.262Z', metrics: { predict_time: 0.5, total_time: 1 } }
  return JSON.stringify({
    id,
    model: 'bench/model',
    version: 'hidden',
    input: { text: 'Alice' },
    logs: '',
    output,
    data_removed: false,
    error: null,
    source: 'api',
    status: output === null ? 'starting' : 'succeeded',
    created_at: '2026-01-10T18:07:35.262Z',
    ...ended,
    urls: {
      get: `${base}/predictions/${id}`,
      cancel: `${base}/predictions/${id}/cancel`,
      stream: `${base}/streams/${id}`,
    },
  })
}

function tell(url: string, body: string): void {
  const id = `msg_${randomUUID()}`
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  const headers = {
    ...json,
    'content-length': Buffer.byteLength(body),
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${mac}`,
  }
  request(url, { method: 'POST', agent, headers }, answer => answer.resume()).end(body)
}

function create(asked: string, { headers }: IncomingMessage, response: ServerResponse): void {
  const { input, webhook } = JSON.parse(asked) as { readonly input: { readonly ms?: number }; readonly webhook?: string }
  const host = headers.host ?? ''
  const seconds = /wait(?:=(\d+))?/.exec(String(headers['prefer'] ?? ''))
  const running: Running = { id: randomUUID(), webhook, output: null, waiting: [] }
  const answer = (status: number): void =>
    void (response.writableEnded || response.writeHead(status, json).end(shown(running, host)))
  const end = (): void => {
    // The output is the moment of the end, so that each caller can say how late it learnt of it.
    running.output = String(moment())
    for (const heard of running.waiting) heard()
    if (webhook !== undefined) tell(webhook, shown(running, host))
  }
  // Created only to be streamed: all of it is there already.
  if (input.ms === undefined && seconds === null) return answer(201)
  known.set(running.id, running)
  if (seconds !== null) running.waiting.push(() => answer(201))
  const { ms = 0 } = input
  if (ms === 0) end()
  else setTimeout(end, ms)
  if (seconds === null) answer(201)
  else if (ms > 0) setTimeout(() => answer(202), Number(seconds[1] ?? 60) * 1_000).unref()
}

function stream(id: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' })
  const running = known.get(id)
  if (running === undefined) return void response.end(burst)
  response.write(': hi\n\n')
  const end = (): void =>
    void response.end(`event: output\nid: 1:0\ndata: ${running.output}\n\nevent: done\nid: 1:1\ndata: {}\n\n`)
  if (running.output === null) running.waiting.push(end)
  else end()
}

const server = createServer((incoming, response) => {
  const pieces: Buffer[] = []
  const { method, url = '', headers } = incoming
  incoming.on('data', (piece: Buffer) => pieces.push(piece))
  incoming.on('end', () => {
    const [, kind, id = ''] = /^\/v1\/(predictions|streams)\/([^/]+)/.exec(url) ?? []
    if (method === 'GET' && (kind === 'streams' || url.startsWith('/streams/'))) return stream(id, response)
    if (url === '/v1/files') {
      uploads++
      const get = `http://${headers.host}/v1/files/${randomUUID()}`
      const file = { id: 'f', name: 'f', content_type: 'image/png', size: 1, etag: 'e', checksums: {}, metadata: {} }
      const dates = { created_at: '2026-01-10T18:07:35.262Z', expires_at: '2026-01-11T18:07:35.262Z' }
      return void setTimeout(
        () => response.writeHead(201, json).end(JSON.stringify({ ...file, ...dates, urls: { get } })),
        uploadMs,
      )
    }
    if (url === '/uploads') return void response.writeHead(200, json).end(JSON.stringify(uploads))
    if (url === '/v1/webhooks/default/secret')
      return void response.writeHead(200, json).end(JSON.stringify({ key: webhookSecret }))
    const running = known.get(id)
    if (method === 'GET' && running !== undefined)
      return void response.writeHead(200, json).end(shown(running, headers.host ?? ''))
    if (method === 'POST' && url.endsWith('/predictions')) return create(Buffer.concat(pieces).toString(), incoming, response)
    response.writeHead(404, json).end('{"detail":"The requested resource could not be found.","status":404}')
  })
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
  say<ServerSays>({ origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
