import { isIP } from 'node:net'
import { randomInt } from 'node:crypto'
import { faultsOf, takesSeed } from '../check-input.ts'
import { durationMs } from '../duration.ts'
import { capability, fileCapability, predictionId } from '../ids.ts'
import { fullName, type ModelVersion, type SandboxModel, streamsText } from '../models/model.ts'
import { isFinal, type Prediction, showPrediction, showWaiting, type WebhookEvent } from '../prediction.ts'
import { type InvalidField, problems } from '../problem.ts'
import { answer, hangUp, param, type Parts, readJson, type Route, type SandboxContext } from '../route.ts'

type Body = Readonly<Record<string, unknown>>
type Target = { readonly model: SandboxModel; readonly version: ModelVersion; readonly deployment?: string }

const webhookEvents: readonly WebhookEvent[] = ['start', 'output', 'logs', 'completed']
const shortestDeadlineMs = 5_000
const longestWaitSeconds = 60

/** What a `version` of a body names: an official model, or a version of a community model. */
function byVersion(models: readonly SandboxModel[], reference: string): Target {
  const [, name, id = name === undefined ? reference : undefined] = /^([^/:]+\/[^/:]+)(?::(.+))?$/.exec(reference) ?? []
  for (const model of models) {
    if (name !== undefined && fullName(model) !== name) continue
    // An official model is run without a version, a community model never: that is how the two are told apart.
    const version =
      id === undefined
        ? model.official
          ? model.versions[0]
          : undefined
        : model.official
          ? undefined
          : model.versions.find(one => one.id === id)
    if (version !== undefined) return { model, version }
  }
  throw problems.badVersion()
}

function byModel(models: readonly SandboxModel[], name: string): Target {
  const model = models.find(one => fullName(one) === name)
  if (model?.official !== true) throw problems.notFound()
  return { model, version: model.versions[0] }
}

function byDeployment({ deployments, models }: Parts, name: string): Target {
  const deployment = deployments.find(one => `${one.owner}/${one.name}` === name)
  const model = models.find(one => fullName(one) === deployment?.model)
  const version = model?.versions.find(one => one.id === deployment?.versionId)
  if (model === undefined || version === undefined) throw problems.notFound()
  return { model, version, deployment: name }
}

