import { lookup } from 'node:dns/promises'
import { type LookupFunction, isIP } from 'node:net'
import { type Readable, pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Agent, type Dispatcher, buildConnector, request } from 'undici'
import { Fault } from '#core/fault.ts'
import type { Links } from '#core/ports.ts'
import { isPublicAddress } from './public-address.ts'

type IpAddress = { readonly address: string; readonly family: number }

/** What may be dialled, and by which addresses names are known. The defaults are the only ones for production. */
export type LinksOptions = {
  /** All addresses of a name. */
  readonly resolve?: (name: string) => Promise<readonly IpAddress[]>
  readonly isPublic?: (address: string) => boolean
  readonly isPort?: (port: number) => boolean
  /** For everything: names, redirects, headers and body. */
  readonly withinMs?: number
}

// Where web servers are found; any other port is more likely a door that only looks public.
const webPorts = new Set([80, 443, 8080, 8443])
const redirectsAtMost = 3
const linkChars = 2_048

const refuse = (message: string, cause?: unknown): Fault => new Fault('input', message, cause === undefined ? {} : { cause })
const isPrivate = (): Fault => refuse('That link points into a private network; only public addresses can be fetched.')

/**
 * A fetcher for what people type. Each name is resolved once, each of its addresses must be public, and the connection
 * goes to one of those very addresses; a redirect is a new link and checked like the first. Everything it throws is an
 * `input` fault, but for the reason of the caller's own signal.
 */
export function createLinks({
  resolve = name => lookup(name, { all: true }),
  isPublic = isPublicAddress,
  isPort = port => webPorts.has(port),
  withinMs = 20_000,
}: LinksOptions = {}): Links {
  /** The addresses a link may be dialled by. */
  const addressesOf = async (url: URL, signal: AbortSignal): Promise<readonly IpAddress[]> => {
    const name = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
    const family = isIP(name)
    if (family !== 0) {
      if (!isPublic(name)) throw isPrivate()
      return [{ address: name, family }]
    }
    // Names of one label are machines of the local network, whatever they resolve to.
    if (!name.includes('.') || /\.(localhost|local|internal|home\.arpa)$/i.test(name)) throw isPrivate()
    const found = await withSignal(resolve(name), signal).catch((thrown: unknown) => {
      signal.throwIfAborted()
      throw refuse(`${name} could not be found.`, thrown)
    })
    if (found.length === 0) throw refuse(`${name} could not be found.`)
    if (!found.every(({ address }) => isPublic(address))) throw isPrivate()
    return found
  }

  const open = async (url: URL, signal: AbortSignal): Promise<Opened> => {
    const addresses = await addressesOf(url, signal)
    const agent = new Agent({ connect: dialOnly(addresses, isPublic), pipelining: 0, maxHeaderSize: 16 * 1024 })
    try {
      const answer = await request(url, {
        dispatcher: agent,
        signal,
        headers: { 'user-agent': 'Replichat (fetches a link that a person gave)', accept: '*/*', 'accept-encoding': 'identity' },
      })
      // A body that is left unread breaks when the connection is closed below; nobody waits for that.
      answer.body.on('error', () => {})
      return { answer, [Symbol.asyncDispose]: () => agent.destroy() }
    } catch (thrown) {
      await agent.destroy()
      throw thrown
    }
  }

  return {
    async fetch(link, { maxBytes, signal: caller }) {
      const late = AbortSignal.timeout(withinMs)
      const signal = AbortSignal.any([caller, late])
      let url = checkedUrl(link, isPort)
      try {
        for (let hop = 0; hop <= redirectsAtMost; hop++) {
          await using opened = await open(url, signal)
          const next = redirectOf(opened.answer, url)
          if (next === undefined) return await bodyOf(opened.answer, url, maxBytes)
          url = checkedUrl(next, isPort)
        }
        throw refuse(`That link leads on and on: more than ${redirectsAtMost} redirects.`)
      } catch (thrown) {
        caller.throwIfAborted()
        if (late.aborted) throw refuse(`${url.hostname} took longer than ${Math.ceil(withinMs / 1_000)} s to answer.`)
        throw thrown instanceof Fault ? thrown : refuse(whyUnreached(thrown, url), thrown)
      }
    },
  }
}

type Opened = AsyncDisposable & { readonly answer: Dispatcher.ResponseData }

