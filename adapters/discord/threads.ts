import { Fault } from '#core/fault.ts'
import type { Surface } from '#core/ports.ts'
import { say } from '#core/post.ts'
import { brief } from '#core/text.ts'
import { blank } from './deliver.ts'
import { literal } from './markdown.ts'
import { plainFileBytes } from './limits.ts'
import { isAlive } from './reach.ts'
import { addressOf, type InteractionNote, readMessage, readReply, type ReplyNote, writeMessage, writeReply } from './ref.ts'
import { faultOf, isAbout, Refused } from './refusal.ts'
import type { Workshop } from './workshop.ts'

/** Minutes after which Discord puts a silent thread away; any word opens it again. */
const archiveAfterMinutes = 1_440

const threadTypes = { announcement: 10, open: 11, closed: 12 } as const

/** Opens threads: on the message that is answered, whose id the thread then has, so that opening twice is opening once. */
export function createThreads(shop: Workshop): Pick<Surface, 'thread'> & { readonly replyAt: NonNullable<Surface['replyAt']> } {
  const { deliver, reach, rest, denials, now, log } = shop

  const on = async (channel: string, message: string, name: string, signal: AbortSignal): Promise<string> => {
    try {
      const body = { name, auto_archive_duration: archiveAfterMinutes }
      const path = `/channels/${channel}/messages/${message}/threads` as const
      await rest.call({ method: 'POST', path, body, signal, isRepeatable: true })
    } catch (thrown) {
      if (!isAbout(thrown, 'hasThread')) throw thrown
    }
    return message
  }

  /** A thread of its own, where there is no message that it could hang on. What it became is kept under its nonce. */
  const alone = async (channel: string, name: string, nonce: string, signal: AbortSignal): Promise<string> => {
    const made = await reach.of(nonce)
    if (made !== undefined) return readMessage(made).message
    const body = { name, type: threadTypes.open, auto_archive_duration: archiveAfterMinutes }
    const { body: thread } = await rest.call({ method: 'POST', path: `/channels/${channel}/threads`, body, signal })
    const { id } = thread as { readonly id: string }
    await reach.became(nonce, writeMessage({ channel, message: id }))
    return id
  }

  /** What an interaction's own answer says while the conversation is elsewhere; undefined when it is another's, or over. */
  const original = async (
    note: ReplyNote,
    by: InteractionNote,
    nonce: string,
    text: string,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    if (by.deferred === 'update' || !isAlive(by.at, false, now())) return undefined
    const { isOurs, message: known } = await reach.take(by, nonce)
    if (!isOurs) return undefined
    if (known !== undefined) return readMessage(known).message
    const target = { to: 'original', application: by.application, token: by.token, channel: note.channel } as const
    const options = { standing: blank, fileBytes: note.fileBytes, isFrame: false, signal }
    const message = shop.stands(await deliver(target, say(by.deferred, text), options))
    await reach.became(nonce, message, by)
    return readMessage(message).message
  }

  const open = async (note: ReplyNote, title: string, nonce: string, signal: AbortSignal): Promise<string> => {
    const { interaction: by, channel } = note
    const name = brief(title, 100) || 'Conversation'
    if (by === undefined)
      return note.message === undefined ? alone(channel, name, nonce, signal) : on(channel, note.message, name, signal)
    if (by.deferred === 'channel') {
      const root = await original(note, by, nonce, `“${literal(name)}”`, signal)
      if (root !== undefined) return on(channel, root, name, signal)
    }
    const thread = await alone(channel, name, nonce, signal)
    if (by.deferred === 'actor') await original(note, by, nonce, `The answer is in <#${thread}>.`, signal)
    return thread
  }

  return {
    async thread(ref, title, { nonce: given, signal }) {
      signal.throwIfAborted()
      // Another answer to the same event, a refusal say, must not pass for the thread's title.
      const nonce = `thread ${given}`
      const note = readReply(ref)
      // A direct conversation has no threads, and a thread has none in it: each is one conversation already.
      if (note.guild === undefined || note.thread !== undefined) return { address: addressOf(note), reply: ref }
      denials.check(note.channel, 'thread')
      try {
        const thread = await open(note, title, nonce, signal)
        const place = { guild: note.guild, channel: note.channel, thread }
        return { address: addressOf(place), reply: writeReply({ ...place, fileBytes: note.fileBytes }) }
      } catch (thrown) {
        // The answer itself may still take what was meant for the thread's title.
        if (note.interaction !== undefined) await reach.giveBack(note.interaction, nonce)
        if (!(thrown instanceof Refused)) throw thrown
        const fault = faultOf(thrown, 'Create Public Threads')
        if (isAbout(thrown, 'noPermission')) denials.note(note.channel, 'thread', fault)
        throw fault
      }
    },
    async replyAt(workspace, named) {
      const signal = AbortSignal.timeout(10_000)
      const id = /^<?#?(\d{17,20})>?$/.exec(named.trim())?.[1]
      const name = named.trim().replace(/^#/, '')
      try {
        const { body } =
          id === undefined
            ? await rest.call({ method: 'GET', path: `/guilds/${workspace}/channels`, signal })
            : await rest.call({ method: 'GET', path: `/channels/${id}`, signal })
        const found = (Array.isArray(body) ? (body as readonly Found[]) : [body as Found]).find(
          channel => channel.guild_id === workspace && (id !== undefined || channel.name === name),
        )
        if (found === undefined) return undefined
        const isThread = (Object.values(threadTypes) as readonly number[]).includes(found.type) && found.parent_id != null
        const place = isThread ? { channel: found.parent_id, thread: found.id } : { channel: found.id }
        return writeReply({ guild: workspace, ...place, fileBytes: plainFileBytes })
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown
        if (!isAbout(thrown, 'gone')) log.warn({ cause: thrown }, 'Discord: a channel that an admin named could not be found')
        if (thrown.status >= 500) throw new Fault('platform', 'Discord does not answer right now.', { cause: thrown })
        return undefined
      }
    },
  }
}

type Found = {
  readonly id: string
  readonly type: number
  readonly guild_id?: string
  readonly name?: string
  readonly parent_id?: string | null
}
