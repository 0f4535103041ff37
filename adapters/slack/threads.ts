import type { Surface } from '#core/ports.ts'
import { say } from '#core/post.ts'
import { brief } from '#core/text.ts'
import { noteId } from './notes.ts'
import type { Openly } from './posts.ts'
import { addressOf, readReply, type ReplyNote, writeReply } from './ref.ts'
import { Refused } from './refusal.ts'
import type { Workshop } from './workshop.ts'

/** As many channels as Slack gives at once, and as many pages of them as are looked through for a name. */
const channelsAtOnce = 1_000
const mostPages = 10

type Channel = { readonly id: string; readonly name?: string; readonly is_archived?: boolean }

/** A thread hangs on the message that is answered, else on one that says its title. */
export function createThreads(
  { web, notes, findLost, log, now }: Workshop,
  openly: Openly,
): Pick<Surface, 'thread'> & { readonly replyAt: NonNullable<Surface['replyAt']> } {
  const titled = async ({ team, channel }: ReplyNote, title: string, nonce: string, signal: AbortSignal): Promise<string> => {
    // Another answer to the same event, a refusal say, must not pass for the thread's title.
    const id = noteId(`thread ${nonce}`)
    const before = await notes.get(id)
    if (before?.ts !== undefined) return before.ts
    const found = before === undefined ? undefined : await findLost(before, signal)
    const row = { id, at: now(), state: 'posting', team, channel, where: '' } as const
    if (found === undefined) {
      const post = say('channel', `“${brief(title, 100).replace(/[\\*_~`[\]]/g, '\\$&')}”`)
      return (await openly(row, post, { isFrame: false, signal })).ts ?? ''
    }
    await notes.keep({ ...row, state: 'posted', ts: found })
    return found
  }

  const named = async (team: string, name: string, signal: AbortSignal): Promise<Channel | undefined> => {
    let cursor = ''
    for (let page = 0; page < mostPages; page++) {
      const types = 'public_channel,private_channel'
      const args = { limit: channelsAtOnce, exclude_archived: true, types, ...(cursor !== '' && { cursor }) }
      const answer = await web.call({ team, method: 'conversations.list', args, signal, isRepeatable: true })
      const { channels = [], response_metadata: more } = answer as {
        readonly channels?: readonly Channel[]
        readonly response_metadata?: { readonly next_cursor?: string }
      }
      const found = channels.find(channel => channel.name === name)
      cursor = more?.next_cursor ?? ''
      if (found !== undefined || cursor === '') return found
    }
    return undefined
  }

  return {
    async thread(ref, title, { nonce, signal }) {
      signal.throwIfAborted()
      const note = readReply(ref)
      // A direct conversation is one already, and a thread has none in it.
      if (note.direct === true || note.thread !== undefined) return { address: addressOf(note), reply: ref }
      const thread = note.message ?? (await titled(note, title, nonce, signal))
      const { team, channel, person } = note
      const place = { team, channel, thread, ...(person && { person }) }
      return { address: addressOf(place), reply: writeReply(place) }
    },
    async replyAt(workspace, wanted) {
      const signal = AbortSignal.timeout(10_000)
      const id = /^(?:<#)?([CG][A-Z0-9]{6,30})(?:\|[^>]*)?>?$/.exec(wanted.trim())?.[1]
      const name = wanted.trim().replace(/^#/, '')
      try {
        const found =
          id === undefined
            ? await named(workspace, name, signal)
            : ((
                await web.call({
                  team: workspace,
                  method: 'conversations.info',
                  args: { channel: id },
                  signal,
                  isRepeatable: true,
                })
              )['channel'] as Channel | undefined)
        if (found === undefined || found.is_archived === true) return undefined
        return writeReply({ team: workspace, channel: found.id })
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown
        if (thrown.error !== 'channel_not_found')
          log.warn({ cause: thrown }, 'Slack: a channel that an admin named could not be found')
        return undefined
      }
    },
  }
}
