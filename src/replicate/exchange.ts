import type { Dispatcher, FormData } from 'undici'

export type Question = {
  readonly origin: string
  /** With its query. */
  readonly path: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string | FormData | undefined
  /** From asking to the answer's headers, connecting included; afterwards the longest pause within the body. */
  readonly answerWithinMs: number
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Buffer
}

/** Why there is no answer. `sent` is false when not one byte of the request can have reached the server. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
  readonly reason: 'network' | 'timeout' | 'too-big'
  readonly sent: boolean
  constructor(reason: 'network' | 'timeout' | 'too-big', sent: boolean, cause?: unknown) {
    super(`No answer: ${reason}.`, { cause })
    this.reason = reason
    this.sent = sent
  }
}

/**
 * Asks once and reads the whole answer, whatever its status. Rejects with `NoAnswer`, or with the signal's reason.
 * Redirects are not followed, so the token goes where it was sent and nowhere else.
 */
export function exchange(dispatcher: Dispatcher, question: Question): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const { signal, maxBytes } = question
  let controller: Dispatcher.DispatchController | undefined
  let over: Error | undefined
  let status = 0
  let headers: Answer['headers'] = {}
  let bytes = 0
  const chunks: Buffer[] = []

  const close = (): void => {
    clearTimeout(deadline)
    signal?.removeEventListener('abort', aborted)
  }
  const stop = (why: unknown): void => {
    if (over !== undefined) return
    over = why instanceof Error ? why : new Error('Stopped.')
    close()
    reject(why)
    controller?.abort(over)
  }
  const aborted = (): void => stop(signal?.reason)
  const deadline = setTimeout(() => stop(new NoAnswer('timeout', controller !== undefined)), question.answerWithinMs)

  if (signal?.aborted === true) {
    aborted()
    return promise
  }
  signal?.addEventListener('abort', aborted)

  dispatcher.dispatch(
    {
      origin: question.origin,
      path: question.path,
      method: question.method,
      headers: question.headers,
      body: question.body ?? null,
      headersTimeout: 0, // the deadline above counts queueing and connecting too
      bodyTimeout: question.answerWithinMs,
    },
    {
      // Called when a connection stands and the first byte is about to be written.
      onRequestStart(started) {
        controller = started
        if (over !== undefined) started.abort(over)
      },
      onResponseStart(_, code, answered) {
        if (code < 200) return
        clearTimeout(deadline)
        status = code
        headers = answered
        if (Number(answered['content-length'] ?? 0) > maxBytes) stop(new NoAnswer('too-big', true))
      },
      onResponseData(_, chunk) {
        bytes += chunk.length
        if (bytes > maxBytes) stop(new NoAnswer('too-big', true))
        else chunks.push(chunk)
      },
      onResponseEnd() {
        close()
        resolve({ status, headers, body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks) })
      },
      onResponseError(_, error) {
        stop(
          new NoAnswer(
            /TIMEOUT/.test((error as NodeJS.ErrnoException).code ?? '') ? 'timeout' : 'network',
            controller !== undefined,
            error,
          ),
        )
      },
    },
  )
  return promise
}
