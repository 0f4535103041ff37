import { within } from './within.ts'

/** Work of one lane is done one after another, in the order it came. Lanes do not wait for each other. */
export interface Lanes {
  /** Resolves as the work does. */
  run<Result>(lane: string, work: () => Promise<Result>): Promise<Result>
}

/** The longest a lane waits for work before it, in ms: what hangs must not silence a channel for ever. */
const patienceMs = 30_000

/** Opens the lanes. */
export function createLanes({ waitMs = patienceMs }: { readonly waitMs?: number } = {}): Lanes {
  const ends = new Map<string, Promise<void>>()
  return {
    async run(lane, work) {
      const before = ends.get(lane)
      const done = Promise.withResolvers<void>()
      ends.set(lane, done.promise)
      try {
        if (before !== undefined) await within(before, waitMs)
        return await work()
      } finally {
        done.resolve()
        if (ends.get(lane) === done.promise) ends.delete(lane)
      }
    },
  }
}
