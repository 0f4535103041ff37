import type { Inbound } from '#core/event.ts'
import { Fault } from '#core/fault.ts'
import { type Form, formAction, opensForm } from '#core/form.ts'
import type { Desk } from '#core/ports.ts'
import type { Button, MessageRef, ReplyRef } from '#core/post.ts'
import type { JobRow } from '#core/report.ts'
import type { Visit } from './door.ts'
import type { Messages } from './messages.ts'
import { addressOf, writeMessage, writeReply } from './ref.ts'
import type { Rooms } from './rooms.ts'
import type { MessageRow } from './tables.ts'

/** Where buttons stand: a message, or a job or picture that is looked at away from it. Answers go to `reply`. */
export type Stand = {
  readonly place: { readonly room: string; readonly thread?: string }
  readonly reply: ReplyRef
  readonly message: MessageRef
  readonly buttons: readonly Button[]
}

/** What people press, choose and fill in. Whatever cannot be is thrown as a fault with a sentence. */
export interface Presses {
  /** Where the buttons of a message stand, for whoever can see it. */
  standOfMessage(visit: Visit, message: string): Promise<Stand>
  /** Where the buttons of a job stand away from its message: what they lead to appears where the job was asked for. */
  standOfJob(visit: Visit, job: Pick<JobRow, 'address' | 'buttons' | 'message'>): Promise<Stand>
  press(visit: Visit, stand: Stand, press: { readonly event: string; readonly action: string }): Promise<void>
  openForm(visit: Visit, stand: Stand, action: string): Promise<Form>
  /** Sends back the form that a button's `action` opened. */
  sendForm(
    visit: Visit,
    stand: Stand,
    sent: {
      readonly event: string
      readonly action: string
      readonly form: string
      readonly values: Readonly<Record<string, string>>
    },
  ): Promise<void>
  /** An entry of the menu on a message. */
  choose(visit: Visit, message: string, chosen: { readonly event: string; readonly entry: string }): Promise<void>
}

/** Who wrote what we say, for a message of ours that is chosen. */
const ourselves = { id: 'replichat', name: 'Replichat' }

const wordsOf = (row: MessageRow): string =>
  row.text ?? (row.blocks ?? []).flatMap(block => (block.type === 'text' ? [block.markdown] : [])).join('\n\n')

/** Where an answer to a message goes. */
export const replyTo = (visit: Visit, row: Pick<MessageRow, 'id' | 'room' | 'thread'>): ReplyRef =>
  writeReply({
    room: row.room,
    ...(row.thread !== undefined && { thread: row.thread }),
    person: visit.person,
    message: row.id,
  })

/** The side of the adapter that hears presses. `desk` is asked for each time, since it may be there only later. */
export function createPresses(options: {
  readonly desk: () => Desk
  readonly messages: Messages
  readonly rooms: Rooms
  readonly deliver: (event: Inbound) => Promise<void>
  readonly attachmentsOf: (row: MessageRow) => Extract<Inbound, { type: 'menu' }>['attachments']
  readonly now: () => number
}): Presses {
  const { desk, messages, rooms, deliver, attachmentsOf, now } = options

  const base = (visit: Visit, id: string, { room, thread }: Stand['place']) => ({
    id,
    address: addressOf(room, thread),
    actor: { id: visit.person, name: visit.name },
    at: now(),
  })
  const seen = async (visit: Visit, id: string): Promise<MessageRow> => {
    const row = await messages.get(id)
    if (row === undefined || row.removed || (row.isPrivate && row.person !== visit.person))
      throw new Fault('gone', 'The message is no more.')
    return row
  }
  const checkButton = ({ buttons }: Stand, action: string): void => {
    if (!buttons.some(button => button.action === action)) throw new Fault('gone', 'This button is no longer there.')
  }

  return {
    async standOfMessage(visit, id) {
      const row = await seen(visit, id)
      const buttons = (row.blocks ?? []).flatMap(block =>
        block.type === 'actions' ? block.buttons : block.type === 'choice' ? block.options : [],
      )
      return { place: row, reply: replyTo(visit, row), message: writeMessage(id), buttons }
    },
    async standOfJob(visit, { address, buttons, message }) {
      if (address.platform !== addressOf('').platform)
        throw new Fault('input', 'This was asked for on another platform; its buttons are there, under its message.')
      const { channel, thread } = address
      await rooms.room(channel)
      if (thread !== undefined) await rooms.thread(channel, thread)
      const place = { room: channel, ...(thread !== undefined && { thread }) }
      return { place, reply: writeReply({ ...place, person: visit.person }), message: message ?? writeMessage('away'), buttons }
    },
    async press(visit, stand, { event, action }) {
      checkButton(stand, action)
      const { place, reply, message } = stand
      await deliver({ ...base(visit, event, place), type: 'button', reply, message, action })
    },
    async openForm(visit, stand, action) {
      checkButton(stand, action)
      if (!opensForm(action)) throw new Fault('input', 'This button opens no form.')
      const { actor, address } = base(visit, '', stand.place)
      return desk().form(action, { actor, address })
    },
    async sendForm(visit, stand, { event, action, form, values }) {
      checkButton(stand, action)
      // A form carries what its button does, and may carry more behind it.
      if (formAction(form) !== action && !formAction(form).startsWith(`${action}:`))
        throw new Fault('input', 'This form belongs to another button; open it again.')
      const { place, reply } = stand
      await deliver({ ...base(visit, event, place), type: 'form', reply, form, values })
    },
    async choose(visit, id, { event, entry }) {
      const row = await seen(visit, id)
      await deliver({
        ...base(visit, event, row),
        type: 'menu',
        reply: replyTo(visit, row),
        entry,
        message: writeMessage(id),
        author: row.by === 'person' ? { id: row.person, name: row.name } : ourselves,
        text: wordsOf(row),
        attachments: attachmentsOf(row),
      })
    },
  }
}
