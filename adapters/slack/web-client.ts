import type { webApi } from '@slack/bolt'
import { Fault } from '#core/fault.ts'
import type { Meter } from '#core/meter.ts'
import { pause } from './pause.ts'
import { isWord, Limited, Refused, Unanswered } from './refusal.ts'

/** One call of a method of Slack's Web API, in the name of a workspace. */
export type Call = {
  readonly team: string
  readonly method: string
  readonly args: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
  /** Sent at once or not at all: throws `Limited` where it would have to wait, and is not repeated. */
  readonly isFrame?: boolean
  /** Whether sending it twice does no harm. Usually not: then nothing is repeated that may have been done. */
  readonly isRepeatable?: boolean
}

/** What Slack answered, without a type: every field may be missing. */
export type Answered = Readonly<Record<string, unknown>>

/** Our way to Slack. Everything it throws is a `Refused`, `Limited`, `Unanswered`, a Fault, or what the signal says. */
export interface Web {
  call(call: Call): Promise<Answered>
  /** Says something by an address for responses. False when its time or its uses are over. */
  respond(url: string, body: Answered, signal: AbortSignal): Promise<boolean>
  /** Sends a file's bytes to an address that Slack gave for it. */
  upload(url: string, bytes: Uint8Array, contentType: string, signal: AbortSignal): Promise<void>
}

/** How long an answer may take, in ms. */
const usualPatience = { frameMs: 8_000, textMs: 15_000, filesMs: 90_000 }

/** A line that carries less than this is given up, that a small picture is not waited for as long as a film. */
const slowestBytesPerMs = 64

/** How long is waited before each repetition of what may be repeated. */
const usualPausesMs = [300, 1_000, 3_000]

/** How often a limit is waited for, and the longest single wait, before whoever asked decides. */
const mostWaits = 3
const longestWaitMs = 30_000

/** A limit that says no time, in ms. */
const unsaidRestMs = 1_000

/**
 * Opens the way. `api` is the address of the methods, with `/api/` at its end; `tokenOf` the token of a workspace, undefined
 * where we are not installed; `onRevoked` is called once for each token that Slack refuses, and still refuses when it is asked
 * about nothing but the token. From then on only `auth.test` is asked with it, until Slack takes it again.
 */
export function createWeb(options: {
  readonly api: string
  readonly tokenOf: (team: string) => Promise<string | undefined>
  readonly meter: Meter
  readonly onRevoked?: (team: string, error: string, token: string) => void
  /** For tests: how long each pause before a repetition is, and how long an answer may take. */
  readonly pausesMs?: readonly number[]
  readonly within?: Readonly<Partial<typeof usualPatience>>
  /** Milliseconds of any clock that only grows. */
  readonly now?: () => number
}): Web {
  const { api, tokenOf, meter, onRevoked = () => {}, now = () => performance.now() } = options
  const pauses = options.pausesMs ?? usualPausesMs
  const within = { ...usualPatience, ...options.within }
  const clients = new Map<string, Promise<{ readonly frames: webApi.WebClient; readonly patient: webApi.WebClient }>>()
  const revoked = new Set<string>()
  /** Until when each limit lasts, as Slack said: whoever asks before then is not even sent. */
  const restingUntil = new Map<string, number>()

  const clientsOf = (token: string) => {
    const known = clients.get(token)
    if (known !== undefined) return known
    const opened = (async () => {
      const { webApi } = await import('@slack/bolt')
      // The library repeats posts that may have been done, and lets one limit hold up everything: both are done here.
      const shared = {
        slackApiUrl: api,
        retryConfig: { retries: 0 },
        rejectRateLimitedCalls: true,
        maxRequestConcurrency: 1_000,
        allowAbsoluteUrls: false,
        logger: silent,
      }
      return {
        frames: new webApi.WebClient(token, { ...shared, timeout: within.frameMs }),
        patient: new webApi.WebClient(token, { ...shared, timeout: within.textMs }),
      }
    })()
    clients.set(token, opened)
    return opened
  }

  const doubted = new Map<string, Promise<boolean>>()
  /** Whether Slack refuses a token also when it is asked again: while it is unwell it may refuse a good one. */
  const isRevoked = (token: string): Promise<boolean> => {
    const asked =
      doubted.get(token) ??
      clientsOf(token)
        .then(({ patient }) => patient.apiCall('auth.test'))
        .then(
          () => false,
          async (thrown: unknown) => {
            const known = await sorted('auth.test', thrown)
            return known instanceof Refused && isWord(known.error, 'revoked')
          },
        )
        .finally(() => doubted.delete(token))
    doubted.set(token, asked)
    return asked
  }

  const once = async ({ team, method, args, signal, isFrame = false }: Call): Promise<Answered> => {
    const token = await tokenOf(team)
    if (token === undefined) throw new Fault('gone', 'I am not installed in that Slack workspace any more.')
    // Whether it is one again is only found out by asking.
    if (revoked.has(token) && method !== 'auth.test') throw unauthorized()
    const limit = limitOf(team, method, args)
    const restMs = (restingUntil.get(limit) ?? 0) - now()
    if (restMs > 0) throw new Limited(restMs)
    restingUntil.delete(limit)
    const { frames, patient } = await clientsOf(token)
    try {
      const sent = (isFrame ? frames : patient).apiCall(method, { ...args })
      const answer = (await unlessAborted(sent, signal)) as unknown as Answered
      revoked.delete(token)
      return answer
    } catch (thrown) {
      signal.throwIfAborted()
      const known = await sorted(method, thrown)
      if (known instanceof Limited) {
        meter.throttled('slack')
        restingUntil.set(limit, now() + known.restMs)
      }
      if (known instanceof Refused && isWord(known.error, 'revoked')) {
        if (method !== 'auth.test' && !(await unlessAborted(isRevoked(token), signal))) throw new Unanswered(method, known.error)
        if (!revoked.has(token)) onRevoked(team, known.error, token)
        revoked.add(token)
        throw unauthorized(known)
      }
      throw known
    }
  }

  return {
    async call(call) {
      const { signal, isFrame = false, isRepeatable = false } = call
      let waits = 0
      let repeats = 0
      for (;;) {
        signal.throwIfAborted()
        try {
          return await once(call)
        } catch (thrown) {
          if (isFrame) throw thrown
          if (thrown instanceof Limited && waits < mostWaits && thrown.restMs <= longestWaitMs) {
            waits++
            await pause(thrown.restMs, signal)
            continue
          }
          const pauseMs = pauses[repeats]
          if (!(thrown instanceof Unanswered) || !isRepeatable || pauseMs === undefined) throw thrown
          repeats++
          await pause(pauseMs * (0.75 + Math.random() / 2), signal)
        }
      }
    },
    async respond(url, body, signal) {
      const response = await fetched(
        'a response',
        url,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json; charset=utf-8' },
          body: JSON.stringify(body),
          signal: AbortSignal.any([signal, AbortSignal.timeout(within.textMs)]),
        },
        signal,
      )
      if (response.status === 429) throw new Limited(restOf(response))
      if (response.status >= 500) throw new Unanswered('a response', `status ${response.status}`)
      return response.ok
    },
    async upload(url, bytes, contentType, signal) {
      const mostMs = within.textMs + Math.ceil(bytes.length / slowestBytesPerMs)
      const response = await fetched(
        'an upload',
        url,
        {
          method: 'POST',
          headers: { 'content-type': contentType },
          body: new Uint8Array(bytes),
          signal: AbortSignal.any([signal, AbortSignal.timeout(Math.min(within.filesMs, mostMs))]),
        },
        signal,
      )
      if (response.status === 429) throw new Limited(restOf(response))
      if (!response.ok) throw new Unanswered('an upload', `status ${response.status}`)
    },
  }
}

