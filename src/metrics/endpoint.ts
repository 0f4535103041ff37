import { Hono } from 'hono'
import type { Figures } from '#core/meter.ts'
import type { Metrics } from './metrics.ts'

/** Why somebody may not read the metrics. */
export type Refused = { readonly status: 401 | 403 | 421; readonly sentence: string }

const headers = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/** The page that Prometheus reads, to be mounted at `/metrics`. `refuse` answers why a request may not, or undefined: it may. */
export function createMetricsPage(options: {
  readonly metrics: Pick<Metrics, 'scrape' | 'contentType'>
  readonly figures: Figures
  readonly refuse: (request: Request) => Refused | undefined
}): Hono {
  const { metrics, figures, refuse } = options
  const app = new Hono()
  app.get('/', async c => {
    const refused = refuse(c.req.raw)
    if (refused !== undefined) {
      const challenge = refused.status === 401 ? { 'www-authenticate': 'Bearer' } : {}
      return c.text(`${refused.sentence}\n`, refused.status, { ...headers, ...challenge })
    }
    return c.body(await metrics.scrape(figures), 200, { ...headers, 'content-type': metrics.contentType })
  })
  app.all('/', c => c.text('Only GET is possible here.\n', 405, { ...headers, allow: 'GET, HEAD' }))
  app.notFound(c => c.text('There is nothing here.\n', 404, headers))
  return app
}
