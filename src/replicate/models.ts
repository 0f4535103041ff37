import { ReplicateError } from './errors.ts'
import { type Http, pathOf } from './http.ts'
import { firstPage, paginate } from './pages.ts'
import { type Model, type Page, readModel, readVersion, type Version } from './wire.ts'

/** `owner/name` taken apart. Throws kind `invalid-input` for anything else. */
export function ownerAndName(reference: string): { readonly owner: string; readonly name: string } {
  const parts = /^([^/:\s]+)\/([^/:\s]+)$/.exec(reference)
  if (parts === null) throw new ReplicateError('invalid-input', `A reference is "owner/name", got "${reference}".`)
  return { owner: parts[1]!, name: parts[2]! }
}

export type Models = {
  /** The model `owner/name`. */
  readonly get: (reference: string, signal?: AbortSignal) => Promise<Model>
  readonly versions: {
    readonly get: (reference: string, versionId: string, signal?: AbortSignal) => Promise<Version>
    /** Newest first. */
    readonly list: (reference: string, signal?: AbortSignal) => Promise<Page<Version>>
    readonly paginate: (reference: string, signal?: AbortSignal) => AsyncGenerator<Version, void, undefined>
  }
}

export function createModels(http: Http): Models {
  const versionsOf = (reference: string) => {
    const { owner, name } = ownerAndName(reference)
    return { path: pathOf`/models/${owner}/${name}/versions`, readItem: readVersion }
  }
  return {
    get: async (reference, signal) => {
      const { owner, name } = ownerAndName(reference)
      return http.call({ method: 'GET', path: pathOf`/models/${owner}/${name}`, repeatable: true, read: readModel }, signal)
    },
    versions: {
      get: async (reference, versionId, signal) => {
        const path = versionsOf(reference).path + pathOf`/${versionId}`
        return http.call({ method: 'GET', path, repeatable: true, read: readVersion }, signal)
      },
      list: async (reference, signal) => firstPage(http, versionsOf(reference), signal),
      paginate: (reference, signal) => paginate(http, versionsOf(reference), signal),
    },
  }
}
