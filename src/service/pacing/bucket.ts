import { Fault } from '#core/fault.ts'
import type { Edited, Room, Surface } from '#core/ports.ts'
import type { MessageRef } from '#core/post.ts'
import type { Clock } from './clock.ts'
import type { Offered } from './frame.ts'
import { ownRest } from './own-rest.ts'

/** How long a message that gave up a frame, or had its share, keeps its place: a job that looks seldom looks every five seconds. */
const placeMs = 10_000

/** A message's place in the order: when it was shown last, and among those that never were, who came first. */
type Place = { readonly shownAt: number; readonly nth: number }

/** How a message stands: its place, and the moment before which its own pace allows no frame. */
export type Standing = { readonly place: Place; readonly notBefore: number }

/** A message that has a frame in line, or had one not long ago. */
type Slot = {
  readonly message: MessageRef
  place: Place
  /** When it came to this line. */
  readonly since: number
  notBefore: number
  waiting: Offered | undefined
  /** Its place is kept at least until then. */
  keptUntil: number
}

/** What a bucket stands on. */
export type BucketParts = {
  readonly surface: Pick<Surface, 'edit' | 'limits'>
  readonly clock: Clock
  readonly onShown: () => void
  readonly onDropped: () => void
  /** Nothing waits, rests or is remembered any more. */
  readonly onEmpty: () => void
  /** This message is no longer known here. */
  readonly onForgotten: (message: MessageRef) => void
}

/** The frames of all messages that share one rate limit. */
export type Bucket = {
  /** Puts a frame in line; it takes the place of the one that waits for the same message. A message not known here stands as it is said. */
  offer(message: MessageRef, offer: Offered, standing: Standing): void
  /** Takes out a frame in between that still waits. */
  giveUp(message: MessageRef, offer: Offered): void
  /** Whether the message has to stay: it is being sent, or its last frame waits here. */
  isBound(message: MessageRef): boolean
  /** Lets go of a message that is not bound, and says how it stood. */
  leave(message: MessageRef): Standing | undefined
}

/**
 * Shows frames one at a time: last ones first, then the message that was shown longest ago. Between two edits it rests as
 * long as the platform says, and between two of one message as long as the surface's pace. Where it is known what the bucket
 * bears, frames in between are spread evenly over it; first words and last frames are not. It has one timer.
 */
