import { LRUCache } from 'lru-cache'
import { Fault } from '#core/fault.ts'
import type { Surface } from '#core/ports.ts'
import { type MessageRef, type Post, type ReplyRef, say } from '#core/post.ts'
import { blank, type Delivered, type Target } from './deliver.ts'
import { createLanes } from './lanes.ts'
import { plainFileBytes } from './limits.ts'
import { actionsOf, findLostPost, nonceMs } from './lost-post.ts'
import { isAlive } from './reach.ts'
import { channelOf, type InteractionNote, readMessage, readReply, type ReplyNote } from './ref.ts'
import { faultOf, isAbout, Refused } from './refusal.ts'
import type { Workshop } from './workshop.ts'

/** One post on its way: where it was asked for, what it says, and how it is told from others. */
type Errand = {
  readonly ref: ReplyRef
  readonly note: ReplyNote
  readonly post: Post
  readonly nonce: string
  readonly signal: AbortSignal
}

/** Said where a private answer would have been seen by all. */
const keptBack = say('channel', 'This answer is for one person alone, and Discord did not let me show it so. Please ask again.')

/** Said where an answer for one person alone was asked for in a message, which all see. */
const askByCommand = say(
  'channel',
  'The answer to this is for you alone, and here all would read it. By a command (type `/`) only you see it.',
)

/**
 * Posts each nonce once. An interaction's own answer is taken by the first nonce that comes, for good; what comes after is
 * posted in the channel, as a reply to what was posted before: Discord itself knows its nonce for a while, and after that it
 * is looked for. What one person alone may
 * see can only follow by the token: after a crash right in between it may be said to them twice.
 */
