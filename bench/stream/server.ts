// Serves streams as Replicate writes them, as cheaply as can be: ready-made bytes, put on the socket by hand.
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { say } from '../child.ts'
import { token } from './token.ts'
import type { Plan, ServerHears, ServerSays } from './words.ts'

const plan = JSON.parse(process.argv[2] ?? '') as Plan

/** Each token as one event in one HTTP chunk, for longer than a measurement can take. */
const ready = Array.from({ length: ((plan.warmMs + plan.windowMs) / 1_000 + 60) * plan.tokensPerSecond }, (_, nth) => {
  const second = Math.floor(nth / plan.tokensPerSecond)
  const event = `event: output\nid: ${1_690_212_292 + second}:${nth % plan.tokensPerSecond}\ndata: ${token(nth)}\n\n`
  return Buffer.from(`${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`)
})

const streams: { readonly socket: Socket; next: number }[] = []
let sent = 0
let turn = 0
let begun = { at: 0, sent: 0 }
let lateMs = 0
let timer: NodeJS.Timeout | undefined

function open(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'transfer-encoding': 'chunked' })
  response.write(': hi\n\n')
  if (response.socket !== null) streams.push({ socket: response.socket, next: 0 })
  if ([plan.firstStreams, plan.firstStreams + plan.streams].includes(streams.length)) say<ServerSays>({ type: 'open' })
}

const server = createServer((request, response) => {
  if (request.url?.startsWith('/streams/') === true) return open(response)
  // What the official client asks for before it streams.
  const stream = `http://${request.headers.host}/streams/p`
  request.resume().on('end', () => {
    response
      .writeHead(201, { 'content-type': 'application/json' })
      .end(JSON.stringify({ id: 'p', status: 'starting', urls: { stream } }))
  })
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () =>
  say<ServerSays>({ type: 'listening', origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)

/** Sends what is due, one stream after the other: tokens of different streams do not come at one moment. */
function tick(): void {
  const perMs = (streams.length * plan.tokensPerSecond) / 1_000
  const due = begun.sent + (performance.now() - begun.at) * perMs
  lateMs = Math.max(lateMs, (due - sent) / perMs)
  for (; sent < due; sent++) {
    const stream = streams[turn++ % streams.length]
    const bytes = stream === undefined ? undefined : ready[stream.next++]
    if (stream === undefined || bytes === undefined) throw new Error('There are no more tokens to send.')
    stream.socket.write(bytes)
  }
  timer = setTimeout(tick, 1)
}

process.on('message', (told: ServerHears) => {
  clearTimeout(timer)
  if (told.type === 'pause') return say<ServerSays>({ type: 'paused', sent, lateMs })
  begun = { at: performance.now(), sent }
  lateMs = 0
  tick()
})
