import { Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { HttpBindings } from '@hono/node-server'
import { Problem, problems } from './problem.ts'
import { createQuota, createsPerMinute, type Left, requestsPerMinute } from './quota.ts'
import { hangUp, type Parts, type Route, type SandboxContext } from './route.ts'

/** The HTTP application of a sandbox: mountable under any path. */
export type SandboxApp = Hono<{ Bindings: Partial<HttpBindings> }>

const bodyBytesAtMost = 100 * 1024 * 1024
const formBytesBeside = 64 * 1024

function checkToken(c: SandboxContext): void {
  const given = c.req.header('authorization')
  if (given === undefined || given.trim() === '') throw problems.noToken()
  if (!/^(?:bearer|token) +r8_\S+$/i.test(given.trim())) throw problems.badToken()
}

/** A page of another site must not reach what asks for no token. */
function checkOrigin(c: SandboxContext): void {
  const origin = c.req.header('origin')
  if (origin !== undefined && origin !== new URL(c.req.url).origin)
    throw new Problem(403, { detail: `Pages of ${origin.slice(0, 200)} may not use the sandbox's switches.`, status: 403 })
}

/** The input of a create as faults are matched with it: parsed and written again, so that escapes do not matter. */
async function inputText(c: SandboxContext): Promise<string> {
  const text = await c.req.text()
  try {
    const body = JSON.parse(text) as { readonly input?: unknown } | null
    return JSON.stringify(body?.input ?? {})
  } catch {
    return text
  }
}

async function serve(parts: Parts, route: Route, c: SandboxContext): Promise<Response> {
  if (route.access === 'local') checkOrigin(c)
  if (route.access !== 'token') return route.handle(c)
  checkToken(c)
  const creates = route.creates === true
  const moment = { path: new URL(c.req.url).pathname, input: creates ? await inputText(c) : '', create: creates }
  const fault = parts.faults.take(['http-429', 'http-402', 'http-500', 'reset-before'], moment)
  if (fault?.kind === 'http-429') throw problems.throttled(fault.retryAfter ?? 5)
  if (fault?.kind === 'http-402') throw problems.noCredit()
  if (fault?.kind === 'http-500') throw problems.broken()
  if (fault?.kind === 'reset-before') return hangUp(c)
  return route.handle(c)
}

/** What every answer of the API carries: what is left of the limit its request counts for. */
function dress(response: Response, left: () => Left): Response {
  if (response.headers.has('x-hono-already-sent')) return response
  const { remaining, resetSeconds } = left()
  const after = response.status === 429 ? response.headers.get('retry-after') : null
  response.headers.set('ratelimit-remaining', String(after === null ? remaining : 0))
  response.headers.set('ratelimit-reset', after ?? String(resetSeconds))
  return response
}

/** Refuses what is longer. A body that says its length stays untouched until its route reads it: opening it first costs as much as a create. */
function limitBody(maxSize: number, refusal: () => Problem): MiddlewareHandler {
  const counted = bodyLimit({ maxSize, onError: () => refusal().response() })
  return async (c, next) => {
    const length = c.req.header('content-length')
    const says = length !== undefined && c.req.header('transfer-encoding') === undefined
    if (says && Number(length) > maxSize) return refusal().response()
    if (says || c.req.method === 'GET') return next()
    return counted(c, next)
  }
}

/** Joins routes to an application: each answered, its path's other methods refused with 405, all else 404. */
export function createApp(
  parts: Parts,
  routes: readonly Route[],
  log: (line: string, facts: Readonly<Record<string, unknown>>) => void,
): SandboxApp {
  const app: SandboxApp = new Hono<{ Bindings: Partial<HttpBindings> }>()
  const refuse = (thrown: unknown, c: SandboxContext): Response => {
    if (thrown instanceof Problem) return thrown.response()
    log('request failed', { path: c.req.path, why: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) })
    return problems.broken().response()
  }
  app.onError(refuse)
  app.use('/v1/files', limitBody(bodyBytesAtMost + formBytesBeside, problems.fileTooLarge))
  app.use('/v1/*', limitBody(bodyBytesAtMost + formBytesBeside, problems.bodyTooLarge))
  app.use('/_sandbox/*', limitBody(64 * 1024, problems.bodyTooLarge))
  const [creates, others] = [createQuota(createsPerMinute), createQuota(requestsPerMinute)]
  for (const route of routes)
    app.on(route.method, route.path, async c => {
      const answered = await serve(parts, route, c).catch((thrown: unknown) => refuse(thrown, c))
      if (route.access !== 'token') return answered
      return dress(answered, () => (route.creates === true ? creates : others).take(parts.clock.now()))
    })
  for (const [path, same] of Map.groupBy(routes, ({ path }) => path)) {
    const allow = ['OPTIONS', ...same.map(({ method }) => method)].join(', ')
    app.all(path, c =>
      c.req.method === 'OPTIONS'
        ? new Response(null, { status: 204, headers: { allow } })
        : problems.notAllowed(c.req.method, allow).response(),
    )
  }
  app.all('/v1/*', () => problems.notFound().response())
  app.all('/_sandbox/*', () => problems.notFound().response())
  app.notFound(() => problems.notFound().response())
  return app
}
