// A Replicate with one model that talks, as cheap as can be: `replicate.ts <plan> [tokens of each answer]`. Without a number
// answers are written at an even rate until they are told to end; with one each is written at once.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { cogDocument, cogOutput } from '../../src/sandbox/models/cog-document.ts'
import { say } from '../child.ts'
import { textOf, token } from './answer.ts'
import { talker } from './talker.ts'
import type { Plan, ServerHears, ServerSays } from './words.ts'

/** Longer than opening, warming up and measuring can take. */
const mostSeconds = 180

const plan = JSON.parse(process.argv[2] ?? '') as Plan
const wholeAnswer = process.argv[3] === undefined ? undefined : Number(process.argv[3])

const chunk = (event: string): Buffer => Buffer.from(`${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`)
const second = 1_690_212_292
/** Each token as one event in one HTTP chunk. */
const ready = Array.from({ length: wholeAnswer ?? mostSeconds * plan.tokensPerSecond }, (_, nth) =>
  chunk(
    `event: output\nid: ${second + Math.floor(nth / plan.tokensPerSecond)}:${nth % plan.tokensPerSecond}\n` +
      `data: ${token(nth).replaceAll('\n', '\ndata: ')}\n\n`,
  ),
)
const over = Buffer.concat([chunk(`event: done\nid: ${second + mostSeconds}:0\ndata: {}\n\n`), Buffer.from('0\r\n\r\n')])

type Stream = { socket: Socket; next: number; isOver: boolean }
const streams = new Map<string, Stream>()
/** Those that are written on. */
const flowing: Stream[] = []
let created = 0

/** How many tokens a reader has who goes on after this event. */
const tokensUpTo = (lastEventId: string): number => {
  const [at = 0, nth = 0] = lastEventId.split(':').map(Number)
  return (at - second) * plan.tokensPerSecond + nth + 1
}

function open(id: string, lastEventId: string | undefined, response: ServerResponse): void {
  const { socket } = response
  if (socket === null) return
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', 'transfer-encoding': 'chunked' })
  response.write(': hi\n\n')
  const known = streams.get(id)
  if (known !== undefined) {
    // A reader who heard nothing for too long goes on where it was.
    const next = lastEventId === undefined ? 0 : tokensUpTo(lastEventId)
    sent -= known.next - next
    Object.assign(known, { socket, next })
    if (known.isOver) end(known)
    return
  }
  const stream = { socket, next: 0, isOver: false }
  streams.set(id, stream)
  if (wholeAnswer !== undefined) {
    // After the head, which the response itself writes in a moment.
    setImmediate(() => {
      for (; stream.next < wholeAnswer; stream.next++) socket.write(ready[stream.next] ?? '')
      end(stream)
    })
    return
  }
  flowing.push(stream)
  if ([plan.firstAnswers, plan.firstAnswers + plan.answers].includes(flowing.length)) say<ServerSays>({ type: 'open' })
}

function end(stream: Stream): void {
  stream.isOver = true
  stream.socket.end(over)
}

const schema = cogDocument(
  {
    prompt: { type: 'string', description: 'What the model answers to', default: '' },
    system_prompt: { type: 'string', description: 'How the model behaves', default: '' },
    max_tokens: { type: 'integer', description: 'Most tokens of an answer', default: 4_096 },
  },
  cogOutput.fragments,
)
const [owner, name] = talker.split('/')
const model = { owner, name, is_official: true, latest_version: { id: 'v', openapi_schema: schema } }

function predictionOf(id: string, host: string | undefined): object {
  const stream = streams.get(id)
  // What asks for no stream looks at once for what there is.
  const isOver = stream?.isOver === true || wholeAnswer !== undefined
  const tokens = wholeAnswer ?? stream?.next ?? 0
  return {
    id,
    model: talker,
    version: 'hidden',
    input: {},
    logs: '',
    status: isOver ? 'succeeded' : 'processing',
    output: isOver ? [textOf(tokens)] : null,
    ...(isOver && { metrics: { predict_time: 1, input_token_count: 100, output_token_count: tokens } }),
    created_at: new Date().toISOString(),
    urls: { stream: `http://${host}/streams/${id}` },
  }
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const path = request.url?.split('?')[0] ?? ''
  const id = path.split('/').at(-1) ?? ''
  if (path.startsWith('/streams/')) return open(id, request.headers['last-event-id']?.toString(), response)
  const found = path.startsWith('/v1/predictions/')
    ? predictionOf(id, request.headers.host)
    : request.method === 'POST'
      ? predictionOf(`p${created++}`, request.headers.host)
      : model
  request.resume().on('end', () => {
    response.writeHead(request.method === 'POST' ? 201 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(found))
  })
}

const server = createServer({ keepAliveTimeout: 60_000 }, answer)
server.listen({ port: 0, host: '127.0.0.1', backlog: 4_096 }, () => {
  say<ServerSays>({ type: 'listening', origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
})

let sent = 0
let due = 0
let turn = 0
let tickedAt = performance.now()
let timer: NodeJS.Timeout | undefined

/** Sends what is due, one stream after the other: tokens of different answers do not come at one moment. */
function tick(): void {
  const now = performance.now()
  const perMs = (flowing.length * plan.tokensPerSecond) / 1_000
  due += (now - tickedAt) * perMs
  tickedAt = now
  for (; sent < due; sent++) {
    const stream = flowing[turn++ % flowing.length]
    const bytes = stream === undefined ? undefined : ready[stream.next++]
    if (stream === undefined || bytes === undefined) throw new Error('There are no more tokens to send.')
    stream.socket.write(bytes)
  }
  timer = setTimeout(tick, 1)
}

function go(): void {
  tickedAt = performance.now()
  tick()
}

process.on('message', ({ type }: ServerHears) => {
  clearTimeout(timer)
  if (type === 'go') return go()
  if (type === 'pause') return say<ServerSays>({ type: 'paused', sent })
  for (const stream of flowing) end(stream)
})
go()