export function createBucket(parts: BucketParts): Bucket {
  const { surface, clock } = parts
  const { editEveryMs } = surface.limits
  const slots = new Map<MessageRef, Slot>()
  const rest = ownRest(editEveryMs)
  let sending: { readonly slot: Slot; readonly offer: Offered } | undefined
  let opensAt = Number.NEGATIVE_INFINITY
  /** The shortest time that an edit took so far. */
  let leastTookMs = Number.POSITIVE_INFINITY
  /** From then on a frame in between takes no more than its share of the room. */
  let evenAt = Number.NEGATIVE_INFINITY
  let stopTimer = (): void => {}

  const drop = (slot: Slot, offer: Offered, now: number): void => {
    if (slot.waiting === offer) slot.waiting = undefined
    slot.keptUntil = Math.max(slot.keptUntil, now + placeMs)
    if (offer.isDecided()) return
    parts.onDropped()
    offer.resolve('dropped')
  }

  /** Of two frames of one message only one may wait: a last one before one in between, else the newer one. */
  const settleFor = (slot: Slot, older: Offered, newer: Offered, now: number): void => {
    const isOlder = older.frame.last && !newer.frame.last
    slot.waiting = isOlder ? older : newer
    drop(slot, isOlder ? newer : older, now)
  }

  const next = (): void => {
    stopTimer()
    stopTimer = () => {}
    const now = clock.now()
    while (sending === undefined && now >= opensAt) {
      const slot = pick(slots.values(), now, readyAt)
      if (slot?.waiting === undefined) break
      begin(slot, slot.waiting)
    }
    for (const slot of slots.values()) {
      const { waiting } = slot
      if (waiting === undefined) continue
      // Nobody waits for a turn of which it is known already that it comes too late; while the bucket is at work it may be near.
      const isLate = sending === undefined ? readyAt(slot) > waiting.deadline : now >= waiting.latest
      if (isLate) drop(slot, waiting, now)
    }
    forget(now)
    if (slots.size === 0 && sending === undefined && now >= opensAt) return parts.onEmpty()
    const at = wakesAt()
    if (at !== Number.POSITIVE_INFINITY) stopTimer = clock.after(Math.max(0, at - now), next)
  }

  const begin = (slot: Slot, offer: Offered): void => {
    slot.waiting = undefined
    try {
      const post = offer.frame.draw()
      if (post === undefined) {
        offer.resolve('dropped')
        return
      }
      const sentAt = clock.now()
      sending = { slot, offer }
      const { last, signal } = offer.frame
      void edit(slot.message, post, { last, signal }).then(edited => end(slot, offer, edited, clock.now() - sentAt))
    } catch (thrown) {
      offer.reject(thrown)
    }
  }

  /** A platform that is busy refuses a frame as one does that says so; what else it throws is the frame's own end. */
  const edit = async (...args: Parameters<Surface['edit']>): Promise<Edited | { readonly thrown: unknown }> => {
    try {
      return await surface.edit(...args)
    } catch (thrown) {
      const isBusy = thrown instanceof Fault && thrown.kind === 'busy'
      return isBusy ? { shown: false, restMs: thrown.retryAfterMs ?? 0 } : { thrown }
    }
  }

  const end = (slot: Slot, offer: Offered, edited: Edited | { readonly thrown: unknown }, tookMs: number): void => {
    const now = clock.now()
    sending = undefined
    leastTookMs = Math.min(leastTookMs, tookMs)
    if ('thrown' in edited) {
      // It had its turn: what fails again and again must not keep the others from theirs.
      take(slot, now)
      opensAt = now + rest.ms()
      if (!offer.isDecided()) offer.reject(edited.thrown)
    } else {
      const saysMs = Number.isFinite(edited.restMs) ? Math.max(0, edited.restMs) : 0
      if (edited.shown) {
        rest.shown()
        take(slot, now)
        parts.onShown()
        if (!offer.isDecided()) offer.resolve('shown')
      } else {
        if (saysMs === 0) rest.refused()
        refused(slot, offer, now)
      }
      opensAt = now + Math.max(saysMs, rest.ms())
      if (edited.room !== undefined) {
        const isAlone = ![...slots.values()].some(other => other !== slot && other.waiting !== undefined)
        // Who comes anew takes a free place at once: whoever paused for a moment must not pass for one of them.
        slot.keptUntil = Math.max(slot.keptUntil, now + placeMs)
        evenAt = now + shareMs(edited.room, tookMs) * (isAlone ? eagernessOf(now - slot.since) : 1)
      }
    }
    next()
  }

  /** It waits again for its turn, unless it was given up meanwhile or something newer waits. */
  const refused = (slot: Slot, offer: Offered, now: number): void => {
    if (!offer.frame.last) parts.onDropped()
    slot.keptUntil = Math.max(slot.keptUntil, now + placeMs)
    if (offer.isDecided()) return
    // Beside a last one that is being sent only another last one can have come to wait.
    const isUnwanted = slot.waiting !== undefined || (!offer.frame.last && offer.frame.until?.aborted === true)
    if (isUnwanted) offer.resolve('dropped')
    else slot.waiting = offer
  }

  const take = (slot: Slot, now: number): void => {
    slot.place = { shownAt: now, nth: slot.place.nth }
    // The platform counts from one arrival to the next, and half of the quickest trip lay behind the one and lies before the other.
    slot.notBefore = now + Math.max(0, editEveryMs - leastTookMs / 2)
    slot.keptUntil = slot.notBefore
  }

  /** Only who is first in the order may be forgotten: whoever comes anew is first, so that nobody gains by it. */
  const forget = (now: number): void => {
    for (let first = oldest(); first !== undefined && isIdle(first) && first.keptUntil <= now; first = oldest()) remove(first)
  }
  const oldest = (): Slot | undefined => {
    let found: Slot | undefined
    for (const slot of slots.values()) if (found === undefined || isBefore(slot.place, found.place)) found = slot
    return found
  }
  const isIdle = (slot: Slot): boolean => slot.waiting === undefined && sending?.slot !== slot
  const remove = (slot: Slot): void => {
    slots.delete(slot.message)
    parts.onForgotten(slot.message)
  }

  /** When what waits there may be shown. First words and last frames wait for no share: they take any free place. */
  const readyAt = (slot: Slot): number => {
    const isUrgent = slot.waiting?.frame.last === true || slot.place.shownAt === Number.NEGATIVE_INFINITY
    return Math.max(opensAt, slot.notBefore, isUrgent ? Number.NEGATIVE_INFINITY : evenAt)
  }

  /** When there is something to do again, if nothing happens before. */
  const wakesAt = (): number => {
    let at = slots.size === 0 && sending === undefined ? opensAt : Number.POSITIVE_INFINITY
    for (const slot of slots.values()) {
      if (slot.waiting === undefined) continue
      at = Math.min(at, sending === undefined ? readyAt(slot) : slot.waiting.latest)
    }
    const first = oldest()
    return first !== undefined && isIdle(first) ? Math.min(at, first.keptUntil) : at
  }

  return {
    offer(message, offer, standing) {
      const now = clock.now()
      const slot = slots.get(message) ?? { message, ...standing, since: now, waiting: undefined, keptUntil: now }
      slots.set(message, slot)
      const isEnding = sending?.slot === slot && sending.offer.frame.last && !offer.frame.last
      if (isEnding) drop(slot, offer, now)
      else if (slot.waiting !== undefined) settleFor(slot, slot.waiting, offer, now)
      else slot.waiting = offer
      next()
    },
    giveUp(message, offer) {
      const slot = slots.get(message)
      if (slot?.waiting === offer) drop(slot, offer, clock.now())
      next()
    },
    isBound: message => sending?.slot.message === message || slots.get(message)?.waiting?.frame.last === true,
    leave(message) {
      const slot = slots.get(message)
      if (slot === undefined) return undefined
      if (slot.waiting !== undefined) drop(slot, slot.waiting, clock.now())
      remove(slot)
      next()
      return slot
    },
  }
}

