import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Answer, Ask, Task } from './task.ts'

/** A picture being painted in another thread. */
export type Canvas = {
  /** What people should read in the log. */
  readonly notes: readonly string[]
  /** Does denoising step `step` of `steps`, counted from 1. */
  readonly step: (step: number, steps: number) => Promise<void>
  /** The bytes of the finished file. The canvas is closed then. */
  readonly finish: () => Promise<Uint8Array>
  /** Gives up a picture that is not finished. */
  readonly close: () => void
}

type Waiting = { readonly resolve: (answer: Extract<Answer, { ok: true }>) => void; readonly reject: (error: Error) => void }
type Painter = {
  readonly worker: Worker
  readonly waiting: Map<number, Waiting>
  canvases: number
  idle: NodeJS.Timeout | undefined
}
type Question = Ask extends infer One ? (One extends Ask ? Omit<One, 'id' | 'canvas'> : never) : never

/** Two threads draw as fast as the machines this runs on can; more would only take memory. */
const mostPainters = Math.min(2, availableParallelism())
/** A thread that has nothing to paint for this long is ended. */
const idleMs = 15_000

const painters: Painter[] = []
let lastId = 0

function hire(): Painter {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { name: 'painter' })
  const painter: Painter = { worker, waiting: new Map(), canvases: 0, idle: undefined }
  const leave = (reason: string): void => {
    const at = painters.indexOf(painter)
    if (at >= 0) painters.splice(at, 1)
    clearTimeout(painter.idle)
    for (const { reject } of painter.waiting.values())
      reject(new Error(`The painter stopped before the picture was done (${reason}). Running the prediction again may help.`))
    painter.waiting.clear()
  }
  worker.on('message', (answer: Answer) => {
    const waiting = painter.waiting.get(answer.id)
    painter.waiting.delete(answer.id)
    if (painter.waiting.size === 0) worker.unref()
    if (answer.ok) waiting?.resolve(answer)
    else waiting?.reject(new Error(answer.message))
  })
  worker.on('error', error => leave(error instanceof Error ? error.message : 'unknown'))
  worker.on('exit', code => leave(`exit code ${code}`))
  // An idle thread must not keep the process alive.
  worker.unref()
  painters.push(painter)
  return painter
}

function choose(): Painter {
  const free = painters.toSorted((a, b) => a.canvases - b.canvases)[0]
  return free !== undefined && (free.canvases === 0 || painters.length >= mostPainters) ? free : hire()
}

function ask(
  painter: Painter,
  canvas: number,
  question: Question,
  signal: AbortSignal | undefined,
): Promise<Extract<Answer, { ok: true }>> {
  const id = ++lastId
  const { promise, resolve, reject } = Promise.withResolvers<Extract<Answer, { ok: true }>>()
  const stop = (): void => reject(signal?.reason instanceof Error ? signal.reason : new Error('The prediction was canceled.'))
  if (signal?.aborted) stop()
  signal?.addEventListener('abort', stop, { once: true })
  painter.waiting.set(id, { resolve, reject })
  painter.worker.ref()
  painter.worker.postMessage({ ...question, id, canvas })
  return promise.finally(() => signal?.removeEventListener('abort', stop))
}

/** Reads, draws and keeps a picture in a painting thread. Every wait ends when `signal` does. */
export async function openCanvas(task: Task, signal: AbortSignal): Promise<Canvas> {
  signal.throwIfAborted()
  const painter = choose()
  clearTimeout(painter.idle)
  painter.canvases++
  const canvas = ++lastId
  let open = true
  const done = (): void => {
    if (!open) return
    open = false
    painter.canvases--
    if (painter.canvases > 0) return
    painter.idle = setTimeout(() => void painter.worker.terminate(), idleMs)
    painter.idle.unref()
  }
  const close = (): void => {
    if (!open) return
    done()
    if (painters.includes(painter)) ask(painter, canvas, { op: 'drop' }, undefined).catch(() => {}) // nobody waits for a picture given up
  }
  try {
    const { notes = [] } = await ask(painter, canvas, { op: 'begin', task }, signal)
    return {
      notes,
      step: async (step, steps) => void (await ask(painter, canvas, { op: 'step', step, steps }, signal)),
      finish: async () => {
        const { bytes } = await ask(painter, canvas, { op: 'finish' }, signal)
        done()
        if (bytes === undefined) throw new Error('The painter returned no picture.')
        return bytes
      },
      close,
    }
  } catch (thrown) {
    close()
    throw thrown
  }
}
