import { Fault } from '#core/fault.ts'

/** A body that is larger than may be. The answer must still be read to its end by who sends it: see `drained`. */
export class TooLarge extends Error {
  override readonly name = 'TooLarge'
  /** What the sender said it would send, where it said so. */
  readonly bytes: number | undefined

  constructor(bytes?: number) {
    super('The body is larger than may be.')
    this.bytes = bytes
  }
}

/** The most that is read and thrown away of a body that was refused, and for how long. */
const mostDrainedBytes = 2 * 1024 * 1024 * 1024
const drainForMs = 5 * 60_000

/** The body's bytes, at most `mostBytes`; a larger one is refused by what it says it has, or at the byte that is too many. */
export async function receive(request: Request, mostBytes: number): Promise<Uint8Array> {
  const said = Number(request.headers.get('content-length') ?? Number.NaN)
  if (said > mostBytes) throw new TooLarge(said)
  const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader()
  if (reader === undefined) return new Uint8Array()
  try {
    const pieces: Uint8Array[] = []
    let size = 0
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      size += value.length
      if (size > mostBytes) throw new TooLarge()
      pieces.push(value)
    }
    return Buffer.concat(pieces, size)
  } finally {
    reader.releaseLock()
  }
}

/**
 * An answer to a request whose body is not wanted: told at once, while the rest of the body is read and thrown away.
 * A server that closes instead resets the line, and the sender never learns why.
 */
export function drained(request: Request, status: number, body: string, headers: Readonly<Record<string, string>>): Response {
  const bytes = new TextEncoder().encode(body)
  const answer = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(bytes)
      const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader()
      const until = Date.now() + drainForMs
      try {
        for (let size = 0; reader !== undefined && size < mostDrainedBytes && Date.now() < until;) {
          const { done, value } = await reader.read()
          if (done) break
          size += value.length
        }
      } catch {
        // The sender went away: nobody is left to answer.
      }
      controller.close()
    },
  })
  return new Response(answer, { status, headers: { ...headers, 'content-length': `${bytes.length}`, connection: 'close' } })
}

/** Reads the fields of a JSON body. Each reader throws an `input` fault that names the field. */
export interface Fields {
  /** A UUID in lower case. */
  id(name: string): string
  /** The id of a room, thread, message or file: a UUID, or one that we made. */
  ref(name: string): string
  refs(name: string): readonly string[]
  text(name: string, mostChars: number): string
  /** Texts by name. */
  texts(name: string, most: number, mostChars: number): Readonly<Record<string, string>>
  has(name: string): boolean
}

const wrong = (name: string, must: string): Fault => new Fault('input', `\`${name}\` must be ${must}.`)
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Whether this may be an id of ours or of the page's making. */
export const isRef = (value: unknown): value is string => typeof value === 'string' && /^[\w-]{1,64}$/.test(value)

/** Whether this is a UUID, as the page makes them. */
export const isUuid = (value: unknown): value is string => typeof value === 'string' && uuid.test(value)

/** The most bytes of a JSON body: a message of the longest kind, every character escaped. */
const mostJsonBytes = 256 * 1024

/** The fields of a JSON body. */
export async function readFields(request: Request): Promise<Fields> {
  const text = new TextDecoder().decode(await receive(request, mostJsonBytes))
  let body: unknown
  try {
    body = JSON.parse(text)
  } catch {
    throw new Fault('input', 'The body must be JSON.')
  }
  if (typeof body !== 'object' || body === null) throw new Fault('input', 'The body must be a JSON object.')
  const fields = new Map<string, unknown>(Object.entries(body))
  return {
    id(name) {
      const value = fields.get(name)
      if (isUuid(value)) return value
      throw wrong(name, 'a UUID')
    },
    ref(name) {
      const value = fields.get(name)
      if (isRef(value)) return value
      throw wrong(name, 'an id')
    },
    refs(name) {
      const value = fields.get(name) ?? []
      if (Array.isArray(value) && value.length <= 64 && value.every(isRef)) return value
      throw wrong(name, 'a list of ids')
    },
    text(name, mostChars) {
      const value = fields.get(name)
      if (typeof value !== 'string') throw wrong(name, 'a text')
      if (value.length > mostChars)
        throw wrong(
          name,
          `a text of at most ${mostChars.toLocaleString('en')} characters, got ${value.length.toLocaleString('en')}`,
        )
      return value
    },
    texts(name, most, mostChars) {
      const value = fields.get(name)
      const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined
      if (entries === undefined || entries.length > most) throw wrong(name, `an object of at most ${most} texts`)
      const texts: Record<string, string> = {}
      for (const [key, text] of entries) {
        if (typeof text !== 'string' || text.length > mostChars || key === '__proto__')
          throw wrong(name, `texts of at most ${mostChars.toLocaleString('en')} characters`)
        texts[key] = text
      }
      return texts
    },
    has: name => fields.get(name) !== undefined && fields.get(name) !== null,
  }
}
