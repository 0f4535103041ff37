import { LRUCache } from 'lru-cache'
import type { Attachment } from '#core/attachment.ts'
import type { Command } from '#core/command.ts'
import type { Inbound } from '#core/event.ts'
import type { Log } from '#core/ports.ts'
import type { MessageRef, Post, ReplyRef } from '#core/post.ts'
import { readSpoken, type Spoken } from '#core/text-form.ts'
import { attachmentOf } from './attachment-ref.ts'
import { createFuse } from './fuse.ts'
import { listAt, msOfTs, type Payload, textAt, valueAt } from './payload.ts'
import type { People } from './people.ts'
import { isDirect, placeIn } from './place.ts'
import { addressOf, type Place, writeMessage, writeReply } from './ref.ts'
import { commandWordsOf, namesUs, wordsOf } from './speech.ts'

/** What people write, change and take away. Told twice, late or in another order, it is heard once and as it stands last. */
export interface Messages {
  /** Takes a `message` or an `app_mention`. */
  take(event: Payload, team: string): Promise<void>
}

/** Messages whose last state is remembered, against events that come late. */
const remembered = 5_000

/** Slack does not say who took a message away. */
const nobody = { id: 'unknown', name: 'somebody' }

/** What people say. Everything else that Slack calls a message is news of the channel. */
const spoken = [undefined, 'file_share', 'thread_broadcast', 'me_message']

/** What is said where so much is said that nothing more is heard, not more often than this (ms) in one place. */
const tooMuch = 'So much is said here at once that I do not listen for a minute. Mention me again after that.'
const tooMuchEveryMs = 60 * 60_000

const stopWord = /^stop\s*[.!]?$/i

/** Whether a message was written by a person. Apps mostly have no subtype of their own, but always an id. */
export const isOfPeople = (message: unknown, us: string): boolean => {
  const user = textAt(message, 'user')
  return (
    user !== undefined &&
    user !== us &&
    user !== 'USLACK' &&
    user !== 'USLACKBOT' &&
    textAt(message, 'bot_id') === undefined &&
    valueAt(message, 'hidden') !== true &&
    spoken.includes(textAt(message, 'subtype'))
  )
}

