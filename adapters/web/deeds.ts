import type { Attachment } from '#core/attachment.ts'
import { checkValues, type Command, findCommand, readText, type Values } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { asFault, Fault } from '#core/fault.ts'
import type { Desk, Log, Records, Surface } from '#core/ports.ts'
import { refuse } from '#core/post.ts'
import type { Visit } from './door.ts'
import { mostMessageChars } from './limits.ts'
import { type Messages, startMessage, wireMessage } from './messages.ts'
import { createPresses, type Presses, replyTo } from './presses.ts'
import { addressOf, placeOf, writeMessage } from './ref.ts'
import type { Rooms } from './rooms.ts'
import type { MessageRow, WebTables } from './tables.ts'
import { attachmentOf, type Uploads } from './uploads.ts'
import { unknownCommand } from './unknown-command.ts'
import type { WireMessage, WireSay } from './wire.ts'

/** What people do on the page, kept and handed to the service. Whatever a person did wrong is thrown as a fault with a sentence. */
export interface Deeds extends Presses {
  /** A message or a command. The same id twice is one message and one event. */
  say(visit: Visit, said: WireSay): Promise<WireMessage>
  edit(visit: Visit, message: string, edit: { readonly event: string; readonly text: string }): Promise<WireMessage>
  erase(visit: Visit, message: string, event: string): Promise<void>
  /** Hands an event over; one that was not taken is told again by `resume`. */
  deliver(event: Inbound): Promise<void>
  /** Hands over what the service had not taken when the process ended. */
  resume(): Promise<void>
}

type Meaning =
  | { readonly type: 'message' }
  | { readonly type: 'command'; readonly command: Command; readonly values: Values }
  | { readonly type: 'refused'; readonly sentence: string }

/** What a text asks for: a text that begins with a slash is a command. */
export function understand(catalogue: readonly Command[], text: string, files: readonly Attachment[]): Meaning {
  if (!text.startsWith('/')) return { type: 'message' }
  const found = findCommand(catalogue, text)
  if ('near' in found) return { type: 'refused', sentence: unknownCommand(catalogue, text, found.near) }
  try {
    const values = readText(found.command, found.rest, files)
    checkValues(found.command, values)
    return { type: 'command', command: found.command, values }
  } catch (thrown) {
    return { type: 'refused', sentence: asFault(thrown).message }
  }
}

const ownMessage = (row: MessageRow | undefined, visit: Visit): MessageRow => {
  if (row === undefined || row.removed) throw new Fault('gone', 'The message is no more.')
  if (row.by !== 'person' || row.person !== visit.person) throw new Fault('denied', 'Only your own messages can be changed.')
  return row
}

const checkText = (text: string, files: number): void => {
  if (text.trim() === '' && files === 0) throw new Fault('input', 'The message is empty.')
  if (text.length <= mostMessageChars) return
  const most = mostMessageChars.toLocaleString('en')
  throw new Fault('input', `A message may have ${most} characters, this one has ${text.length.toLocaleString('en')}.`)
}

