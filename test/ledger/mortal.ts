import { LostLease } from '#core/ports.ts'

/** How a step is left at one of its awaits. */
export type Death =
  /** The process dies there: the call never happens, or happens and nobody hears of it. */
  | 'dies before'
  | 'dies after'
  /** The lease is lost there. */
  | 'loses its lease before'
  | 'loses its lease after'
  /** The process hangs there, another takes its jobs, and then it goes on. */
  | 'hangs'

/** `ticks`: how long it hangs. */
export type Doom = { readonly at: number; readonly how: Death; readonly ticks: number }

const never = new Promise<never>(() => {})

/** One life of the process: its ports obey while it lives. `onDoom` hears that its end has come. */
export type Life = {
  readonly wrap: <Port extends object>(port: Port) => Port
  /** From now on no call of this life does anything or comes back. */
  kill(): void
  /** Lets what hangs go on. */
  resume(): void
  readonly calls: () => number
}

/** A life whose `doom.at`-th call through a port is its last one, or nearly. */
export function createLife(doom: Doom | undefined, onDoom: () => void): Life {
  let calls = 0
  let isDead = false
  const hanging = Promise.withResolvers<void>()

  const call = async (act: () => unknown, signal: AbortSignal | undefined): Promise<unknown> => {
    if (isDead) return never
    const isLast = calls++ === doom?.at
    if (!isLast) {
      const result = await act()
      return isDead ? never : result
    }
    const { how } = doom
    if (how === 'dies before' || how === 'dies after') {
      if (how === 'dies after') await act()
      isDead = true
      onDoom()
      return never
    }
    if (how === 'hangs') {
      onDoom()
      await hanging.promise
      // As a connection whose caller has gone: nothing is sent for it any more.
      signal?.throwIfAborted()
      return isDead ? never : act()
    }
    if (how === 'loses its lease after') await act()
    onDoom()
    throw new LostLease('The lease is no more.')
  }
  const signalIn = (args: readonly unknown[]): AbortSignal | undefined =>
    args
      .flatMap(arg => [arg, typeof arg === 'object' && arg !== null && 'signal' in arg ? arg.signal : undefined])
      .find(arg => arg instanceof AbortSignal)

  const wrap = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, key) {
        const found: unknown = Reflect.get(target, key, target)
        if (typeof found === 'object' && found !== null && !Array.isArray(found) && key !== 'limits') return wrap(found)
        if (typeof found !== 'function' || ['known', 'nameOf', 'bucketOf', 'read'].includes(String(key))) return found
        return (...args: unknown[]) => call(() => Reflect.apply(found, target, args) as unknown, signalIn(args))
      },
    })
  return {
    wrap,
    kill() {
      isDead = true
    },
    resume: hanging.resolve,
    calls: () => calls,
  }
}
