import type { FeedEvent, WireMessage, WirePage, WireRoom, WireState, WireThread } from '../wire.ts'

/** A place to talk: a channel, or a thread in it. */
export type Place = { readonly room: string; readonly thread?: string }

/** A message that is not yet known to have arrived. */
export type Unsent = {
  readonly id: string
  readonly place: Place
  readonly at: number
  readonly text: string
  readonly files: readonly NonNullable<WireMessage['files']>[number][]
  readonly replyTo?: string
  /** Why it did not go out; it waits for the person to decide. */
  readonly error?: string
}

/** What was said at one place, oldest first, as far as it was read. */
export type Talk = { readonly messages: readonly WireMessage[]; readonly more: boolean }

/** Everything the page shows, apart from what is being typed. */
export type Chat = {
  readonly state: WireState | undefined
  /** Why there is nothing to show at all. */
  readonly refused?: string
  /** Whether the feed is up. `again`: it was up before. */
  readonly line: 'opening' | 'on' | 'again'
  readonly place: Place | undefined
  readonly talks: Readonly<Record<string, Talk>>
  readonly unsent: readonly Unsent[]
  readonly unread: Readonly<Record<string, true>>
}

/** The key of a place. */
export const keyOf = (place: Place): string => (place.thread === undefined ? place.room : `${place.room}/${place.thread}`)

/** Whether a message stands at a place. */
const placeKey = (message: Pick<WireMessage, 'room' | 'thread'>): string =>
  message.thread === undefined ? message.room : `${message.room}/${message.thread}`

const byTime = (a: WireMessage, b: WireMessage): number => a.at - b.at || (a.id < b.id ? -1 : 1)

/** The messages with one more, or with its newer state. An older state changes nothing. */
export function withMessage(messages: readonly WireMessage[], message: WireMessage): readonly WireMessage[] {
  const index = messages.findIndex(({ id }) => id === message.id)
  const known = messages[index]
  if (known === undefined) {
    const last = messages.at(-1)
    return last === undefined || byTime(last, message) < 0 ? [...messages, message] : [...messages, message].sort(byTime)
  }
  return known.rev >= message.rev ? messages : messages.with(index, message)
}

const withTalk = (chat: Chat, key: string, change: (talk: Talk) => Talk): Chat => {
  const talk = chat.talks[key]
  return talk === undefined ? chat : { ...chat, talks: { ...chat.talks, [key]: change(talk) } }
}

const without = <Value>(
  record: Readonly<Record<string, Value>>,
  isGone: (key: string) => boolean,
): Readonly<Record<string, Value>> => Object.fromEntries(Object.entries(record).filter(([key]) => !isGone(key)))

const upsert = <Thing extends { readonly id: string; readonly at: number }>(
  things: readonly Thing[],
  thing: Thing,
): readonly Thing[] =>
  [...things.filter(({ id }) => id !== thing.id), thing].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))

const withState = (chat: Chat, change: (state: WireState) => Partial<WireState>): Chat =>
  chat.state === undefined ? chat : { ...chat, state: { ...chat.state, ...change(chat.state) } }

const fallBack = (chat: Chat): Chat => {
  const first = chat.state?.rooms[0]
  return first === undefined ? chat : { ...chat, place: { room: first.id } }
}

const said = (chat: Chat, message: WireMessage, isLooking: boolean): Chat => {
  const key = placeKey(message)
  const isNew = chat.talks[key]?.messages.some(({ id }) => id === message.id) !== true
  const shown = withTalk(chat, key, talk => ({ ...talk, messages: withMessage(talk.messages, message) }))
  const isOwn = message.by === 'person' && message.person === chat.state?.me.id
  const isHere = chat.place !== undefined && keyOf(chat.place) === key
  const isRead = isOwn || (isHere && isLooking)
  // Only the coming of a message makes a place unread, not each further frame of it; an unloaded place knows by the first frame.
  return !isNew || isRead || message.rev > 1 ? shown : { ...shown, unread: { ...shown.unread, [key]: true } }
}

/** The chat after one more event of the feed. `isLooking`: the page is in front of somebody. */
export function apply(chat: Chat, event: FeedEvent, isLooking: boolean): Chat {
  switch (event.type) {
    case 'message': {
      const known = said(chat, event.message, isLooking)
      return known.unsent.some(({ id }) => id === event.message.id)
        ? { ...known, unsent: known.unsent.filter(({ id }) => id !== event.message.id) }
        : known
    }
    case 'message-gone':
      return withTalk(chat, placeKey(event), talk => ({ ...talk, messages: talk.messages.filter(({ id }) => id !== event.id) }))
    case 'room':
      return withState(chat, ({ rooms }) => ({ rooms: upsert<WireRoom>(rooms, event.room) }))
    case 'room-gone': {
      const isGone = (key: string): boolean => key === event.id || key.startsWith(`${event.id}/`)
      const rest = withState(chat, ({ rooms, threads }) => ({
        rooms: rooms.filter(({ id }) => id !== event.id),
        threads: threads.filter(({ room }) => room !== event.id),
      }))
      const cleared = { ...rest, talks: without(rest.talks, isGone), unread: without(rest.unread, isGone) }
      return chat.place?.room === event.id ? fallBack(cleared) : cleared
    }
    case 'thread':
      return withState(chat, ({ threads }) => ({ threads: upsert<WireThread>(threads, event.thread) }))
    case 'thread-gone': {
      const isGone = (key: string): boolean => key === `${event.room}/${event.id}`
      const rest = withState(chat, ({ threads }) => ({ threads: threads.filter(({ id }) => id !== event.id) }))
      const cleared = { ...rest, talks: without(rest.talks, isGone), unread: without(rest.unread, isGone) }
      return chat.place?.thread === event.id ? { ...cleared, place: { room: event.room } } : cleared
    }
    // The pages of jobs and pictures keep them: see reported.ts.
    case 'job':
    case 'job-gone':
      return chat
    default:
      return event satisfies never
  }
}

/** The chat after a page of a place was fetched. `older`: it goes before what is there. */
export function withPage(chat: Chat, place: Place, page: WirePage, older: boolean): Chat {
  const key = keyOf(place)
  const known = chat.talks[key]
  if (known === undefined) return { ...chat, talks: { ...chat.talks, [key]: page } }
  if (older) {
    const messages = page.messages.reduce(withMessage, known.messages)
    return { ...chat, talks: { ...chat.talks, [key]: { messages, more: page.more } } }
  }
  const ids = new Set(page.messages.map(({ id }) => id))
  const first = page.messages[0]
  const last = page.messages.at(-1)
  // Where the fresh page begins above what is known, a gap lies between them that nothing would fill.
  const joins = !page.more || known.messages.some(({ id }) => ids.has(id))
  const kept = known.messages.filter(message => {
    // What the page should hold and does not is gone. What came after it was fetched is not yet in it.
    if (ids.has(message.id) || last === undefined || message.at > last.at) return ids.has(message.id) || last !== undefined
    return joins && page.more && first !== undefined && message.at < first.at
  })
  const messages = page.messages.reduce(withMessage, kept)
  const more = messages[0]?.id === first?.id ? page.more : known.more
  return { ...chat, talks: { ...chat.talks, [key]: { messages, more } } }
}