/** The side of the adapter that listens. `desk` is asked for at each event, since it may be there only later. */
export function createDeeds(options: {
  readonly desk: () => Desk
  readonly catalogue: readonly Command[]
  readonly records: Records<WebTables>
  readonly messages: Messages
  readonly rooms: Rooms
  readonly uploads: Uploads
  readonly surface: Surface
  readonly now: () => number
  readonly log: Log
}): Deeds {
  const { desk, catalogue, records, messages, rooms, uploads, surface, now, log } = options

  const deliver = async (event: Inbound): Promise<void> => {
    // Asked for first, so it is stored before anything the service stores.
    const waiting = records.batch([{ put: 'web_waiting', row: { id: event.id, at: now(), event } }])
    await Promise.all([waiting, desk().handle(event)])
    // Nobody need wait for this: an event that is told again is handled once.
    records
      .batch([{ remove: 'web_waiting', id: event.id }])
      .catch((thrown: unknown) =>
        log.warn({ err: thrown, type: event.type }, 'an event of the console is told again after a restart'),
      )
  }
  const base = (visit: Visit, id: string, row: Pick<MessageRow, 'room' | 'thread'>) => ({
    id,
    address: addressOf(row.room, row.thread),
    actor: { id: visit.person, name: visit.name },
    at: now(),
  })
  const attachmentsOf = (row: MessageRow): readonly Attachment[] => (row.files ?? []).map(attachmentOf)

  return {
    ...createPresses({ desk, messages, rooms, deliver, attachmentsOf, now }),
    deliver,
    async say(visit, said) {
      checkText(said.text, said.files.length)
      await rooms.room(said.room)
      if (said.thread !== undefined) await rooms.thread(said.room, said.thread)
      if (said.replyTo !== undefined) {
        const answered = await messages.see(said.replyTo, visit.person)
        const isHere = answered !== undefined && placeOf(answered.room, answered.thread) === placeOf(said.room, said.thread)
        if (!isHere) throw new Fault('input', 'The message you reply to is no more; send yours without the reply.')
      }
      const files = await uploads.take(visit.person, said.files)
      const attachments = files.map(attachmentOf)
      let meaning = understand(catalogue, said.text, attachments)
      let isNew = false
      const start = async (before: MessageRow | undefined): Promise<Omit<MessageRow, 'rev'> | undefined> => {
        if (before !== undefined) return undefined
        isNew = true
        const isPrivate = meaning.type === 'refused' || (meaning.type === 'command' && meaning.command.audience === 'actor')
        return {
          ...startMessage(said, { id: said.id, at: messages.moment(), by: 'person', person: visit.person, name: visit.name }),
          text: said.text,
          ...(files.length > 0 && { files }),
          ...(meaning.type !== 'message' && { command: true }),
          ...(isPrivate && { isPrivate }),
          ...(said.replyTo !== undefined && { replyTo: said.replyTo }),
        }
      }
      // What is said to it is kept after it, and so is it then.
      const row = await messages.change(said.id, start, { durability: 'written' })
      if (row === undefined || row.by !== 'person' || row.person !== visit.person)
        throw new Fault('input', 'This id belongs to another message; send it anew.')
      if (isNew && row.thread !== undefined) await rooms.countReply(row.thread, row.at)
      // A repeat is what was said first, whatever it says now.
      if (!isNew) meaning = understand(catalogue, row.text ?? '', attachmentsOf(row))

      const reply = replyTo(visit, row)
      const common = { ...base(visit, row.id, row), at: row.at, reply }
      if (meaning.type === 'refused') {
        const signal = AbortSignal.timeout(10_000)
        await surface.post(reply, refuse(meaning.sentence), { nonce: `refused ${row.id}`, signal })
      } else if (meaning.type === 'command') {
        await deliver({ ...common, type: 'command', command: meaning.command.name, values: meaning.values })
      } else {
        await deliver({
          ...common,
          type: 'message',
          message: writeMessage(row.id),
          text: row.text ?? '',
          addressed: true,
          attachments: attachmentsOf(row),
          ...(row.replyTo !== undefined && { replyTo: writeMessage(row.replyTo) }),
        })
      }
      return wireMessage(row)
    },
    async edit(visit, id, { event, text }) {
      const row = await messages.change(id, async before => {
        const own = ownMessage(before, visit)
        if (own.command) throw new Fault('input', 'A command that was sent cannot be changed; send it again instead.')
        checkText(text, own.files?.length ?? 0)
        return own.text === text ? undefined : { ...own, text, edited: true }
      })
      const own = ownMessage(row, visit)
      await deliver({ ...base(visit, event, own), type: 'edited', message: writeMessage(id), text })
      return wireMessage(own)
    },
    async erase(visit, id, event) {
      const row = await messages.get(id)
      if (row === undefined || row.removed) return
      const own = ownMessage(row, visit)
      await deliver({ ...base(visit, event, own), type: 'deleted', message: writeMessage(id) })
      await messages.erase(own)
      await uploads.remove(own.files ?? [])
    },
    async resume() {
      for (const { event } of await records.list('web_waiting', {})) {
        await deliver(event).catch((thrown: unknown) =>
          log.error({ err: thrown, type: event.type }, 'an event of the console was not taken'),
        )
      }
    },
  }
}
