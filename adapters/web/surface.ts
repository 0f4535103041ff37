import { createHash } from 'node:crypto'
import { Fault } from '#core/fault.ts'
import type { Surface } from '#core/ports.ts'
import { webLimits } from './limits.ts'
import { type Messages, startMessage } from './messages.ts'
import { addressOf, type ReplyNote, readMessage, readReply, writeMessage, writeReply } from './ref.ts'
import type { Rooms } from './rooms.ts'
import type { MessageRow } from './tables.ts'

/** The same nonce gives the same id, in every process. */
const idOf = (what: string, nonce: string): string => createHash('sha256').update(`${what} ${nonce}`).digest('hex').slice(0, 32)

/** Where the service's words appear: kept as messages, told to the feed. */
export function createSurface({ messages, rooms }: { readonly messages: Messages; readonly rooms: Rooms }): Surface {
  const checkPlace = async (note: ReplyNote): Promise<void> => {
    await rooms.room(note.room)
    if (note.thread !== undefined) await rooms.thread(note.room, note.thread)
  }

  return {
    limits: webLimits,
    async post(reply, post, { nonce, signal }) {
      signal.throwIfAborted()
      const note = readReply(reply)
      const id = idOf('message', nonce)
      let isNew = false
      const live = post.blocks.some(block => block.type === 'progress')
      const start = async (before: MessageRow | undefined): Promise<Omit<MessageRow, 'rev'> | undefined> => {
        if (before !== undefined) return undefined
        await checkPlace(note)
        isNew = true
        return {
          ...startMessage(note, { id, at: messages.moment(), by: 'service', person: note.person, name: 'Replichat' }),
          blocks: post.blocks,
          live,
          ...(post.audience === 'actor' && { isPrivate: true }),
          ...(note.message !== undefined && { answers: note.message }),
        }
      }
      // Whoever posts what goes on notes next where it stands, and would post a lost one once more; a hint that one person
      // was told at once has done what it is for.
      const isHint = post.audience === 'actor'
      const row = await messages.change(id, start, live || isHint ? { durability: 'written' } : {})
      if (isNew && note.thread !== undefined && row !== undefined) await rooms.countReply(note.thread, row.at)
      return writeMessage(id)
    },
    async edit(message, post, { last, signal }) {
      signal.throwIfAborted()
      const id = readMessage(message)
      const row =
        id === undefined
          ? undefined
          : await messages.change(
              id,
              async before =>
                before === undefined || before.removed ? undefined : { ...before, blocks: post.blocks, live: !last },
              { draft: !last },
            )
      if (row === undefined || row.removed) throw new Fault('gone', 'The message is no more.')
      return { shown: true, restMs: 0 }
    },
    // Nothing is shared: each message has the pace of the limits alone.
    bucketOf: message => message,
    async remove(message) {
      const id = readMessage(message)
      if (id === undefined) return
      await messages.change(id, async before => {
        if (before === undefined || before.removed) return undefined
        const { blocks: _blocks, text: _text, files: _files, live: _live, ...rest } = before
        return { ...rest, removed: true }
      })
    },
    async replyAt(_workspace, channel) {
      const name = channel.trim().replace(/^#/, '').toLowerCase()
      const room = (await rooms.list()).find(known => known.id === channel.trim() || known.name === name)
      return room && writeReply({ room: room.id, person: '' })
    },
    async thread(reply, title, { nonce, signal }) {
      signal.throwIfAborted()
      const note = readReply(reply)
      await checkPlace(note)
      // A thread inside a thread is the thread itself.
      const id = note.thread ?? idOf('thread', nonce)
      if (note.thread === undefined) {
        const { room, message } = note
        await rooms.openThread({ id, room, title, ...(message !== undefined && { root: message }) })
      }
      return { address: addressOf(note.room, id), reply: writeReply({ ...note, thread: id }) }
    },
  }
}
