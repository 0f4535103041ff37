import { ReplicateError } from './errors.ts'
import { type Http, pathOf } from './http.ts'
import { firstPage, type Listing, paginate } from './pages.ts'
import { remove } from './remove.ts'
import { type Model, type Page, type Prediction, readModel, readPrediction, readVersion, type Version } from './wire.ts'

/** `owner/name` taken apart. Throws kind `invalid-input` for anything else. */
export function ownerAndName(reference: string): { readonly owner: string; readonly name: string } {
  const parts = /^([^/:\s]+)\/([^/:\s]+)$/.exec(reference)
  if (parts === null) throw new ReplicateError('invalid-input', `A reference is "owner/name", got "${reference}".`)
  return { owner: parts[1]!, name: parts[2]! }
}

/** What may be said of a model; absent is left as it is. */
type About = {
  readonly description?: string | undefined
  readonly githubUrl?: string | undefined
  readonly paperUrl?: string | undefined
  readonly licenseUrl?: string | undefined
}

export type ModelCreate = About & {
  /** `owner/name`; the owner is the token's account. */
  readonly reference: string
  readonly visibility: 'public' | 'private'
  /** A sku of `hardware.list`. */
  readonly hardware: string
  readonly coverImageUrl?: string | undefined
}

export type ModelUpdate = About & {
  /** Markdown. */
  readonly readme?: string | undefined
  readonly weightsUrl?: string | undefined
}

export type ModelOrder = {
  readonly sortBy?: 'latest_version_created_at' | 'model_created_at' | undefined
  readonly sortDirection?: 'desc' | 'asc' | undefined
}

export type Models = {
  /** The model `owner/name`. */
  readonly get: (reference: string, signal?: AbortSignal) => Promise<Model>
  /** The first 25 public models, by default those with the newest versions. */
  readonly list: (order?: ModelOrder, signal?: AbortSignal) => Promise<Page<Model>>
  readonly paginate: (order?: ModelOrder, signal?: AbortSignal) => AsyncGenerator<Model, void, undefined>
  /** The public models that fit words, best first, page after page as they are taken. */
  readonly search: (words: string, signal?: AbortSignal) => AsyncGenerator<Model, void, undefined>
  /** Makes a model without a version, for trainings or `cog push`. Sent once: a lost answer is kind `unknown-create`. */
  readonly create: (model: ModelCreate, signal?: AbortSignal) => Promise<Model>
  readonly update: (reference: string, update: ModelUpdate, signal?: AbortSignal) => Promise<Model>
  /** Only one's own private models without versions can be deleted. False when there was none. */
  readonly delete: (reference: string, signal?: AbortSignal) => Promise<boolean>
  /** Markdown, or undefined where its author wrote none. */
  readonly readme: (reference: string, signal?: AbortSignal) => Promise<string | undefined>
  /** Predictions its author keeps as examples. */
  readonly examples: (reference: string, signal?: AbortSignal) => AsyncGenerator<Prediction, void, undefined>
  readonly versions: {
    readonly get: (reference: string, versionId: string, signal?: AbortSignal) => Promise<Version>
    /** Newest first. */
    readonly list: (reference: string, signal?: AbortSignal) => Promise<Page<Version>>
    readonly paginate: (reference: string, signal?: AbortSignal) => AsyncGenerator<Version, void, undefined>
    /** Asks for the deletion, which happens later. False when there was none. */
    readonly delete: (reference: string, versionId: string, signal?: AbortSignal) => Promise<boolean>
  }
}

export function createModels(http: Http): Models {
  const pathFor = (reference: string): string => {
    const { owner, name } = ownerAndName(reference)
    return pathOf`/models/${owner}/${name}`
  }
  const versionsOf = (reference: string): Listing<Version> => ({
    path: `${pathFor(reference)}/versions`,
    readItem: readVersion,
  })
  const all = ({ sortBy, sortDirection }: ModelOrder = {}): Listing<Model> => ({
    path: '/models',
    query: { sort_by: sortBy, sort_direction: sortDirection },
    readItem: readModel,
  })
  return {
    get: async (reference, signal) =>
      http.call({ method: 'GET', path: pathFor(reference), repeatable: true, read: readModel }, signal),
    list: async (order, signal) => firstPage(http, all(order), signal),
    paginate: (order, signal) => paginate(http, all(order), signal),
    search: (words, signal) => paginate(http, { ...all(), search: words }, signal),
    create: async ({ reference, visibility, hardware, coverImageUrl, ...about }, signal) => {
      const { owner, name } = ownerAndName(reference)
      const json = { owner, name, visibility, hardware, ...bodyOf(about), cover_image_url: coverImageUrl }
      return http.call({ method: 'POST', path: '/models', json, repeatable: false, read: readModel }, signal)
    },
    update: async (reference, { readme, weightsUrl, ...about }, signal) => {
      const json = { ...bodyOf(about), readme, weights_url: weightsUrl }
      return http.call({ method: 'PATCH', path: pathFor(reference), json, repeatable: true, read: readModel }, signal)
    },
    delete: async (reference, signal) => remove(http, pathFor(reference), signal),
    readme: async (reference, signal) => {
      try {
        return await http.call(
          {
            method: 'GET',
            path: `${pathFor(reference)}/readme`,
            repeatable: true,
            answersWith: 'text',
            read: text => (typeof text === 'string' ? text : undefined),
          },
          signal,
        )
      } catch (thrown) {
        if (thrown instanceof ReplicateError && thrown.kind === 'not-found') return undefined
        throw thrown
      }
    },
    examples: (reference, signal) => paginate(http, { path: `${pathFor(reference)}/examples`, readItem: readPrediction }, signal),
    versions: {
      get: async (reference, versionId, signal) => {
        const path = versionsOf(reference).path + pathOf`/${versionId}`
        return http.call({ method: 'GET', path, repeatable: true, read: readVersion }, signal)
      },
      list: async (reference, signal) => firstPage(http, versionsOf(reference), signal),
      paginate: (reference, signal) => paginate(http, versionsOf(reference), signal),
      delete: async (reference, versionId, signal) => remove(http, versionsOf(reference).path + pathOf`/${versionId}`, signal),
    },
  }
}

const bodyOf = ({ description, githubUrl, paperUrl, licenseUrl }: About) => ({
  description,
  github_url: githubUrl,
  paper_url: paperUrl,
  license_url: licenseUrl,
})
