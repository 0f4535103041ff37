import { within } from './within.ts'

/**
 * Lets the first request of a route be answered before others of it go out. The library learns from that answer which
 * limit the route shares; what it was asked before would stand in another line than what comes after, both counting for
 * themselves, and Discord would refuse what is too much.
 */
export interface FirstAnswers {
  /** Sends when the route is known, or when its first request takes longer than is worth waiting for. Throws what `send` throws. */
  after<Result>(route: string, send: () => Promise<Result>): Promise<Result>
}

/** The longest that others wait for the first, in ms: it may carry files, or hang. */
const patienceMs = 1_000

/** Knows no route yet. `isAnswer` says whether an error is Discord's own answer, which tells the limit as any other does. */
export function createFirstAnswers(isAnswer: (thrown: unknown) => boolean, waitMs = patienceMs): FirstAnswers {
  /** For each route whether its first request was answered, once that is decided. */
  const firsts = new Map<string, Promise<boolean>>()

  return {
    async after(route, send) {
      for (let first = firsts.get(route); first !== undefined; first = firsts.get(route))
        if ((await within(first, waitMs)) ?? true) return send()
      const known = Promise.withResolvers<boolean>()
      firsts.set(route, known.promise)
      const decide = (answered: boolean): void => {
        if (!answered) firsts.delete(route)
        known.resolve(answered)
      }
      try {
        const result = await send()
        decide(true)
        return result
      } catch (thrown) {
        decide(isAnswer(thrown))
        throw thrown
      }
    },
  }
}
