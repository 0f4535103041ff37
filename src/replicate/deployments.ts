import { type Http, pathOf } from './http.ts'
import { ownerAndName } from './models.ts'
import { firstPage, paginate } from './pages.ts'
import type { PredictionCreate } from './predictions.ts'
import { remove } from './remove.ts'
import { type Deployment, type Page, type Prediction, readDeployment } from './wire.ts'

/** How many machines a deployment keeps: `min` 0 to 5 run always, up to `max` 0 to 20 when needed; 0 and 0 switch it off. */
type Size = { readonly minInstances: number; readonly maxInstances: number }

export type DeploymentCreate = Size & {
  /** Its own name; the owner is the token's account. */
  readonly name: string
  /** `owner/name` of the model, and the 64 hex digits of its version. */
  readonly model: string
  readonly version: string
  /** A sku of `hardware.list`. */
  readonly hardware: string
}

export type DeploymentUpdate = Partial<Size> & { readonly version?: string | undefined; readonly hardware?: string | undefined }

/** The account's deployments, by `owner/name`: a name space of its own beside the models'. */
export type Deployments = {
  readonly get: (reference: string, signal?: AbortSignal) => Promise<Deployment>
  /** Newest first. */
  readonly list: (signal?: AbortSignal) => Promise<Page<Deployment>>
  readonly paginate: (signal?: AbortSignal) => AsyncGenerator<Deployment, void, undefined>
  /** Sent once: a lost answer is kind `unknown-create`. */
  readonly create: (deployment: DeploymentCreate, signal?: AbortSignal) => Promise<Deployment>
  /** Makes a new release of what is changed; the old one serves until it is there. */
  readonly update: (reference: string, update: DeploymentUpdate, signal?: AbortSignal) => Promise<Deployment>
  /** Only what is off, and was not used for 15 minutes. False when there was none. */
  readonly delete: (reference: string, signal?: AbortSignal) => Promise<boolean>
  readonly predictions: {
    /** The same as `predictions.create` with the deployment as its target. */
    readonly create: (reference: string, asked: Omit<PredictionCreate, 'target'>, signal?: AbortSignal) => Promise<Prediction>
  }
}

export function createDeployments(
  http: Http,
  createPrediction: (asked: PredictionCreate, signal?: AbortSignal) => Promise<Prediction>,
): Deployments {
  const listing = { path: '/deployments', readItem: readDeployment }
  const pathFor = (reference: string): string => {
    const { owner, name } = ownerAndName(reference)
    return pathOf`/deployments/${owner}/${name}`
  }
  return {
    get: async (reference, signal) =>
      http.call({ method: 'GET', path: pathFor(reference), repeatable: true, read: readDeployment }, signal),
    list: async signal => firstPage(http, listing, signal),
    paginate: signal => paginate(http, listing, signal),
    create: async ({ name, model, version, hardware, minInstances, maxInstances }, signal) => {
      const json = { name, model, version, hardware, min_instances: minInstances, max_instances: maxInstances }
      return http.call({ method: 'POST', path: '/deployments', json, repeatable: false, read: readDeployment }, signal)
    },
    update: async (reference, { version, hardware, minInstances, maxInstances }, signal) => {
      const json = { version, hardware, min_instances: minInstances, max_instances: maxInstances }
      return http.call({ method: 'PATCH', path: pathFor(reference), json, repeatable: true, read: readDeployment }, signal)
    },
    delete: async (reference, signal) => remove(http, pathFor(reference), signal),
    predictions: {
      create: async (deployment, asked, signal) => createPrediction({ ...asked, target: { deployment } }, signal),
    },
  }
}
