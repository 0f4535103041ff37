import type { WireMessage } from '../wire.ts'
import { api, newId, Refused } from './api.ts'
import { apply, type Chat, keyOf, type Place, type Unsent, withPage } from './chat.ts'
import { followFeed } from './feed.ts'
import { noteJob, refreshReports } from './reported.ts'
import { pathOf, placeOf, type View, viewOf } from './route.ts'
import { keep, recall } from './saved.ts'
import { view } from './showing.ts'
import { createStore } from './store.ts'

const isUnsentList = (value: unknown): value is readonly Unsent[] =>
  Array.isArray(value) &&
  value.every(
    (item: Partial<Unsent> | null) =>
      typeof item?.id === 'string' &&
      typeof item.text === 'string' &&
      typeof item.place?.room === 'string' &&
      Array.isArray(item.files),
  )

/** All that the page shows. */
export const chat = createStore<Chat>({
  state: undefined,
  line: 'opening',
  place: placeOf(location.pathname),
  talks: {},
  unsent: recall('unsent', [], isUnsentList),
  unread: {},
})

/** A short sentence for the person, such as why a button did nothing. */
export const notice = createStore<string>('')
let noticeEnds: ReturnType<typeof setTimeout> | undefined

/** Shows a sentence for some seconds. */
export function tell(sentence: string): void {
  notice.set(() => sentence)
  clearTimeout(noticeEnds)
  noticeEnds = setTimeout(() => notice.set(() => ''), 7_000)
}

/** Does something and tells the person when it is refused. Answers whether it worked. */
export async function attempt(act: () => Promise<unknown>): Promise<boolean> {
  try {
    await act()
    return true
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown
    tell(thrown.message)
    return false
  }
}

const fetching = new Set<string>()

/** Messages that are told while their place is being fetched for the first time: the page that comes may be older than they. */
const meanwhile = new Map<string, WireMessage[]>()

/** `anew`: also when a look at the same page is under way, since what happened meanwhile may not be in it. */
async function fetchPage(place: Place, before?: number, anew = false): Promise<void> {
  const key = `${keyOf(place)} ${before ?? ''}`
  if (fetching.has(key) && !anew) return
  fetching.add(key)
  const told: WireMessage[] = []
  if (before === undefined) meanwhile.set(keyOf(place), told)
  try {
    const page = await api.page(place.room, place.thread, before)
    chat.set(now => {
      const known = withPage(now, place, page, before !== undefined)
      return told.reduce((later, message) => apply(later, { type: 'message', message }, true), known)
    })
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown
    if (thrown.status === 410) fallBack()
    else if (!thrown.again) tell(thrown.message)
  } finally {
    fetching.delete(key)
    if (meanwhile.get(keyOf(place)) === told) meanwhile.delete(keyOf(place))
  }
}

/** Fetches what is older than what is shown. */
export const fetchOlder = (place: Place): void => {
  const first = chat.get().talks[keyOf(place)]?.messages[0]
  if (first !== undefined) void fetchPage(place, first.at)
}

async function refresh(): Promise<void> {
  try {
    const state = await api.state()
    chat.set(now => ({ ...now, state }))
    const { place, talks } = chat.get()
    const isThere = place !== undefined && state.rooms.some(({ id }) => id === place.room)
    // What was read of other places may have changed unseen: it is fetched anew when they are opened.
    const key = place === undefined ? '' : keyOf(place)
    chat.set(now => ({ ...now, talks: talks[key] === undefined ? {} : { [key]: talks[key] } }))
    if (place !== undefined && isThere) await fetchPage(place, undefined, true)
    else fallBack()
  } catch (thrown) {
    if (!(thrown instanceof Refused)) throw thrown
    if (!thrown.again && chat.get().state === undefined) chat.set(now => ({ ...now, refused: thrown.message }))
    else if (thrown.status === 401) chat.set(now => ({ ...now, refused: thrown.message }))
    else if (thrown.again) setTimeout(() => chat.get().line === 'on' && void refresh(), 2_000)
  }
}

const show = (place: Place): void => {
  keep('place', place)
  chat.set(now => {
    const { [keyOf(place)]: _read, ...unread } = now.unread
    return { ...now, place, unread }
  })
  if (chat.get().talks[keyOf(place)] === undefined) void fetchPage(place)
}

/** The place of the last visit, or the first channel. */
function usualPlace(): Place | undefined {
  const rooms = chat.get().state?.rooms ?? []
  const last = recall(
    'place',
    undefined,
    (value): value is Place | undefined => typeof (value as Place | undefined)?.room === 'string',
  )
  const known = rooms.find(({ id }) => id === last?.room) ?? rooms[0]
  return known === undefined ? undefined : { room: known.id }
}

const writeAddress = (path: string, how: 'push' | 'replace'): void => {
  if (path === location.pathname) return
  if (how === 'push') history.pushState(null, '', path)
  else history.replaceState(null, '', path)
}

