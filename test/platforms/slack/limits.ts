import { describedMethod } from './described.ts'
import type { World } from './world.ts'

/** How many requests of a method a workspace has in a minute, by tier; special ones are as many as no test asks for. */
const perMinute = { t1: 1, t2: 20, t3: 50, t4: 100, t5: 600 }
/** Posts: one a second for each channel, with a short burst. */
const postBurst = 5
const postEveryMs = 1_000

/** Counts requests as Slack does: per method and workspace, posts per channel as well. */
export function createLimits(world: World) {
  const fasterBy = world.start.limitsFasterBy ?? 1
  const asked = new Map<string, number[]>()
  const own = new Map<string, { readonly times: number; readonly perMs: number }>()
  const posts = new Map<string, { left: number; at: number }>()
  /** Until when a method must not be asked. */
  const blocked = new Map<string, number>()

  function countPost(channel: string): number {
    const now = world.clock.now()
    const everyMs = postEveryMs / fasterBy
    const held = posts.get(channel) ?? { left: postBurst, at: now }
    const left = Math.min(postBurst, held.left + (now - held.at) / everyMs)
    posts.set(channel, { left: left < 1 ? left : left - 1, at: now })
    return left < 1 ? (1 - left) * everyMs : 0
  }

  return {
    /** For how many whole seconds a request is too early; 0 when it is not. */
    count(method: string, channel: string): number {
      const now = world.clock.now()
      const until = blocked.get(method) ?? 0
      if (until > now) {
        world.violate(`${method}: asked again ${Math.ceil(until - now)} ms before Retry-After was over`)
        return Math.ceil((until - now) / 1_000)
      }
      const tier = describedMethod(method)?.tier ?? 't3'
      const { times, perMs } = own.get(method) ?? { times: perMinute[tier], perMs: 60_000 / fasterBy }
      const recent = (asked.get(method) ?? []).filter(at => at > now - perMs)
      const waitMs =
        recent.length >= times ? (recent[0] ?? now) + perMs - now : method === 'chat.postMessage' ? countPost(channel) : 0
      if (waitMs <= 0) recent.push(now)
      asked.set(method, recent)
      return waitMs <= 0 ? 0 : this.block(method, Math.max(1, Math.ceil(waitMs / 1_000)))
    },
    /** Says no to a method for so many seconds; posts to another channel may still go. */
    block(method: string, seconds: number): number {
      if (method !== 'chat.postMessage') blocked.set(method, world.clock.now() + seconds * 1_000)
      return seconds
    },
    set(method: string, times: number, perMs: number): void {
      own.set(method, { times, perMs })
      asked.delete(method)
    },
  }
}
export type Limits = ReturnType<typeof createLimits>
