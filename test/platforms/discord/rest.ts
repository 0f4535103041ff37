import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Buckets, Limited } from './buckets.ts'
import type { Fate, Logged, Match } from './control.ts'
import { answerFaults, bodyFaults, isDescribed, routeOf, strangers } from './described.ts'
import type { Signer } from './message.ts'
import { type FieldFault, Refusal } from './refusal.ts'
import type { Reply, Routes } from './route.ts'
import { TooFast } from './too-fast.ts'
import { type FilePart, longestRequestBytes } from './uploads.ts'
import type { Json, World } from './world.ts'

type Sent = {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly code?: number
}
type Hook = { readonly match: Match; readonly fate: Fate; left: number }
type Read = { readonly json: unknown; readonly files: readonly FilePart[] }

/** The REST half: reads a request, lets the hooks meddle, counts it, checks it, has it answered and checks the answer. */
export function createRest(given: {
  readonly world: World
  readonly signer: Signer
  readonly buckets: Buckets
  readonly routes: Routes
  readonly violate: (what: string) => void
  readonly gatewayUrl: () => string
}) {
  const { world, signer, buckets, routes, violate } = given
  const requests: Logged[] = []
  const hooks: Hook[] = []

  function checkBody(log: Logged, body: unknown): void {
    const faults = bodyFaults(log.route, log.method, forSchema(body))
    if (faults === undefined) return
    if (faults.length > 0) {
      const fields = faults.map<FieldFault>(({ path, keyword, words }) => ({
        path: path.split('/').slice(1),
        code: codeOf(keyword),
        message: words,
      }))
      throw new Refusal(50035, faults.map(({ words }) => words).join('; '), fields)
    }
    const unknown = strangers(log.route, log.method, body)
    if (unknown.length > 0) violate(`${log.method} ${log.path}: unknown properties ${unknown.join(', ')}`)
  }

  /** Does what a request asks for. */
  function perform(log: Logged, places: Readonly<Record<string, string>>, read: Read, isConnected: () => boolean): Sent {
    const route = routes[`${log.method} ${log.route}`]
    if (route === undefined) throw new Refusal(0, 'a route that the stand-in does not play')
    if (!isOfInteraction(log.route) && (log.headers['authorization'] !== `Bot ${world.token}` || world.tokenIsReset))
      throw new Refusal(0)
    const { limited, headers } = buckets.count(log.method, log.route, log.bucket)
    if (limited !== null) return { ...tooFast(log, limited), headers: { ...headers, ...limitHeaders(limited) } }
    try {
      checkBody(log, read.json)
      const reply: Reply = route({
        world,
        signer,
        buckets,
        places,
        query: log.query,
        body: (read.json ?? {}) as Json,
        files: read.files,
        isConnected,
        gatewayUrl: given.gatewayUrl(),
      })
      const faults = answerFaults(log.route, log.method, reply.status, reply.body)
      if (faults.length > 0) violate(`the stand-in’s answer to ${log.method} ${log.route}: ${faults.join('; ')}`)
      return { ...reply, headers }
    } catch (error) {
      return { ...refused(log, error), headers: { ...headers, ...(error instanceof TooFast ? limitHeaders(error.limited) : {}) } }
    }
  }

  function refused(log: Logged, error: unknown): Sent {
    if (error instanceof TooFast) return tooFast(log, error.limited, error.code)
    if (!(error instanceof Refusal)) throw error
    if (error.broke !== null) violate(`${log.method} ${log.path}: ${error.broke} (${error.status}, code ${error.code})`)
    return { status: error.status, body: error.json(), code: error.code }
  }

  function tooFast(log: Logged, limited: Limited, code = 0): Sent {
    buckets.block(log, limited.retryMs)
    const body = {
      message: 'You are being rate limited.',
      retry_after: limited.retryMs / 1_000,
      global: limited.scope === 'global',
      ...(code === 0 ? {} : { code }),
    }
    return { status: 429, body, code }
  }

  const takeHook = (log: Logged): Fate | null => {
    const found = hooks.find(({ match, left }) => left > 0 && matches(match, log))
    if (found === undefined) return null
    found.left--
    return found.fate
  }

  function send(response: ServerResponse, log: Logged, { status, body, headers, code }: Sent): void {
    log.status = status
    log.code = code ?? null
    log.answeredAt = world.now()
    const isJson = body !== undefined
    response.writeHead(status, { ...headers, ...(isJson ? { 'content-type': 'application/json' } : {}) })
    response.end(isJson ? JSON.stringify(body) : undefined)
  }

  async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const path = decodeURIComponent(url.pathname).replace(/^\/api(?:\/v\d+)?/, '')
    const method = request.method ?? 'GET'
    const found = routeOf(path)
    const raw = await bytesOf(request)
    const read = raw === null ? null : await readBody(request, raw)
    const log: Logged = {
      at: world.now(),
      method,
      route: found?.template ?? path,
      path,
      query: url.searchParams,
      headers: request.headers,
      body: read === null || read === 'bad' ? undefined : read.json,
      files: read === null || read === 'bad' ? [] : read.files,
      bucket: found === undefined ? null : buckets.keyOf(method, found.template, found.places),
      status: 0,
      code: null,
      answeredAt: null,
    }
    requests.push(log)
    const fate = takeHook(log)
    if (fate === 'hang') return
    if (fate === 'cut') return cut(response)
    if (fate !== null && typeof fate === 'object' && 'delayMs' in fate)
      await new Promise(resolve => setTimeout(resolve, fate.delayMs))
    if (fate !== null && typeof fate === 'object' && !('delayMs' in fate)) return send(response, log, fated(log, fate))
    const { socket } = request
    const sent = sendable(log, found, read, url, () => !socket.destroyed)
    if (fate === 'cut after') return cut(response)
    send(response, log, sent)
  }

  function sendable(
    log: Logged,
    found: ReturnType<typeof routeOf>,
    read: Read | 'bad' | null,
    url: URL,
    isConnected: () => boolean,
  ): Sent {
    try {
      if (!url.pathname.startsWith('/api/v10/') || found === undefined || !isDescribed(found.template, log.method)) {
        violate(`${log.method} ${url.pathname} is not described`)
        return { status: 404, body: { message: '404: Not Found', code: 0 }, code: 0 }
      }
      if (read === null) throw new Refusal(40005, `a request of more than ${longestRequestBytes} bytes`)
      if (read === 'bad') throw new Refusal(50109, 'a body that is not JSON')
      return perform(log, found.places, read, isConnected)
    } catch (error) {
      return refused(log, error)
    }
  }

  function fated(log: Logged, fate: Exclude<Fate, string | { readonly delayMs: number }>): Sent {
    if ('status' in fate) {
      const { status, code = 0, message = `${status}: made so by the test`, headers } = fate
      return { status, code, body: { message, code }, ...(headers === undefined ? {} : { headers }) }
    }
    const limited = { retryMs: fate.limitedForMs, scope: fate.scope ?? 'user' } as const
    return { ...tooFast(log, limited), headers: limitHeaders(limited) }
  }

  return {
    requests,
    answer,
    hook(match: Match, fate: Fate, times: number): () => void {
      const hook = { match, fate, left: times }
      hooks.push(hook)
      return () => {
        hook.left = 0
      }
    },
  }
}

