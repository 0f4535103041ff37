import { LRUCache } from 'lru-cache'
import type { Log, Records } from '#core/ports.ts'
import type { MessageRef } from '#core/post.ts'
import { createDeliver, type Deliver, type Delivered, type Standing, standingOf } from './deliver.ts'
import { createDenials, type Denials } from './denials.ts'
import { createPace, type Pace } from './pace.ts'
import { createReach, type Reach, tokenOf } from './reach.ts'
import { readMessage, writeMessage } from './ref.ts'
import { isAbout } from './refusal.ts'
import type { Rest } from './rest.ts'
import type { DiscordTables } from './tables.ts'
import type { Opener } from './upload.ts'

/** What posting, showing anew and opening threads have in common. */
export type Workshop = {
  readonly rest: Rest
  readonly deliver: Deliver
  readonly reach: Reach
  readonly pace: Pace
  readonly denials: Denials
  readonly log: Log
  readonly now: () => number
  /** What stands in a message: from memory, else asked of Discord. */
  standing(message: MessageRef, how: { readonly isFrame: boolean; readonly signal: AbortSignal }): Promise<Standing>
  /** Remembers a message as it stands now. */
  stands(delivered: Pick<Delivered, 'id' | 'channel' | 'standing'>): MessageRef
  forget(message: MessageRef): void
}

/** Puts the parts together. `now` in milliseconds since the epoch. */
export function createWorkshop(given: {
  readonly rest: Rest
  readonly records: Records<DiscordTables>
  readonly desk: () => Opener
  readonly now: () => number
  readonly log: Log
}): Workshop {
  const { rest, records, desk, now, log } = given
  const pace = createPace(now)
  const denials = createDenials(now)
  const reach = createReach(records, now)
  const standings = new LRUCache<string, Standing>({ max: 5_000 })

  return {
    rest,
    deliver: createDeliver({ rest, pace, denials, desk }),
    reach,
    pace,
    denials,
    log,
    now,
    async standing(message, how) {
      const known = standings.get(message)
      if (known !== undefined) return known
      const { channel, message: id } = readMessage(message)
      const by = tokenOf(await reach.find(message), now())
      const path =
        by === undefined
          ? (`/channels/${channel}/messages/${id}` as const)
          : (`/webhooks/${by.application}/${by.token}/messages/${id}` as const)
      try {
        const { body } = await rest.call({ method: 'GET', path, ...how })
        const standing = standingOf(body)
        standings.set(message, standing)
        return standing
      } catch (thrown) {
        // Where earlier messages may not be read they may still be edited: a plain text is tried first.
        if (!isAbout(thrown, 'noAccess') && !isAbout(thrown, 'noPermission') && !isAbout(thrown, 'tokenOver')) throw thrown
        return { mode: 'plain', files: [] }
      }
    },
    stands({ id, channel, standing }) {
      const message = writeMessage({ channel, message: id })
      standings.set(message, standing)
      return message
    },
    forget: message => void standings.delete(message),
  }
}
