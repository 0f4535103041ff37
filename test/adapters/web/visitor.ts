import type { FeedEvent, WireMessage, WirePage, WireState } from '../../../adapters/web/wire.ts'
import type { TestConsole } from './harness.ts'

/** A page without a screen: it speaks the wire that the real page speaks. */
export type Visitor = {
  state(): Promise<WireState>
  /** Sends as the page does. `id` is a repeat's, where one is given. */
  say(
    text: string,
    more?: {
      readonly id?: string
      readonly thread?: string
      readonly files?: readonly string[]
      readonly room?: string
      readonly replyTo?: string
    },
  ): Promise<Response>
  send(method: string, path: string, body?: object): Promise<Response>
  messages(room?: string, thread?: string, before?: number): Promise<WirePage>
  /** What the feed told so far, from the moment of `listen`. */
  listen(): Promise<
    AsyncDisposable & {
      readonly events: readonly FeedEvent[]
      until(isThere: (events: readonly FeedEvent[]) => boolean): Promise<void>
    }
  >
}

/** A visitor of a console, with the cookie of one who came by a link where one is given. */
export function visitor(service: TestConsole, options: { readonly cookie?: string; readonly origin?: string } = {}): Visitor {
  const headers = { origin: options.origin ?? service.url, ...(options.cookie !== undefined && { cookie: options.cookie }) }
  const get = async <Answer>(path: string): Promise<Answer> =>
    (await (await fetch(service.url + path, { headers })).json()) as Answer
  const send = (method: string, path: string, body?: object): Promise<Response> =>
    fetch(service.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
  return {
    send,
    state: () => get('/api/state'),
    say: (text, { id = crypto.randomUUID(), room = 'general', files = [], ...more } = {}) =>
      send('POST', '/api/messages', { id, room, text, files, ...more }),
    messages: (room = 'general', thread, before) =>
      get(
        `/api/rooms/${room}/messages?${new URLSearchParams({ ...(thread !== undefined && { thread }), ...(before !== undefined && { before: `${before}` }) }).toString()}`,
      ),
    async listen() {
      const gone = new AbortController()
      const response = await fetch(`${service.url}/api/feed`, { headers, signal: gone.signal })
      const events: FeedEvent[] = []
      let news = Promise.withResolvers<void>()
      let rest = ''
      const reading = (async () => {
        for await (const piece of (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream())) {
          const blocks = (rest + piece).split('\n\n')
          rest = blocks.pop() ?? ''
          for (const block of blocks) {
            const data = /^data: (.*)$/m.exec(block)?.[1]
            const type = /^event: (.*)$/m.exec(block)?.[1] ?? ''
            if (data !== undefined && !['hello', 'beat', 'reset'].includes(type)) events.push(JSON.parse(data) as FeedEvent)
            news.resolve()
            news = Promise.withResolvers()
          }
        }
      })()
      reading.catch(() => {}) // ended by the signal below, or with the service
      await news.promise
      return {
        events,
        async until(isThere) {
          const late = AbortSignal.timeout(10_000)
          while (!isThere(events)) {
            late.throwIfAborted()
            await Promise.race([news.promise, new Promise(resolve => late.addEventListener('abort', resolve, { once: true }))])
          }
        },
        async [Symbol.asyncDispose]() {
          gone.abort()
          await reading.catch(() => {})
        },
      }
    },
  }
}

/** All the words of messages, one string each. */
export const words = (messages: readonly WireMessage[]): readonly string[] =>
  messages.map(
    message =>
      message.text ??
      (message.blocks ?? [])
        .map(block => ('text' in block ? block.text : 'markdown' in block ? block.markdown : block.type))
        .join(' | '),
  )