/** What shares one limit: a method in a workspace; posts are counted by channel. */
const limitOf = (team: string, method: string, { channel }: Call['args']): string =>
  method === 'chat.postMessage' && typeof channel === 'string' ? `${team} ${method} ${channel}` : `${team} ${method}`

/** The library's own log would name addresses that carry secrets. */
const silent = Object.fromEntries(
  ['debug', 'info', 'warn', 'error', 'setLevel', 'setName'].map(name => [name, () => {}]).concat([['getLevel', () => 'error']]),
) as never

const unauthorized = (cause?: unknown): Fault =>
  new Fault('config', 'Slack refuses our token; the operator has to set SLACK_BOT_TOKEN anew or install me again.', { cause })

const restOf = (response: Response): number => {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : unsaidRestMs
}

/** The answer with its body read to the end: one that stops in its middle must hold nobody up. */
async function fetched(what: string, url: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error' })
    await response.arrayBuffer()
    return response
  } catch (thrown) {
    signal.throwIfAborted()
    throw new Unanswered(what, nameOf(thrown))
  }
}

/** The library's errors hold what was sent: only what may be logged is taken over. */
async function sorted(method: string, thrown: unknown): Promise<Error> {
  const { webApi: library } = await import('@slack/bolt')
  if (thrown instanceof library.WebAPIRateLimitedError) return new Limited(thrown.retryAfter * 1_000)
  if (thrown instanceof library.WebAPIHTTPError) return new Unanswered(method, `status ${thrown.statusCode}`)
  if (thrown instanceof library.WebAPIPlatformError) {
    const {
      error,
      needed,
      response_metadata: more,
    } = thrown.data as {
      readonly error: string
      readonly needed?: string
      readonly response_metadata?: { readonly messages?: readonly string[]; readonly retryAfter?: number }
    }
    // A limit may be told as any other error is.
    if (isWord(error, 'limited')) return new Limited((more?.retryAfter ?? 1) * 1_000)
    // Slack failed in the middle of it: some of it may have been done.
    if (isWord(error, 'broken')) return new Unanswered(method, error)
    const known = { ...(needed !== undefined && { needed }), details: more?.messages ?? [] }
    return new Refused(method, error, known)
  }
  return new Unanswered(method, nameOf(thrown instanceof library.WebAPIRequestError ? thrown.original : thrown))
}

const nameOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return 'something'
  const { cause } = thrown
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  return code === '' ? thrown.name : `${thrown.name} (${code})`
}

async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    signal.throwIfAborted()
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
    // What comes after nobody waits any more is nobody's error.
    work.catch(() => {})
    aborted.promise.catch(() => {})
  }
}
