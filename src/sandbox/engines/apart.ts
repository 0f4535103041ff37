import { on } from 'node:events'
import { Worker } from 'node:worker_threads'

/**
 * Runs a module in a thread of its own and gives what it posts, until it ends. The module finds `task` as its
 * `workerData`. Throws what the thread throws; when `signal` ends, the thread is stopped at once, whatever it does.
 */
export async function* apart<Said>(module: URL, task: unknown, signal: AbortSignal): AsyncGenerator<Said> {
  signal.throwIfAborted()
  const worker = new Worker(module, { workerData: task, name: module.pathname.split('/').at(-2) ?? 'engine' })
  try {
    for await (const [said] of on(worker, 'message', { signal, close: ['exit'] })) yield said as Said
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown
  } finally {
    await worker.terminate()
  }
}
