import { cutPage } from '../cursor.ts'
import { type Prediction, show } from '../prediction.ts'
import { problems } from '../problem.ts'
import { answer, param, type Parts, type Route, type SandboxContext } from '../route.ts'
import { takeTags } from '../tags.ts'

// The published size of a page of predictions.
const pageSize = 100

function momentOf(c: SandboxContext, name: string): number | undefined {
  const text = c.req.query(name)
  if (text === undefined) return undefined
  const ms = Date.parse(text)
  if (Number.isNaN(ms))
    throw problems.bad(`${name} must be an ISO 8601 date-time such as 2026-01-31T12:00:00Z, got "${text.slice(0, 80)}"`)
  return ms
}

function list(parts: Parts, c: SandboxContext): Response {
  const after = momentOf(c, 'created_after')
  const before = momentOf(c, 'created_before')
  const source = c.req.query('source')
  if (source !== undefined && source !== 'web') throw problems.bad(`source must be "web", got "${source.slice(0, 80)}"`)
  const filter = { ...(after === undefined ? {} : { after }), ...(before === undefined ? {} : { before }) }
  const base = parts.baseOf(c)
  return answer(
    cutPage(
      parts.urlOf(c),
      pageSize,
      // Nothing here is ever made on a web page.
      (cursor, atMost) => (source === 'web' ? [] : parts.predictions.list(filter, cursor, atMost)),
      ({ seq }) => seq,
      ({ prediction }) => show(parts.runner.newest(prediction), base),
    ),
  )
}

function find({ predictions, runner, sweep, clock }: Parts, c: SandboxContext): Prediction {
  sweep()
  const stored = predictions.get(param(c, 'id'))
  if (stored === undefined) throw problems.notFound()
  // The service has answered 404 now and then to who asked for a prediction right after creating it.
  const { unseenMs = 0 } = takeTags(stored.input).tags
  if (clock.now() - stored.createdAt < unseenMs) throw problems.notFound()
  return runner.newest(stored)
}

/** Looking at predictions, and canceling them. */
export const predictionRoutes = (parts: Parts): readonly Route[] => [
  {
    method: 'GET',
    path: '/v1/predictions',
    access: 'token',
    handle: c => {
      parts.sweep()
      return list(parts, c)
    },
  },
  {
    method: 'GET',
    path: '/v1/predictions/:id',
    access: 'token',
    handle: c => answer(show(find(parts, c), parts.baseOf(c))),
  },
  {
    method: 'POST',
    path: '/v1/predictions/:id/cancel',
    access: 'token',
    handle: c => answer(show(parts.runner.cancel(find(parts, c)), parts.baseOf(c))),
  },
]
