import { type HttpBindings, getRequestListener } from '@hono/node-server'
import { type Env, Hono, type Schema } from 'hono'
import { once } from 'node:events'
import { type Server, type ServerResponse, createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Fault } from '#core/fault.ts'
import type { Log } from '#core/ports.ts'
import { openableHost } from './openable-host.ts'

/** The service's one HTTP server. */
export type HttpServer = AsyncDisposable & {
  /** `http://host:port` with the port it really has; `localhost` where it listens on all addresses, which nobody can open. */
  readonly url: string
  readonly port: number
  /**
   * Serves an application below a path (`/`, `/sandbox`): its own route `/v1` is then reached at `/sandbox/v1`, and its
   * requests keep their whole address. The longest path wins. Until something is mounted at `/`, what else is asked for
   * is answered 503.
   */
  mount<E extends Env, S extends Schema, P extends string>(path: `/${string}`, app: Hono<E, S, P>): void
  /** Stops accepting, lets answers under way end for `drainMs`, then cuts what is left, such as open feeds. */
  close(options?: { readonly drainMs?: number }): Promise<void>
}

export type ServerOptions = {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly log: Log
  /** Whether all is well; a rejection counts as no. */
  readonly health: () => boolean | Promise<boolean>
  /** How long a client may take to send its headers, and its whole request (25 MB on a slow line takes minutes). */
  readonly headersWithinMs?: number
  readonly requestWithinMs?: number
}

type Fetch = (request: Request, env: HttpBindings) => Response | Promise<Response>

// Longer than the 60 s for which proxies usually keep a connection, so that it is they who close it first.
const keepAliveMs = 65_000

const says = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(`${text}\n`, {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...headers,
    },
  })

/**
 * Listens at once, so that a port in use is known before anything else is opened, and the real port before anything asks
 * for it. Throws a `config` fault when it cannot listen.
 */
export async function createServer(options: ServerOptions): Promise<HttpServer> {
  const { host, log } = options
  const mounts: { readonly path: string; readonly fetch: Fetch }[] = []
  let closing: Promise<void> | undefined

  const isHealthy = async (): Promise<boolean> => closing === undefined && (await options.health())

  const route = async (request: Request, env: HttpBindings): Promise<Response> => {
    const { pathname } = new URL(request.url)
    if (pathname === '/healthz') {
      if (request.method !== 'GET' && request.method !== 'HEAD')
        return says(405, 'Only GET is possible here.', { allow: 'GET, HEAD' })
      const ok = await isHealthy().catch((thrown: unknown) => {
        log.warn({ err: thrown }, 'The health of the service could not be told.')
        return false
      })
      return says(ok ? 200 : 503, ok ? 'ok' : 'not ok')
    }
    const mount = mounts.find(({ path }) => path === '/' || pathname === path || pathname.startsWith(`${path}/`))
    if (mount !== undefined) return mount.fetch(request, env)
    const isStarting = !mounts.some(({ path }) => path === '/')
    return isStarting ? says(503, 'Replichat is starting.', { 'retry-after': '1' }) : says(404, 'There is nothing here.')
  }

  const broken = (thrown: unknown): Response => {
    log.error({ err: thrown }, 'A request failed.')
    return says(500, 'Something broke on our side. It is logged; please try again.')
  }

  const listener = getRequestListener(
    async (request, env) => {
      try {
        const response = await route(request, env as HttpBindings)
        return guarded(response, (env as HttpBindings).outgoing, log)
      } catch (thrown) {
        return broken(thrown)
      }
    },
    // Reached only for a request that cannot be understood at all, such as one without a usable Host.
    { errorHandler: () => says(400, 'This request cannot be understood.') },
  )
  const server = createHttpServer(
    {
      headersTimeout: options.headersWithinMs ?? 15_000,
      requestTimeout: options.requestWithinMs ?? 300_000,
      keepAliveTimeout: keepAliveMs,
      connectionsCheckingInterval: Math.min(5_000, options.headersWithinMs ?? 5_000),
      maxHeaderSize: 16 * 1024,
    },
    (incoming, outgoing) => {
      // A connection kept alive would hold the closing up; this answer is its last.
      if (closing !== undefined) outgoing.setHeader('connection', 'close')
      void listener(incoming, outgoing)
    },
  )
  await listen(server, options)
  server.on('error', (thrown: Error) => log.error({ err: thrown }, 'The HTTP server had an error.'))
  const { port } = server.address() as AddressInfo

  const close = async (drainMs: number): Promise<void> => {
    const closed = once(server, 'close')
    server.close()
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    const cut = setTimeout(() => server.closeAllConnections(), drainMs)
    await closed
    clearInterval(idle)
    clearTimeout(cut)
  }

  const end = ({ drainMs = 10_000 } = {}): Promise<void> => (closing ??= close(drainMs))
  return {
    url: `http://${openableHost(host)}:${port}`,
    port,
    mount(path, app) {
      const parent = path === '/' ? app : new Hono<{ Bindings: HttpBindings }>().route(path, app)
      mounts.push({ path, fetch: (request, env) => parent.fetch(request, env) })
      mounts.sort((a, b) => b.path.length - a.path.length)
    },
    close: end,
    [Symbol.asyncDispose]: () => end(),
  }
}

async function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  server.listen({ port, host })
  try {
    await once(server, 'listening')
  } catch (thrown) {
    throw new Fault('config', cannotListen(thrown, host, port), { cause: thrown })
  }
}

function cannotListen(thrown: unknown, host: string, port: number): string {
  switch (thrown instanceof Error && 'code' in thrown ? thrown.code : undefined) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use by another program. Stop that program, or choose another port, such as PORT=${port === 65_535 ? 3000 : port + 1}.`
    case 'EACCES':
      return `Port ${port} may be used by an administrator only. Choose one above 1023, such as PORT=3000.`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `HOST=${host} is no address of this machine. Use 127.0.0.1 for this machine alone or 0.0.0.0 for all its networks.`
    default:
      return `Replichat cannot listen on ${host}, port ${port}.`
  }
}

/**
 * A response whose body, if it breaks half-way, cuts the connection and is logged. Without this the text of the error
 * would be sent to the client. Text and JSON are whole before they are answered and need none of it.
 */
function guarded(response: Response, outgoing: ServerResponse, log: Log): Response {
  const type = response.headers.get('content-type') ?? ''
  const isWhole = /^(text\/(?!event-stream)|application\/(problem\+)?json)/.test(type) || response.headers.has('content-length')
  if (isWhole || response.body === null || response.headers.has('x-hono-already-sent')) return response
  const reader = (response.body as ReadableStream<Uint8Array>).getReader()
  let isLeft = false
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        // A reader that left, as every closed page does, has closed this stream already.
        if (isLeft) return
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (thrown) {
        log.error({ err: thrown }, 'An answer broke half-way.')
        // What was sent before it still arrives; the missing end of the chunked body shows the client that it is not whole.
        outgoing.socket?.destroySoon()
      }
    },
    cancel(reason) {
      isLeft = true
      return reader.cancel(reason)
    },
  })
  return new Response(body, { status: response.status, headers: response.headers })
}
