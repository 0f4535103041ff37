import { useEffect, useRef } from 'preact/hooks'
import type { WireMessage, WireState } from '../wire.ts'
import { keyOf, type Place } from './chat.ts'
import { useFollowEnd } from './follow-end.ts'
import { Down } from './icons.tsx'
import { Invitation } from './invitation.tsx'
import { MessageView, UnsentView } from './message.tsx'
import { chat, fetchOlder } from './session.ts'
import { useStore } from './store.ts'
import { useThreadRoot } from './thread-root.ts'
import { dayName, dayOf } from './when.ts'

/** Messages of one person within so long belong together. */
const togetherMs = 5 * 60_000

const isFollowing = (message: WireMessage, before: WireMessage | undefined): boolean =>
  before !== undefined &&
  before.by === message.by &&
  (message.by === 'service' || before.person === message.person) &&
  before.isPrivate === message.isPrivate &&
  message.at - before.at < togetherMs &&
  dayOf(message.at) === dayOf(before.at)

/** What was said at a place, growing at its end. */
export function Conversation({ place, state }: { readonly place: Place; readonly state: WireState }) {
  const key = keyOf(place)
  const talk = useStore(chat, now => now.talks[key])
  const allUnsent = useStore(chat, now => now.unsent)
  const threads = state.threads
  const view = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const top = useRef<HTMLDivElement>(null)
  const messages = talk?.messages ?? []
  const { isAtEnd, toEnd } = useFollowEnd(view, content, key, messages[0]?.id ?? '')
  const unsent = allUnsent.filter(item => keyOf(item.place) === key && !messages.some(({ id }) => id === item.id))
  const readTo = useRef<{ readonly key: string; readonly at: number }>({ key, at: 0 })
  const lastAt = messages.at(-1)?.at ?? 0
  if (isAtEnd || readTo.current.key !== key) readTo.current = { key, at: lastAt }
  const hasNew = lastAt > readTo.current.at

  // What one sends oneself is always looked at.
  const mine = unsent.at(-1)?.id
  useEffect(() => {
    if (mine !== undefined) toEnd()
  }, [mine])

  const more = talk?.more === true
  useEffect(() => {
    const element = top.current
    if (element === null || !more) return undefined
    const observer = new IntersectionObserver(entries => entries.some(entry => entry.isIntersecting) && fetchOlder(place), {
      root: view.current,
      rootMargin: '600px 0px 0px 0px',
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [key, more, messages[0]?.id])

  const rootMessage = useThreadRoot(place, state)
  const byId = new Map(messages.map(message => [message.id, message]))
  const isEmpty = talk !== undefined && messages.length === 0 && unsent.length === 0
  return (
    <div class="conversation">
      <div class="scroll" ref={view} tabIndex={0} role="log" aria-label="Conversation" aria-live="off">
        <div class="messages" ref={content}>
          {more && (
            <div ref={top} class="older">
              Fetching what was said before
            </div>
          )}
          {rootMessage !== undefined && !more && (
            <div class="thread-root">
              <MessageView
                message={rootMessage}
                isOwn={rootMessage.person === state.me.id}
                isFollowing={false}
                thread={undefined}
                quoted={undefined}
                asked={undefined}
              />
            </div>
          )}
          {isEmpty && rootMessage === undefined && (
            <Invitation
              room={state.rooms.find(({ id }) => id === place.room)?.name ?? ''}
              isThread={place.thread !== undefined}
              charged={state.charged}
            />
          )}
          {messages.map((message, index) => {
            const before = messages[index - 1]
            const answered = byId.get(message.replyTo ?? message.answers ?? '')
            const isApart =
              answered !== undefined && answered !== before && (message.replyTo !== undefined || answered.by === 'person')
            return (
              <div key={message.id}>
                {(before === undefined || dayOf(before.at) !== dayOf(message.at)) && (
                  <h2 class="day">
                    <span>{dayName(message.at, Date.now())}</span>
                  </h2>
                )}
                <MessageView
                  message={message}
                  isOwn={message.by === 'person' && message.person === state.me.id}
                  isFollowing={isFollowing(message, before) && !isApart}
                  thread={threads.find(thread => thread.root === message.id && place.thread === undefined)}
                  quoted={isApart ? answered : undefined}
                  asked={message.answers === undefined ? undefined : byId.get(message.answers)?.text}
                />
              </div>
            )
          })}
          {unsent.map((item, index) => (
            <UnsentView
              key={item.id}
              unsent={item}
              isFollowing={index > 0 || (messages.at(-1)?.person === state.me.id && messages.at(-1)?.by === 'person')}
            />
          ))}
        </div>
      </div>
      {!isAtEnd && (
        <button type="button" class={`pill ${hasNew ? 'new' : ''}`} onClick={toEnd}>
          <Down /> {hasNew ? 'New messages' : 'To the end'}
        </button>
      )}
    </div>
  )
}
