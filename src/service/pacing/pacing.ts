import type { Meter } from '#core/meter.ts'
import type { Surface } from '#core/ports.ts'
import type { MessageRef } from '#core/post.ts'
import { type Bucket, createBucket } from './bucket.ts'
import type { Clock } from './clock.ts'
import { type Frame, offered, type Outcome } from './frame.ts'

/** The one scheduler of a platform's live messages. Every edit of every job goes through it. */
export type Pacing = {
  /**
   * Shows a frame when the message's turn has come. The newest wins: a frame that waits is dropped for the next one of its
   * message. A last frame is dropped for nothing but a newer last one, and goes after one of its message that is being
   * sent, so that no older frame ever takes its place. Rejects with what the surface throws, and with the signal's reason
   * as soon as that aborts.
   */
  offer(message: MessageRef, frame: Frame): Promise<Outcome>
  /** What it holds in memory: nothing once all is shown and the platform's rests are over. */
  readonly held: { readonly buckets: number; readonly messages: number }
}

/**
 * Shares out what each bucket of a surface bears: one edit in flight, a rest after it as long as the platform says, turns
 * in the order in which messages were shown last. `name` is the platform's, for the meter.
 */
export function createPacing(
  name: string,
  surface: Pick<Surface, 'edit' | 'bucketOf' | 'limits'>,
  meter: Pick<Meter, 'frameShown' | 'frameDropped'>,
  clock: Clock,
): Pacing {
  const buckets = new Map<string, Bucket>()
  /** The bucket each message stands in: its platform may count it elsewhere one day. */
  const homes = new Map<MessageRef, string>()
  let came = 0

  const bucketAt = (key: string): Bucket => {
    const known = buckets.get(key)
    if (known !== undefined) return known
    const bucket = createBucket({
      surface,
      clock,
      onShown: () => meter.frameShown(name),
      onDropped: () => meter.frameDropped(name),
      onEmpty: () => buckets.delete(key),
      onForgotten: message => homes.delete(message),
    })
    buckets.set(key, bucket)
    return bucket
  }

  return {
    async offer(message, frame) {
      frame.signal.throwIfAborted()
      if (!frame.last && frame.until?.aborted === true) return 'dropped'
      const key = surface.bucketOf(message)
      const home = homes.get(message)
      // Moving while a frame is in flight would put two of them in flight at once, and a last one must be dropped for none in between.
      const stays = home === undefined || home === key || bucketAt(home).isBound(message)
      const newcomer = { place: { shownAt: Number.NEGATIVE_INFINITY, nth: came++ }, notBefore: Number.NEGATIVE_INFINITY }
      const standing = (stays ? undefined : bucketAt(home).leave(message)) ?? newcomer
      const bucket = bucketAt(stays ? (home ?? key) : key)
      const offer = offered(frame, clock.now(), given => bucket.giveUp(message, given))
      homes.set(message, stays ? (home ?? key) : key)
      bucket.offer(message, offer, standing)
      return offer.outcome
    },
    get held() {
      return { buckets: buckets.size, messages: homes.size }
    },
  }
}