const isOfInteraction = (route: string): boolean => route.startsWith('/webhooks/') || route.startsWith('/interactions/')

const matches = (match: Match, log: Logged): boolean =>
  typeof match === 'string' ? match === `${log.method} ${log.route}` : match(log)

/** Breaks the connection as a network does: the other side reads ECONNRESET. */
const cut = (response: ServerResponse): void => void response.socket?.resetAndDestroy()

const limitHeaders = ({ retryMs, scope }: Limited): Record<string, string> => ({
  'retry-after': String(Math.max(0.001, retryMs / 1_000)),
  'x-ratelimit-scope': scope,
  ...(scope === 'global' ? { 'x-ratelimit-global': 'true' } : {}),
})

/** Discord's word for a keyword of the schemas that a field fails. */
const codeOf = (keyword: string): string =>
  ({
    maxLength: 'BASE_TYPE_MAX_LENGTH',
    minLength: 'BASE_TYPE_BAD_LENGTH',
    maxItems: 'BASE_TYPE_MAX_LENGTH',
    minItems: 'BASE_TYPE_BAD_LENGTH',
    required: 'BASE_TYPE_REQUIRED',
    enum: 'BASE_TYPE_CHOICES',
    maximum: 'NUMBER_TYPE_MAX',
    minimum: 'NUMBER_TYPE_MIN',
  })[keyword] ?? 'BASE_TYPE_INVALID'

/** Numbers as strings are taken by Discord where the description wants an integer: the rights of a command's members. */
function forSchema(body: unknown): unknown {
  const one = (command: unknown): unknown => {
    const rights = (command as Json | null)?.['default_member_permissions']
    return typeof rights === 'string' && /^\d+$/.test(rights)
      ? { ...(command as Json), default_member_permissions: Number(rights) }
      : command
  }
  return Array.isArray(body) ? body.map(one) : one(body)
}

/** The bytes of a request; null when there are more than may be. */
async function bytesOf(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= longestRequestBytes) chunks.push(chunk)
  }
  return length > longestRequestBytes ? null : Buffer.concat(chunks)
}

async function readBody(request: IncomingMessage, raw: Buffer): Promise<Read | 'bad'> {
  const type = request.headers['content-type'] ?? ''
  try {
    if (raw.length === 0) return { json: undefined, files: [] }
    if (!type.startsWith('multipart/form-data')) return { json: JSON.parse(raw.toString()), files: [] }
    const form = await new Response(new Uint8Array(raw), { headers: { 'content-type': type } }).formData()
    const payload = form.get('payload_json')
    const parts = [...form.entries()].flatMap(([field, value]) => (typeof value === 'string' ? [] : [{ field, value }]))
    const files = await Promise.all(
      parts.map(async ({ field, value }) => ({
        field,
        name: value.name,
        contentType: value.type === '' ? 'application/octet-stream' : value.type,
        bytes: Buffer.from(await value.arrayBuffer()),
      })),
    )
    return { json: typeof payload === 'string' ? JSON.parse(payload) : {}, files }
  } catch {
    return 'bad'
  }
}
