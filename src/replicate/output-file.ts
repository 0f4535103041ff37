import { type Dispatcher, request } from 'undici'
import { ReplicateError } from './errors.ts'
import { errorCode } from './redact.ts'

export type ReadLimits = {
  /** Reading ends with kind `too-large` above this (100 MB). */
  readonly maxBytes?: number | undefined
  /** Media types that are taken, such as `image/png` or `image/*`; anything else is kind `protocol`. Absent: all. */
  readonly types?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** A file that a model has put out. Nothing is fetched before it is read, and each read fetches anew. */
export type OutputFile = {
  /** Good for an hour after the end; a data URI stays good. */
  readonly url: string
  readonly bytes: (limits?: ReadLimits) => Promise<Uint8Array>
  readonly blob: (limits?: ReadLimits) => Promise<Blob>
  /** The bytes as they come. Leaving the loop ends the connection. */
  readonly stream: (limits?: ReadLimits) => AsyncGenerator<Uint8Array, void, undefined>
  /** The address, so that a file can be printed, sent and given to another model. */
  readonly toString: () => string
  readonly toJSON: () => string
}

export type OpenFile = (url: string) => OutputFile

const mostBytes = 100 * 1024 * 1024
const withinMs = 60_000
// Deeper than any output seen.
const deepest = 32

/**
 * A maker of handles. Files are read from `replicate.delivery` and its sub-domains by https, from the given origins, and
 * from data URIs: an output is foreign text and names what it likes. No token is sent, and redirects are not followed.
 */
export function createOpenFile(dispatcher: Dispatcher, origins: readonly string[]): OpenFile {
  return url => {
    const stream = (limits: ReadLimits = {}): AsyncGenerator<Uint8Array, void, undefined> =>
      read(dispatcher, origins, url, limits).bytes()
    const opened = async (limits: ReadLimits = {}): Promise<{ readonly bytes: Buffer; readonly type: string }> => {
      const source = read(dispatcher, origins, url, limits)
      const chunks: Uint8Array[] = []
      for await (const chunk of source.bytes()) chunks.push(chunk)
      return { bytes: Buffer.concat(chunks), type: source.type() }
    }
    return {
      url,
      bytes: async limits => (await opened(limits)).bytes,
      blob: async limits => {
        const { bytes, type } = await opened(limits)
        return new Blob([new Uint8Array(bytes)], { type })
      },
      stream,
      toString: () => url,
      toJSON: () => url,
    }
  }
}

/** An output with a handle in the place of each file's address, however deep in lists and objects. */
export function withFiles(output: unknown, open: OpenFile, depth = 0): unknown {
  if (typeof output === 'string') return isFileAddress(output) ? open(output) : output
  if (typeof output !== 'object' || output === null || depth > deepest) return output
  if (Array.isArray(output)) return output.map(item => withFiles(item, open, depth + 1))
  return Object.fromEntries(Object.entries(output).map(([name, item]) => [name, withFiles(item, open, depth + 1)]))
}

/** Whether a text is nothing but the address of a file: http(s) or a data URI. */
export function isFileAddress(text: string): boolean {
  if (/^data:[^,\s]*,/i.test(text)) return true
  return /^https?:\/\/\S+$/i.test(text) && URL.canParse(text)
}

type Source = { readonly type: () => string; readonly bytes: () => AsyncGenerator<Uint8Array, void, undefined> }

function read(dispatcher: Dispatcher, origins: readonly string[], address: string, limits: ReadLimits): Source {
  let type = ''
  const { maxBytes = mostBytes, types, signal } = limits
  const check = (given: string): void => {
    type = given.split(';')[0]!.trim().toLowerCase()
    const isTaken = (wanted: string): boolean => (wanted.endsWith('/*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted)
    if (types !== undefined && !types.some(isTaken))
      throw new ReplicateError('protocol', `The output is ${type === '' ? 'of no known type' : type}, not ${types.join(' or ')}.`)
  }
  const tooLarge = (): ReplicateError => new ReplicateError('too-large', `The output has more than ${maxBytes} bytes.`)

  async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    const data = /^data:([^,]*?)(;base64)?,/i.exec(address)
    if (data !== null) {
      check(data[1] ?? '')
      const body = address.slice(data[0].length)
      const decoded = data[2] === undefined ? Buffer.from(decodeURIComponent(body)) : Buffer.from(body, 'base64')
      if (decoded.length > maxBytes) throw tooLarge()
      yield decoded
      return
    }
    const url = allowed(address, origins)
    const ends = AbortSignal.timeout(withinMs)
    try {
      const { statusCode, headers, body } = await request(url, {
        dispatcher,
        signal: signal === undefined ? ends : AbortSignal.any([signal, ends]),
      })
      try {
        if (statusCode === 404 || statusCode === 410)
          throw new ReplicateError('not-found', 'Replicate has deleted this output, as it does an hour after the end.', {
            status: statusCode,
          })
        if (statusCode !== 200)
          throw new ReplicateError(statusCode >= 500 ? 'platform' : 'protocol', `The output was answered with ${statusCode}.`, {
            status: statusCode,
          })
        check(String(headers['content-type'] ?? ''))
        if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge()
        let length = 0
        for await (const chunk of body as AsyncIterable<Uint8Array>) {
          length += chunk.length
          if (length > maxBytes) throw tooLarge()
          yield chunk
        }
      } finally {
        body.on('error', () => {}) // what is left unread is not wanted any more
        body.destroy()
      }
    } catch (thrown) {
      signal?.throwIfAborted()
      if (thrown instanceof ReplicateError) throw thrown
      if (ends.aborted) throw new ReplicateError('timeout', 'The output did not come in time.', { cause: thrown })
      throw new ReplicateError('unreachable', `The output could not be read (${errorCode(thrown) ?? 'no reason given'}).`, {
        cause: thrown,
      })
    }
  }
  return { type: () => type, bytes }
}

function allowed(address: string, origins: readonly string[]): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  const isDelivery = url?.protocol === 'https:' && url.port === '' && /(^|\.)replicate\.delivery$/.test(url.hostname)
  if (url !== undefined && url.username === '' && url.password === '' && (isDelivery || origins.includes(url.origin))) return url
  throw new ReplicateError('protocol', 'The output lies at an address that is not Replicate’s; it was not opened.')
}
