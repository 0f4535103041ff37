import { cleanCause, redact } from './redact.ts'

/** What went wrong, sorted by who can act on it. */
export type ReplicateErrorKind =
  /** The token is missing, wrong or not allowed to do this. */
  | 'authentication'
  /** The account has no credit left. */
  | 'credit'
  /** Too many requests; `retryAfterMs` says when, where Replicate said so. Nothing was created. */
  | 'throttled'
  | 'not-found'
  /** Replicate refused what was sent; `fields` names the faults it could name. */
  | 'invalid-input'
  | 'too-large'
  /** The safety filter refused the request or removed the result. */
  | 'moderation'
  /** The model itself failed, with its own words. */
  | 'model'
  /** It was canceled, by somebody or by its deadline, before it had a result. */
  | 'canceled'
  /** Replicate failed; the same request may work later. */
  | 'platform'
  | 'timeout'
  /** No connection, or it broke before a repeatable request was answered. A create that ends so was never sent. */
  | 'unreachable'
  /** The answer to a create was lost: it may have happened, and it was not sent again. */
  | 'unknown-create'
  /** An answer that is not of Replicate's form. */
  | 'protocol'

/** One fault of an input. `field` is the input's own name (`width`), or a dotted path for what is deeper. */
export type InvalidField = { readonly field: string; readonly description: string }

export type ReplicateErrorDetails = {
  readonly status?: number | undefined
  readonly method?: string | undefined
  /** Below the base URL, without its query. */
  readonly path?: string | undefined
  readonly title?: string | undefined
  readonly detail?: string | undefined
  readonly fields?: readonly InvalidField[] | undefined
  readonly retryAfterMs?: number | undefined
  readonly cause?: unknown
  /** Texts that must not appear anywhere in the error, beside what looks like a token. */
  readonly secrets?: readonly string[] | undefined
}

// Long enough for every validation answer seen, short enough for a log line.
const detailChars = 2_000

/** The error of this client. Nothing in it, its stack or its cause shows a token; `detail` and `fields` are foreign text. */
export class ReplicateError extends Error {
  override readonly name: string = 'ReplicateError'
  readonly kind: ReplicateErrorKind
  readonly status: number | undefined
  readonly method: string | undefined
  readonly path: string | undefined
  /** Replicate's own title and explanation. */
  readonly title: string | undefined
  readonly detail: string | undefined
  readonly fields: readonly InvalidField[]
  readonly retryAfterMs: number | undefined

  constructor(kind: ReplicateErrorKind, message: string, details: ReplicateErrorDetails = {}) {
    const { cause, secrets } = details
    const clean = (text: string | undefined): string | undefined =>
      text === undefined ? undefined : redact(text, secrets).slice(0, detailChars)
    super(
      clean(message),
      cause === undefined ? {} : { cause: cause instanceof ReplicateError ? cause : cleanCause(cause, secrets) },
    )
    this.kind = kind
    this.status = details.status
    this.method = details.method
    this.path = clean(details.path)
    this.title = clean(details.title)
    this.detail = clean(details.detail)
    this.fields = (details.fields ?? []).map(({ field, description }) => ({
      field: redact(field, secrets).slice(0, detailChars),
      description: redact(description, secrets).slice(0, detailChars),
    }))
    this.retryAfterMs = details.retryAfterMs
  }
}
