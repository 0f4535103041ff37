import { createParser } from 'eventsource-parser'
import { Agent, type Dispatcher, request } from 'undici'
import { type CogResult, readCogHealth, type CogHealth, readCogResult } from './cog-wire.ts'
import { ReplicateError } from './errors.ts'
import { errorCode } from './redact.ts'
import { refusedByCog } from './cog-refusal.ts'
import { isRecord } from './wire.ts'

export type CogRequest = {
  /** Names the prediction, so that it can be canceled; 1 to 255 characters. */
  readonly id: string
  /** Files as http(s) addresses that the container can reach, or data URIs. */
  readonly input: Readonly<Record<string, unknown>>
}

/** What a container says while it works. `completed` is the last. */
export type CogEvent =
  | { readonly event: 'start' }
  | { readonly event: 'output'; readonly chunk: unknown; readonly index: number | undefined }
  | { readonly event: 'log'; readonly text: string }
  | { readonly event: 'metric'; readonly name: string; readonly value: number }
  /** Events were lost because nobody read them in time. */
  | { readonly event: 'lost'; readonly skipped: number | undefined }
  | { readonly event: 'completed'; readonly result: CogResult }

/**
 * A Cog container by its HTTP API. Errors are `ReplicateError`s: `throttled` when all its places are taken, `platform`
 * when it is not ready, `invalid-input` with the fields it refused. A prediction that fails is a result, as Cog has it.
 */
export type Cog = {
  readonly health: (signal?: AbortSignal) => Promise<CogHealth>
  /** The container's OpenAPI document, for `readSchema`. */
  readonly schema: (signal?: AbortSignal) => Promise<unknown>
  /** Resolves when it takes predictions. Kind `timeout` after `withinMs`; kind `model` when its set-up failed. */
  readonly ready: (options: {
    readonly withinMs: number
    readonly everyMs?: number
    readonly signal?: AbortSignal
  }) => Promise<CogHealth>
  /** Runs to the end. Leaving the connection, as `signal` does, cancels it. Unlike at Replicate nothing goes on alone. */
  readonly predict: (asked: CogRequest, signal?: AbortSignal) => Promise<CogResult>
  /** The same with events as they come, where the model streams; another model's events are its start and its end. */
  readonly stream: (asked: CogRequest, signal?: AbortSignal) => AsyncGenerator<CogEvent, void, undefined>
  /** False when no such prediction runs. */
  readonly cancel: (id: string, signal?: AbortSignal) => Promise<boolean>
  readonly close: () => Promise<void>
}

const answerWithinMs = 10_000
const maxBytes = 256 * 1024 * 1024 // outputs come as data URIs

