import type { EventSourceMessage } from 'eventsource-parser'
import type { Dispatcher } from 'undici'
import { ReplicateError } from './errors.ts'
import { errorCode } from './redact.ts'
import { isAtOrBefore, Seen } from './seen.ts'
import { type Link, type LinkEnd, openLink } from './sse.ts'

/** How a stream ended. `cut`: without a word, so only the prediction itself can tell what became of it. */
export type StreamEnding = 'finished' | 'canceled' | 'error' | 'cut'

export type StreamEvent =
  /** `output`: a fragment of text, to be joined with nothing between, or the URL of a file. `error`: see `errorDetail`. */
  | { readonly event: 'output' | 'logs' | 'error'; readonly id: string | undefined; readonly data: string }
  | {
      readonly event: 'done'
      readonly id: string | undefined
      readonly data: string
      readonly reason: StreamEnding
      /** Why a `cut` stream could not be continued, where that is known. */
      readonly cause?: ReplicateError
    }

export type StreamOptions = {
  readonly signal?: AbortSignal | undefined
  /** Go on after this event of an earlier reading. */
  readonly lastEventId?: string | undefined
  /** End as `cut` when no event came for so long; comments that keep the line open are no events. Unset: never. */
  readonly silenceMs?: number | undefined
  /** Connections tried in a row that bring nothing new (5). */
  readonly attempts?: number | undefined
  /** The first wait before a new connection is between 0 and this (250 ms); it doubles, up to 16 times. */
  readonly baseMs?: number | undefined
}

export type StreamWire = {
  readonly dispatcher: Dispatcher
  readonly userAgent: string
  readonly random: () => number
  readonly secrets: readonly string[]
}

const connectWithinMs = 30_000
const maxEventChars = 64 * 1024 * 1024 // a file may come as a data URI

/** Where a reading puts what it hears. */
export type Sink = {
  readonly put: (event: StreamEvent) => void
  /** Nothing comes after this. */
  readonly end: () => void
  /** The reading was ended by its signal, for this reason. */
  readonly fail: (reason: unknown) => void
  /** Whether events wait to be taken: then a silence is the reader's own. */
  readonly isBehind: () => boolean
}

/** One reading of a stream: nothing happens before `open`, nothing after `close`. */
export type Reading = {
  readonly open: () => void
  readonly close: () => void
  /** Stops and lets go on the socket of the present connection. */
  readonly pause: () => void
  readonly resume: () => void
}

