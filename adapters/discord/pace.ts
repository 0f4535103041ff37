import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { Edited } from '#core/ports.ts'

/** What answers say of their bucket: how many requests are left in it, and when it is full again. */
type Told = { readonly get: (name: string) => string | null }

/** How long each bucket of requests must rest before its next frame. */
export interface Pace {
  /** Reads what an answer says of its bucket: how long it must rest, and what it bears then. */
  heard(bucket: string, told: Told): Pick<Edited, 'restMs' | 'room'>
  /** A bucket that was found empty rests so long, last frames too. */
  empty(bucket: string, restMs: number): void
  /** Counts a request by an interaction's token in this channel. */
  spent(channel: string): void
  /** Milliseconds from now until the bucket may be used for a frame. */
  restMs(bucket: string): number
  /** Milliseconds from now until even a last frame would be refused no more. */
  emptyMs(bucket: string): number
  /** Milliseconds until a channel bears one more frame by tokens. */
  tokenRestMs(channel: string): number
}

/**
 * Frames rest so long where an answer does not tell its bucket: all edits of a channel come from one of about five in five
 * seconds. A token has about five in two seconds to itself, but all of a channel share a minute: there frames rest in any case.
 */
const betweenMs = 1_200

/** Users report 30 requests by tokens in 60 seconds and channel, beyond which all wait for 40 and more; Discord does not say so. */
const tokens = { perMs: 60_000, most: 30, kept: 6 }

/** Remembers what buckets told. `now` in milliseconds since the epoch. */
export function createPace(now: () => number): Pace {
  const until = new LRUCache<string, number>({ max: 10_000 })
  const emptyUntil = new LRUCache<string, number>({ max: 10_000 })
  const spent = new LRUCache<string, readonly number[]>({ max: 2_000 })
  const rest = (bucket: string, ms: number): void => {
    until.set(bucket, Math.max(until.get(bucket) ?? 0, now() + ms))
  }
  const recent = (channel: string): readonly number[] => (spent.get(channel) ?? []).filter(at => at > now() - tokens.perMs)

  return {
    heard(bucket, told) {
      const remaining = Number(told.get('x-ratelimit-remaining') ?? Number.NaN)
      const resetMs = Number(told.get('x-ratelimit-reset-after') ?? Number.NaN) * 1_000
      const isTold = Number.isFinite(remaining) && Number.isFinite(resetMs)
      if (!isTold) {
        rest(bucket, betweenMs)
        return { restMs: betweenMs }
      }
      const isToken = bucket.startsWith('token:')
      // One of a token is kept: a last frame there must never wait for a minute's end.
      const restMs = Math.ceil(remaining <= (isToken ? 1 : 0) ? resetMs : 0)
      rest(bucket, isToken ? Math.max(betweenMs, restMs) : restMs)
      if (isToken) return { restMs: Math.max(betweenMs, restMs) }
      return { restMs, room: { edits: remaining, ms: resetMs } }
    },
    empty(bucket, ms) {
      rest(bucket, ms)
      emptyUntil.set(bucket, now() + ms)
    },
    spent(channel) {
      spent.set(channel, [...recent(channel), now()])
    },
    restMs: bucket => Math.max(0, (until.get(bucket) ?? 0) - now()),
    emptyMs: bucket => Math.max(0, (emptyUntil.get(bucket) ?? 0) - now()),
    tokenRestMs(channel) {
      const times = recent(channel)
      const at = times[times.length - (tokens.most - tokens.kept)]
      return at === undefined ? 0 : Math.max(0, at + tokens.perMs - now())
    },
  }
}

/** The bucket of edits in a channel. */
export const channelBucket = (channel: string): string => `channel:${channel}`

/** The bucket of an interaction's token: by its hash, since the token is a secret. */
export const tokenBucket = (token: string): string => `token:${createHash('sha256').update(token).digest('hex').slice(0, 16)}`
