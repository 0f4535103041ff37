import { Hono } from 'hono'
import { streamSSE } from 'hono/streaming'
import { faultsOf } from '../check-input.ts'
import { streamsText, type SandboxModel } from '../models/model.ts'
import { createTeller } from './tell.ts'
import { type CogState, work } from './work.ts'

/** A stand-in for a Cog container that serves one model of the sandbox by Cog's own HTTP API. */
export type CogContainer = { readonly app: Hono; readonly close: () => void }

export type CogOptions = {
  readonly model: SandboxModel
  /** How long it is `STARTING`, in milliseconds. */
  readonly setupMs?: number
  /** How many predictions it takes at once; more are refused with 409. */
  readonly places?: number
  /** Called by `POST /shutdown`. */
  readonly shutdown?: () => void
}

type Json = Readonly<Record<string, unknown>>
type Running = { readonly abort: AbortController; state: CogState; readonly done: Promise<CogState> }

const version = { coglet: '0.22.0', cog: '0.22.0', python: '3.12' }
const allEvents = ['start', 'output', 'logs', 'completed']

/** A container that begins its set-up now. */
export function createCogContainer({ model, setupMs = 200, places = 1, shutdown }: CogOptions): CogContainer {
  const startedAt = new Date().toISOString()
  const readyAtMs = performance.now() + setupMs
  const running = new Map<string, Running>()
  const isReady = (): boolean => performance.now() >= readyAtMs
  const schema = model.versions[0]?.schema

  const health = (): Json => ({
    status: isReady() ? (running.size >= places ? 'BUSY' : 'READY') : 'STARTING',
    ...(isReady() && { setup: { started_at: startedAt, completed_at: startedAt, status: 'succeeded', logs: '' } }),
    version,
  })

  /** Begins a prediction that was accepted. `heard` is told of everything. */
  function begin(id: string, body: Json, heard: (event: string, data: unknown) => void = () => {}): Running {
    const abort = new AbortController()
    const filter = Array.isArray(body['webhook_events_filter']) ? (body['webhook_events_filter'] as string[]) : allEvents
    const tell = typeof body['webhook'] === 'string' ? createTeller({ url: body['webhook'], events: filter }) : undefined
    const first: CogState = { id, status: 'processing', output: null, logs: '', metrics: {} }
    const done = work(model, { id, input: inputOf(body) }, abort.signal, (news, state) => {
      entry.state = state
      heard(news.event, news)
      void tell?.(news.event === 'log' ? 'logs' : 'output', state)
    }).then(state => {
      running.delete(id)
      entry.state = state
      heard('completed', state)
      void tell?.('completed', state)
      return state
    })
    const entry: Running = { abort, state: first, done }
    running.set(id, entry)
    void tell?.('start', first)
    return entry
  }

  /** What is refused before anything runs, as status and body. */
  async function refused(body: Json): Promise<readonly [409 | 422 | 503, Json] | undefined> {
    if (!isReady()) return [503, { error: 'Setup is still running', status: 'failed' }]
    if (running.size >= places) return [409, { error: 'At capacity - all prediction slots busy', status: 'failed' }]
    const wrong = model.versions[0] === undefined ? [] : await faultsOf(model.versions[0], inputOf(body))
    if (wrong.length === 0) return undefined
    const detail = wrong.map(({ type, field, description }) => {
      const missing = type === 'required' ? description.replace(/ is required$/, '') : undefined
      return {
        loc: ['body', ...field.split('.'), ...(missing === undefined ? [] : [missing])],
        msg: missing === undefined ? description : 'Field required',
        type: missing === undefined ? 'value_error' : 'value_error.missing',
      }
    })
    return [422, { detail }]
  }

  async function predict(request: Request, pathId: string | undefined): Promise<Response> {
    const body = await readBody(request)
    const given = typeof body['id'] === 'string' ? body['id'] : undefined
    if (pathId !== undefined && given !== undefined && given !== pathId)
      return json(
        { detail: [{ loc: ['body', 'id'], msg: 'prediction ID must match the ID supplied in the URL', type: 'value_error' }] },
        422,
      )
    const id = pathId ?? given ?? crypto.randomUUID()
    const known = running.get(id)
    if (known !== undefined) return json(known.state, 202)
    const wantsStream = request.headers.get('accept')?.includes('text/event-stream') === true
    if (wantsStream && !streamsText(model))
      return json({ error: 'This model does not support streaming responses. Ask for JSON instead.' }, 406)
    const no = await refused(body)
    if (no !== undefined) return json(no[1], no[0])
    if (request.headers.get('prefer') === 'respond-async') {
      begin(id, body)
      return json({ id, status: 'starting' }, 202)
    }
    if (wantsStream) return stream(request, id, body)
    const { abort, done } = begin(id, body)
    // Who leaves does not want it any more: a container has nobody else to give it to.
    request.signal.addEventListener('abort', () => abort.abort(new Error('client left')), { once: true })
    return json(await done, 200)
  }

  async function stream(request: Request, id: string, body: Json): Promise<Response> {
    const carrier = new Hono().all('*', c =>
      streamSSE(c, async out => {
        let last: Promise<unknown> = out.writeSSE({ event: 'start', data: JSON.stringify({ id, status: 'processing' }) })
        const { abort, done } = begin(id, body, (event, data) => {
          last = last.then(() => out.writeSSE({ event, data: JSON.stringify(data) }))
        })
        out.onAbort(() => abort.abort(new Error('client left')))
        await done
        await last
      }),
    )
    return carrier.fetch(new Request(request.url, { signal: request.signal }))
  }

  const app = new Hono()
  app.get('/', c =>
    c.json({
      cog_version: version.cog,
      docs_url: '/docs',
      openapi_url: '/openapi.json',
      shutdown_url: '/shutdown',
      healthcheck_url: '/health-check',
      predictions_url: '/predictions',
      predictions_idempotent_url: '/predictions/{prediction_id}',
      predictions_cancel_url: '/predictions/{prediction_id}/cancel',
    }),
  )
  app.get('/health-check', c => c.json(health()))
  app.get('/openapi.json', c =>
    isReady() && schema !== undefined ? c.json(schema) : c.json({ error: 'OpenAPI schema not available' }, 503),
  )
  app.post('/predictions', c => predict(c.req.raw, undefined))
  app.put('/predictions/:id', c => predict(c.req.raw, c.req.param('id')))
  app.post('/predictions/:id/cancel', c => {
    const found = running.get(c.req.param('id'))
    found?.abort.abort(new Error('canceled'))
    return c.json({}, found === undefined ? 404 : 200)
  })
  app.post('/shutdown', c => {
    shutdown?.()
    return c.json({})
  })
  return { app, close: () => running.forEach(({ abort }) => abort.abort(new Error('closing'))) }
}

const json = (value: unknown, status: number): Response =>
  new Response(JSON.stringify(value), { status, headers: { 'content-type': 'application/json' } })

const inputOf = (body: Json): Json => {
  const input = body['input']
  return typeof input === 'object' && input !== null && !Array.isArray(input) ? (input as Json) : {}
}

/** A request's JSON; none is an empty input. */
async function readBody(request: Request): Promise<Json> {
  try {
    const body: unknown = JSON.parse(await request.text())
    return typeof body === 'object' && body !== null ? (body as Json) : {}
  } catch {
    return {}
  }
}
