import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '#core/ports.ts'

/** Work that is done again and again; `more`: there is still something to do now. */
export type Chore = (signal: AbortSignal) => Promise<{ readonly more: boolean }>

/** Pauses in ms: before the first time, where everything was done, and where more is to be done. */
const usualPauses = { firstMs: 60_000, everyMs: 60 * 60_000, moreMs: 2_000 }

/** Does a chore for as long as the service lives. Closing ends it and waits for what is under way. What fails is tried again an hour later. */
export function keepHouse(
  chore: Chore,
  log: Pick<Log, 'error'>,
  { firstMs, everyMs, moreMs }: typeof usualPauses = usualPauses,
): AsyncDisposable {
  const stop = new AbortController()
  const run = async (): Promise<void> => {
    for (let pauseMs = firstMs; ;) {
      await sleep(pauseMs, undefined, { signal: stop.signal, ref: false })
      try {
        pauseMs = (await chore(stop.signal)).more ? moreMs : everyMs
      } catch (cause) {
        log.error({ cause }, 'what is too old could not be swept; it is tried again in an hour')
        pauseMs = everyMs
      }
    }
  }
  // It ends by the signal alone.
  const ended = run().catch(() => {})
  return {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}
