/** The longest rest that a bucket takes by itself: with the people watching a frame every five seconds is still alive. */
const mostMs = 5_000

/** The shortest one, for a surface that names no pace of its own. */
const leastMs = 100

/** So many frames must be shown one after the other before the rest is halved: back slowly, or it would swing. */
const calmFrames = 8

/** A rest in ms that grows where a platform refuses frames without saying for how long, and goes again where it takes them. */
export type OwnRest = { readonly ms: () => number; refused(): void; shown(): void }

/** Begins without a rest; the first refusal makes it twice the surface's own pace. */
export function ownRest(editEveryMs: number): OwnRest {
  const fromMs = Math.max(leastMs, editEveryMs)
  let ms = 0
  let calm = 0
  return {
    ms: () => ms,
    refused() {
      calm = 0
      ms = Math.min(Math.max(mostMs, editEveryMs), 2 * Math.max(ms, fromMs))
    },
    shown() {
      if (ms === 0 || ++calm < calmFrames) return
      calm = 0
      ms = ms / 2 > fromMs ? ms / 2 : 0
    },
  }
}
