import type { Command, MenuEntry } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import { asFault } from '#core/fault.ts'
import { opensForm } from '#core/form.ts'
import type { Desk, Log } from '#core/ports.ts'
import { refuse, type MessageRef, type ReplyRef } from '#core/post.ts'
import { whisper } from './acknowledge.ts'
import { actionIn } from './acts.ts'
import { attachmentOf } from './attachment-ref.ts'
import { readSlash } from './commands.ts'
import type { Delivery } from './delivery.ts'
import type { Forms } from './forms.ts'
import type { Incoming, Intake } from './intake.ts'
import { listAt, type Payload, textAt, valueAt } from './payload.ts'
import type { People } from './people.ts'
import { personIn, placeIn } from './place.ts'
import { addressOf, type Place, type ReplyNote, writeReply } from './ref.ts'
import { wordsOf } from './speech.ts'
import { blockOf, modalId, valuesOfView } from './views.ts'
import { within } from './within.ts'

/** What people do with commands, shortcuts, buttons and forms. Each is acknowledged before anything else is done for it. */
export interface Interactions {
  /** Takes what is one of these; false for what is none. */
  take(delivery: Delivery, team: string): Promise<boolean>
  /** Takes up what an earlier process acknowledged and did not finish. */
  again(body: Payload, team: string): Promise<void>
}

/** Slack shows nothing wrong in a form for longer than this, in ms: it has to be said by then, or comes as a message. */
const checkMs = 1_800

/** What a shortcut of the message menu is known by. */
export const shortcutId = (entry: MenuEntry): string => `menu:${entry.name}`

