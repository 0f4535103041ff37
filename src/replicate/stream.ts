import { Mailbox } from './mailbox.ts'
import { createReading, type StreamEvent, type StreamOptions, type StreamWire } from './reading.ts'

export { errorDetail, type StreamEnding, type StreamEvent, type StreamOptions } from './reading.ts'

/**
 * A prediction's events as they come, across broken connections: none twice, none left out that Replicate still has.
 * The last one is always `done`. It never throws but for its signal. Leaving the loop, or the signal, closes the connection.
 * It can be read once.
 */
export type PredictionStream = AsyncIterableIterator<StreamEvent, undefined>

/** How a stream ended that was listened to. */
export type StreamEnd = Extract<StreamEvent, { readonly event: 'done' }>

// A reader this far behind stops the socket: a second of fast text, and never many data URIs.
const heldEvents = 1_024
const heldChars = 1024 * 1024

/** The events of a stream to be taken one by one: a slow reader slows the socket. */
export function follow(wire: StreamWire, url: URL, options: StreamOptions = {}): PredictionStream {
  const mailbox = new Mailbox<StreamEvent>({
    items: heldEvents,
    chars: heldChars,
    onFull: () => reading.pause(),
    onEmpty: () => reading.resume(),
  })
  const reading = createReading(wire, url, options, {
    put: event => mailbox.put(event, event.data.length),
    end: () => mailbox.end(),
    fail: reason => mailbox.fail(reason),
    isBehind: () => mailbox.isBehind(),
  })
  let isNew = true
  return {
    next() {
      if (isNew) {
        isNew = false
        reading.open()
      }
      return mailbox.take()
    },
    async return() {
      isNew = false
      reading.close()
      mailbox.drop()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/**
 * The events of a stream pushed as they come, with nothing between: the cheapest way to hear a thousand streams at once.
 * Resolves with how it ended; rejects with the signal's reason, or what `onEvent` throws, and the connection is closed.
 */
export function listen(
  wire: StreamWire,
  url: URL,
  onEvent: (event: Exclude<StreamEvent, StreamEnd>) => void,
  options: StreamOptions = {},
): Promise<StreamEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<StreamEnd>()
  let isOver = false
  const reading = createReading(wire, url, options, {
    put(event) {
      if (isOver) return // the rest of a chunk whose event was not wanted
      if (event.event === 'done') return resolve(event)
      try {
        onEvent(event)
      } catch (thrown) {
        isOver = true
        reading.close()
        reject(thrown)
      }
    },
    end() {},
    fail: reject,
    isBehind: () => false,
  })
  reading.open()
  return promise
}
