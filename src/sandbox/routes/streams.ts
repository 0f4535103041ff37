import { problems } from '../problem.ts'
import { hangUp, param, type Parts, type Route, type SandboxContext } from '../route.ts'
import type { Prediction } from '../prediction.ts'
import { firstAfter, follow, writeEvent } from '../stream.ts'
import { takeTags } from '../tags.ts'

// What the service does with a reader of a stream whose data is gone.
const goneAfterMs = 30_000

const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' }

/** A body of text pieces that is pulled as fast as the reader takes it. `cut` ends it without an end. */
function body(
  pieces: (signal: AbortSignal) => AsyncGenerator<string>,
  cut: (thrown: unknown) => void,
): ReadableStream<Uint8Array> {
  const gone = new AbortController()
  const bytes = new TextEncoder()
  const iterator = pieces(gone.signal)
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await iterator.next()
        if (next.done === true) controller.close()
        else controller.enqueue(bytes.encode(next.value))
      } catch (thrown) {
        if (gone.signal.aborted) return
        cut(thrown)
        controller.close()
      }
    },
    cancel: () => gone.abort(),
  })
}

async function* silence(signal: AbortSignal): AsyncGenerator<string> {
  yield ': hi\n\n'
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, goneAfterMs).unref()
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason as Error)
    })
  })
  yield ':408: 408 Request Timeout\n\n'
}

const cutOnRequest = new Error('cut on request')

/** Answers with the stream of the prediction whose key is in the path. */
function stream(parts: Parts, cuts: Set<string>, c: SandboxContext): Response {
  parts.sweep()
  const prediction = parts.predictions.byStreamKey(param(c, 'key'))
  if (prediction === undefined) throw problems.notFound()
  const cut = (): void => void hangUp(c)
  if (prediction.dataRemoved) return new Response(body(silence, cut), { headers })
  const base = parts.baseOf(c)
  const { cutAfter } = takeTags(prediction.input).tags
  const from = firstAfter(c.req.header('last-event-id'))

  async function* pieces(found: Prediction, signal: AbortSignal): AsyncGenerator<string> {
    yield ': hi\n\n'
    let fragments = 0
    for await (const event of follow(parts.runner, found, base, from, signal)) {
      if (fragments === cutAfter && !cuts.has(found.id)) {
        cuts.add(found.id)
        throw cutOnRequest
      }
      if (event.event === 'output') fragments++
      yield writeEvent(event, found.createdAt)
    }
  }
  return new Response(
    body(signal => pieces(prediction, signal), cut),
    { headers },
  )
}

/** The streams of predictions: their keys are the capability, no token is asked for. */
export function streamRoutes(parts: Parts): readonly Route[] {
  // A stream is cut once; the reader that comes back gets all of it.
  const cuts = new Set<string>()
  const handle = (c: SandboxContext): Response => stream(parts, cuts, c)
  return [
    { method: 'GET', path: '/v1/streams/:key', access: 'open', handle },
    { method: 'GET', path: '/v1/files/:key{[a-z2-7]{4}-[a-z2-7]{52}}', access: 'open', handle },
  ]
}
