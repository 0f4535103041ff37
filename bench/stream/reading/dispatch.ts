import { StringDecoder } from 'node:string_decoder'
import { createParser } from 'eventsource-parser'
import { Agent } from 'undici'
import type { Reading } from '../words.ts'

/** The least there can be between a socket and an event: nothing waits, repeats, tells errors apart or iterates. */
export function dispatch(origin: string): Reading {
  const agent = new Agent({ allowH2: false })
  return (nth, onToken) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const decoder = new StringDecoder('utf8')
    const parser = createParser({
      onEvent: ({ event, data }) => {
        if (event === 'output') onToken(data)
      },
    })
    agent.dispatch(
      {
        origin,
        path: `/streams/${nth}`,
        method: 'GET',
        headers: { accept: 'text/event-stream' },
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart: () => {},
        onResponseStart: () => {},
        onResponseData: (_, chunk) => parser.feed(decoder.write(chunk)),
        onResponseEnd: () => resolve(),
        onResponseError: (_, cause) => reject(cause),
      },
    )
    return promise
  }
}
