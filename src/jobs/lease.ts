import { randomUUID } from 'node:crypto'
import { type Lease, LostLease } from '#core/ports.ts'

/** A lease as the engine holds it. */
export type HeldLease = {
  readonly lease: Lease
  readonly token: string
  /** Whether somebody woke the job since the lease was given. */
  readonly woken: boolean
  wake(): void
  /** Ends the lease: its signal aborts, nobody is called back any more. */
  lose(why: string): void
  /** Rejects with `LostLease` when the lease has lasted for `ms`. */
  lastAtMost(ms: number): Promise<never>
  /** Stops the clock of `lastAtMost`. */
  close(): void
}

/** What the engine is told of a lease by the step that has it. */
export type LeaseTells = {
  /** What a listener threw: that is not the step's failure. */
  readonly onThrow: (thrown: unknown) => void
  readonly onAside: (held: HeldLease) => void
}

/** A lease for one step. */
export function giveLease(job: string, failures: number, { onThrow, onAside }: LeaseTells): HeldLease {
  const controller = new AbortController()
  const token = randomUUID()
  const listeners = new Set<() => void>()
  let wakes = 0
  let timer: NodeJS.Timeout | undefined

  const call = (listener: () => void): void => {
    try {
      listener()
    } catch (thrown) {
      onThrow(thrown)
    }
  }
  const lose = (why: string): void => {
    listeners.clear()
    controller.abort(new LostLease(why))
  }

  const held: HeldLease = {
    token,
    lease: {
      signal: controller.signal,
      fence: { job, token },
      failures,
      onWake(listener) {
        if (controller.signal.aborted) return
        listeners.add(listener)
        // A step may ask later than it is woken: those wakes are its own as well.
        for (let missed = wakes; missed > 0; missed--) queueMicrotask(() => call(listener))
      },
      stepAside: () => onAside(held),
    },
    get woken() {
      return wakes > 0
    },
    wake() {
      wakes++
      for (const listener of listeners) call(listener)
    },
    lose,
    lastAtMost: ms =>
      new Promise((_resolve, reject) => {
        timer = setTimeout(() => {
          lose(`The step of job ${job} took longer than ${ms} ms.`)
          reject(controller.signal.reason as LostLease)
        }, ms)
      }),
    close() {
      clearTimeout(timer)
      listeners.clear()
    },
  }
  return held
}
