import { StringDecoder } from 'node:string_decoder'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { Dispatcher } from 'undici'
import type { Answer } from './exchange.ts'

/** How one connection ended: by the server, by the network, or before it began. */
export type LinkEnd =
  | { readonly type: 'closed' }
  | { readonly type: 'broken'; readonly cause: unknown }
  | { readonly type: 'timeout' }
  | { readonly type: 'refused'; readonly status: number; readonly headers: Answer['headers'] }
  /** Not an event stream, or an event without an end. */
  | { readonly type: 'garbled' }

export type LinkHandlers = {
  readonly onEvent: (event: EventSourceMessage) => void
  readonly onComment: (comment: string) => void
  readonly onEnd: (end: LinkEnd) => void
}

/** One connection. After `close` nothing is called any more but the handlers of what the present chunk still holds. */
export type Link = {
  readonly pause: () => void
  readonly resume: () => void
  readonly close: () => void
  /** Like `close`, but gives the server a second to end by itself, so that the connection can serve the next stream. */
  readonly closeSoon: () => void
}

const lingerMs = 1_000
const left = new Error('The stream was left.') // made once: its stack is the dearest part of ending a stream

export type LinkOptions = {
  readonly origin: string
  /** With its query. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** From asking to the answer's headers. */
  readonly connectWithinMs: number
  /** The longest event, in characters. */
  readonly maxChars: number
}

/** Opens an address as a stream of server-sent events and pushes them as they come. It sends the headers it is given and no others. */
export function openLink(dispatcher: Dispatcher, options: LinkOptions, handlers: LinkHandlers): Link {
  let controller: Dispatcher.DispatchController | undefined
  let over = false
  let deadline: NodeJS.Timeout | undefined
  const close = (): void => {
    if (over) return
    over = true
    clearTimeout(deadline)
    controller?.abort(left)
  }
  const closeSoon = (): void => {
    if (over) return
    over = true
    clearTimeout(deadline)
    deadline = setTimeout(() => controller?.abort(left), lingerMs).unref()
    controller?.resume()
  }
  const end = (how: LinkEnd): void => {
    if (over) return clearTimeout(deadline) // lingering is over, too
    close()
    handlers.onEnd(how)
  }
  deadline = setTimeout(() => end({ type: 'timeout' }), options.connectWithinMs)

  const decoder = new StringDecoder('utf8') // keeps a character that two chunks share; cheaper than TextDecoder on small chunks
  const parser = createParser({
    onEvent: handlers.onEvent,
    onComment: handlers.onComment,
    onError: error => {
      if (error.type === 'max-buffer-size-exceeded') end({ type: 'garbled' })
    },
    maxBufferSize: options.maxChars,
  })

  dispatcher.dispatch(
    {
      origin: options.origin,
      path: options.path,
      method: 'GET',
      headers: options.headers,
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    {
      onRequestStart(started) {
        controller = started
        if (over) started.abort(left)
      },
      onResponseStart(_, status, headers) {
        if (status < 200) return
        clearTimeout(deadline)
        deadline = undefined // a cleared timer is not small, and a stream may be open for long
        if (status !== 200) end({ type: 'refused', status, headers })
        else if (!String(headers['content-type']).startsWith('text/event-stream')) end({ type: 'garbled' })
      },
      onResponseData(_, chunk) {
        if (!over) parser.feed(decoder.write(chunk))
      },
      onResponseEnd() {
        end({ type: 'closed' })
      },
      onResponseError(_, cause) {
        end({ type: 'broken', cause })
      },
    },
  )
  return { pause: () => controller?.pause(), resume: () => controller?.resume(), close, closeSoon }
}
