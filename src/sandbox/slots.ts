/** Lets so many through at once, the others in the order they came. */
export type Slots = {
  /** Resolves with the function that gives the place back; rejects when `signal` ends first. */
  take(signal: AbortSignal): Promise<() => void>
}

/** `places` at once. */
export function createSlots(places: number): Slots {
  const waiting: (() => void)[] = []
  let free = places
  const giveBack = (): void => {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
  const ticket = (): (() => void) => {
    let held = true
    return () => {
      if (held) giveBack()
      held = false
    }
  }
  return {
    async take(signal) {
      signal.throwIfAborted()
      if (free > 0) free--
      else
        await new Promise<void>((resolve, reject) => {
          const leave = (): void => {
            waiting.splice(waiting.indexOf(enter), 1)
            reject(signal.reason as Error)
          }
          const enter = (): void => {
            signal.removeEventListener('abort', leave)
            resolve()
          }
          waiting.push(enter)
          signal.addEventListener('abort', leave, { once: true })
        })
      return ticket()
    },
  }
}
