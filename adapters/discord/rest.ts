import { AsyncLocalStorage } from 'node:async_hooks'
import type { RawFile, REST, RequestMethod } from 'discord.js'
import { Fault } from '#core/fault.ts'
import type { Meter } from '#core/meter.ts'
import type { Log } from '#core/ports.ts'
import { createFirstAnswers } from './first-answers.ts'
import { pause } from './pause.ts'
import { Limited, Refused } from './refusal.ts'

/** One request. A path that carries an interaction's token is sent without our own. */
export type Call = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: `/${string}`
  readonly body?: unknown
  readonly files?: readonly RawFile[]
  readonly signal: AbortSignal
  /** Throws `Limited` where it would have to wait for a limit. */
  readonly isImpatient?: boolean
  /** Sent at once or not at all: impatient, and not repeated either. */
  readonly isFrame?: boolean
  /** Whether sending it twice does no harm. Absent: for everything but POST. */
  readonly isRepeatable?: boolean
}

/** What Discord answered. */
export type Answer = { readonly body: unknown; readonly header: (name: string) => string | null }

/** Our way to Discord's REST. Limits are kept by one client, whoever asks. */
export interface Rest {
  /** Throws `Refused` where Discord says no, `Limited` for frames, a Fault where it cannot be asked, and what the signal says. */
  call(call: Call): Promise<Answer>
}

/** How long an answer may take: what is small soon, files after their upload. */
const usualPatience = { frameMs: 10_000, textMs: 15_000, filesMs: 90_000 }
type Patience = Readonly<typeof usualPatience>

/** The library repeats at once and without a pause, so it is told not to repeat: we wait in between. */
const pausesMs = [300, 1_000, 3_000]

/** Opens the way. Nothing is loaded before the first call. `api` is the address without a version; `onUnauthorized` is called once. */
export function createRest(options: {
  readonly api: string
  readonly token: string
  readonly meter: Meter
  readonly log: Log
  /** Discord refused our token: nothing works until the operator sets another. */
  readonly onUnauthorized?: () => void
  /** For tests: how long each pause before a repetition is, and how long an answer may take. */
  readonly pausesMs?: readonly number[]
  readonly within?: Partial<Patience>
}): Rest {
  const { api, token, meter, log, onUnauthorized = () => {} } = options
  const pauses = options.pausesMs ?? pausesMs
  const within = { ...usualPatience, ...options.within }
  const current = new AsyncLocalStorage<Call>()
  let isUnauthorized = false
  let opened: Promise<REST> | undefined
  const firsts = createFirstAnswers(thrown => thrown instanceof Error && 'rawError' in thrown)

  const open = async (): Promise<REST> => {
    const library = await import('discord.js')
    const rest = new library.REST({
      version: '10',
      api,
      retries: 0,
      timeout: within.filesMs,
      // The library's own timeout is one for all; each call has its own, from when it is really sent.
      makeRequest: async (url, init) => {
        const patience = new AbortController()
        const timer = setTimeout(() => patience.abort(), withinMs(current.getStore(), within))
        try {
          const signals = [patience.signal, ...(init.signal instanceof AbortSignal ? [init.signal] : [])]
          const form = init.body instanceof FormData ? await encoded(init.body, init.headers) : {}
          const signal = AbortSignal.any(signals)
          const response = await library.DefaultRestOptions.makeRequest(url, { ...init, ...form, signal })
          // Its time ends with its last byte: an answer that stops in its middle must hold nobody up.
          const bytes = await response.arrayBuffer()
          const { status, statusText, headers } = response
          return new Response(bytes.byteLength === 0 ? null : bytes, { status, statusText, headers: [...headers] })
        } finally {
          clearTimeout(timer)
        }
      },
      invalidRequestWarningInterval: 500,
      // The library asks in the call's own context, so one client with one memory of limits serves frames and last words.
      rejectOnRateLimit: () => {
        const call = current.getStore()
        return call?.isFrame === true || call?.isImpatient === true
      },
    }).setToken(token)
    rest.on(library.RESTEvents.Response, (_request, { status }) => {
      if (status === 429) meter.throttled('discord')
    })
    rest.on(library.RESTEvents.InvalidRequestWarning, ({ count, remainingTime }) =>
      log.warn(
        { count, remainingMs: remainingTime },
        'Discord refused many requests; after 10,000 in ten minutes it bans this address',
      ),
    )
    return rest
  }

  const once = async (call: Call): Promise<Answer> => {
    opened ??= open()
    const rest = await opened
    const send = () =>
      current.run(call, () =>
        rest.queueRequest({
          method: call.method as RequestMethod,
          fullRoute: call.path,
          auth: !isByToken(call),
          // A signal of its own: the library never takes its listeners away.
          signal: AbortSignal.any([call.signal]),
          ...(call.body !== undefined && { body: call.body }),
          ...(call.files !== undefined && { files: [...call.files] }),
        }),
      )
    // Each token has a limit of its own.
    const sent = isByToken(call) ? send() : firsts.after(routeOf(call), send)
    // The library sleeps through its limits without looking at the signal.
    const response = await unlessAborted(sent, call.signal)
    const body: unknown = response.status === 204 ? undefined : await response.json()
    return { body, header: name => response.headers.get(name) }
  }

  return {
    async call(call) {
      for (let attempt = 0; ; attempt++) {
        call.signal.throwIfAborted()
        if (isUnauthorized && !isByToken(call)) throw unauthorized()
        try {
          return await once(call)
        } catch (thrown) {
          call.signal.throwIfAborted()
          const known = await sorted(thrown)
          if (known instanceof Limited) throw known
          if (known instanceof Refused && known.status === 401 && !isByToken(call)) {
            if (!isUnauthorized) onUnauthorized()
            isUnauthorized = true
            throw unauthorized(known)
          }
          const isDecided = known instanceof Refused && known.status < 500
          const isRepeatable = call.isRepeatable ?? call.method !== 'POST'
          const pauseMs = pauses[attempt]
          if (isDecided || !isRepeatable || call.isFrame || pauseMs === undefined) {
            if (known instanceof Refused) throw known
            throw new Fault('platform', 'Discord cannot be reached right now.', { cause: known })
          }
          await pause(pauseMs * (0.75 + Math.random() / 2), call.signal)
        }
      }
    },
  }
}