/** `desk` answers a sentence instead while there is no service to speak to: before the start, and while it stops. */
export function createInteractions(options: {
  readonly catalogue: readonly Command[]
  readonly menu: readonly MenuEntry[]
  readonly desk: () => Desk | string
  readonly intake: Intake
  readonly forms: Forms
  readonly people: People
  readonly deliver: (event: Inbound) => Promise<void>
  readonly say: (reply: ReplyRef, post: ReturnType<typeof refuse>, nonce: string) => Promise<void>
  /** Says commands as they are typed here. */
  readonly slash: (sentence: string) => string
  readonly refOf: (team: string, channel: string, ts: string) => Promise<MessageRef>
  readonly now: () => number
  readonly log: Log
}): Interactions {
  const { catalogue, menu, desk, intake, forms, people, deliver, say, slash, refOf, now, log } = options

  const take = (body: Payload, ack: () => Promise<boolean>, act: () => Promise<void>): Promise<void> => {
    const id = idOf(body)
    // What people press and type is worked on side by side: each wants its own answer, and soon.
    const incoming: Incoming = { id, lane: id, body, isKept: true, needsAck: true }
    return intake.take(incoming, ack, act)
  }

  /** Where something was done, and by whom. */
  const around = (body: Payload, team: string, place: Place, message?: string): ReplyNote | undefined => {
    const person = personIn(body, team)
    const url = textAt(body, 'response_url')
    if (person === undefined) return undefined
    return {
      ...place,
      ...(message !== undefined && { message }),
      person: { id: person.actor.id, team: person.team },
      ...(url !== undefined && { response: { url, at: now() } }),
    }
  }
  const baseOf = async (body: Payload, team: string, note: ReplyNote) => {
    const who = personIn(body, team)?.actor ?? { id: '', name: '' }
    return {
      id: idOf(body),
      address: addressOf(note),
      actor: await people.actor(team, who.id, who.name),
      at: now(),
      reply: writeReply(note),
    }
  }

  const command = async ({ body, ack }: Delivery, team: string): Promise<void> => {
    const service = desk()
    const channel = textAt(body, 'channel_id')
    if (channel === undefined) return void (await ack())
    if (typeof service === 'string') return void (await ack(whisper(service)))
    people.heardChannel(team, channel, textAt(body, 'channel_name'))
    const asked = readSlash(catalogue, textAt(body, 'command') ?? '', textAt(body, 'text') ?? '')
    if (asked.type === 'refused') return void (await ack(whisper(slash(asked.sentence))))
    const note = around(body, team, placeIn(team, channel))
    if (note === undefined) return void (await ack())
    if (asked.type === 'form') {
      const actor = personIn(body, team)?.actor ?? { id: '', name: '' }
      const trigger = textAt(body, 'trigger_id') ?? ''
      await Promise.all([ack(), forms.open({ trigger, action: asked.action, title: asked.title, actor, reply: note })])
      return
    }
    await take(
      body,
      () => ack(),
      () => commandGiven(body, team),
    )
  }
  const commandGiven = async (body: Payload, team: string): Promise<void> => {
    const asked = readSlash(catalogue, textAt(body, 'command') ?? '', textAt(body, 'text') ?? '')
    const note = around(body, team, placeIn(team, textAt(body, 'channel_id') ?? ''))
    if (asked.type !== 'command' || note === undefined) return
    await people.learn(team, textAt(body, 'text') ?? '')
    await deliver({ ...(await baseOf(body, team, note)), type: 'command', command: asked.command.name, values: asked.values })
  }

  const pressed = async ({ body, ack }: Delivery, team: string): Promise<void> => {
    const press = pressOf(body, team)
    const service = desk()
    const note = press === undefined ? undefined : around(body, team, press.place, press.ts)
    if (press === undefined || note === undefined) return void (await ack())
    if (typeof service === 'string') {
      await ack()
      return say(writeReply(note), refuse(service), `refused ${idOf(body)}`)
    }
    if (opensForm(press.action)) {
      const actor = personIn(body, team)?.actor ?? { id: '', name: '' }
      const trigger = textAt(body, 'trigger_id') ?? ''
      await Promise.all([ack(), forms.open({ trigger, action: press.action, title: press.label, actor, reply: note })])
      return
    }
    await take(
      body,
      () => ack(),
      () => buttonPressed(body, team),
    )
  }
  const buttonPressed = async (body: Payload, team: string): Promise<void> => {
    const press = pressOf(body, team)
    const note = press === undefined ? undefined : around(body, team, press.place, press.ts)
    if (press === undefined || note === undefined) return
    const message = await refOf(team, press.place.channel, press.ts)
    await deliver({ ...(await baseOf(body, team, note)), type: 'button', action: press.action, message })
  }

  const chosen = async ({ body, ack }: Delivery, team: string): Promise<void> => {
    const service = desk()
    if (typeof service !== 'string')
      return take(
        body,
        () => ack(),
        () => menuChosen(body, team),
      )
    await ack()
    const found = targetOf(body, team)
    const note = found === undefined ? undefined : around(body, team, found.place, found.ts)
    if (note !== undefined) await say(writeReply(note), refuse(service), `refused ${idOf(body)}`)
  }
  const menuChosen = async (body: Payload, team: string): Promise<void> => {
    const entry = menu.find(known => shortcutId(known) === textAt(body, 'callback_id'))
    const found = targetOf(body, team)
    const note = found === undefined ? undefined : around(body, team, found.place, found.ts)
    if (entry === undefined || found === undefined || note === undefined) return
    const { message, ts } = found
    const raw = textAt(message, 'text') ?? ''
    await people.learn(team, raw)
    const names = { person: (id: string) => people.name(team, id), channel: (id: string) => people.channel(team, id) }
    const writer = textAt(message, 'user') ?? textAt(message, 'bot_id') ?? 'unknown'
    const base = await baseOf(body, team, note)
    await deliver({
      ...base,
      type: 'menu',
      entry: entry.name,
      message: await refOf(team, note.channel, ts),
      author:
        textAt(message, 'bot_id') === undefined
          ? await people.actor(team, writer)
          : { id: writer, name: textAt(message, 'username') ?? 'an app' },
      text: wordsOf(raw, undefined, names),
      attachments: listAt(message, 'files').flatMap(file => attachmentOf(file, team) ?? []),
    })
  }

  const sent = async ({ body, ack }: Delivery, team: string): Promise<void> => {
    const view = valueAt(body, 'view')
    const service = desk()
    const who = personIn(body, team)
    if (textAt(view, 'callback_id') !== modalId || who === undefined) return void (await ack())
    if (typeof service === 'string') return void (await ack(wrongEverywhere(view, service)))
    const values = valuesOfView(view)
    const checked = async (): Promise<Readonly<Record<string, string>>> => {
      const found = await forms.came(textAt(view, 'private_metadata') ?? '', who.actor.id)
      return found === undefined
        ? {}
        : service.checkForm(found.form, values, { actor: who.actor, address: addressOf(found.note) })
    }
    const wrong = await within(checked(), checkMs).catch((thrown: unknown) => {
      const fault = asFault(thrown)
      if (fault.kind !== 'bug') return fault.message
      log.error({ err: thrown }, 'Slack: a form could not be checked')
      return undefined
    })
    if (typeof wrong === 'string') return void (await ack(wrongEverywhere(view, slash(wrong))))
    const errors = Object.entries(wrong ?? {}).map(([field, sentence]) => [blockOf(field), slash(sentence).slice(0, 1_000)])
    if (errors.length > 0) return void (await ack({ response_action: 'errors', errors: Object.fromEntries(errors) as Payload }))
    await take(
      body,
      () => ack(),
      () => formSent(body, team),
    )
  }
  const formSent = async (body: Payload, team: string): Promise<void> => {
    const view = valueAt(body, 'view')
    const who = personIn(body, team)
    const found = who === undefined ? undefined : await forms.came(textAt(view, 'private_metadata') ?? '', who.actor.id)
    if (found === undefined) return log.warn({}, 'Slack: a form came back that was not known')
    await deliver({ ...(await baseOf(body, team, found.note)), type: 'form', form: found.form, values: valuesOfView(view) })
  }

  const isCommand = (body: Payload): boolean => textAt(body, 'command') !== undefined
  return {
    async take(delivery, team) {
      const { body } = delivery
      if (isCommand(body)) await command(delivery, team)
      else if (textAt(body, 'type') === 'block_actions') await pressed(delivery, team)
      else if (textAt(body, 'type') === 'message_action') await chosen(delivery, team)
      else if (textAt(body, 'type') === 'view_submission') await sent(delivery, team)
      else return false
      return true
    },
    async again(body, team) {
      if (isCommand(body)) await commandGiven(body, team)
      else if (textAt(body, 'type') === 'block_actions') await buttonPressed(body, team)
      else if (textAt(body, 'type') === 'message_action') await menuChosen(body, team)
      else if (textAt(body, 'type') === 'view_submission') await formSent(body, team)
    },
  }
}