/** A client for the container at an origin (`http://host:5000`). It sends no token anywhere. */
export function createCog(origin: string, options: { readonly dispatcher?: Dispatcher } = {}): Cog {
  const own = options.dispatcher === undefined ? new Agent({ allowH2: false }) : undefined
  const dispatcher = options.dispatcher ?? own!

  const ask = async (
    method: 'GET' | 'POST' | 'PUT',
    path: string,
    how: {
      readonly json?: unknown
      readonly accept?: string
      readonly signal?: AbortSignal | undefined
      readonly isLong?: true
    } = {},
  ): Promise<Dispatcher.ResponseData> => {
    const { signal, isLong } = how
    const within = isLong ? undefined : AbortSignal.timeout(answerWithinMs)
    const signals = [signal, within].filter(one => one !== undefined)
    try {
      return await request(origin + path, {
        dispatcher,
        method,
        headers: { accept: how.accept ?? 'application/json', 'content-type': 'application/json' },
        headersTimeout: 0,
        bodyTimeout: 0,
        ...(how.json === undefined ? {} : { body: JSON.stringify(how.json) }),
        ...(signals.length === 0 ? {} : { signal: AbortSignal.any(signals) }),
      })
    } catch (thrown) {
      signal?.throwIfAborted()
      if (within?.aborted === true) throw new ReplicateError('timeout', `The container did not answer ${method} ${path} in time.`)
      throw new ReplicateError('unreachable', `The container could not be reached (${errorCode(thrown) ?? 'no reason given'}).`, {
        cause: thrown,
      })
    }
  }
  const readJson = async ({ body }: Dispatcher.ResponseData, signal: AbortSignal | undefined): Promise<unknown> => {
    const chunks: Uint8Array[] = []
    let bytes = 0
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        bytes += chunk.length
        if (bytes > maxBytes) throw new ReplicateError('too-large', `The container’s answer has more than ${maxBytes} bytes.`)
        chunks.push(chunk)
      }
      return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown
    } catch (thrown) {
      signal?.throwIfAborted()
      if (thrown instanceof SyntaxError) return undefined
      if (thrown instanceof ReplicateError) throw thrown
      throw new ReplicateError('unreachable', `The container’s answer broke off (${errorCode(thrown) ?? 'no reason given'}).`, {
        cause: thrown,
      })
    }
  }
  const okJson = async (answer: Dispatcher.ResponseData, path: string, signal: AbortSignal | undefined): Promise<unknown> => {
    const value = await readJson(answer, signal)
    if (answer.statusCode >= 200 && answer.statusCode < 300) return value
    throw refusedByCog(answer.statusCode, path, value)
  }

  const health: Cog['health'] = async signal => {
    const read = readCogHealth(await okJson(await ask('GET', '/health-check', { signal }), '/health-check', signal))
    if (read === undefined) throw new ReplicateError('protocol', 'What answers there is no Cog container.')
    return read
  }
  const predict: Cog['predict'] = async ({ id, input }, signal) => {
    const path = `/predictions/${encodeURIComponent(id)}`
    const answer = await ask('PUT', path, { json: { id, input }, signal, isLong: true })
    const result = readCogResult(await okJson(answer, path, signal))
    if (result === undefined) throw new ReplicateError('protocol', 'The container’s answer is no prediction.')
    return result
  }

  return {
    health,
    predict,
    schema: async signal => okJson(await ask('GET', '/openapi.json', { signal }), '/openapi.json', signal),
    async ready({ withinMs, everyMs = 500, signal }) {
      const until = performance.now() + withinMs
      for (;;) {
        const found = await health(signal).catch((thrown: unknown) => {
          if (thrown instanceof ReplicateError && thrown.kind === 'unreachable') return undefined
          throw thrown
        })
        if (found?.status === 'READY' || found?.status === 'BUSY') return found
        if (found?.status === 'SETUP_FAILED' || found?.status === 'DEFUNCT')
          throw new ReplicateError('model', 'The container’s set-up failed.', { detail: found.setup?.logs })
        if (performance.now() >= until)
          throw new ReplicateError('timeout', `The container was not ready within ${withinMs / 1_000} s.`)
        await pause(everyMs, signal)
      }
    },
    async *stream(asked, signal) {
      const path = `/predictions/${encodeURIComponent(asked.id)}`
      const answer = await ask('PUT', path, { json: asked, accept: 'text/event-stream', signal, isLong: true })
      if (answer.statusCode === 406) {
        // Not marked as streaming: the same prediction, heard at its end.
        await answer.body.dump()
        yield { event: 'start' }
        yield { event: 'completed', result: await predict(asked, signal) }
        return
      }
      if (answer.statusCode !== 200) throw refusedByCog(answer.statusCode, path, await readJson(answer, signal))
      if (!String(answer.headers['content-type']).startsWith('text/event-stream')) {
        const result = readCogResult(await readJson(answer, signal))
        if (result === undefined) throw new ReplicateError('protocol', 'The container’s answer is no prediction.')
        yield { event: 'completed', result }
        return
      }
      yield* events(answer.body, signal)
    },
    async cancel(id, signal) {
      const { statusCode, body } = await ask('POST', `/predictions/${encodeURIComponent(id)}/cancel`, { json: {}, signal })
      await body.dump()
      return statusCode === 200
    },
    close: async () => own?.destroy(),
  }
}

async function* events(
  body: Dispatcher.ResponseData['body'],
  signal: AbortSignal | undefined,
): AsyncGenerator<CogEvent, void, undefined> {
  const heard: CogEvent[] = []
  const decoder = new TextDecoder()
  const parser = createParser({
    onEvent: ({ event, data }) => {
      const read = readCogEvent(event, data)
      if (read !== undefined) heard.push(read)
    },
    maxBufferSize: maxBytes,
  })
  try {
    for await (const chunk of body as AsyncIterable<Uint8Array>) {
      parser.feed(decoder.decode(chunk, { stream: true }))
      for (const event of heard.splice(0)) {
        yield event
        if (event.event === 'completed') return
      }
    }
  } catch (thrown) {
    signal?.throwIfAborted()
    throw new ReplicateError('unreachable', `The container’s stream broke (${errorCode(thrown) ?? 'no reason given'}).`, {
      cause: thrown,
    })
  } finally {
    body.on('error', () => {})
    body.destroy()
  }
  throw new ReplicateError('unreachable', 'The container’s stream ended without a result.')
}

function readCogEvent(event: string | undefined, data: string): CogEvent | undefined {
  let value: unknown
  try {
    value = JSON.parse(data)
  } catch {
    return undefined
  }
  if (!isRecord(value)) return undefined
  const number = (name: string): number | undefined => (typeof value[name] === 'number' ? value[name] : undefined)
  switch (event) {
    case 'start':
      return { event }
    case 'output':
      return { event, chunk: value['chunk'], index: number('index') }
    case 'log':
      return typeof value['data'] === 'string' ? { event, text: value['data'] } : undefined
    case 'metric':
      return typeof value['name'] === 'string' && number('value') !== undefined
        ? { event, name: value['name'], value: number('value')! }
        : undefined
    case 'error':
      return { event: 'lost', skipped: number('skipped') }
    case 'completed': {
      const result = readCogResult(value)
      return result === undefined ? undefined : { event, result }
    }
    default:
      return undefined
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  signal?.addEventListener('abort', () => resolve(), { once: true })
  await promise
  clearTimeout(timer)
  signal?.throwIfAborted()
}