export function createPosts(shop: Workshop): Surface['post'] {
  const { deliver, reach, rest, now, log } = shop
  /** The newest message that was posted for a reply: the next one answers it. */
  const newest = new LRUCache<string, string>({ max: 5_000 })
  /** A job may be announced while its own step begins: whoever comes second finds what the first one posted. */
  const lanes = createLanes()

  const keep = async (
    { ref, note, nonce }: Errand,
    delivered: Delivered,
    by?: InteractionNote,
    isOriginal = false,
  ): Promise<MessageRef> => {
    const message = shop.stands(delivered)
    const { fileBytes } = note
    if (by !== undefined) {
      const { application, token, at } = by
      await reach.keep(message, { at, application, token, isPrivate: delivered.isPrivate, fileBytes })
      await reach.became(nonce, message, isOriginal ? by : undefined)
    } else if (fileBytes > plainFileBytes) await reach.keep(message, { at: now(), isPrivate: false, fileBytes })
    if (by === undefined) reach.remember(nonce, message)
    if (!delivered.isPrivate) newest.set(ref, delivered.id)
    return message
  }

  const send = ({ note, signal }: Errand, target: Target, post: Post): Promise<Delivered> =>
    deliver(target, post, { standing: blank, fileBytes: note.fileBytes, isFrame: false, signal })

  const followUp = (errand: Errand, by: InteractionNote, isPrivate: boolean, post = errand.post): Promise<Delivered> => {
    const { application, token } = by
    return send(errand, { to: 'follow-up', application, token, channel: channelOf(errand.note), isPrivate }, post)
  }

  const original = (errand: Errand, { application, token }: InteractionNote, post = errand.post): Promise<Delivered> =>
    send(errand, { to: 'original', application, token, channel: channelOf(errand.note) }, post)

  /** Takes the “thinking” away. False when it still stands there. */
  const takeAway = async ({ application, token }: InteractionNote, signal: AbortSignal): Promise<boolean> => {
    try {
      await rest.call({ method: 'DELETE', path: `/webhooks/${application}/${token}/messages/@original`, signal })
      return true
    } catch (thrown) {
      signal.throwIfAborted()
      if (isAbout(thrown, 'gone')) return true
      log.warn({ cause: thrown }, 'Discord: an acknowledgment could not be taken away')
      return false
    }
  }

  /** The message of an earlier attempt whose process died before anybody noted it, once Discord has forgotten its nonce. */
  const lost = async (errand: Errand, answers: string | undefined): Promise<MessageRef | undefined> => {
    const { note, nonce, post, signal } = errand
    const actions = actionsOf(post)
    const begun = await reach.begin(nonce, {
      ...(answers !== undefined && { answers }),
      ...(actions.length > 0 && { actions }),
    })
    if (begun === undefined || now() - begun.at < nonceMs) return undefined
    const found = await findLostPost(rest, { channel: channelOf(note), begun, actions, signal })
    if (found === undefined) return undefined
    const message = await keep(errand, found)
    await reach.became(nonce, message)
    return message
  }

  /** Into the channel, as a reply to what came before; by the token where we may not speak there ourselves. */
  const openly = async (errand: Errand, by: InteractionNote | undefined, before?: MessageRef): Promise<MessageRef> => {
    const { ref, note, nonce, post } = errand
    // A notice answers nobody, not even the notice before it.
    const isNotice = note.message === undefined && note.interaction === undefined && note.thread === undefined
    const answers = isNotice
      ? undefined
      : (newest.get(ref) ?? note.message ?? (before === undefined ? undefined : readMessage(before).message))
    const earlier = await lost(errand, answers)
    if (earlier !== undefined) return earlier
    try {
      const target = { to: 'channel', channel: channelOf(note), nonce, ...(answers !== undefined && { answers }) } as const
      return await keep(errand, await send(errand, target, post))
    } catch (thrown) {
      if (by === undefined || !(thrown instanceof Fault) || thrown.kind !== 'denied') throw thrown
      return keep(errand, await followUp(errand, by, false), by)
    }
  }

  /**
   * A private answer where all were told that one comes. The “thinking” must go first: while it stands, the next message
   * by the token takes its place, and with it its audience.
   */
  const privately = async (errand: Errand, by: InteractionNote): Promise<MessageRef> => {
    if (!(await takeAway(by, errand.signal))) return keep(errand, await original(errand, by, keptBack), by, true)
    let delivered: Delivered
    try {
      delivered = await followUp(errand, by, true)
    } catch (thrown) {
      if (!(thrown instanceof Refused) && !(thrown instanceof Fault && thrown.kind === 'denied')) throw thrown
      log.warn({ cause: thrown }, 'Discord: a private answer could not follow')
      return openly({ ...errand, post: keptBack }, undefined)
    }
    if (delivered.isPrivate) return keep(errand, delivered, by)
    log.warn({}, 'Discord: a private answer was shown to all for a moment, and taken back')
    const { application, token } = by
    const target = { to: 'reached', application, token, channel: delivered.channel, message: delivered.id } as const
    const { signal, note } = errand
    const { standing } = delivered
    return keep(errand, await deliver(target, keptBack, { standing, fileBytes: note.fileBytes, isFrame: false, signal }), by)
  }

  const posted = async (errand: Errand): Promise<MessageRef> => {
    const { note, post, nonce, signal } = errand
    const { interaction } = note
    // In a direct conversation nobody else is there.
    const isPrivate = post.audience === 'actor' && note.guild !== undefined
    if (interaction === undefined) return openly(isPrivate ? { ...errand, post: sayable(post) } : errand, undefined)
    const by = isAlive(interaction.at, isPrivate, now()) ? interaction : undefined
    let before: MessageRef | undefined
    if (interaction.deferred !== 'update') {
      const taken = await reach.take(interaction, nonce)
      before = taken.message
      if (taken.isOurs && before !== undefined) return before
      if (taken.isOurs && by !== undefined) {
        const isSame = by.deferred === post.audience || (note.guild === undefined && by.deferred === 'channel')
        if (isSame) {
          try {
            return await keep(errand, await original(errand, by), by, true)
          } catch (thrown) {
            if (isPrivate || !isAbout(thrown, 'tokenOver')) throw thrown
            return openly(errand, undefined)
          }
        }
        if (isPrivate) return privately(errand, by)
        const message = await openly(errand, by)
        await takeAway(by, signal)
        return message
      }
    }
    if (!isPrivate) return openly(errand, by, before)
    if (by === undefined) throw new Fault('gone', 'The time in which Discord shows an answer to one person alone is over.')
    return keep(errand, await followUp(errand, by, true), by)
  }

  return (ref, post, { nonce, signal }) =>
    lanes.run(nonce, async () => {
      signal.throwIfAborted()
      const note = readReply(ref)
      const made = await reach.of(nonce)
      if (made !== undefined) return made
      try {
        return await posted({ ref, note, post, nonce, signal })
      } catch (thrown) {
        throw thrown instanceof Refused ? faultOf(thrown, 'Send Messages') : thrown
      }
    })
}

/** What of a private answer may be said where all read it: that something failed, since all read what was asked. */
function sayable(post: Post): Post {
  const failures = post.blocks.filter(block => block.type === 'failure')
  return failures.length === 0 ? askByCommand : { audience: 'channel', blocks: failures }
}
