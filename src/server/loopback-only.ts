import type { HttpBindings } from '@hono/node-server'
import { type Env, Hono, type Schema } from 'hono'

const names = new Set(['localhost', '127.0.0.1', '[::1]'])
const peers = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1'])

/**
 * An app that only this machine reaches: the peer is loopback, the request was not forwarded by a proxy, and its `Host`
 * is a loopback name, so that a page of another site cannot reach it through a name that points here.
 */
export function loopbackOnly<E extends Env, S extends Schema, P extends string>(
  app: Hono<E, S, P>,
): Hono<{ Bindings: HttpBindings }> {
  const guarded = new Hono<{ Bindings: HttpBindings }>()
  guarded.use(async (c, next) => {
    const { hostname } = new URL(c.req.url)
    const isForwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'].some(
      header => c.req.header(header) !== undefined,
    )
    if (!names.has(hostname) || isForwarded || !peers.has(c.env.incoming.socket.remoteAddress ?? '')) {
      return c.json({ title: 'Forbidden', detail: 'The built-in sandbox answers this machine alone.', status: 403 }, 403)
    }
    return next()
  })
  guarded.route('/', app)
  return guarded
}
