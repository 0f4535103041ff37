import { setTimeout as sleep } from 'node:timers/promises'
import type { Dispatcher, FormData } from 'undici'
import { ReplicateError } from './errors.ts'
import { type Answer, exchange, NoAnswer } from './exchange.ts'
import { createQuota } from './quota.ts'
import { errorCode } from './redact.ts'
import { refusal } from './refusal.ts'
import { retryDelayMs, type RetryRules } from './retry.ts'

/** One operation of the API. `read` turns the JSON answer into what it promises, or undefined: it is not of that form. */
export type Call<T> = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'QUERY'
  /** Below the base URL, beginning with `/`, as `pathOf` writes it. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly json?: unknown
  /** Sent as plain text. */
  readonly text?: string
  /** Any other body, made anew for each try. */
  readonly form?: () => FormData
  /** Doing it twice is doing it once, so a lost answer may be asked for again. Creates are not. */
  readonly repeatable: boolean
  /** Replaces the client's own limit where an answer is meant to come late. */
  readonly answerWithinMs?: number
  /** A 404 may be a delay: what is asked for was created a moment ago. */
  readonly justCreated?: boolean
  /** The signal ends the waiting between tries, but no request under way: an answer thrown away could be of something paid. */
  readonly finishOnceSent?: boolean
  /** What the answer's body is: parsed JSON (the default), a text, or a Buffer as it came. */
  readonly answersWith?: 'json' | 'text' | 'bytes'
  readonly read: (answer: unknown) => T | undefined
}

/** The one way to Replicate's API: authenticated, bounded, repeated where that is safe. Rejects with `ReplicateError` or the signal's reason. */
export type Http = {
  readonly call: <T>(call: Call<T>, signal?: AbortSignal) => Promise<T>
  /** The path and query of an address that an answer named, below our base URL; throws when it leads anywhere else. */
  readonly below: (address: string) => { readonly path: string; readonly query: Readonly<Record<string, string>> }
}

export type HttpOptions = {
  readonly token: string
  readonly baseUrl: URL
  readonly dispatcher: Dispatcher
  readonly userAgent: string
  readonly answerWithinMs: number
  readonly maxBytes: number
  readonly retry: RetryRules
  readonly now: () => number
  readonly random: () => number
  readonly onAnswer?: ((status: number | undefined) => void) | undefined
}

