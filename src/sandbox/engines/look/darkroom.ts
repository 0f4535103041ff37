import { Worker } from 'node:worker_threads'
import type { Answer, Done, Order, Sent } from './order.ts'

type Waiting = { readonly resolve: (done: Done) => void; readonly reject: (error: Error) => void }
type Room = { readonly worker: Worker; readonly waiting: Map<number, Waiting>; idle: NodeJS.Timeout | undefined }

/** A thread with nothing to do for this long is ended. */
const idleMs = 20_000

let room: Room | undefined
let lastId = 0

function openRoom(): Room {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { name: 'darkroom' })
  const opened: Room = { worker, waiting: new Map(), idle: undefined }
  const leave = (reason: string): void => {
    if (room === opened) room = undefined
    clearTimeout(opened.idle)
    for (const { reject } of opened.waiting.values())
      reject(new Error(`The work on the picture stopped before it was done (${reason}). Running the prediction again may help.`))
    opened.waiting.clear()
  }
  worker.on('message', (answer: Answer) => {
    const waiting = opened.waiting.get(answer.id)
    settle(opened, answer.id)
    if (answer.ok) waiting?.resolve(answer.done)
    else waiting?.reject(new Error(answer.message))
  })
  worker.on('error', error => leave(error instanceof Error ? error.message : 'unknown'))
  worker.on('exit', code => leave(`exit code ${code}`))
  // An idle thread must not keep the process alive.
  worker.unref()
  return opened
}

/** Forgets an order; the last one leaves the thread idle. */
function settle(where: Room, id: number): void {
  where.waiting.delete(id)
  if (where.waiting.size > 0) return
  where.worker.unref()
  clearTimeout(where.idle)
  where.idle = setTimeout(() => void close(where), idleMs)
  where.idle.unref()
}

function close(where: Room): Promise<unknown> {
  if (room === where) room = undefined
  clearTimeout(where.idle)
  return where.worker.terminate()
}

/**
 * Does an order in a thread of its own, one after the other: pictures cost a processor for seconds, and the sandbox must go
 * on answering. Rejects when `signal` ends; nobody else waiting, the work is then stopped where it is.
 */
export async function develop(order: Order, signal: AbortSignal): Promise<Done> {
  signal.throwIfAborted()
  const here = (room ??= openRoom())
  const id = ++lastId
  clearTimeout(here.idle)
  const { promise, resolve, reject } = Promise.withResolvers<Done>()
  here.waiting.set(id, { resolve, reject })
  const stop = (): void => {
    settle(here, id)
    reject(signal.reason instanceof Error ? signal.reason : new Error('The prediction was canceled.'))
    if (here.waiting.size === 0) void close(here)
  }
  signal.addEventListener('abort', stop, { once: true })
  here.worker.ref()
  here.worker.postMessage({ id, order } satisfies Sent)
  try {
    return await promise
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
