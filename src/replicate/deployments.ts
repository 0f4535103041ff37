import { type Http, pathOf } from './http.ts'
import { ownerAndName } from './models.ts'
import { type Deployment, readDeployment } from './wire.ts'

export type Deployments = {
  /** The deployment `owner/name`; a name space of its own beside the models'. */
  readonly get: (reference: string, signal?: AbortSignal) => Promise<Deployment>
}

export function createDeployments(http: Http): Deployments {
  return {
    get: async (reference, signal) => {
      const { owner, name } = ownerAndName(reference)
      return http.call(
        { method: 'GET', path: pathOf`/deployments/${owner}/${name}`, repeatable: true, read: readDeployment },
        signal,
      )
    },
  }
}
