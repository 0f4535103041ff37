import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ReplicateError } from './errors.ts'
import type { Files } from './files.ts'

const pathMark: unique symbol = Symbol('path')

/** A file of this machine, to be given as an input. */
export type LocalFile = { readonly [pathMark]: string }

/** Names a file of this machine as an input: texts are sent as they are, so a path must say that it is one. */
export const fileAt = (path: string): LocalFile => ({ [pathMark]: path })

/** `upload`: every file is uploaded. `inline`: as a data URI. `auto`: small ones inline, the others uploaded. */
export type FilePolicy = 'auto' | 'upload' | 'inline'

/** An input as it can be sent: every file in it is an address or a data URI. */
export type PrepareInput = (
  input: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
  policy?: FilePolicy,
) => Promise<Readonly<Record<string, unknown>>>

// Replicate echoes inputs in every answer, so what is inline is paid for with each look at the prediction.
const inlineBytes = 16 * 1024
// The client of Replicate refuses more; models are not made for it.
const mostInlineBytes = 10_000_000
const mostBytes = 100 * 1024 * 1024
const atOnce = 8
const deepest = 64

/**
 * Turns Blobs, bytes, streams of bytes, `fileAt(path)`s and URLs anywhere in an input into what can be sent: each file
 * once, however often it stands there, up to eight at a time. Throws before it uploads anything where the input cannot
 * be sent at all; where one upload fails the others are stopped.
 */
export function createPrepare(files: Pick<Files, 'create'>): PrepareInput {
  return async (input, signal, policy = 'auto') => {
    const found = new Map<unknown, string>()
    survey(input, 'input', found, new Set())
    if (found.size === 0) return plain(input, new Map())
    const stop = new AbortController()
    const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
    const sent = new Map<unknown, string>()
    const waiting = [...found]
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [source, where] = next
        sent.set(source, await send(files, await open(source, where), where, policy, both))
      }
    }
    try {
      await Promise.all(Array.from({ length: Math.min(atOnce, found.size) }, work))
    } catch (thrown) {
      stop.abort(thrown)
      signal?.throwIfAborted()
      throw thrown
    }
    return plain(input, sent)
  }
}

type Opened = { readonly content: Blob; readonly name: string }

/** Files by what they are known by: an object by itself, a path by its text. Their values say where they stand. */
function survey(value: unknown, where: string, found: Map<unknown, string>, above: Set<unknown>): void {
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol')
    throw new ReplicateError('invalid-input', `${where} is a ${typeof value}, which cannot be sent.`)
  if (typeof value !== 'object' || value === null) return
  const key = keyOf(value)
  if (key !== undefined) return void (found.has(key) || found.set(key, where))
  if (value instanceof URL || value instanceof Date) return
  if (above.has(value) || above.size > deepest)
    throw new ReplicateError('invalid-input', `${where} contains itself or lies too deep to be sent.`)
  above.add(value)
  for (const [name, item] of Object.entries(value)) survey(item, `${where}.${name}`, found, above)
  above.delete(value)
}

/** What a file is known by, or undefined: it is none. */
function keyOf(value: object): unknown {
  if (pathMark in value) return `path ${String(value[pathMark])}`
  if (value instanceof URL) return value.protocol === 'file:' ? `path ${fileURLToPath(value)}` : undefined
  return isContent(value) ? value : undefined
}

const isContent = (value: object): boolean =>
  value instanceof Blob || value instanceof ArrayBuffer || ArrayBuffer.isView(value) || Symbol.asyncIterator in value

function plain(input: Readonly<Record<string, unknown>>, sent: ReadonlyMap<unknown, string>): Readonly<Record<string, unknown>> {
  const copy = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const address = sent.get(keyOf(value))
    if (address !== undefined) return address
    if (value instanceof URL) return value.href
    if (value instanceof Date) return value.toISOString()
    if (Array.isArray(value)) return value.map(copy)
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copy(item)]))
  }
  return copy(input) as Readonly<Record<string, unknown>>
}

async function open(source: unknown, where: string): Promise<Opened> {
  if (typeof source === 'string') {
    const path = source.slice('path '.length)
    try {
      return { content: await openAsBlob(path), name: basename(path) }
    } catch (cause) {
      throw new ReplicateError('invalid-input', `${where} names the file ${path}, which cannot be read.`, { cause })
    }
  }
  const name = where
    .replace(/^input\./, '')
    .replaceAll(/[^\w.-]/g, '_')
    .slice(0, 100)
  if (source instanceof Blob) return { content: source, name: source instanceof File && source.name !== '' ? source.name : name }
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return { content: new Blob([source as ArrayBuffer]), name }
  return { content: await collect(source as AsyncIterable<unknown>, where), name }
}

async function collect(stream: AsyncIterable<unknown>, where: string): Promise<Blob> {
  const chunks: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for await (const chunk of stream) {
    const piece = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    if (!(piece instanceof Uint8Array))
      throw new ReplicateError('invalid-input', `${where} is a stream of something else than bytes.`)
    bytes += piece.length
    if (bytes > mostBytes) throw new ReplicateError('too-large', `${where} has more than ${mostBytes} bytes.`)
    chunks.push(new Uint8Array(piece))
  }
  return new Blob(chunks)
}

async function send(
  files: Pick<Files, 'create'>,
  { content, name }: Opened,
  where: string,
  policy: FilePolicy,
  signal: AbortSignal,
): Promise<string> {
  signal.throwIfAborted()
  const contentType = content.type === '' ? undefined : content.type
  if (policy === 'inline' || (policy === 'auto' && content.size <= inlineBytes)) {
    if (content.size > mostInlineBytes)
      throw new ReplicateError('too-large', `${where} has ${content.size} bytes; inline at most ${mostInlineBytes} are sent.`)
    const base64 = Buffer.from(await content.arrayBuffer()).toString('base64')
    return `data:${contentType ?? 'application/octet-stream'};base64,${base64}`
  }
  return (await files.create({ content, name: name === '' ? 'file' : name, contentType }, signal)).urls.get
}