function checkedUrl(link: string, isPort: (port: number) => boolean): URL {
  if (link.length > linkChars) throw refuse(`That link is too long; ${linkChars} characters are the most.`)
  const url = URL.canParse(link) ? new URL(link) : undefined
  if (url === undefined) throw refuse(`“${link.slice(0, 80)}” is not a link.`)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refuse(
      `Only links that begin with https:// or http:// can be fetched; this one begins with “${url.protocol.slice(0, 20)}”.`,
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw refuse('That link holds a user name or a password; only links that need none can be fetched.')
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (!isPort(port)) throw refuse(`That link names port ${port}; only the usual ports of the web can be fetched from.`)
  return url
}

/** A connector that knows no other way than these addresses, and looks again at whom it really reached. */
function dialOnly(addresses: readonly IpAddress[], isPublic: (address: string) => boolean): buildConnector.connector {
  const [first] = addresses
  const known: LookupFunction = (_name, options, callback) => {
    if (options.all) callback(null, [...addresses])
    else callback(null, first?.address ?? '', first?.family)
  }
  const connect = buildConnector({ lookup: known, timeout: 10_000 })
  return (options, callback) => {
    connect(options, (...result) => {
      const [error, socket] = result
      if (error === null && !isPublic(socket.remoteAddress ?? '')) {
        socket.destroy()
        callback(isPrivate(), null)
      } else {
        callback(...result)
      }
    })
  }
}

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData, from: URL): string | undefined {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return undefined
  const { location } = headers
  if (typeof location !== 'string' || !URL.canParse(location, from.href)) throw refuse(`${from.hostname} leads to nowhere.`)
  return new URL(location, from).href
}

async function bodyOf(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  { hostname }: URL,
  maxBytes: number,
): Promise<Uint8Array> {
  if (statusCode === 404 || statusCode === 410) throw refuse(`There is nothing at that link: ${hostname} answered ${statusCode}.`)
  if (statusCode === 401 || statusCode === 403) {
    throw refuse(`That link is not open to everybody: ${hostname} answered ${statusCode}. Send the file itself instead.`)
  }
  if (statusCode !== 200) throw refuse(`That link cannot be fetched: ${hostname} answered ${statusCode}.`)
  const tooLarge = (): Fault => refuse(`What is at that link is larger than ${megabytes(maxBytes)}.`)
  if (Number(headers['content-length']) > maxBytes) throw tooLarge()

  const chunks: Uint8Array[] = []
  let bytes = 0
  const whole: AsyncIterable<Uint8Array> = unpacked(body, headers['content-encoding'], hostname)
  for await (const chunk of whole) {
    bytes += chunk.byteLength
    // Counted after unpacking: a few packed kilobytes may be gigabytes.
    if (bytes > maxBytes) throw tooLarge()
    chunks.push(chunk)
  }
  if (bytes === 0) throw refuse('There is nothing at that link: the file is empty.')
  return new Uint8Array(Buffer.concat(chunks, bytes))
}

/** We ask for no packing, and some servers pack all the same. */
function unpacked(body: Readable, encoding: string | string[] | undefined, hostname: string): Readable {
  switch (
    String(encoding ?? 'identity')
      .trim()
      .toLowerCase()
  ) {
    case 'identity':
    case '':
      return body
    case 'gzip':
    case 'x-gzip':
      return pipeline(body, createGunzip(), () => {})
    case 'deflate':
      return pipeline(body, createInflate(), () => {})
    case 'br':
      return pipeline(body, createBrotliDecompress(), () => {})
    default:
      throw refuse(`${hostname} packed the file in a way that is not known here.`)
  }
}

function whyUnreached(thrown: unknown, { hostname }: URL): string {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
  if (/CERT|SSL|TLS|ALTNAME/.test(code)) return `${hostname} could not prove who it is: its certificate is not valid.`
  if (/^Z_|^ERR__ERROR_FORMAT/.test(code)) return `What ${hostname} sent is broken.`
  return `${hostname} could not be reached.`
}

const megabytes = (bytes: number): string => {
  const whole = bytes / (1024 * 1024)
  return whole >= 1 ? `${Math.round(whole * 10) / 10} MB` : `${Math.ceil(bytes / 1024)} kB`
}

/** The promise, or the end of the signal, whichever comes first. */
async function withSignal<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
