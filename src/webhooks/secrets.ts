import type { Log } from '#core/ports.ts'

/** What signs webhooks. Each secret is a `whsec_…`. */
export type SigningSecrets = {
  /** Those that may sign now, the newest first; none when Replicate cannot be asked. */
  readonly known: () => Promise<readonly string[]>
  /** Those that may sign now where others than `tried` are among them: the secret may have been changed. Else undefined. */
  readonly beyond: (tried: readonly string[]) => Promise<readonly string[] | undefined>
}

/** The one secret that the operator gave; nobody is asked for another. */
export const givenSecret = (secret: string): SigningSecrets => ({
  known: async () => [secret],
  beyond: async () => undefined,
})

/** A signature that does not fit may be anybody's noise: it makes us ask at most this often. */
const askAgainAfterMs = 60_000
/** How soon a question that failed is asked again. */
const afterFailureMs = 5_000
/** How long the secret before a change still counts: what it signed is too old after five minutes anyway. */
const overlapMs = 5 * 60_000
const askWithinMs = 10_000

export type AskedSecretsOptions = {
  readonly ask: (signal: AbortSignal) => Promise<string>
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly log: Log
}

/** The account's secret, asked from Replicate at the first webhook and kept in memory; asked again where a signature does not fit. */
export function askedSecrets({ ask, now, log }: AskedSecretsOptions): SigningSecrets {
  let current: string | undefined
  let before: { readonly secret: string; readonly until: number } | undefined
  let askedAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined

  const question = async (): Promise<void> => {
    askedAt = now()
    try {
      const answer = await ask(AbortSignal.timeout(askWithinMs))
      if (current !== undefined && answer !== current) before = { secret: current, until: now() + overlapMs }
      current = answer
    } catch (cause) {
      log.warn({ cause }, 'the secret of webhooks could not be asked for')
    } finally {
      asking = undefined
    }
  }
  /** Joins a question that is under way, or asks one where the last is long enough ago. */
  const refresh = async (pauseMs: number): Promise<void> => {
    if (asking === undefined && now() - askedAt < pauseMs) return
    await (asking ??= question())
  }
  const all = (): readonly string[] => [
    ...(current === undefined ? [] : [current]),
    ...(before !== undefined && before.until > now() ? [before.secret] : []),
  ]

  return {
    async known() {
      if (current === undefined) await refresh(afterFailureMs)
      return all()
    },
    async beyond(tried) {
      const isNew = (): boolean => all().some(secret => !tried.includes(secret))
      if (!isNew()) await refresh(askAgainAfterMs)
      return isNew() ? all() : undefined
    },
  }
}
