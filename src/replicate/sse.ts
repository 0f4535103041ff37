import { StringDecoder } from 'node:string_decoder'
import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser'
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
  const { origin, path, headers } = options
  const connection = new Connection(options, handlers)
  dispatcher.dispatch({ origin, path, method: 'GET', headers, headersTimeout: 0, bodyTimeout: 0 }, connection)
  return connection
}

/** A class, since undici calls its methods as they stand: each of a thousand streams has one, and no closures for them. */
class Connection implements Link, Dispatcher.DispatchHandler {
  readonly #handlers: LinkHandlers
  readonly #decoder = new StringDecoder('utf8') // keeps a character that two chunks share; cheaper than TextDecoder on small chunks
  readonly #parser: EventSourceParser
  #controller: Dispatcher.DispatchController | undefined
  #deadline: NodeJS.Timeout | undefined
  #over = false

  constructor({ connectWithinMs, maxChars }: LinkOptions, handlers: LinkHandlers) {
    this.#handlers = handlers
    this.#parser = createParser({
      onEvent: handlers.onEvent,
      onComment: handlers.onComment,
      onError: error => {
        if (error.type === 'max-buffer-size-exceeded') this.#end({ type: 'garbled' })
      },
      maxBufferSize: maxChars,
    })
    this.#deadline = setTimeout(() => this.#end({ type: 'timeout' }), connectWithinMs)
  }

  pause(): void {
    this.#controller?.pause()
  }
  resume(): void {
    this.#controller?.resume()
  }
  close(): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#deadline)
    this.#controller?.abort(left)
  }
  closeSoon(): void {
    if (this.#over) return
    this.#over = true
    clearTimeout(this.#deadline)
    this.#deadline = setTimeout(() => this.#controller?.abort(left), lingerMs).unref()
    this.#controller?.resume()
  }
  #end(how: LinkEnd): void {
    if (this.#over) return clearTimeout(this.#deadline) // lingering is over, too
    this.close()
    this.#handlers.onEnd(how)
  }

  onRequestStart(started: Dispatcher.DispatchController): void {
    this.#controller = started
    if (this.#over) started.abort(left)
  }
  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Answer['headers']): void {
    if (status < 200) return
    clearTimeout(this.#deadline)
    this.#deadline = undefined // a cleared timer is not small, and a stream may be open for long
    if (status !== 200) this.#end({ type: 'refused', status, headers })
    else if (!String(headers['content-type']).startsWith('text/event-stream')) this.#end({ type: 'garbled' })
  }
  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#over) this.#parser.feed(this.#decoder.write(chunk))
  }
  onResponseEnd(): void {
    this.#end({ type: 'closed' })
  }
  onResponseError(_: Dispatcher.DispatchController, cause: Error): void {
    this.#end({ type: 'broken', cause })
  }
}
