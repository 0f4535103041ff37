import { LRUCache } from 'lru-cache'
import type { Address } from '#core/address.ts'
import type { Inbound } from '#core/event.ts'
import type { Log } from '#core/ports.ts'
import { pause } from './pause.ts'
import { isAbout } from './refusal.ts'
import type { Rest } from './rest.ts'

/** Finds channels and threads that were deleted while nobody listened. */
export interface Gone {
  /** A server as Discord told of it at the start of a session, with its channels and the threads that are open. */
  look(server: unknown): void
}

/** The start has more urgent things to do than this, in ms; servers told meanwhile are looked at together. */
export const usualLookAfterMs = 5_000

/** A place that was there is not asked about again for so long: each start of a session names no thread that is archived. */
const rememberedMs = 6 * 60 * 60_000

type Listed = {
  readonly id: string
  readonly channels?: readonly { readonly id: string }[]
  readonly threads?: readonly { readonly id: string }[]
}

/**
 * Opens the search. What is stored of a server and not listed any more is asked for one by one, since threads that are
 * archived are not listed either; what Discord knows no more is told as `left`. Ends with the signal. `now` in ms since the epoch.
 */
export function createGone(options: {
  readonly rest: Rest
  /** The places of which something is stored. */
  readonly places: () => Promise<readonly Address[]>
  readonly left: (event: Extract<Inbound, { type: 'left' }>) => void
  readonly now: () => number
  readonly log: Log
  readonly signal: AbortSignal
  readonly lookAfterMs?: number
}): Gone {
  const { rest, places, left, now, log, signal } = options
  const there = new LRUCache<string, true>({ max: 10_000, ttl: rememberedMs })
  let servers = new Map<string, ReadonlySet<string>>()
  let isLooking = false

  const isGone = async (id: string): Promise<boolean> => {
    if (there.has(id)) return false
    try {
      await rest.call({ method: 'GET', path: `/channels/${id}`, signal })
    } catch (thrown) {
      if (isAbout(thrown, 'gone')) return true
      // Hidden from us it is there all the same.
      if (!isAbout(thrown, 'noAccess')) throw thrown
    }
    there.set(id, true)
    return false
  }

  const tell = (what: 'channel' | 'thread', id: string, address: Address): void =>
    left({ type: 'left', what, id: `${id}:missed:${now()}`, address, at: now() })

  const lookAt = async (listed: ReadonlyMap<string, ReadonlySet<string>>): Promise<void> => {
    const goneChannels = new Set<string>()
    const stored = (await places()).filter(({ workspace }) => listed.has(workspace))
    for (const { platform, workspace, channel } of stored) {
      if (goneChannels.has(channel) || listed.get(workspace)?.has(channel) === true || !(await isGone(channel))) continue
      goneChannels.add(channel)
      tell('channel', channel, { platform, workspace, channel })
    }
    for (const address of stored) {
      const { workspace, channel, thread } = address
      // With its channel a thread goes, too.
      if (thread === undefined || goneChannels.has(channel) || listed.get(workspace)?.has(thread) === true) continue
      if (await isGone(thread)) tell('thread', thread, address)
    }
  }

  const lookAtAll = async (): Promise<void> => {
    isLooking = true
    try {
      while (servers.size > 0) {
        await pause(options.lookAfterMs ?? usualLookAfterMs, signal)
        const listed = servers
        servers = new Map()
        await lookAt(listed)
      }
    } catch (thrown) {
      if (!signal.aborted) log.warn({ err: thrown }, 'Discord: whether channels were deleted meanwhile could not be found out')
    } finally {
      isLooking = false
    }
  }

  return {
    look(server) {
      const { id, channels, threads = [] } = server as Listed
      // A server that is not there just now lists nothing.
      if (channels === undefined) return
      servers.set(id, new Set([...channels, ...threads].map(listed => listed.id)))
      if (!isLooking) void lookAtAll()
    },
  }
}
