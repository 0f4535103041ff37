import { setTimeout as sleep } from 'node:timers/promises'
import type { CogState } from './work.ts'

const throttleMs = 500
const triesAtMost = 12

type Wanted = { readonly url: string; readonly events: readonly string[] }

/** How a container tells of a prediction: unsigned, `output` and `logs` at most twice a second, the end until it is taken. */
export function createTeller({ url, events }: Wanted): (event: string, state: CogState) => Promise<void> {
  let toldAt = -Infinity
  const post = async (state: CogState): Promise<number> => {
    try {
      const answer = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(state),
        signal: AbortSignal.timeout(10_000),
      })
      await answer.body?.cancel()
      return answer.status
    } catch {
      return 503
    }
  }
  return async (event, state) => {
    if (!events.includes(event)) return
    if (event !== 'completed') {
      const now = performance.now()
      if (event !== 'start' && now - toldAt < throttleMs) return
      toldAt = now
      return void (await post(state))
    }
    for (let tried = 0, waitMs = 100; tried < triesAtMost; tried++, waitMs *= 2) {
      if (![429, 500, 502, 503, 504].includes(await post(state))) return
      await sleep(waitMs, undefined, { ref: false })
    }
  }
}