const withinMs = (call: Call | undefined, within: Patience): number =>
  call?.files !== undefined ? within.filesMs : call?.isFrame ? within.frameMs : within.textMs

/**
 * A form as bytes. Which client sends it is decided by who was loaded first in this process, and each takes forms of its own
 * making alone; bytes all of them take.
 */
async function encoded(form: FormData, headers: unknown): Promise<{ readonly body: Buffer; readonly headers: object }> {
  const response = new Response(form)
  const type = response.headers.get('content-type')
  return { body: Buffer.from(await response.arrayBuffer()), headers: { ...(headers as object), 'content-type': type } }
}

/** A route as the library tells them apart: all messages of all channels are one. */
const routeOf = ({ method, path }: Call): string => `${method} ${path.replaceAll(/\d{17,19}/g, ':id')}`

const isByToken = ({ path }: Call): boolean => /^\/(?:webhooks|interactions)\/\d+\/[^/]+/.test(path)

const unauthorized = (cause?: unknown): Fault =>
  new Fault('config', 'Discord refuses our token; the operator has to set DISCORD_TOKEN anew.', { cause })

/** The library's errors carry the whole request, tokens and words of people: only what may be logged is taken over. */
async function sorted(thrown: unknown): Promise<Error> {
  const { DiscordAPIError, HTTPError, RateLimitError } = await import('discord.js')
  if (thrown instanceof RateLimitError) return new Limited(Math.max(thrown.retryAfter, thrown.timeToReset, 0))
  if (thrown instanceof DiscordAPIError) return new Refused(thrown.status, Number(thrown.code) || 0, thrown.message)
  if (thrown instanceof HTTPError) return new Refused(thrown.status, 0, 'no answer of Discord itself')
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  const name = thrown instanceof Error ? thrown.name : 'something'
  return new Error(`The request did not end well: ${name}${code === '' ? '' : ` (${code})`}.`)
}

async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([work, aborted.promise])
  } finally {
    signal.removeEventListener('abort', onAbort)
    // What comes after nobody waits any more is nobody's error.
    work.catch(() => {})
    aborted.promise.catch(() => {})
  }
}
