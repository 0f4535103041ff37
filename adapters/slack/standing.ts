import type { Log } from '#core/ports.ts'
import { pause } from './pause.ts'

/** Whether Slack has us. What it refuses us for good may be granted again: it is asked at a growing pace. */
export interface Standing {
  isGood(): boolean
  /** Slack refuses us, and why, in words for the operator; said once. `isBack` asks whether it is over: it throws or answers no where not. */
  condemn(reason: string, isBack: () => Promise<boolean>): void
}

/** It is asked again after so long (ms), then after twice as long, and so on. */
const usualPauses = { againMs: 15_000, mostAgainMs: 10 * 60_000 }

/** `pauses`, for tests: the first and the longest time between two questions, in ms. Ends with the signal. */
export function createStanding(options: {
  readonly log: Log
  readonly signal: AbortSignal
  readonly pauses?: Partial<typeof usualPauses>
}): Standing {
  const { log, signal } = options
  const pauses = { ...usualPauses, ...options.pauses }
  let condemned = false

  const askAgain = async (isBack: () => Promise<boolean>): Promise<void> => {
    for (let ms = pauses.againMs; condemned; ms = Math.min(ms * 2, pauses.mostAgainMs)) {
      await pause(ms, signal)
      if (!(await isBack().catch(() => false))) continue
      condemned = false
      log.info({}, 'Slack takes us again.')
    }
  }
  return {
    isGood: () => !condemned,
    condemn(reason, isBack) {
      if (condemned) return
      condemned = true
      log.error({}, reason)
      // It ends by the signal alone.
      askAgain(isBack).catch(() => {})
    },
  }
}
