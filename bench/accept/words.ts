import type { Held } from '../held.ts'

/** What the product's process is told: from here on its loop is watched, and when to say how late it was. */
export type ProductHears = 'watch' | 'report'

/** Of the product's process, over the time it was watched. */
export type Watched = {
  /** How late its event loop was, in milliseconds. */
  readonly lagMs: { readonly p50: number; readonly p99: number; readonly most: number }
  /** The processor time it used, all threads together, in milliseconds: also for the jobs that were accepted. */
  readonly cpuMs: number
  /** What it then holds, where its collector can be called (`--expose-gc`). */
  readonly held?: Held
}
