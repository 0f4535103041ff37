import type { Post } from '#core/post.ts'

/** Something to show in a message. It is drawn only when its turn has come, so that what is sent is the newest. */
export type Frame = {
  /** Gives what is to be shown now; undefined when there is nothing any more, which costs no turn. */
  readonly draw: () => Post | undefined
  /** The last frame is shown whatever it takes. One in between gives way to it, and to a newer one. */
  readonly last: boolean
  /** Ends the offer at once, however far it is. */
  readonly signal: AbortSignal
  /** A frame in between is given up when its turn cannot come so soon, and after twice the time however near it may be. */
  readonly patienceMs?: number
  /** When it aborts, a frame in between is given up, unless it is being sent already. */
  readonly until?: AbortSignal
}

/** What became of a frame: it was shown, or something else was to be shown in its stead, or it was given up. */
export type Outcome = 'shown' | 'dropped'

/** A frame that has been offered and is not decided yet. */
export type Offered = {
  readonly frame: Frame
  readonly outcome: Promise<Outcome>
  /** By the bucket's clock: when its patience ends, and when it ends although the bucket is at work. */
  readonly deadline: number
  readonly latest: number
  readonly isDecided: () => boolean
  resolve(outcome: Outcome): void
  reject(thrown: unknown): void
}

/** Makes an offer of a frame at the moment `now`. `onGiveUp` is called at most once, when a signal asks for it; what is decided hears no signal. */
export function offered(frame: Frame, now: number, onGiveUp: (offer: Offered) => void): Offered {
  const { promise: outcome, resolve, reject } = Promise.withResolvers<Outcome>()
  // Whoever offered may have left; what then becomes of the frame is no news to anybody.
  outcome.catch(() => {})
  const patienceMs = frame.last ? Number.POSITIVE_INFINITY : (frame.patienceMs ?? Number.POSITIVE_INFINITY)
  let isDecided = false
  const end = (): void => {
    offer.reject(frame.signal.reason)
    onGiveUp(offer)
  }
  const giveUp = (): void => onGiveUp(offer)
  const decide = (act: () => void): void => {
    isDecided = true
    frame.signal.removeEventListener('abort', end)
    frame.until?.removeEventListener('abort', giveUp)
    act()
  }
  const offer: Offered = {
    frame,
    outcome,
    deadline: now + patienceMs,
    latest: now + 2 * patienceMs,
    isDecided: () => isDecided,
    resolve: shown => decide(() => resolve(shown)),
    reject: thrown => decide(() => reject(thrown)),
  }
  frame.signal.addEventListener('abort', end, { once: true })
  if (!frame.last) frame.until?.addEventListener('abort', giveUp, { once: true })
  return offer
}
