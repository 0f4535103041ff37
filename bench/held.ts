import { setTimeout as sleep } from 'node:timers/promises'

/** What a process holds, in bytes: V8's heap with the buffers beside it, and what the operating system gave it. */
export type Held = { readonly heapBytes: number; readonly rssBytes: number }

/** Measures this process after full collections. It must have been started with `--expose-gc`. */
export async function measureHeld(): Promise<Held> {
  if (globalThis.gc === undefined) throw new Error('This process needs --expose-gc.')
  for (let nth = 0; nth < 2; nth++) {
    // Gives back what the young generation holds in reserve, too: that grows with the traffic, not with what is held.
    globalThis.gc({ type: 'major', execution: 'sync', flavor: 'last-resort' })
    await sleep(20)
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heapBytes: heapUsed + external, rssBytes: rss }
}
