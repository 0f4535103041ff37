import type { Clock } from '../../src/service/pacing/clock.ts'
import type { Budget, Verdict } from './budget.ts'
import { diceOf } from './scene.ts'

/** So many characters of a message stood there from then on. */
export type Showing = { readonly message: number; readonly atMs: number; readonly chars: number }

/** An edit as its sender and the platform saw it. */
export type Sending = { readonly message: number; readonly sentMs: number; readonly atMs: number; answeredMs: number }

/** A request takes at least so long to the platform, and its answer as long back; mostly some more, by chance. */
export const leastTripMs = 60
const moreTripMs = { mean: 15, most: 400 }

export type SleepingClock = Clock & { sleep(ms: number): Promise<void> }

/** A platform in simulated time: it shows what its budget allows and refuses the rest. */
export type Platform = {
  /** `atMs`: when it reached the platform. */
  send(message: number, chars: number): Promise<Verdict & { readonly atMs: number }>
  readonly showings: readonly Showing[]
  /** All edits in the order in which they came, refused ones, too. */
  readonly sendings: readonly Sending[]
  readonly refused: () => number
}

export function startPlatform(clock: SleepingClock, budget: Budget, seed: number): Platform {
  const dice = diceOf(seed)
  const count = budget.open()
  const showings: Showing[] = []
  const sendings: Sending[] = []
  let refused = 0
  const trip = (): Promise<void> => clock.sleep(leastTripMs + Math.min(moreTripMs.most, -moreTripMs.mean * Math.log(1 - dice())))
  return {
    async send(message, chars) {
      const sentMs = clock.now()
      await trip()
      const atMs = clock.now()
      const sending = { message, sentMs, atMs, answeredMs: Number.POSITIVE_INFINITY }
      sendings.push(sending)
      const verdict = count(message, atMs)
      if (verdict.isTaken) showings.push({ message, atMs, chars })
      else refused++
      await trip()
      sending.answeredMs = clock.now()
      return { ...verdict, atMs }
    },
    showings,
    sendings,
    refused: () => refused,
  }
}
