import { setTimeout as sleep } from 'node:timers/promises'
import type { Arrivals } from './arrivals.ts'
import { ReplicateError } from './errors.ts'
import { type Progress, progressIn } from './progress.ts'
import { isFinal, type PredictionStatus } from './wire.ts'

export type WaitOptions<State> = {
  readonly signal?: AbortSignal | undefined
  /** Told of each state that was seen, the first and the final one included, and of what its log says of progress. */
  readonly onProgress?: ((state: State, progress: Progress | undefined) => void) | undefined
  /** How often it is looked. Absent: quickly at first, then once a second, after a minute every three. */
  readonly everyMs?: number | undefined
  /** Kind `timeout` after this long. The prediction goes on. Absent: as long as it takes. */
  readonly withinMs?: number | undefined
  /** Webhooks tell of it: it is looked only after five seconds without one, since intermediate ones are lost for good. */
  readonly isTold?: boolean | undefined
}

/** What lives as predictions and trainings do. */
type Living = { readonly id: string; readonly status: PredictionStatus; readonly logs: string }

export type WaitSources<State> = {
  readonly look: (id: string, signal: AbortSignal | undefined) => Promise<State>
  readonly arrivals: Arrivals
  /** Resolves when its stream has ended, where there is one that can be listened to. */
  readonly ended?: ((state: State, signal: AbortSignal) => Promise<unknown>) | undefined
}

// Quick while a person expects the answer, patient after a minute: a long wait must not eat the rate limit.
const looks = [
  { untilMs: 5_000, everyMs: 300 },
  { untilMs: 60_000, everyMs: 1_000 },
  { untilMs: Infinity, everyMs: 3_000 },
]
const silenceMs = 5_000

/**
 * Waits until it is final. It looks from time to time, and at once when a webhook or the end of its stream says that
 * something happened; a state older than one already seen changes nothing. Rejects with the signal's reason, too.
 */
export async function untilFinal<State extends Living>(
  first: State,
  { look, arrivals, ended }: WaitSources<State>,
  { signal, onProgress, everyMs, withinMs, isTold = false }: WaitOptions<State> = {},
): Promise<State> {
  const began = performance.now()
  const over = new AbortController()
  const stop = signal === undefined ? over.signal : AbortSignal.any([signal, over.signal])
  let state = first
  let news = Promise.withResolvers<void>()
  let toldAt = began
  const take = (next: State): void => {
    // Webhooks overtake each other and answers: what is final stays so, and nothing that ran is starting again.
    if (isFinal(state.status) || (state.status === 'processing' && next.status === 'starting')) return
    if (next.status === state.status && next.logs.length < state.logs.length) return
    state = next
    onProgress?.(state, progressIn(state.logs))
  }
  const deaf = arrivals.listen(first.id, told => {
    toldAt = performance.now()
    take(told as unknown as State)
    if (isFinal(state.status)) news.resolve()
  })
  try {
    onProgress?.(state, progressIn(state.logs))
    if (!isFinal(state.status))
      ended?.(state, stop).then(
        () => news.resolve(),
        () => {},
      )
    while (!isFinal(state.status)) {
      const waitedMs = performance.now() - began
      const leftMs = withinMs === undefined ? Infinity : withinMs - waitedMs
      if (leftMs <= 0)
        throw new ReplicateError('timeout', `${first.id} was not finished within ${withinMs! / 1_000} s; it goes on.`)
      const usualMs = everyMs ?? looks.find(({ untilMs }) => waitedMs < untilMs)!.everyMs
      const restMs = isTold ? Math.max(1, toldAt + silenceMs - performance.now()) : usualMs
      await Promise.race([sleep(Math.min(restMs, leftMs), undefined, { signal: stop }), news.promise]).catch(
        (thrown: unknown) => {
          signal?.throwIfAborted()
          throw thrown
        },
      )
      news = Promise.withResolvers<void>()
      if (isFinal(state.status)) break
      if (isTold) toldAt = performance.now()
      take(await look(first.id, signal))
    }
    return state
  } finally {
    deaf()
    over.abort()
  }
}