export function createHttp(options: HttpOptions): Http {
  const { token, baseUrl, dispatcher, retry, now, random } = options
  const basePath = baseUrl.pathname.replace(/\/$/, '')
  const secrets = [token]
  // Replicate counts creates of predictions apart from everything else.
  const quotas = { creates: createQuota(), rest: createQuota() }

  const once = async <T>(call: Call<T>, signal: AbortSignal | undefined): Promise<T | ReplicateError> => {
    const { method, path, repeatable } = call
    const about = { method, path, secrets }
    const unknown = (more: object): ReplicateError =>
      new ReplicateError('unknown-create', `The answer to ${method} ${path} was lost: it may or may not have been done.`, {
        ...about,
        ...more,
      })

    const quota = method === 'POST' && path.endsWith('/predictions') ? quotas.creates : quotas.rest
    const waitMs = quota.waitMs(now())
    if (waitMs > 0) await pause(waitMs, signal)

    let answer: Answer
    try {
      answer = await exchange(dispatcher, {
        origin: baseUrl.origin,
        path: basePath + path + queryText(call.query),
        method,
        headers: {
          accept: accepted[call.answersWith ?? 'json'],
          authorization: `Bearer ${token}`,
          'user-agent': options.userAgent,
          ...(call.json === undefined ? {} : { 'content-type': 'application/json' }),
          ...(call.text === undefined ? {} : { 'content-type': 'text/plain' }),
          ...call.headers,
        },
        body: call.json === undefined ? (call.text ?? call.form?.()) : JSON.stringify(call.json),
        answerWithinMs: call.answerWithinMs ?? options.answerWithinMs,
        maxBytes: options.maxBytes,
        signal: call.finishOnceSent === true ? undefined : signal,
      })
    } catch (thrown) {
      if (!(thrown instanceof NoAnswer)) throw thrown
      options.onAnswer?.(undefined)
      const cause = thrown.cause
      const word = errorCode(cause) ?? thrown.reason
      if (!thrown.sent)
        return new ReplicateError('unreachable', `Replicate could not be reached (${word}); nothing was sent.`, {
          ...about,
          cause,
        })
      if (!repeatable) return unknown({ cause })
      if (thrown.reason === 'too-big')
        return new ReplicateError('protocol', `The answer to ${method} ${path} is over ${options.maxBytes} bytes.`, about)
      if (thrown.reason === 'timeout')
        return new ReplicateError('timeout', `Replicate did not answer ${method} ${path} in time.`, { ...about, cause })
      return new ReplicateError('unreachable', `The connection to Replicate broke (${word}).`, { ...about, cause })
    }

    const { status } = answer
    options.onAnswer?.(status)
    quota.note(answer.headers, now())
    if (status < 200 || status >= 300) {
      const refused = refusal({ method, path, answer, now: now(), secrets })
      // A server or proxy that failed or gave up may have handed the create on before.
      const lost = !repeatable && (status >= 500 || status === 408)
      return lost ? unknown({ status, title: refused.title, detail: refused.detail }) : refused
    }
    const value = call.read(bodyOf(answer.body, call.answersWith))
    if (value !== undefined) return value
    return repeatable
      ? new ReplicateError('protocol', `The answer to ${method} ${path} is not of the expected form.`, { ...about, status })
      : unknown({ status })
  }

  return {
    async call(call, signal) {
      let toldSoFarMs = 0
      let absentMs = 0
      for (let repeats = 0; ; repeats++) {
        signal?.throwIfAborted()
        const result = await once(call, signal)
        if (!(result instanceof ReplicateError)) return result
        if (call.justCreated === true && result.kind === 'not-found' && absentMs < retry.absentMs) {
          const waitMs = Math.min(100 * 2 ** repeats, retry.absentMs - absentMs)
          absentMs += waitMs
          await pause(waitMs, signal)
          continue
        }
        const waitMs = retryDelayMs({ error: result, repeats, toldSoFarMs, repeatable: call.repeatable }, retry, random)
        if (waitMs === undefined) throw result
        toldSoFarMs += result.retryAfterMs ?? 0
        await pause(waitMs, signal)
      }
    },

    below(address) {
      const url = URL.canParse(address) ? new URL(address) : undefined
      if (url === undefined || url.origin !== baseUrl.origin || !url.pathname.startsWith(`${basePath}/`)) {
        throw new ReplicateError(
          'protocol',
          `Replicate named an address outside ${baseUrl.origin}${basePath}; it was not followed.`,
          { secrets },
        )
      }
      return { path: url.pathname.slice(basePath.length), query: Object.fromEntries(url.searchParams) }
    },
  }
}

/** A path whose holes are one segment each, whatever they hold: pathOf`/predictions/${id}/cancel`. */
export function pathOf(texts: TemplateStringsArray, ...segments: readonly string[]): string {
  return segments.reduce((path, segment, index) => {
    if (segment === '' || segment === '.' || segment === '..') {
      throw new ReplicateError('invalid-input', `"${segment}" cannot be part of an address of Replicate's API.`)
    }
    return path + encodeURIComponent(segment) + texts[index + 1]!
  }, texts[0]!)
}

function queryText(query: Call<unknown>['query'] = {}): string {
  const set = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined)
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`
}

const accepted = { json: 'application/json', text: 'text/plain', bytes: '*/*' } as const

function bodyOf(body: Buffer, answersWith: Call<unknown>['answersWith']): unknown {
  return answersWith === 'text' ? body.toString('utf8') : answersWith === 'bytes' ? body : parse(body)
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined // said as "not of the expected form", without the parser's message: it would quote the body
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal })
  } catch {
    signal?.throwIfAborted()
  }
}
