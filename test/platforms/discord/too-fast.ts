import type { Limited } from './buckets.ts'

/** A request beyond a limit: 429, and when it may be tried again. */
export class TooFast extends Error {
  readonly limited: Limited
  /** 0 for the ordinary limits. */
  readonly code: number
  constructor(limited: Limited, code = 0) {
    super('You are being rate limited.')
    this.limited = limited
    this.code = code
  }
}
