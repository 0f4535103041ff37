import { setTimeout as sleep } from 'node:timers/promises'

/** Waits so many milliseconds. Throws what the signal says when it ends before. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (thrown) {
    signal.throwIfAborted()
    throw thrown
  }
}
