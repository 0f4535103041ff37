/** Bounds for the bodies of webhooks, which anybody may send. */
export type BodyBounds = {
  /** The most one body may have. */
  readonly mostBytes: number
  /** The most that all bodies together hold in memory. */
  readonly mostBytesAtOnce: number
  /** From the first look at a body to its end. */
  readonly withinMs: number
}

/** Why there is no body: it is larger than may be, too slow, one too many at this moment, or its sender went away. */
export type NoBody = 'too-large' | 'too-slow' | 'too-many' | 'broken'

/** A body in memory; disposing of it makes room for others. */
export type HeldBody = Disposable & { readonly bytes: Uint8Array }

/**
 * A reader of bodies within bounds. Of a body that is refused for its size the rest is read and thrown away, as long as
 * the time lasts: a server that stops reading instead resets the line, and the sender never learns why.
 */
export function createBodyReader({
  mostBytes,
  mostBytesAtOnce,
  withinMs,
}: BodyBounds): (request: Request) => Promise<HeldBody | NoBody> {
  let held = 0

  return async request => {
    const reader = (request.body as ReadableStream<Uint8Array> | null)?.getReader()
    const pieces: Uint8Array[] = []
    let size = 0
    let refused: NoBody | undefined
    const refuse = (why: NoBody): void => {
      refused = why
      pieces.length = 0
      held -= size
      size = 0
    }
    const take = (piece: Uint8Array): void => {
      if (refused !== undefined) return
      if (size + piece.length > mostBytes) return refuse('too-large')
      if (held + piece.length > mostBytesAtOnce) return refuse('too-many')
      pieces.push(piece)
      size += piece.length
      held += piece.length
    }

    if (Number(request.headers.get('content-length') ?? 0) > mostBytes) refuse('too-large')
    const late = Promise.withResolvers<'late'>()
    const timer = setTimeout(() => late.resolve('late'), withinMs)
    try {
      while (reader !== undefined) {
        const next = await Promise.race([reader.read(), late.promise])
        if (next === 'late') {
          refuse(refused ?? 'too-slow')
          break
        }
        if (next.done) break
        take(next.value)
      }
    } catch {
      refuse('broken')
    } finally {
      clearTimeout(timer)
    }
    if (refused !== undefined) return refused
    return {
      bytes: Buffer.concat(pieces, size),
      [Symbol.dispose]() {
        held -= size
        size = 0
      },
    }
  }
}