/** How long a frame in between rests, so that what is left of a bucket lasts until it is full again. Trips are part of that time. */
const shareMs = ({ edits, ms }: Room, tookMs: number): number => Math.max(0, (ms + tookMs) / (edits + 1) - tookMs)

/**
 * What part of its share a message waits that has a bucket to itself: most answers end soon after they began, and what a
 * window still bears then is of no use to them. (Simulated: `bench/freshness`.)
 */
const eagernessOf = (ageMs: number): number => 1 - 0.3 * Math.exp(-ageMs / 4_000)

/** Whose turn it is: among those that may be shown now, last frames first, then who was shown longest ago. */
function pick(slots: Iterable<Slot>, now: number, readyAt: (slot: Slot) => number): Slot | undefined {
  let found: Slot | undefined
  for (const slot of slots) {
    if (slot.waiting === undefined || readyAt(slot) > now) continue
    const isLast = slot.waiting.frame.last
    const isFoundLast = found?.waiting?.frame.last === true
    if (found === undefined || (isLast !== isFoundLast ? isLast : isBefore(slot.place, found.place))) found = slot
  }
  return found
}

const isBefore = (one: Place, other: Place): boolean =>
  one.shownAt === other.shownAt ? one.nth < other.nth : one.shownAt < other.shownAt
