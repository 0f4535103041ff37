/** The objects of Replicate's API as they come over the wire. Fields that are not named here may be there too. */

export type PredictionStatus = 'starting' | 'processing' | 'succeeded' | 'failed' | 'canceled' | 'aborted'

export type PredictionUrls = {
  readonly get?: string
  readonly cancel?: string
  readonly web?: string
  /** Whoever has this address may read the stream. */
  readonly stream?: string
}

export type Prediction = {
  readonly id: string
  /** `owner/name` */
  readonly model: string
  /** 64 hex digits, `hidden` for official models, or a word of a deployment's own. */
  readonly version: string
  readonly input: Readonly<Record<string, unknown>>
  readonly output: unknown
  readonly logs: string
  readonly error: string | null
  readonly status: PredictionStatus
  readonly source?: 'api' | 'web'
  /** Input, output and logs were deleted; Replicate does so an hour after the end. */
  readonly data_removed: boolean
  readonly created_at: string
  readonly started_at?: string | null
  readonly completed_at?: string | null
  /** When `Cancel-After` ends it. */
  readonly deadline?: string | null
  readonly deployment?: string | null
  readonly metrics?: Readonly<Record<string, unknown>> | null
  readonly webhook?: string | null
  readonly webhook_events_filter?: readonly string[] | null
  readonly urls: PredictionUrls
}

export type Version = {
  readonly id: string
  readonly created_at: string
  readonly cog_version?: string | null
  /** A whole OpenAPI document, foreign text: read it with `readSchema`. */
  readonly openapi_schema?: unknown
}

export type Model = {
  readonly url: string
  readonly owner: string
  readonly name: string
  readonly description?: string | null
  readonly visibility: 'public' | 'private'
  readonly is_official?: boolean
  readonly github_url?: string | null
  readonly paper_url?: string | null
  readonly license_url?: string | null
  readonly run_count?: number
  readonly cover_image_url?: string | null
  readonly default_example?: unknown
  readonly latest_version?: Version | null
}

export type Deployment = {
  readonly owner: string
  readonly name: string
  readonly current_release: {
    readonly number: number
    readonly model: string
    readonly version: string
    readonly created_at: string
    readonly created_by?: Account
    readonly configuration: { readonly hardware: string; readonly min_instances: number; readonly max_instances: number }
  }
}

/** Lives as a prediction does; its success is a new version of the model it was meant for. */
export type Training = Omit<Prediction, 'output'> & {
  /** `version` is `owner/name:<64 hex>`, `weights` an address; null before the end. */
  readonly output: { readonly version?: string; readonly weights?: string } | null
}

export type Account = {
  readonly type: 'user' | 'organization'
  readonly username: string
  readonly name?: string
  readonly github_url?: string | null
  readonly avatar_url?: string | null
}

/** An uploaded file. Use `urls.get` as a model's input; it lives about a day. */
export type StoredFile = {
  readonly id: string
  readonly name?: string
  readonly content_type: string
  readonly size: number
  readonly etag?: string
  readonly checksums: { readonly sha256?: string; readonly md5?: string }
  readonly metadata: Readonly<Record<string, unknown>>
  readonly created_at: string
  readonly expires_at?: string | null
  readonly urls: { readonly get: string }
}

export type Page<T> = { readonly next: string | null; readonly previous: string | null; readonly results: readonly T[] }

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Whether a value is an object in which all of these are texts. */
export const hasTexts = (value: unknown, ...names: readonly string[]): value is Readonly<Record<string, unknown>> =>
  isRecord(value) && names.every(name => typeof value[name] === 'string')

const statuses: readonly string[] = [
  'starting',
  'processing',
  'succeeded',
  'failed',
  'canceled',
  'aborted',
] satisfies PredictionStatus[]

/** Whether nothing will change any more in a prediction of this status. */
export const isFinal = (status: PredictionStatus): boolean => status !== 'starting' && status !== 'processing'

/**
 * A prediction out of an answer or a webhook's body, its nulls and gaps evened out: `logs` is text, `error` text or null,
 * `input` and `urls` are there. A status we do not know is running until there is an end, then failed.
 */
export function readPrediction(value: unknown): Prediction | undefined {
  if (!hasTexts(value, 'id', 'status')) return undefined
  const { status, logs, error, input, urls, output, completed_at } = value
  return {
    ...(value as Prediction),
    status: statuses.includes(status as string)
      ? (status as PredictionStatus)
      : typeof completed_at === 'string'
        ? 'failed'
        : 'processing',
    input: isRecord(input) ? input : {},
    output: output ?? null,
    logs: typeof logs === 'string' ? logs : '',
    error: typeof error === 'string' && error !== '' ? error : null, // old objects say ""
    data_removed: value['data_removed'] === true,
    urls: isRecord(urls) ? urls : {},
  }
}

/** A training out of an answer or a webhook's body; see `readPrediction`. */
export function readTraining(value: unknown): Training | undefined {
  const read = readPrediction(value)
  return read === undefined ? undefined : { ...read, output: isRecord(read.output) ? read.output : null }
}

export const readVersion = (value: unknown): Version | undefined => (hasTexts(value, 'id') ? (value as Version) : undefined)

export const readModel = (value: unknown): Model | undefined => (hasTexts(value, 'owner', 'name') ? (value as Model) : undefined)

export const readDeployment = (value: unknown): Deployment | undefined =>
  hasTexts(value, 'owner', 'name') && hasTexts(value['current_release'], 'model', 'version') ? (value as Deployment) : undefined

export const readAccount = (value: unknown): Account | undefined => (hasTexts(value, 'username') ? (value as Account) : undefined)

export const readFile = (value: unknown): StoredFile | undefined =>
  hasTexts(value, 'id') && hasTexts(value['urls'], 'get') ? (value as StoredFile) : undefined

/** A page whose items can all be read. */
export const readPage =
  <T>(readItem: (item: unknown) => T | undefined) =>
  (value: unknown): Page<T> | undefined => {
    if (!isRecord(value) || !Array.isArray(value['results'])) return undefined
    const results = value['results'].map(readItem).filter(item => item !== undefined)
    if (results.length < value['results'].length) return undefined
    const address = (name: string): string | null => (typeof value[name] === 'string' ? value[name] : null)
    return { next: address('next'), previous: address('previous'), results }
  }
