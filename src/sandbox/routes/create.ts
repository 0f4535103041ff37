import { randomInt } from 'node:crypto'
import { faultsOf, takesSeed } from '../check-input.ts'
import { isOff } from '../deployments.ts'
import { durationMs } from '../duration.ts'
import { holdAnswer, preferenceOf } from '../hold.ts'
import { capability, fileCapability, predictionId } from '../ids.ts'
import { fullName, type ModelVersion, type SandboxModel, streamsText } from '../models/model.ts'
import { type Prediction, showPrediction, type WebhookEvent } from '../prediction.ts'
import { problems } from '../problem.ts'
import { answer, hangUp, param, type Parts, readJson, type Route, type SandboxContext } from '../route.ts'
import { type Body, faultsOfBody, webhookEvents } from './create-body.ts'

type Target = { readonly model: SandboxModel; readonly version: ModelVersion; readonly deployment?: string }

const shortestDeadlineMs = 5_000

/** What a `version` of a body names: an official model, or a version of a community model. */
function byVersion({ models }: Parts, reference: string): Target {
  const [, name, id = name === undefined ? reference : undefined] = /^([^/:]+\/[^/:]+)(?::(.+))?$/.exec(reference) ?? []
  const named = name === undefined ? models.all() : [models.find(name)].filter(model => model !== undefined)
  for (const model of named) {
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

function byModel({ models }: Parts, name: string): Target {
  const model = models.find(name)
  const [version] = model?.versions ?? []
  if (model?.official !== true || version === undefined) throw problems.notFound()
  return { model, version }
}

// Written down at most so often: a deployment that is busy must not be written with each prediction.
const noteUseEveryMs = 60_000

function byDeployment({ deployments, models, clock }: Parts, name: string): Target {
  const deployment = deployments.find(name)
  const model = models.find(deployment?.model ?? '')
  const version = model?.versions.find(one => one.id === deployment?.versionId)
  if (deployment === undefined || model === undefined || version === undefined) throw problems.notFound()
  if (isOff(deployment)) throw problems.off(name)
  if (clock.now() - deployment.usedAt > noteUseEveryMs) deployments.put({ ...deployment, usedAt: clock.now() })
  return { model, version, deployment: name }
}

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

async function create(parts: Parts, c: SandboxContext, find: (body: Body) => Target, withVersion = false): Promise<Response> {
  const body = await readJson(c)
  const shape = faultsOfBody(body, withVersion ? 'version' : undefined)
  if (shape.length > 0) throw problems.invalid(shape)
  const target = find(body)
  const wrong = await faultsOf(target.version, body['input'] as Body)
  if (wrong.length > 0) throw problems.invalid(wrong)
  const afterMs = deadlineMs(c)
  const wait = preferenceOf(c)
  const base = parts.baseOf(c)
  const prediction = draft(parts, target, body, base, afterMs)
  parts.runner.create(prediction)
  const moment = { path: new URL(c.req.url).pathname, input: JSON.stringify(prediction.input), create: true }
  if (parts.faults.take(['reset-after'], moment) !== undefined) return hangUp(c)

  if (wait !== undefined) return holdAnswer(parts, c, prediction, wait, base)
  const location = `${base}/predictions/${prediction.id}`
  return answer(showPrediction(parts.runner.newest(prediction), base), 201, { location })
}

/** The three ways to create a prediction. */
export const createRoutes = (parts: Parts): readonly Route[] => [
  {
    method: 'POST',
    path: '/v1/predictions',
    access: 'token',
    creates: true,
    handle: c => create(parts, c, body => byVersion(parts, String(body['version'])), true),
  },
  {
    method: 'POST',
    path: '/v1/models/:owner/:name/predictions',
    access: 'token',
    creates: true,
    handle: c => create(parts, c, () => byModel(parts, `${param(c, 'owner')}/${param(c, 'name')}`)),
  },
  {
    method: 'POST',
    path: '/v1/deployments/:owner/:name/predictions',
    access: 'token',
    creates: true,
    handle: c => create(parts, c, () => byDeployment(parts, `${param(c, 'owner')}/${param(c, 'name')}`)),
  },
]