/** Whether a webhook may go there: https anywhere, http on this machine alone. */
function mayCall(address: unknown): boolean {
  const url = typeof address === 'string' ? URL.parse(address) : null
  if (url === null) return false
  if (url.protocol === 'https:') return true
  const host = url.hostname
  return url.protocol === 'http:' && (host === 'localhost' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.')))
}

function faultsOfBody(body: Body, withVersion: boolean): readonly InvalidField[] {
  const known = ['input', 'stream', 'webhook', 'webhook_events_filter', ...(withVersion ? ['version'] : [])]
  const faults: InvalidField[] = []
  const fault = (type: string, field: string, description: string): void => void faults.push({ type, field, description })
  const { version, input, stream, webhook, webhook_events_filter: filter } = body
  for (const name of Object.keys(body))
    if (!known.includes(name)) fault('additional_property_not_allowed', name, `Additional property ${name} is not allowed`)
  if (withVersion && version === undefined) fault('required', 'version', 'version is required')
  else if (withVersion && typeof version !== 'string') fault('invalid_type', 'version', 'Invalid type. Expected: string')
  if (input === undefined) fault('required', 'input', 'input is required')
  else if (typeof input !== 'object' || input === null || Array.isArray(input))
    fault('invalid_type', 'input', 'Invalid type. Expected: object')
  if (stream !== undefined && typeof stream !== 'boolean') fault('invalid_type', 'stream', 'Invalid type. Expected: boolean')
  if (webhook !== undefined && !mayCall(webhook))
    fault('format', 'webhook', 'webhook must be an HTTPS URL (this sandbox also takes http on this machine)')
  if (filter !== undefined && !(Array.isArray(filter) && filter.every(event => webhookEvents.includes(event as WebhookEvent))))
    fault(
      'enum',
      'webhook_events_filter',
      `webhook_events_filter must be a list of: ${webhookEvents.map(event => `"${event}"`).join(', ')}`,
    )
  return faults
}

/** Milliseconds until the deadline a request asks for. */
function deadlineMs(c: SandboxContext): number | undefined {
  const text = c.req.header('cancel-after')
  if (text === undefined) return undefined
  const ms = durationMs(text)
  if (ms === undefined || ms < shortestDeadlineMs)
    throw problems.bad(
      `Cancel-After must be a duration of at least 5 seconds such as 90s, 5m or 1h30m45s, got "${text.slice(0, 80)}"`,
    )
  return ms
}

/** Seconds a request wants to wait, and the preference as it is confirmed. */
function preference(c: SandboxContext): { readonly seconds: number; readonly applied: string } | undefined {
  const found = /(?:^|[,;\s])wait(?:=(\d{1,9}))?(?=$|[,;\s])/.exec(c.req.header('prefer') ?? '')
  const digits = found?.[1]
  if (found === null || digits === '0') return undefined
  if (digits === undefined) return { seconds: longestWaitSeconds, applied: 'wait' }
  const seconds = Math.min(Number(digits), longestWaitSeconds)
  return { seconds, applied: `wait=${seconds}` }
}

function draft(
  { clock }: Parts,
  { model, version, deployment }: Target,
  body: Body,
  base: string,
  afterMs: number | undefined,
): Prediction {
  const input = body['input'] as Readonly<Record<string, unknown>>
  const filter = body['webhook_events_filter'] as readonly WebhookEvent[] | undefined
  const createdAt = clock.now()
  return {
    id: predictionId(),
    streamKey: streamsText(model) ? capability() : fileCapability(),
    outputKey: capability(),
    base,
    model: fullName(model),
    versionId: version.id,
    shownVersion: model.official ? 'hidden' : version.id,
    ...(deployment === undefined ? {} : { deployment }),
    form: model.output,
    input,
    ...(takesSeed(version) && typeof input['seed'] !== 'number' ? { seed: randomInt(2 ** 31) } : {}),
    ...(typeof body['webhook'] === 'string' ? { webhook: body['webhook'] } : {}),
    webhookEvents: filter ?? webhookEvents,
    webhookFiltered: filter !== undefined,
    createdAt,
    ...(afterMs === undefined ? {} : { deadlineAt: createdAt + afterMs }),
    status: 'starting',
    logs: '',
    parts: [],
    error: null,
    metrics: {},
    dataRemoved: false,
  }
}

/** Resolves when the prediction is final, or the time is up, or the client has gone. */
async function settled({ runner }: Parts, prediction: Prediction, seconds: number, client: AbortSignal): Promise<void> {
  const signal = AbortSignal.any([client, AbortSignal.timeout(seconds * 1000)])
  try {
    while (!isFinal(runner.newest(prediction))) await runner.changed(prediction, signal)
  } catch {
    // Time is up: the answer says that it is still starting.
  }
}

async function create(parts: Parts, c: SandboxContext, find: (body: Body) => Target, withVersion = false): Promise<Response> {
  const body = await readJson(c)
  const shape = faultsOfBody(body, withVersion)
  if (shape.length > 0) throw problems.invalid(shape)
  const target = find(body)
  const wrong = await faultsOf(target.version, body['input'] as Body)
  if (wrong.length > 0) throw problems.invalid(wrong)
  const afterMs = deadlineMs(c)
  const wait = preference(c)
  const base = parts.baseOf(c)
  const prediction = draft(parts, target, body, base, afterMs)
  parts.runner.create(prediction)
  const moment = { path: new URL(c.req.url).pathname, input: JSON.stringify(prediction.input), create: true }
  if (parts.faults.take(['reset-after'], moment) !== undefined) return hangUp(c)

  const location = `${base}/predictions/${prediction.id}`
  if (wait === undefined) return answer(showPrediction(parts.runner.newest(prediction), base), 201, { location })
  await settled(parts, prediction, wait.seconds, c.req.raw.signal)
  const newest = parts.predictions.get(prediction.id) ?? prediction
  const headers = { location, 'preference-applied': wait.applied }
  return isFinal(newest) ? answer(showPrediction(newest, base), 201, headers) : answer(showWaiting(newest, base), 202, headers)
}

/** The three ways to create a prediction. */
export const createRoutes = (parts: Parts): readonly Route[] => [
  {
    method: 'POST',
    path: '/v1/predictions',
    access: 'token',
    creates: true,
    handle: c => create(parts, c, body => byVersion(parts.models, String(body['version'])), true),
  },
  {
    method: 'POST',
    path: '/v1/models/:owner/:name/predictions',
    access: 'token',
    creates: true,
    handle: c => create(parts, c, () => byModel(parts.models, `${param(c, 'owner')}/${param(c, 'name')}`)),
  },
  {
    method: 'POST',
    path: '/v1/deployments/:owner/:name/predictions',
    access: 'token',
    creates: true,
    handle: c => create(parts, c, () => byDeployment(parts, `${param(c, 'owner')}/${param(c, 'name')}`)),
  },
]
