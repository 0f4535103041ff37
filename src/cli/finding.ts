/** What the doctor found. `advice`: it works, and could be better or cheaper. */
export type Finding = {
  readonly about: string
  readonly level: 'ok' | 'advice' | 'wrong'
  readonly says: string
  /** What to do; there for everything that is not `ok`. */
  readonly next?: string
}

/** How long one question of the doctor may take, in ms. */
export const questionMs = 10_000
