import { within } from './within.ts'

/** Work of one lane is begun one after another, in the order it came. Lanes do not wait for each other. */
export interface Lanes {
  /** Resolves as the work does. */
  run<Result>(lane: string, work: () => Promise<Result>): Promise<Result>
}

/** Opens the lanes. Work that takes longer than `aheadMs` no longer holds up what comes after it. */
export function createLanes({ aheadMs }: { readonly aheadMs: number }): Lanes {
  const ends = new Map<string, Promise<void>>()
  return {
    async run(lane, work) {
      const before = ends.get(lane)
      const begun = Promise.withResolvers<void>()
      ends.set(lane, begun.promise)
      await before
      const done = work()
      void within(done.then(nothing, nothing), aheadMs).then(() => {
        begun.resolve()
        if (ends.get(lane) === begun.promise) ends.delete(lane)
      })
      return done
    },
  }
}

const nothing = (): void => {}
