import { createHash } from 'node:crypto'
import type { Logged } from './control.ts'

type Limit = { readonly limit: number; readonly perMs: number }
type Window = { used: number; until: number }

/**
 * The limits of the buckets: five creates and five edits of messages in 5 s for each channel, five calls in 2 s for each token of an
 * interaction, four reactions a second. The rest are the stand-in's own guesses at routes that are known to be tight.
 */
const usual: Readonly<Record<string, Limit>> = {
  'POST /channels/{channel_id}/messages': { limit: 5, perMs: 5_000 },
  'PATCH /channels/{channel_id}/messages/{message_id}': { limit: 5, perMs: 5_000 },
  'DELETE /channels/{channel_id}/messages/{message_id}': { limit: 5, perMs: 1_000 },
  'PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me': { limit: 1, perMs: 250 },
  'POST /channels/{channel_id}/typing': { limit: 5, perMs: 5_000 },
  'POST /channels/{channel_id}/threads': { limit: 10, perMs: 10_000 },
  'POST /channels/{channel_id}/messages/{message_id}/threads': { limit: 10, perMs: 10_000 },
  'POST /users/@me/channels': { limit: 10, perMs: 10_000 },
  webhook: { limit: 5, perMs: 2_000 },
}
/** Fifty requests a second for the whole bot; what belongs to an interaction does not count. */
const globally: Limit = { limit: 50, perMs: 1_000 }
/** Limits that no header tells of: 30 posts through webhooks in a minute, edits of old messages, new names of channels. */
const hidden = {
  'webhook posts': { limit: 30, perMs: 60_000 },
  'old edits': { limit: 3, perMs: 20_000 },
  renames: { limit: 2, perMs: 600_000 },
} satisfies Record<string, Limit>
export type Hidden = keyof typeof hidden

export type Limited = { readonly retryMs: number; readonly scope: 'user' | 'shared' | 'global' }
export type Verdict = { readonly limited: Limited | null; readonly headers: Readonly<Record<string, string>> }

const isOfInteraction = (route: string): boolean => route.startsWith('/webhooks/') || route.startsWith('/interactions/')

/** The rate limits: fixed windows that begin with their first request. */
export function createBuckets(now: () => number, fasterBy: number, violate: (what: string) => void) {
  const limits = new Map(Object.entries(usual))
  const windows = new Map<string, Window>()
  const blocked = new Map<string, number>()

  const windowOf = (key: string, perMs: number): Window => {
    const found = windows.get(key)
    if (found !== undefined && found.until > now()) return found
    const fresh = { used: 0, until: now() + perMs / fasterBy }
    windows.set(key, fresh)
    return fresh
  }
  const take = (key: string, { limit, perMs }: Limit): { readonly isFull: boolean; readonly window: Window } => {
    const window = windowOf(key, perMs)
    const isFull = window.used >= limit
    if (!isFull) window.used++
    return { isFull, window }
  }
  const nameOf = (method: string, route: string): string =>
    limits.has(`${method} ${route}`) || !route.startsWith('/webhooks/') ? `${method} ${route}` : 'webhook'

  return {
    /** The bucket a request is counted in; null for callbacks, which have none. */
    keyOf(method: string, route: string, places: Readonly<Record<string, string>>): string | null {
      if (route.startsWith('/interactions/')) return null
      const major = places['channel_id'] ?? places['guild_id'] ?? places['webhook_token'] ?? ''
      return `${nameOf(method, route)} ${major.slice(0, 64)}`
    },
    /** Counts a request. What is limited must be refused. */
    count(method: string, route: string, key: string | null): Verdict {
      if (key === null) return { limited: null, headers: {} }
      const until = blocked.get(key) ?? 0
      if (now() < until - 25)
        violate(`${method} ${route}: asked again ${Math.ceil(until - now())} ms before the limit allowed it`)
      if (!isOfInteraction(route)) {
        const { isFull, window } = take('global', globally)
        if (isFull) return { limited: { retryMs: window.until - now(), scope: 'global' }, headers: {} }
      }
      const limit = limits.get(nameOf(method, route))
      if (limit === undefined) return { limited: null, headers: {} }
      const { isFull, window } = take(key, limit)
      const headers = {
        'x-ratelimit-limit': String(limit.limit),
        'x-ratelimit-remaining': String(limit.limit - window.used),
        'x-ratelimit-reset': (window.until / 1_000).toFixed(3),
        'x-ratelimit-reset-after': (Math.max(0, window.until - now()) / 1_000).toFixed(3),
        'x-ratelimit-bucket': createHash('md5').update(nameOf(method, route)).digest('hex'),
      }
      return { limited: isFull ? { retryMs: window.until - now(), scope: 'user' } : null, headers }
    },
    /** Counts against a limit that is not told; null when there is still room. */
    countHidden(what: Hidden, channelId: string): Limited | null {
      const { isFull, window } = take(`${what} ${channelId}`, hidden[what])
      return isFull ? { retryMs: window.until - now(), scope: 'shared' } : null
    },
    /** Remembers that a bucket was told to wait. */
    block(request: Pick<Logged, 'bucket'>, ms: number): void {
      if (request.bucket !== null) blocked.set(request.bucket, now() + ms)
    },
    set(name: string, limit: number, perMs: number): void {
      limits.set(name, { limit, perMs: perMs * fasterBy })
    },
  }
}
export type Buckets = ReturnType<typeof createBuckets>
