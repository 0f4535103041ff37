import { createHash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { Fault } from '#core/fault.ts'
import type { Edited, Surface } from '#core/ports.ts'
import type { MessageRef, Post } from '#core/post.ts'
import { blank, bucketOfTarget, type Delivered, type Target } from './deliver.ts'
import { plainFileBytes } from './limits.ts'
import { pause } from './pause.ts'
import { tokenOf } from './reach.ts'
import { readMessage } from './ref.ts'
import { faultOf, isAbout, Limited, Refused } from './refusal.ts'
import type { ReachRow } from './tables.ts'
import type { Workshop } from './workshop.ts'

/** Clocks and timers differ by some milliseconds: a frame that comes so much too early is sent. */
const slackMs = 50

/** What all may see goes by the channel where tokens would let it wait longer than this. */
const longMs = 2_000

/** What a message shows is believed for so long; another process may have shown something else since. */
const certainMs = 15 * 60_000

const markOf = (post: Post): string => createHash('sha256').update(JSON.stringify(post)).digest('base64')

const notShown = (restMs = 0): Edited => ({ shown: false, restMs: Math.ceil(restMs) })

/** Shows messages anew, by the token while it lives, by the channel ever after. */
export function createEdits(shop: Workshop): Pick<Surface, 'edit' | 'bucketOf' | 'remove'> {
  const { deliver, reach, pace, rest, now, log } = shop
  /** What is on its way to a bucket: nothing but a last frame may stand in line behind it. */
  const underWay = new Map<string, Promise<unknown>>()
  /** What messages show for certain. Showing it again changes nothing, and would make others wait for their turn. */
  const certain = new LRUCache<MessageRef, string>({ max: 10_000, ttl: certainMs })

  const byChannel = (message: MessageRef): Target => ({ to: 'message', ...readMessage(message) })
  const byToken = (message: MessageRef, row: ReachRow | undefined): Target | undefined => {
    const by = tokenOf(row, now())
    return by === undefined ? undefined : { to: 'reached', ...by, ...readMessage(message) }
  }
  /** How long tokens bear no frame there: this one, or all of the channel's together. */
  const tokenRest = (target: Target): number => ('token' in target ? pace.tokenRestMs(target.channel) : 0)
  const isScarce = (target: Target): boolean => Math.max(tokenRest(target), pace.emptyMs(bucketOfTarget(target))) > longMs

  const targetOf = (message: MessageRef, row: ReachRow | undefined): Target => {
    const target = byToken(message, row)
    return target === undefined || (row?.isPrivate !== true && isScarce(target)) ? byChannel(message) : target
  }

  const through = async (bucket: string, work: Promise<Delivered>): Promise<Delivered> => {
    underWay.set(bucket, work)
    try {
      return await work
    } finally {
      if (underWay.get(bucket) === work) underWay.delete(bucket)
    }
  }

  /** Opens an archived thread again, so that what stands in it can be shown anew. */
  const openAgain = async (channel: string, signal: AbortSignal): Promise<boolean> => {
    try {
      await rest.call({ method: 'PATCH', path: `/channels/${channel}`, body: { archived: false }, signal })
      return true
    } catch (thrown) {
      if (!(thrown instanceof Refused)) throw thrown
      return false
    }
  }

  /** The last words of a message that cannot be changed any more, as a reply to it: sending opens a thread again. */
  const anew = (message: MessageRef, post: Post, signal: AbortSignal): Promise<Delivered> => {
    const { channel, message: answers } = readMessage(message)
    const target = { to: 'channel', channel, nonce: `anew ${message}`, answers } as const
    return deliver(target, post, { standing: blank, fileBytes: plainFileBytes, isFrame: false, signal })
  }

  const shown = async (
    message: MessageRef,
    post: Post,
    row: ReachRow | undefined,
    last: boolean,
    signal: AbortSignal,
  ): Promise<Edited> => {
    const isPrivate = row?.isPrivate ?? false
    const fileBytes = row?.fileBytes ?? plainFileBytes
    const asMessage = byChannel(message)
    const first = targetOf(message, row)
    let target = first.to === 'message' ? asMessage : first
    const tried = new Set<string>()
    const isNew = (what: string): boolean => !tried.has(what) && tried.add(what).size > 0
    for (;;) {
      const bucket = bucketOfTarget(target)
      try {
        if (last) await pause(pace.emptyMs(bucket), signal)
        const standing = await shop.standing(message, { isFrame: !last, signal })
        // By the token's bucket it may be a minute; the channel's is another.
        const isImpatient = last && !isPrivate && target !== asMessage
        const options = { standing, fileBytes, isFrame: !last, isImpatient, signal }
        const delivered = await through(bucket, deliver(target, post, options))
        shop.stands(delivered)
        const restMs = Math.ceil(Math.max(delivered.restMs, tokenRest(target)))
        return { shown: true, restMs, ...(delivered.room && { room: delivered.room }) }
      } catch (thrown) {
        if (thrown instanceof Limited) {
          pace.empty(bucket, thrown.restMs)
          if (!last) return notShown(thrown.restMs)
          if (thrown.restMs > longMs) target = asMessage
          continue
        }
        if (thrown instanceof Fault && thrown.kind === 'denied' && target === asMessage) {
          const permitted = byToken(message, row)
          if (permitted !== undefined && isNew('by token')) {
            target = permitted
            continue
          }
        }
        if (!(thrown instanceof Refused)) throw thrown
        if (isAbout(thrown, 'tokenOver') && 'token' in target) {
          if (isPrivate) return notShown()
          // From now on by the channel, in every process.
          await reach.keep(message, { at: now(), isPrivate, fileBytes })
          target = asMessage
          if (isNew('by channel')) continue
        }
        if (isAbout(thrown, 'archived') && isNew('archived')) {
          if (await openAgain(readMessage(message).channel, signal)) continue
          if (!last) return notShown()
          return { shown: true, restMs: Math.ceil((await anew(message, post, signal)).restMs) }
        }
        // It may stand there otherwise than we remember.
        if (isAbout(thrown, 'badForm') && isNew('form')) {
          shop.forget(message)
          continue
        }
        throw faultOf(thrown, 'View Channel')
      }
    }
  }

  return {
    async edit(message, post, { last, signal }) {
      signal.throwIfAborted()
      const row = await reach.find(message)
      const target = targetOf(message, row)
      if (row?.isPrivate === true && target.to === 'message') {
        if (last) log.info({}, 'Discord: an answer for one person alone is out of reach after a quarter of an hour')
        return notShown()
      }
      const bucket = bucketOfTarget(target)
      const mark = markOf(post)
      if (last) await underWay.get(bucket)?.catch(() => {})
      if (certain.get(message) === mark) return { shown: true, restMs: 0 }
      if (!last) {
        const restMs = Math.max(pace.restMs(bucket), tokenRest(target))
        if (restMs > slackMs || underWay.has(bucket)) return notShown(Math.max(restMs, slackMs))
      }
      // Until Discord has answered nobody knows which of the two stands there.
      certain.delete(message)
      const edited = await shown(message, post, row, last, signal)
      if (edited.shown) certain.set(message, mark)
      return edited
    },
    bucketOf: message => bucketOfTarget(targetOf(message, reach.known(message))),
    async remove(message, signal) {
      signal.throwIfAborted()
      const row = await reach.find(message)
      const by = tokenOf(row, now())
      if (row?.isPrivate === true && by === undefined) return
      const { channel, message: id } = readMessage(message)
      const paths = [
        ...(by === undefined ? [] : [`/webhooks/${by.application}/${by.token}/messages/${id}` as const]),
        ...(row?.isPrivate === true ? [] : [`/channels/${channel}/messages/${id}` as const]),
      ]
      for (const [at, path] of paths.entries()) {
        try {
          await rest.call({ method: 'DELETE', path, signal })
          shop.forget(message)
          return
        } catch (thrown) {
          if (isAbout(thrown, 'gone')) return
          if (!(thrown instanceof Refused)) throw thrown
          const isOver = isAbout(thrown, 'tokenOver')
          if (isOver && at < paths.length - 1) continue
          if (isOver) return
          throw faultOf(thrown, 'View Channel')
        }
      }
    },
  }
}
