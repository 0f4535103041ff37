import { ReplicateError } from './errors.ts'
import { type Call, type Http, pathOf } from './http.ts'
import { ownerAndName } from './models.ts'
import { firstPage, paginate } from './pages.ts'
import { type Page, type Prediction, readPrediction } from './wire.ts'

/** What runs: an official model, a version (`owner/name:<64 hex>` or the hex alone), or a deployment. */
export type Target = { readonly model: string } | { readonly version: string } | { readonly deployment: string }

export type WebhookEvent = 'start' | 'output' | 'logs' | 'completed'

export type PredictionCreate = {
  readonly target: Target
  /** JSON values; files as URLs (upload them first). */
  readonly input: Readonly<Record<string, unknown>>
  readonly webhook?: string | undefined
  readonly webhookEventsFilter?: readonly WebhookEvent[] | undefined
  /** Replicate ends it that long after its creation. Sent in whole seconds, at least the 5 that Replicate takes. */
  readonly cancelAfterSeconds?: number | undefined
  /** Replicate holds the answer until there is output, at most that long. Sent in whole seconds, from 1 to 60. */
  readonly preferWaitSeconds?: number | undefined
  /** `signal` ends it only before it is sent: who must cancel what was created needs the answer. */
  readonly finishOnceSent?: boolean | undefined
}

export type PredictionFilters = {
  readonly createdAfter?: Date | undefined
  readonly createdBefore?: Date | undefined
  /** Only what was started on the website, of the last 14 days. */
  readonly source?: 'web' | undefined
}

export type Predictions = {
  /**
   * Starts a prediction, once: it is never sent again when its answer was lost (kind `unknown-create`), only after a 429.
   * When `signal` ends a create that was already sent, the prediction may exist as well.
   */
  readonly create: (asked: PredictionCreate, signal?: AbortSignal) => Promise<Prediction>
  /** `justCreated`: a 404 is asked again for about 2 s, since Replicate may not see yet what it just made. */
  readonly get: (id: string, options?: { readonly justCreated?: boolean }, signal?: AbortSignal) => Promise<Prediction>
  /** Asks Replicate to end it, and answers with its state. `justCreated` as with `get`. */
  readonly cancel: (id: string, signal?: AbortSignal, options?: { readonly justCreated?: boolean }) => Promise<Prediction>
  /** The newest hundred. */
  readonly list: (filters?: PredictionFilters, signal?: AbortSignal) => Promise<Page<Prediction>>
  /** All of them, newest first, a page at a time. */
  readonly paginate: (filters?: PredictionFilters, signal?: AbortSignal) => AsyncGenerator<Prediction, void, undefined>
}

export function createPredictions(http: Http, answerWithinMs: number): Predictions {
  const listing = (filters: PredictionFilters = {}) => ({
    path: '/predictions',
    query: queryOf(filters),
    readItem: readPrediction,
  })
  return {
    create: async (asked, signal) => http.call(createCall(asked, answerWithinMs), signal),
    get: async (id, { justCreated = false } = {}, signal) =>
      http.call({ method: 'GET', path: pathOf`/predictions/${id}`, repeatable: true, justCreated, read: readPrediction }, signal),
    cancel: async (id, signal, { justCreated = false } = {}) => {
      const path = pathOf`/predictions/${id}/cancel`
      return http.call({ method: 'POST', path, repeatable: true, justCreated, read: readPrediction }, signal)
    },
    list: async (filters, signal) => firstPage(http, listing(filters), signal),
    paginate: (filters, signal) => paginate(http, listing(filters), signal),
  }
}

function createCall(asked: PredictionCreate, answerWithinMs: number): Call<Prediction> {
  const { target, input, webhook, webhookEventsFilter, cancelAfterSeconds, preferWaitSeconds, finishOnceSent = false } = asked
  refuseBytes(input, 'input')
  const waitSeconds = preferWaitSeconds === undefined ? 0 : Math.min(60, Math.max(1, Math.ceil(preferWaitSeconds)))
  return {
    method: 'POST',
    path: pathFor(target),
    headers: {
      ...(waitSeconds === 0 ? {} : { prefer: `wait=${waitSeconds}` }),
      ...(cancelAfterSeconds === undefined ? {} : { 'cancel-after': `${Math.max(5, Math.ceil(cancelAfterSeconds))}s` }),
    },
    // Replicate refuses any field it does not know, so nothing else may stand here.
    json: {
      ...('version' in target ? { version: target.version } : {}),
      input,
      ...(webhook === undefined ? {} : { webhook }),
      ...(webhookEventsFilter === undefined ? {} : { webhook_events_filter: webhookEventsFilter }),
    },
    repeatable: false,
    finishOnceSent,
    answerWithinMs: answerWithinMs + waitSeconds * 1_000,
    read: readPrediction,
  }
}

function pathFor(target: Target): string {
  if ('version' in target) return '/predictions'
  if ('model' in target) {
    const { owner, name } = ownerAndName(target.model)
    return pathOf`/models/${owner}/${name}/predictions`
  }
  const { owner, name } = ownerAndName(target.deployment)
  return pathOf`/deployments/${owner}/${name}/predictions`
}

const queryOf = ({ createdAfter, createdBefore, source }: PredictionFilters) => ({
  created_after: createdAfter?.toISOString(),
  created_before: createdBefore?.toISOString(),
  source,
})

/** As JSON, bytes would silently become an object of numbers or nothing at all. */
function refuseBytes(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null) return
  if (value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    throw new ReplicateError('invalid-input', `${path} holds bytes; upload them as a file and give its URL.`)
  }
  for (const [name, item] of Object.entries(value)) refuseBytes(item, `${path}.${name}`)
}
