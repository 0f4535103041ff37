import { type Dispatcher, request } from 'undici'
import { Fault } from '#core/fault.ts'

/** The most one output may weigh: more than any picture, enough for a minute of video. */
const mostBytes = 100 * 1024 * 1024

const withinMs = 60_000

/** Fetches an output of a prediction, from the model service's own hosts alone. */
export type FetchOutput = (url: string, signal: AbortSignal) => Promise<Uint8Array>

/**
 * A fetcher of outputs: `replicate.delivery` and its sub-domains by https, the given origins (the API's own, the
 * sandbox), and data URIs. Anything else is refused, redirects too: an output is foreign text and names what it likes.
 */
export function outputFetcher(options: { readonly origins: readonly string[]; readonly dispatcher?: Dispatcher }): FetchOutput {
  const origins = new Set(options.origins.map(origin => new URL(origin).origin))
  return async (address, signal) => {
    if (address.startsWith('data:')) return fromDataUri(address)
    const url = URL.canParse(address) ? new URL(address) : undefined
    if (url === undefined || !isAllowed(url, origins))
      throw new Fault('platform', 'The model answered with an address that is not Replicate’s; it was not opened.')
    try {
      const response = await request(url, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(withinMs)]),
        ...(options.dispatcher !== undefined && { dispatcher: options.dispatcher }),
      })
      if (response.statusCode !== 200) {
        await response.body.dump()
        if (response.statusCode === 404 || response.statusCode === 410) {
          throw new Fault('gone', 'Replicate deleted the result before it could be kept; start it anew.')
        }
        if (response.statusCode >= 300 && response.statusCode < 400)
          throw new Fault('platform', 'The model’s result lies behind another address; it was not opened.')
        throw new Fault('busy', 'Replicate does not hand out the result right now.', { retryAfterMs: 2_000 })
      }
      const pieces: Uint8Array[] = []
      let bytes = 0
      for await (const piece of response.body as AsyncIterable<Uint8Array>) {
        bytes += piece.length
        if (bytes > mostBytes) throw new Fault('model', 'The model’s result is larger than 100 MB; it was not kept.')
        pieces.push(piece)
      }
      return Buffer.concat(pieces)
    } catch (thrown) {
      signal.throwIfAborted()
      if (thrown instanceof Fault) throw thrown
      throw new Fault('busy', 'Replicate does not hand out the result right now.', { cause: thrown, retryAfterMs: 2_000 })
    }
  }
}

function isAllowed(url: URL, origins: ReadonlySet<string>): boolean {
  if (url.username !== '' || url.password !== '') return false
  if (origins.has(url.origin)) return true
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    (url.hostname === 'replicate.delivery' || url.hostname.endsWith('.replicate.delivery'))
  )
}

function fromDataUri(address: string): Uint8Array {
  const unreadable = 'The model’s result cannot be read.'
  const found = /^data:[^,]*?(;base64)?,/i.exec(address)
  if (found === null || address.length > mostBytes * 1.4) throw new Fault('model', unreadable)
  const body = address.slice(found[0].length)
  if (found[1] !== undefined) return Buffer.from(body, 'base64')
  try {
    return Buffer.from(decodeURIComponent(body))
  } catch (thrown) {
    throw new Fault('model', unreadable, { cause: thrown })
  }
}
