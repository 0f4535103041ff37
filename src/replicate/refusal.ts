import { type InvalidField, ReplicateError, type ReplicateErrorKind } from './errors.ts'
import type { Answer } from './exchange.ts'
import { isRecord } from './wire.ts'

export type Refused = {
  readonly method: string
  readonly path: string
  readonly answer: Answer
  readonly now: number
  readonly secrets: readonly string[]
}

/** The error behind an answer that is no success. Its body may be JSON, HTML or nothing. */
export function refusal({ method, path, answer, now, secrets }: Refused): ReplicateError {
  const problem = parseProblem(answer.body)
  const title = text(problem['title'])
  const detail = text(problem['detail'])?.trim()
  const kind = kindOf(answer.status, title)
  const fields = kind === 'invalid-input' ? invalidFields(problem['invalid_fields'], detail) : []
  const retryAfterMs = retryAfter(answer, problem['retry_after'], now)
  const about = { status: answer.status, method, path, title, detail, fields, retryAfterMs, secrets }
  return new ReplicateError(kind, sentence(kind, { ...about, detail: detail ?? title }), about)
}

function kindOf(status: number, title: string | undefined): ReplicateErrorKind {
  if (status >= 500) return 'platform'
  if (status < 400) return 'protocol'
  switch (status) {
    case 401:
    case 403:
      return 'authentication'
    case 402:
      return 'credit'
    case 404:
    case 410:
      return 'not-found'
    case 408:
      return 'timeout'
    case 413:
      return 'too-large'
    case 422:
      // A version that does not exist is answered like a bad input; only the title tells them apart.
      return title === 'Invalid version or not permitted' ? 'not-found' : 'invalid-input'
    case 429:
      return 'throttled'
    default:
      return 'invalid-input'
  }
}

type About = { status: number; method: string; path: string; detail: string | undefined; retryAfterMs: number | undefined }

function sentence(kind: ReplicateErrorKind, { status, method, path, detail, retryAfterMs }: About): string {
  const more = detail === undefined ? '' : ` ${detail}`
  switch (kind) {
    case 'authentication':
      return `Replicate did not accept the API token.${more}`
    case 'credit':
      return `The Replicate account has too little credit for this.${more}`
    case 'throttled':
      return `Replicate asks to slow down${retryAfterMs === undefined ? '' : `; try again in ${Math.ceil(retryAfterMs / 1_000)} s`}.${more}`
    case 'not-found':
      return unknown(status, path, more)
    case 'too-large':
      return `Replicate finds this too large.${more}`
    case 'invalid-input':
      return `Replicate refused the request.${detail === undefined ? '' : ` ${inOneLine(detail)}`}`
    default:
      return `Replicate answered ${status} to ${method} ${path}.${more}`
  }
}

// Not what is below a model or a deployment: a model that is there can lack it.
const byName = [/^\/(prediction|training)s\/([^/]+)(?:\/cancel)?$/, /^\/(model|deployment)s\/([^/]+\/[^/]+)$/]

/** Replicate answers 404, and not 401 or 403, to whoever may not see something: that is said along. */
function unknown(status: number, path: string, more: string): string {
  const [, kind, name] = (status === 404 && byName.map(one => one.exec(path)).find(found => found !== null)) || []
  return name === undefined
    ? `Replicate does not know ${path}; what is of another account looks the same.${more}`
    : `There is no ${kind} ${name}; one of another account looks the same.`
}

/** Faults listed as `- width: must be at most 1440` in one line. A name that its fault begins with is not said twice. */
const inOneLine = (detail: string): string =>
  detail.startsWith('- ')
    ? detail
        .split('\n')
        .map(line => line.replace(/^- (?:input: |input\.)?/, '').replace(/^([\w.-]+): (?=\1\b)/, ''))
        .join('; ')
    : detail

/** When to come again: `Retry-After` in seconds or as an HTTP date, or the body's `retry_after`; the later of them. */
function retryAfter(answer: Answer, inBody: unknown, now: number): number | undefined {
  const header = answer.headers['retry-after']
  const waits: number[] = []
  if (typeof header === 'string') {
    const waitMs = /^\d+(\.\d+)?$/.test(header.trim()) ? Number(header) * 1_000 : Date.parse(header) - now
    if (Number.isFinite(waitMs)) waits.push(Math.max(0, waitMs))
  }
  if (typeof inBody === 'number' && inBody >= 0) waits.push(inBody * 1_000)
  return waits.length === 0 ? undefined : Math.max(...waits)
}

function parseProblem(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return isRecord(value) ? value : {}
  } catch {
    return {}
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

function invalidFields(listed: unknown, detail: string | undefined): readonly InvalidField[] {
  if (Array.isArray(listed)) {
    return listed.filter(isRecord).flatMap(({ field, description }) => {
      const [name, about] = [text(field), text(description)]
      return name === undefined && about === undefined ? [] : [named(name ?? 'input', about ?? 'is not valid')]
    })
  }
  // One bullet a fault: `- input.width: must be at most 1440`.
  const bullets = detail?.matchAll(/^- (input[^:\s]*): (.+)$/gm) ?? []
  return Array.from(bullets, ([, field = 'input', about = '']) => named(field, about))
}

/** `input.width` is `width`; a missing field is reported at `input` and named only in its description. */
function named(field: string, description: string): InvalidField {
  const missing = field === 'input' ? /^"?([\w-]+)"? is required\b/.exec(description)?.[1] : undefined
  return { field: missing ?? field.replace(/^input\./, ''), description }
}