/** One use is one event, however often it is told: its trigger is made for it alone. */
function idOf(body: Payload): string {
  const trigger = textAt(body, 'trigger_id')
  if (trigger !== undefined) return `use:${trigger}`
  const view = valueAt(body, 'view')
  return `view:${textAt(view, 'id') ?? ''}:${textAt(view, 'hash') ?? ''}:${textAt(body, 'response_url') ?? ''}`
}

/** What was pressed or chosen under a message of ours. */
function pressOf(
  body: Payload,
  team: string,
): { readonly action: string; readonly label: string; readonly place: Place; readonly ts: string } | undefined {
  const [pressed] = listAt(body, 'actions')
  const channel = textAt(body, 'channel', 'id') ?? textAt(body, 'container', 'channel_id')
  const ts = textAt(body, 'container', 'message_ts') ?? textAt(body, 'message', 'ts')
  if (typeof pressed !== 'object' || pressed === null || channel === undefined || ts === undefined) return undefined
  const action = actionIn(pressed)
  if (action === undefined) return undefined
  const thread = textAt(body, 'message', 'thread_ts') ?? textAt(body, 'container', 'thread_ts')
  return { action, label: textAt(pressed, 'text', 'text') ?? 'Replichat', place: placeIn(team, channel, { thread }), ts }
}

/** The message that a shortcut was chosen on. What is done with it is done in its thread. */
function targetOf(
  body: Payload,
  team: string,
): { readonly message: unknown; readonly place: Place; readonly ts: string } | undefined {
  const message = valueAt(body, 'message')
  const channel = textAt(body, 'channel', 'id')
  const ts = textAt(body, 'message_ts') ?? textAt(message, 'ts')
  if (channel === undefined || ts === undefined) return undefined
  return { message, place: placeIn(team, channel, { thread: textAt(message, 'thread_ts') ?? ts }), ts }
}

/** A sentence under the first field of a form, where there is no other place for it. */
const wrongEverywhere = (view: unknown, sentence: string): Payload => {
  const block = listAt(view, 'blocks')
    .map(known => textAt(known, 'block_id'))
    .find(id => id?.startsWith(blockOf('')) === true)
  return block === undefined ? { response_action: 'clear' } : { response_action: 'errors', errors: { [block]: sentence } }
}