/** Reads a stream from its address alone: no token is sent, since the address itself is the permission. */
export function createReading(wire: StreamWire, url: URL, options: StreamOptions, sink: Sink): Reading {
  const { signal, silenceMs, attempts = 5, baseMs = 250 } = options
  const { origin } = url
  const path = url.pathname + url.search
  let link: Link | undefined
  let timer: NodeJS.Timeout | undefined
  let silence: NodeJS.Timeout | undefined
  let heardAt = 0

  const seen = new Seen()
  const before = options.lastEventId
  let last = before
  let mayRepeat = before !== undefined
  let nameless = false // an event without an id was passed on: a new connection could only repeat it
  let gone = false // the server said that nothing more will come
  let fruitless = 0

  const close = (how: 'close' | 'closeSoon' = 'close'): void => {
    clearTimeout(timer)
    clearTimeout(silence)
    signal?.removeEventListener('abort', aborted)
    link?.[how]()
  }
  const aborted = (): void => {
    close()
    sink.fail(signal?.reason)
  }
  const finish = (event: StreamEvent, how: 'close' | 'closeSoon'): void => {
    close(how)
    sink.put(event)
    sink.end()
  }
  const cut = (cause?: ReplicateError): void =>
    finish({ event: 'done', id: undefined, data: '', reason: 'cut', ...(cause === undefined ? {} : { cause }) }, 'close')

  // Called for each token of each stream, so the parser's own object is handed on.
  const onEvent = (message: EventSourceMessage): void => {
    const { event, id, data } = message
    if (event !== 'output' && event !== 'logs' && event !== 'error' && event !== 'done') return
    if (silenceMs !== undefined) heardAt = performance.now()
    if (event === 'done') return finish({ event, id, data, reason: endingOf(data) }, 'closeSoon')
    if (id === undefined) nameless = true
    else {
      if (mayRepeat && (seen.isOld(id) || (before !== undefined && isAtOrBefore(id, before)))) return
      seen.add(id)
      last = id
    }
    fruitless = 0
    gone = false
    sink.put(message as StreamEvent)
  }
  const onEnd = (end: LinkEnd): void => {
    link = undefined
    const cause = errorOf(end, wire.secrets)
    const lasting = end.type === 'garbled' || (end.type === 'refused' && end.status < 500 && end.status !== 429)
    if (lasting || nameless || gone || ++fruitless > attempts) return cut(cause)
    seen.nextConnection()
    mayRepeat = true
    timer = setTimeout(connect, wire.random() * baseMs * 2 ** Math.min(fruitless - 1, 4))
  }
  const connect = (): void => {
    const headers: Record<string, string> = {
      accept: 'text/event-stream',
      'cache-control': 'no-store',
      'user-agent': wire.userAgent,
    }
    if (last !== undefined && isHeaderText(last)) headers['last-event-id'] = last
    const asked = { origin, path, headers, connectWithinMs, maxChars: maxEventChars }
    link = openLink(wire.dispatcher, asked, { onEvent, onComment, onEnd })
  }
  // After about half a minute on a stream that is no more, Replicate says ":408: 408 Request Timeout".
  const onComment = (comment: string): void => {
    if (comment.trimStart().startsWith('408')) gone = true
  }
  const listen = (waitMs: number, everyMs: number): void => {
    silence = setTimeout(() => {
      const leftMs = sink.isBehind() ? everyMs : heardAt + everyMs - performance.now()
      if (leftMs > 0) listen(leftMs, everyMs)
      else cut(new ReplicateError('timeout', `The stream was silent for ${everyMs / 1_000} s.`))
    }, waitMs)
  }
  const open = (): void => {
    if (signal?.aborted === true) return aborted()
    signal?.addEventListener('abort', aborted)
    heardAt = performance.now()
    if (silenceMs !== undefined) listen(silenceMs, silenceMs)
    connect()
  }

  return { open, close: () => close(), pause: () => link?.pause(), resume: () => link?.resume() }
}

/** The text of an `error` event, which is JSON with a `detail`, or plain. */
export function errorDetail(data: string): string {
  const detail = fieldOf(data, 'detail')
  return typeof detail === 'string' ? detail : data
}

function endingOf(data: string): StreamEnding {
  const reason = fieldOf(data, 'reason')
  return reason === 'canceled' || reason === 'error' ? reason : 'finished'
}

function fieldOf(json: string, name: string): unknown {
  try {
    return (JSON.parse(json) as Record<string, unknown> | null)?.[name]
  } catch {
    return undefined
  }
}

const isHeaderText = (text: string): boolean => text.length <= 1_000 && /^[\x21-\x7e]+$/.test(text)

function errorOf(end: LinkEnd, secrets: readonly string[]): ReplicateError | undefined {
  switch (end.type) {
    case 'closed':
      return undefined
    case 'broken':
      return new ReplicateError('unreachable', `The stream broke (${errorCode(end.cause) ?? 'no reason given'}).`, {
        cause: end.cause,
        secrets,
      })
    case 'timeout':
      return new ReplicateError('timeout', 'The stream did not open in time.')
    case 'refused':
      return new ReplicateError(
        end.status === 404 || end.status === 410 ? 'not-found' : end.status === 429 ? 'throttled' : 'platform',
        `The stream was answered with ${end.status}.`,
        {
          status: end.status,
        },
      )
    case 'garbled':
      return new ReplicateError('protocol', 'The answer is not a stream of events.')
    default:
      return end satisfies never
  }
}
