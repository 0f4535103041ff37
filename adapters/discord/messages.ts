import {
  type APIAttachment,
  type GatewayMessageCreateDispatchData,
  type GatewayMessageDeleteBulkDispatchData,
  type GatewayMessageDeleteDispatchData,
  type GatewayMessageUpdateDispatchData,
  MessageReferenceType,
  MessageType,
} from 'discord.js'
import { LRUCache } from 'lru-cache'
import type { Attachment } from '#core/attachment.ts'
import type { Command } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import type { Log } from '#core/ports.ts'
import type { ReplyRef } from '#core/post.ts'
import { readSpoken } from '#core/text-form.ts'
import { attachmentOf } from './command-values.ts'
import type { Intake } from './intake.ts'
import { createLanes } from './lanes.ts'
import { actorOf, placeIn } from './place.ts'
import { addressOf, type Place, writeMessage, writeReply } from './ref.ts'
import { namesUs, type Self, wordsOf } from './speech.ts'
import type { Surroundings } from './surroundings.ts'
import { within } from './within.ts'

/** What people write, change and take away. Told twice, late or in another order, it is heard once and as it stands last. */
export interface Messages {
  created(message: GatewayMessageCreateDispatchData): Promise<void>
  updated(message: GatewayMessageUpdateDispatchData): Promise<void>
  deleted(message: GatewayMessageDeleteDispatchData | GatewayMessageDeleteBulkDispatchData): Promise<void>
  /** We take a message of ours away ourselves: Discord will tell us of it, and nobody asked to forget anything. */
  removing(message: string): void
}

/** Messages whose last state is remembered, against events that come late. */
const remembered = 5_000

/** What is answered at once holds up what is said next in its channel no longer than this, in ms: it may wait for Discord. */
const aheadMs = 2_000

/** Words of people. Joins, pins, boosts and the like are the system's. */
const spokenTypes: readonly MessageType[] = [MessageType.Default, MessageType.Reply]

/** Discord does not say who took a message away. */
const nobody = { id: 'unknown', name: 'somebody' }