/** Opens a place; without one, the place of the last visit or the first channel. */
export function goTo(place: Place | undefined, how: 'push' | 'replace' = 'push'): void {
  const to = place ?? usualPlace()
  if (to === undefined) return
  view.set(() => 'chat')
  writeAddress(pathOf(to), place === undefined ? 'replace' : how)
  show(to)
}

/** Opens one of the other pages; the conversation stays where it is. */
export function openView(to: Exclude<View, 'chat'>): void {
  view.set(() => to)
  writeAddress(`/${to}`, 'push')
}

/** Where the place of the conversation is no more, or was never named, there is another; an open page stays open. */
function fallBack(): void {
  if (view.get() === 'chat') goTo(undefined)
  else chat.set(({ place: _, ...now }) => ({ ...now, place: usualPlace() }))
}

// ── Sending ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const saveUnsent = (change: (unsent: readonly Unsent[]) => readonly Unsent[]): void => {
  chat.set(now => ({ ...now, unsent: change(now.unsent) }))
  keep('unsent', chat.get().unsent)
}

let isSending = false
let failures = 0
let retry: ReturnType<typeof setTimeout> | undefined

/** Sends what waits, in order. What the line loses is sent again under the same id, so that it is one message. */
async function sendWaiting(): Promise<void> {
  if (isSending) return
  isSending = true
  clearTimeout(retry)
  try {
    for (;;) {
      const next = chat.get().unsent.find(({ error }) => error === undefined)
      if (next === undefined) break
      const { id, place, text, files, replyTo } = next
      try {
        const message = await api.say({
          id,
          ...place,
          text,
          files: files.map(file => file.id),
          ...(replyTo !== undefined && { replyTo }),
        })
        failures = 0
        receive(message)
      } catch (thrown) {
        if (!(thrown instanceof Refused)) throw thrown
        if (thrown.again) {
          retry = setTimeout(() => void sendWaiting(), Math.min(15_000, 1_000 * 2 ** failures++))
          break
        }
        saveUnsent(unsent => unsent.map(item => (item.id === id ? { ...item, error: thrown.message } : item)))
      }
    }
  } finally {
    isSending = false
  }
}

function receive(message: WireMessage): void {
  chat.set(now => apply(now, { type: 'message', message }, true))
  keep('unsent', chat.get().unsent)
}

/** Says something at a place. It shows at once, and is kept until it arrived. */
export function say(place: Place, said: Pick<Unsent, 'text' | 'files' | 'replyTo'>): void {
  saveUnsent(unsent => [...unsent, { id: newId(), place, at: Date.now(), ...said }])
  void sendWaiting()
}

/** Sends once more what was refused. */
export function sayAgain(id: string): void {
  saveUnsent(unsent =>
    unsent.map(({ error: _error, ...item }) =>
      item.id === id ? item : { ...item, ...(_error !== undefined && { error: _error }) },
    ),
  )
  void sendWaiting()
}

/** Gives up a message that did not go out. */
export const dropUnsent = (id: string): void => saveUnsent(unsent => unsent.filter(item => item.id !== id))

/** Changes an own message. */
export const edit = (id: string, text: string): Promise<boolean> => attempt(async () => receive(await api.edit(id, text)))

// ── Life ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Begins: fetches what is there and follows what happens. */
export function start(): void {
  void refresh().then(() => {
    if (chat.get().refused !== undefined) return
    followFeed({
      onEvent: event => {
        if (event.type === 'job' || event.type === 'job-gone') return noteJob(event)
        const isConversation = view.get() === 'chat'
        if (event.type === 'message') meanwhile.get(keyOf(event.message))?.push(event.message)
        chat.set(now => apply(now, event, isConversation && !document.hidden))
        if (event.type === 'message') keep('unsent', chat.get().unsent)
        const { place } = chat.get()
        if (isConversation && place !== undefined && pathOf(place) !== location.pathname) goTo(place, 'replace')
        return undefined
      },
      onOpen: fresh => {
        chat.set(now => ({ ...now, line: 'on' }))
        if (fresh) void refresh()
        refreshReports()
        void sendWaiting()
      },
      onLost: () => {
        chat.set(now => ({ ...now, line: 'again' }))
        // An ended pass is an answer, not a lost line.
        void api.state().catch((thrown: unknown) => {
          if (thrown instanceof Refused && thrown.status === 401) chat.set(now => ({ ...now, refused: thrown.message }))
        })
      },
    })
  })
  addEventListener('popstate', () => {
    const to = viewOf(location.pathname)
    if (to === 'chat') goTo(placeOf(location.pathname), 'replace')
    else view.set(() => to)
  })
  document.addEventListener('visibilitychange', () => {
    const { place } = chat.get()
    if (!document.hidden && place !== undefined && view.get() === 'chat') show(place)
  })
}
