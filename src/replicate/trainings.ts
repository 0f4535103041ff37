import { ReplicateError } from './errors.ts'
import { type Http, pathOf } from './http.ts'
import type { PrepareInput } from './inputs.ts'
import { ownerAndName } from './models.ts'
import { firstPage, paginate } from './pages.ts'
import type { WebhookEvent } from './predictions.ts'
import { parseReference } from './reference.ts'
import { type Page, readTraining, type Training } from './wire.ts'

export type TrainingCreate = {
  /** The trainer: `owner/name:<64 hex>`. */
  readonly trainer: string
  /** `owner/name` of a model of one's own that exists already: it gets the new version. */
  readonly destination: string
  /** As `run` takes it: files anywhere in it are uploaded. */
  readonly input: Readonly<Record<string, unknown>>
  readonly webhook?: string | undefined
  readonly webhookEventsFilter?: readonly WebhookEvent[] | undefined
  /** `signal` ends it only before it is sent: who must cancel what was created needs the answer. */
  readonly finishOnceSent?: boolean | undefined
}

export type Trainings = {
  /** Starts a training, once: a lost answer is kind `unknown-create`. */
  readonly create: (asked: TrainingCreate, signal?: AbortSignal) => Promise<Training>
  readonly get: (id: string, options?: { readonly justCreated?: boolean }, signal?: AbortSignal) => Promise<Training>
  readonly cancel: (id: string, signal?: AbortSignal) => Promise<Training>
  /** The newest hundred. */
  readonly list: (signal?: AbortSignal) => Promise<Page<Training>>
  readonly paginate: (signal?: AbortSignal) => AsyncGenerator<Training, void, undefined>
}

export function createTrainings(http: Http, prepare: PrepareInput): Trainings {
  const listing = { path: '/trainings', readItem: readTraining }
  return {
    create: async ({ trainer, destination, input, webhook, webhookEventsFilter, finishOnceSent = false }, signal) => {
      const reference = parseReference(trainer)
      if (reference.kind !== 'version' || reference.model === undefined)
        throw new ReplicateError('invalid-input', `A trainer is "owner/name:<64 hex digits>", got "${trainer}".`)
      const { owner, name } = ownerAndName(reference.model)
      ownerAndName(destination)
      const json = {
        destination,
        input: await prepare(input, signal),
        ...(webhook === undefined ? {} : { webhook }),
        ...(webhookEventsFilter === undefined ? {} : { webhook_events_filter: webhookEventsFilter }),
      }
      const path = pathOf`/models/${owner}/${name}/versions/${reference.version}/trainings`
      return http.call({ method: 'POST', path, json, repeatable: false, finishOnceSent, read: readTraining }, signal)
    },
    get: async (id, { justCreated = false } = {}, signal) =>
      http.call({ method: 'GET', path: pathOf`/trainings/${id}`, repeatable: true, justCreated, read: readTraining }, signal),
    cancel: async (id, signal) =>
      http.call({ method: 'POST', path: pathOf`/trainings/${id}/cancel`, repeatable: true, read: readTraining }, signal),
    list: async signal => firstPage(http, listing, signal),
    paginate: signal => paginate(http, listing, signal),
  }
}
