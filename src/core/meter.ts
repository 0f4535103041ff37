/** Counts what happens, for the operator's metrics. Nothing here waits or fails; `of` is a platform's name or `replicate`. */
export interface Meter {
  /** A frame of a live message was shown. */
  frameShown(of: string): void
  /** A frame was never shown: a newer one took its place, or the platform had no room for it. */
  frameDropped(of: string): void
  /** Somebody answered that we come too often (429). */
  throttled(of: string): void
  /** How long a job stood in line before its first run was planned. */
  waited(kind: string, ms: number): void
  /** How long after a prediction's end its webhook arrived. */
  webhookLag(ms: number): void
  /** An event was acknowledged this long after it came in. */
  accepted(of: string, ms: number): void
}

/** Counts nothing. */
export const noMeter: Meter = {
  frameShown() {},
  frameDropped() {},
  throttled() {},
  waited() {},
  webhookLag() {},
  accepted() {},
}
