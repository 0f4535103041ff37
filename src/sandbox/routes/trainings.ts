import { faultsOf } from '../check-input.ts'
import { cutPage } from '../cursor.ts'
import { capability, fileCapability, predictionId } from '../ids.ts'
import { fullName } from '../models/model.ts'
import { type Prediction, show, type WebhookEvent } from '../prediction.ts'
import { problems } from '../problem.ts'
import { answer, param, type Parts, readJson, type Route, type SandboxContext } from '../route.ts'
import { type Body, faultsOfBody, webhookEvents } from './create-body.ts'
import { find as findModel } from './models.ts'

// The published size of a page of trainings.
const pageSize = 100

async function create(parts: Parts, c: SandboxContext): Promise<Response> {
  const body = await readJson(c)
  const shape = faultsOfBody(body, 'destination')
  if (shape.length > 0) throw problems.invalid(shape)
  const model = findModel(parts, c)
  const version = model.versions.find(({ id }) => id === param(c, 'id'))
  if (version === undefined || model.trainer === undefined) throw problems.badVersion()
  const destination = String(body['destination'])
  if (parts.models.own(destination) === undefined) throw problems.noDestination()
  const input = body['input'] as Body
  const wrong = await faultsOf(version, input, 'TrainingInput')
  if (wrong.length > 0) throw problems.invalid(wrong)
  const filter = body['webhook_events_filter'] as readonly WebhookEvent[] | undefined
  const base = parts.baseOf(c)
  const training: Prediction = {
    id: predictionId(),
    streamKey: fileCapability(),
    outputKey: capability(),
    base,
    model: fullName(model),
    versionId: version.id,
    shownVersion: version.id,
    destination,
    form: 'files',
    input,
    ...(typeof body['webhook'] === 'string' ? { webhook: body['webhook'] } : {}),
    webhookEvents: filter ?? webhookEvents,
    webhookFiltered: filter !== undefined,
    createdAt: parts.clock.now(),
    status: 'starting',
    logs: '',
    parts: [],
    error: null,
    metrics: {},
    dataRemoved: false,
  }
  parts.runner.create(training)
  return answer(show(parts.runner.newest(training), base), 201)
}

function list(parts: Parts, c: SandboxContext): Response {
  parts.sweep()
  const base = parts.baseOf(c)
  return answer(
    cutPage(
      parts.urlOf(c),
      pageSize,
      (cursor, atMost) => parts.predictions.list({ trainings: true }, cursor, atMost),
      ({ seq }) => seq,
      ({ prediction }) => show(parts.runner.newest(prediction), base),
    ),
  )
}

function find({ predictions, runner, sweep }: Parts, c: SandboxContext): Prediction {
  sweep()
  const stored = predictions.get(param(c, 'id'))
  if (stored?.destination === undefined) throw problems.notFound()
  return runner.newest(stored)
}

/** Trainings: predictions whose success is a new version of a model of the account. */
export const trainingRoutes = (parts: Parts): readonly Route[] => [
  { method: 'POST', path: '/v1/models/:owner/:name/versions/:id/trainings', access: 'token', handle: c => create(parts, c) },
  { method: 'GET', path: '/v1/trainings', access: 'token', handle: c => list(parts, c) },
  {
    method: 'GET',
    path: '/v1/trainings/:id',
    access: 'token',
    handle: c => answer(show(find(parts, c), parts.baseOf(c))),
  },
  {
    method: 'POST',
    path: '/v1/trainings/:id/cancel',
    access: 'token',
    handle: c => answer(show(parts.runner.cancel(find(parts, c)), parts.baseOf(c))),
  },
]