/** Opens the ears. `unread` is called where we hear that something was said, and not what. */
export function createMessages(options: {
  readonly catalogue: readonly Command[]
  readonly surroundings: Surroundings
  readonly intake: Intake
  readonly unread: (place: Place, reply: ReplyRef) => Promise<void>
  readonly readsContent: () => boolean
  readonly now: () => number
  readonly log: Log
}): Messages {
  const { catalogue, surroundings, intake, unread, readsContent, now, log } = options
  const lanes = createLanes()
  const heard = new LRUCache<string, true>({ max: remembered })
  const gone = new LRUCache<string, true>({ max: remembered })
  const removed = new LRUCache<string, true>({ max: remembered })
  /** The newest words of messages that were changed, and when. */
  const changed = new LRUCache<string, { readonly at: number; readonly message: GatewayMessageUpdateDispatchData }>({
    max: remembered,
  })

  const baseOf = (message: GatewayMessageCreateDispatchData | GatewayMessageUpdateDispatchData, place: Place) => ({
    address: addressOf(place),
    actor: actorOf(message.author, message.member, surroundings.names.role),
    message: writeMessage({ channel: message.channel_id, message: message.id }),
  })

  const isOfPeople = ({ author, webhook_id: webhook, type }: GatewayMessageUpdateDispatchData, self: Self): boolean =>
    author !== undefined && author.bot !== true && webhook === undefined && author.id !== self.id && spokenTypes.includes(type)

  const hear = async (created: GatewayMessageCreateDispatchData): Promise<Meanwhile | void> => {
    const guild = created.guild_id
    const self = surroundings.self(guild)
    if (self === undefined || !isOfPeople(created, self) || gone.has(created.id) || heard.has(created.id)) return
    heard.set(created.id, true)
    // A change may have come first.
    const content = changed.get(created.id)?.message.content ?? created.content
    const message = { ...created, content }
    const around = await surroundings.channel(message.channel_id, guild)
    const place = placeIn(around, guild)
    const base = { ...baseOf(message, place), id: message.id, at: Date.parse(message.timestamp) }
    const reply = writeReply({ ...place, message: message.id, fileBytes: surroundings.fileBytes(guild) })

    const isNamed = guild === undefined || namesUs(message, self)
    const answered = message.type === MessageType.Reply ? message.message_reference?.message_id : undefined
    // A reply calls its author without naming it.
    const isCalled = message.mentions.some(({ id }) => id === self.id) || message.referenced_message?.author.id === self.id
    const addressed = isNamed || isCalled
    const attachments = attachmentsOf(message)
    const text = textOf(message, self, surroundings)
    if (!addressed && text === '' && attachments.length === 0) {
      const isHidden = !readsContent() && (message.sticker_items ?? []).length === 0
      return isHidden && around.isOurs ? ahead(unread(place, reply)) : undefined
    }

    const spoken = isNamed ? readSpoken(catalogue, text, attachments) : { type: 'talk' as const }
    const { message: ref, ...who } = base
    if (spoken.type !== 'talk') {
      // Whether its writer may use it at all is the service's to say, before what is wrong with it.
      const read = spoken.type === 'command' ? { values: spoken.values } : { values: {}, mistake: spoken.sentence }
      return ahead(intake.deliver({ ...who, type: 'command', reply, command: spoken.command.name, ...read }))
    }
    const event: Inbound = {
      ...who,
      type: 'message',
      message: ref,
      reply,
      text,
      addressed,
      attachments,
      ...(around.isOurs && { inOurThread: true }),
      ...(answered !== undefined && { replyTo: writeMessage({ channel: message.channel_id, message: answered }) }),
    }
    await intake.deliver(event)
  }

  /** Lets work begin before what comes next in its channel. */
  const ahead = async (work: Promise<void>): Promise<Meanwhile> => {
    await within(work, aheadMs)
    return { meanwhile: work }
  }

  const reword = async (message: GatewayMessageUpdateDispatchData): Promise<void> => {
    const self = surroundings.self(message.guild_id)
    // Discord also tells of an update when it adds the preview of a link.
    const at = Date.parse(message.edited_timestamp ?? '')
    if (self === undefined || Number.isNaN(at) || !isOfPeople(message, self) || gone.has(message.id)) return
    if (typeof message.content !== 'string' || !Array.isArray(message.mentions) || at <= (changed.get(message.id)?.at ?? 0))
      return
    changed.set(message.id, { at, message })
    const text = textOf(message, self, surroundings)
    if (text === '') return
    const place = placeIn(await surroundings.channel(message.channel_id, message.guild_id), message.guild_id)
    await intake.deliver({ ...baseOf(message, place), type: 'edited', id: `${message.id}:edited:${at}`, at, text })
  }

  const forget = async (channel: string, guild: string | undefined, ids: readonly string[]): Promise<void> => {
    const place = placeIn(await surroundings.channel(channel, guild), guild)
    for (const id of ids) {
      const message = writeMessage({ channel, message: id })
      await intake.deliver({ type: 'deleted', id: `${id}:deleted`, address: addressOf(place), actor: nobody, at: now(), message })
    }
  }

  /** What happens in one channel is told in its order. */
  const inOrder = (channel: string, act: () => Promise<Meanwhile | void>): Promise<void> =>
    lanes
      .run(channel, act)
      .then(heard => heard?.meanwhile)
      .catch((thrown: unknown) => log.error({ err: thrown, channel }, 'Discord: a message could not be heard'))

  return {
    created: message => inOrder(message.channel_id, () => hear(message)),
    updated: message => inOrder(message.channel_id, () => reword(message)),
    deleted(message) {
      const ids = ('ids' in message ? message.ids : [message.id]).filter(id => !removed.has(id))
      // At once, so that what still waits in line is not heard any more.
      for (const id of ids) gone.set(id, true)
      return inOrder(message.channel_id, () => forget(message.channel_id, message.guild_id, ids))
    },
    removing(message) {
      removed.set(message, true)
    },
  }
}

/** What still goes on for a message while the next one is heard. */
type Meanwhile = { readonly meanwhile: Promise<void> }

/** What a message says, or what was forwarded in it. */
function textOf(message: GatewayMessageUpdateDispatchData, self: Self, { names }: Surroundings): string {
  const text = wordsOf(message, self, names)
  if (text !== '' || message.message_reference?.type !== MessageReferenceType.Forward) return text
  return (message.message_snapshots ?? [])
    .map(({ message: { content, mentions, mention_roles: roles } }) =>
      wordsOf({ content, mentions: mentions ?? [], mention_roles: roles ?? [] }, undefined, names),
    )
    .join('\n')
    .trim()
}

function attachmentsOf(message: GatewayMessageCreateDispatchData): readonly Attachment[] {
  const source = { channel: message.channel_id, message: message.id }
  const own: readonly APIAttachment[] = message.attachments ?? []
  const forwarded = (message.message_snapshots ?? []).flatMap(snapshot => snapshot.message.attachments ?? [])
  return [...own.map(attachment => attachmentOf(attachment, source)), ...forwarded.map(attachment => attachmentOf(attachment))]
}
