import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Hono } from 'hono'
import type { Log } from '#core/ports.ts'
import type { Hear, Receivers } from './delivery.ts'
import { textAt, type Payload } from './payload.ts'
import { within } from './within.ts'

/** The most bytes of one request: a view, the largest thing Slack sends, has at most 250 kB. */
const mostBytes = 1024 * 1024

/** Requests may be older or newer than our clock by so long, in ms: Slack's own rule, and the same for a clock that is behind. */
const withinMs = 5 * 60_000

/** Slack waits for 3 s; what nobody has taken by then is refused, so that Slack sends it again. */
const answerMs = 2_500

/** Listens by requests that Slack makes to us, guarded by their signatures alone. Adds `POST /events` to `app`, which is to be mounted at `/slack`. `now` in ms since the epoch. */
export function createHttpDoor(options: {
  readonly app: Hono
  readonly signingSecret: string
  readonly hear: Hear
  readonly now: () => number
  readonly log: Log
}): Receivers {
  const { app, signingSecret, hear, now, log } = options
  let isOpen = false
  let refusedAt = -Infinity

  const refuse = (why: string): Response => {
    // Anybody can knock: a line a minute is enough to find a wrong secret.
    if (now() - refusedAt >= 60_000) {
      log.warn({ why }, 'Slack: a request was refused')
      refusedAt = now()
    }
    return says(401, 'The signature is not right.')
  }

  app.post('/events', async context => {
    const { req } = context
    const raw = await bodyOf(req.raw)
    if (raw === undefined) return says(413, 'That is too large.')
    const type = (req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase()
    const isForm = type === 'application/x-www-form-urlencoded'
    if (isForm && new URLSearchParams(raw.toString()).get('ssl_check') === '1') return says(200, '')
    const sentAt = Number(req.header('x-slack-request-timestamp') ?? NaN) * 1_000
    if (!(Math.abs(now() - sentAt) <= withinMs)) return refuse('its time is more than five minutes away')
    if (!isSigned(raw, req.header('x-slack-request-timestamp') ?? '', req.header('x-slack-signature') ?? '', signingSecret))
      return refuse('its signature does not fit SLACK_SIGNING_SECRET')
    const body = isForm ? formBody(raw.toString()) : jsonBody(raw.toString())
    if (body === undefined) return says(400, 'That is neither JSON nor a form.')
    const challenge = textAt(body, 'challenge')
    if (textAt(body, 'type') === 'url_verification' && challenge !== undefined) return says(200, challenge)
    if (!isOpen) return says(503, 'Replichat is starting or stopping.', { 'retry-after': '5' })

    const answered = Promise.withResolvers<{ readonly shows?: Payload | undefined }>()
    let isOver = false
    const heard = hear({
      body,
      ack: async shows => {
        answered.resolve({ shows })
        return !isOver
      },
    })
    const taken = await within(Promise.race([answered.promise, heard.then(() => undefined)]), answerMs)
    isOver = true
    if (taken === undefined) return says(503, 'It was not taken; please send it again.')
    return taken.shows === undefined
      ? says(200, '')
      : new Response(JSON.stringify(taken.shows), { headers: { 'content-type': 'application/json; charset=utf-8' } })
  })
  app.all('/events', () => says(405, 'Only POST is possible here.', { allow: 'POST' }))

  return {
    async open() {
      isOpen = true
    },
    isHealthy: () => true,
    async close() {
      isOpen = false
    },
  }
}

const says = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(text, {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...headers },
  })

/** The bytes of a request, undefined where there are too many. */
async function bodyOf(request: Request): Promise<Buffer | undefined> {
  if (Number(request.headers.get('content-length') ?? 0) > mostBytes) return undefined
  const pieces: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const piece of (request.body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += piece.length
      if (bytes > mostBytes) return undefined
      pieces.push(piece)
    }
  } catch {
    // The sender went away, and nobody reads the answer.
    return undefined
  }
  return Buffer.concat(pieces)
}

function isSigned(raw: Uint8Array, timestamp: string, signature: string, secret: string): boolean {
  const expected = Buffer.from(`v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(raw).digest('hex')}`)
  const given = Buffer.from(signature)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function jsonBody(text: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : undefined
  } catch {
    return undefined
  }
}

/** Commands come as fields; everything that is pressed or sent comes as JSON in one field. */
function formBody(text: string): Payload | undefined {
  const fields = new URLSearchParams(text)
  const payload = fields.get('payload')
  return payload === null ? Object.fromEntries(fields) : jsonBody(payload)
}