/** Opens the ears. `us`: our own user there; `refOf`: the reference a message has, which of ours may be another than its ts says. */
export function createMessages(options: {
  readonly catalogue: readonly Command[]
  readonly us: (team: string) => string | undefined
  readonly people: People
  readonly deliver: (event: Inbound) => Promise<void>
  readonly refOf: (team: string, channel: string, ts: string) => Promise<MessageRef>
  /** Whether a message of ours is one that we took away ourselves. */
  readonly isRemoved: (team: string, channel: string, ts: string) => Promise<boolean>
  /** Says something at a place in our own name. */
  readonly say: (reply: ReplyRef, post: Post, nonce: string) => Promise<void>
  /** Told of a message that is no more, whoever's it was. */
  readonly vanished: (team: string, channel: string, ts: string) => Promise<void>
  readonly now: () => number
  readonly log: Log
}): Messages {
  const { catalogue, us, people, deliver, refOf, isRemoved, say, vanished, now, log } = options
  const gone = new LRUCache<string, true>({ max: remembered })
  const fuse = createFuse(now)
  /** Where we were spoken to, and when it was last said there that too much is said. */
  const spokenIn = new LRUCache<string, number>({ max: remembered })
  /** The newest words of messages that were changed. */
  const changed = new LRUCache<string, string>({ max: remembered })
  const keyOf = (channel: string, ts: string): string => `${channel}/${ts}`

  const names = (team: string) => ({
    person: (id: string) => people.name(team, id),
    channel: (id: string) => people.channel(team, id),
  })

  /** Whether what is said there may be heard. Where it is too much, that is said: in words only where we are spoken to. */
  const isCalm = (place: Place, addressed: boolean, ts: string): boolean => {
    const key = keyOf(place.channel, place.thread ?? '')
    if (addressed) spokenIn.set(key, spokenIn.get(key) ?? Number.NEGATIVE_INFINITY)
    const heard = fuse.heard(key)
    if (heard !== 'blown') return heard === 'yes'
    log.warn({ channel: place.channel }, 'Slack: too much is said in one place; it is not listened to for a minute')
    const saidAt = spokenIn.get(key)
    if (saidAt === undefined || now() - saidAt < tooMuchEveryMs) return false
    spokenIn.set(key, now())
    const post: Post = { audience: 'channel', blocks: [{ type: 'note', text: tooMuch }] }
    // What was said must not wait for it.
    void say(writeReply(place), post, `too much ${messageId(place.team, place.channel, ts)}`)
    return false
  }

  const hear = async (message: Payload, team: string, self: string): Promise<void> => {
    const channel = textAt(message, 'channel')
    const ts = textAt(message, 'ts')
    const user = textAt(message, 'user')
    if (channel === undefined || ts === undefined || user === undefined || gone.has(keyOf(channel, ts))) return
    const raw = changed.get(keyOf(channel, ts)) ?? textAt(message, 'text') ?? ''
    const type = textAt(message, 'channel_type')
    const addressed = isDirect(channel, type) || textAt(message, 'type') === 'app_mention' || namesUs(raw, self)
    const place = placeOf(team, channel, ts, message, addressed)
    const attachments = listAt(message, 'files').flatMap(file => attachmentOf(file, team) ?? [])
    if (!isCalm(place, addressed, ts)) return
    await people.learn(team, raw)
    const text = wordsOf(raw, self, names(team))
    if (!addressed && text === '' && attachments.length === 0) return
    const actor = await people.actor(team, user)
    const personTeam = textAt(message, 'user_team') ?? textAt(message, 'team') ?? team
    const reply = writeReply({ ...place, message: ts, person: { id: user, team: personTeam } })
    const id = messageId(team, channel, ts)
    const base = { id, address: addressOf(place), actor, at: msOfTs(ts), reply }

    const meant = addressed ? meantBy(raw, text, self, attachments) : ({ type: 'talk' } as const)
    if (meant.type !== 'talk') {
      // Whether its writer may use it at all is the service's to say, before what is wrong with it.
      const read = meant.type === 'command' ? { values: meant.values } : { values: {}, mistake: meant.sentence }
      return deliver({ ...base, type: 'command', command: meant.command.name, ...read })
    }
    const isStop = stopWord.test(text) && attachments.length === 0 && place.thread !== undefined
    await deliver({
      ...base,
      type: 'message',
      message: writeMessage({ team, channel, ts }),
      text,
      addressed,
      attachments,
      ...(isStop && { mayStop: true as const }),
    })
  }

  /** A command that acts on people wants their ids, and all others want to be read as they are seen. */
  const meantBy = (raw: string, text: string, self: string, files: readonly Attachment[]): Spoken => {
    const meant = readSpoken(catalogue, text, files)
    if (meant.type === 'talk' || meant.command.adminOnly !== true) return meant
    return readSpoken(catalogue, commandWordsOf(raw, self), files)
  }

  const reword = async (event: Payload, team: string, self: string): Promise<void> => {
    const message = valueAt(event, 'message')
    const before = valueAt(event, 'previous_message')
    const channel = textAt(event, 'channel')
    const ts = textAt(message, 'ts')
    if (channel === undefined || ts === undefined) return
    // What had answers in its thread is not taken away whole: an empty stone stays in its place.
    if (textAt(message, 'subtype') === 'tombstone') return forget(event, team, channel, ts, before, self)
    const raw = textAt(message, 'text')
    const user = textAt(message, 'user')
    // Previews of links, and our own edits, are changes, too.
    if (raw === undefined || user === undefined || !isOfPeople(message, self) || valueAt(message, 'edited') === undefined) return
    if (raw === textAt(before, 'text') || gone.has(keyOf(channel, ts))) return
    changed.set(keyOf(channel, ts), raw)
    await people.learn(team, raw)
    const text = wordsOf(raw, self, names(team))
    if (text === '') return
    const edited = textAt(message, 'edited', 'ts') ?? textAt(event, 'ts') ?? ts
    const actor = await people.actor(team, user)
    const ref = writeMessage({ team, channel, ts })
    for (const place of placesOf(
      team,
      channel,
      ts,
      { ...(message as Payload), channel_type: valueAt(event, 'channel_type') },
      self,
      before,
    ))
      await deliver({
        type: 'edited',
        id: `${messageId(team, channel, ts)}:edited:${edited}${place.thread === undefined ? ':above' : ''}`,
        address: addressOf(place),
        actor,
        at: msOfTs(edited),
        message: ref,
        text,
      })
  }

  const forget = async (
    event: Payload,
    team: string,
    channel: string,
    ts: string,
    before: unknown,
    self: string,
  ): Promise<void> => {
    // Slack tells of what we take away ourselves as if anybody had done that, and nobody asked to forget anything.
    if (await isRemoved(team, channel, ts)) return
    gone.set(keyOf(channel, ts), true)
    await vanished(team, channel, ts)
    const message = await refOf(team, channel, ts)
    const known = {
      ...(typeof before === 'object' && before !== null ? before : {}),
      channel_type: valueAt(event, 'channel_type'),
    }
    for (const place of placesOf(team, channel, ts, known, self, undefined))
      await deliver({
        type: 'deleted',
        id: `${messageId(team, channel, ts)}:deleted${place.thread === undefined ? ':above' : ''}`,
        address: addressOf(place),
        actor: nobody,
        at: now(),
        message,
      })
  }

  return {
    async take(event, team) {
      const self = us(team)
      if (self === undefined) return
      const subtype = textAt(event, 'subtype')
      if (subtype === 'message_changed') return reword(event, team, self)
      if (subtype === 'message_deleted') {
        const channel = textAt(event, 'channel')
        const ts = textAt(event, 'deleted_ts')
        if (channel !== undefined && ts !== undefined)
          await forget(event, team, channel, ts, valueAt(event, 'previous_message'), self)
        return
      }
      if (isOfPeople(event, self)) await hear(event, team, self)
    },
  }
}

/** One message is one event, told as a mention, as a message or as both. */
export const messageId = (team: string, channel: string, ts: string): string => `${team}:${channel}:${ts}`

/** Where a message stands. What speaks to us opens a thread, where it is answered; what is only said stands in its channel. */
function placeOf(team: string, channel: string, ts: string, message: unknown, addressed: boolean): Place {
  const type = textAt(message, 'channel_type')
  const thread = textAt(message, 'thread_ts') ?? (addressed ? ts : undefined)
  return placeIn(team, channel, { thread, type })
}

/** Where a message may have been heard: one that is not known any more, or that names us only now, in its thread or above it. */
function placesOf(team: string, channel: string, ts: string, message: unknown, self: string, before: unknown): readonly Place[] {
  const inThread = placeOf(team, channel, ts, message, true)
  if (textAt(message, 'thread_ts') !== undefined || inThread.direct === true) return [inThread]
  const texts = [textAt(message, 'text'), textAt(before, 'text')].filter(text => text !== undefined)
  if (texts.length > 0 && texts.every(text => namesUs(text, self))) return [inThread]
  return [inThread, placeOf(team, channel, ts, message, false)]
}
