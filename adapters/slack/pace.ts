import type { Edited } from '#core/ports.ts'

/** What a family of methods bears in one workspace: so many calls a minute, and so many at once after a rest. */
export type Rate = { readonly perMinute: number; readonly atOnce: number }

/** What Slack promises at least: edits by tier 3, appends by tier 4. A tenth is left for what is not counted here. */
export const rates = {
  update: { perMinute: 45, atOnce: 8 },
  append: { perMinute: 90, atOnce: 15 },
} as const satisfies Readonly<Record<string, Rate>>

/** Counts the calls of each workspace, so that frames rest before Slack has to say so. */
export interface Pace {
  /** A call was made. Answers how long the next must rest, in ms, and what the workspace bears then. */
  spent(family: keyof typeof rates, team: string): Required<Pick<Edited, 'restMs' | 'room'>>
}

/** What a workspace has saved up is spread over so long: most answers are short, and long ones lose little by it. */
const aheadMs = 8_000

/** Begins rested. `now` in milliseconds of any clock that only grows. */
export function createPace(now: () => number): Pace {
  const levels = new Map<string, { readonly left: number; readonly at: number }>()
  return {
    spent(family, team) {
      const { perMinute, atOnce } = rates[family]
      const key = `${family} ${team}`
      const perMs = perMinute / 60_000
      const at = now()
      const level = levels.get(key) ?? { left: atOnce, at }
      const left = Math.max(0, Math.min(atOnce, level.left + Math.max(0, at - level.at) * perMs) - 1)
      levels.set(key, { left, at })
      const room = { edits: left + aheadMs * perMs - 1, ms: aheadMs }
      return { restMs: Math.ceil(Math.max(0, 1 - left) / perMs), room }
    },
  }
}
