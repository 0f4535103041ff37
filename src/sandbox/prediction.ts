import { versionIdOf } from './ids.ts'
import type { OutputForm } from './models/model.ts'

/** What a prediction can be. The last four are final. */
export type Status = 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled' | 'aborted'

/** The moments a webhook can be asked for. */
export type WebhookEvent = 'start' | 'output' | 'logs' | 'completed'

/** One piece of output, in the order the engine gave them. A file's bytes lie in the data folder under its name. */
export type Part = { readonly file: string; readonly contentType: string } | { readonly value: unknown }

/** A prediction as it is stored. Times are milliseconds of the Unix epoch. */
export type Prediction = {
  readonly id: string
  /** The unguessable end of its stream's link. */
  readonly streamKey: string
  /** The unguessable folder of its output files. */
  readonly outputKey: string
  /** Where the sandbox was reached when it was created, with `/v1`: webhooks have no request to learn it from. */
  readonly base: string
  /** `owner/name` */
  readonly model: string
  readonly versionId: string
  /** What `version` answers: `hidden` for official models. */
  readonly shownVersion: string
  readonly deployment?: string
  /** Only of a training: `owner/name` of the model that gets the new version. */
  readonly destination?: string
  readonly form: OutputForm
  /** As it was sent, echoed so. */
  readonly input: Readonly<Record<string, unknown>>
  /** Drawn at creation where the input has none, so that a run after a restart is the same run. */
  readonly seed?: number
  readonly webhook?: string
  readonly webhookEvents: readonly WebhookEvent[]
  /** Whether the filter was sent, and so is echoed. */
  readonly webhookFiltered: boolean
  readonly createdAt: number
  readonly deadlineAt?: number
  readonly startedAt?: number
  readonly completedAt?: number
  readonly status: Status
  readonly logs: string
  readonly parts: readonly Part[]
  readonly error: string | null
  readonly metrics: Readonly<Record<string, number>>
  readonly dataRemoved: boolean
  /** Only of a model's example, which no client made. */
  readonly isExample?: true
}

/** Whether nothing more will happen to it. */
export const isFinal = (prediction: { readonly status: Status }): boolean =>
  prediction.status !== 'starting' && prediction.status !== 'processing'

const iso = (ms: number): string => new Date(ms).toISOString()

/** The root of all links, from the base with `/v1`. */
const rootOf = (base: string): string => base.slice(0, -'/v1'.length)

/** Where a file part is fetched: no token is asked for there. */
export const fileLink = (prediction: Prediction, base: string, file: string): string =>
  `${rootOf(base)}/output/${prediction.outputKey}/${encodeURIComponent(file)}`

/** One part as the wire shows it. */
export const showPart = (prediction: Prediction, base: string, part: Part): unknown =>
  'file' in part ? fileLink(prediction, base, part.file) : part.value

function output(prediction: Prediction, base: string): unknown {
  const { parts, form, status, dataRemoved } = prediction
  if (dataRemoved) return null
  const shown = parts.map(part => showPart(prediction, base, part))
  if (form === 'file' || form === 'value') return shown[0] ?? null
  return shown.length === 0 && status !== 'succeeded' ? null : shown
}

/** The link of its stream: the two forms tell clients whether text or files come. */
export const streamLink = (prediction: Prediction, base: string): string =>
  `${base}/${prediction.form === 'fragments' ? 'streams' : 'files'}/${prediction.streamKey}`

/** The version that a training makes, the same in every life of the sandbox. */
export const trainedVersion = ({ id }: Pick<Prediction, 'id'>): string => versionIdOf(`training ${id}`)

/** A prediction or training as the API answers it: the two share one name space of ids. */
export const show = (prediction: Prediction, base: string): Record<string, unknown> =>
  prediction.destination === undefined ? showPrediction(prediction, base) : showTraining(prediction, base)

/** A training as the API answers it. */
function showTraining(training: Prediction, base: string): Record<string, unknown> {
  const { id, parts, status, dataRemoved } = training
  const weights = parts.find(part => 'file' in part)
  const { urls, ...rest } = showPrediction({ ...training, parts: [] }, base)
  return {
    ...rest,
    output:
      status !== 'succeeded' || dataRemoved
        ? null
        : {
            version: `${training.destination}:${trainedVersion(training)}`,
            ...(weights === undefined ? {} : { weights: showPart(training, base, weights) }),
          },
    urls: {
      cancel: `${base}/trainings/${id}/cancel`,
      get: `${base}/trainings/${id}`,
      web: (urls as Record<string, string>)['web'],
    },
  }
}

/** The prediction as the API answers it, with links below `base` (an address that ends in `/v1`). */
export function showPrediction(prediction: Prediction, base: string): Record<string, unknown> {
  const { id, startedAt, completedAt, deadlineAt, deployment, webhook } = prediction
  return {
    id,
    model: prediction.model,
    version: prediction.shownVersion,
    ...(deployment === undefined ? {} : { deployment }),
    input: prediction.isExample === true ? linkedAnew(prediction, base) : prediction.input,
    logs: prediction.logs,
    output: output(prediction, base),
    data_removed: prediction.dataRemoved,
    error: prediction.error,
    source: prediction.isExample === true ? 'web' : 'api',
    status: prediction.status,
    created_at: iso(prediction.createdAt),
    ...(startedAt === undefined ? {} : { started_at: iso(startedAt) }),
    ...(completedAt === undefined ? {} : { completed_at: iso(completedAt) }),
    ...(deadlineAt === undefined ? {} : { deadline: iso(deadlineAt) }),
    ...(webhook === undefined ? {} : { webhook }),
    ...(webhook !== undefined && prediction.webhookFiltered ? { webhook_events_filter: prediction.webhookEvents } : {}),
    metrics: prediction.metrics,
    urls: {
      cancel: `${base}/predictions/${id}/cancel`,
      get: `${base}/predictions/${id}`,
      stream: streamLink(prediction, base),
      web: `${rootOf(base)}/p/${id}`,
    },
  }
}

/** An example outlives the address it was made at: its input leads to files of this sandbox wherever it is reached now. */
function linkedAnew({ input, base: old }: Prediction, base: string): Prediction['input'] {
  const moved = (value: unknown): unknown =>
    typeof value === 'string' && value.startsWith(`${rootOf(old)}/output/`)
      ? rootOf(base) + value.slice(rootOf(old).length)
      : Array.isArray(value)
        ? value.map(moved)
        : value
  return Object.fromEntries(Object.entries(input).map(([name, value]) => [name, moved(value)]))
}

/** The answer to somebody who waited in vain: as if nothing had begun yet, which is what clients expect of a 202. */
export const showWaiting = (prediction: Prediction, base: string): Record<string, unknown> =>
  showPrediction({ ...withoutStart(prediction), status: 'starting', logs: '', parts: [], metrics: {} }, base)

function withoutStart(prediction: Prediction): Prediction {
  const { startedAt: _, ...rest } = prediction
  return rest
}
