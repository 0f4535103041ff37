import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { WireRoom, WireState } from '../wire.ts'
import { api, newId } from './api.ts'
import { keyOf, type Place } from './chat.ts'
import { Frames, Plus, Tasks, Thread } from './icons.tsx'
import { pathOf, type View } from './route.ts'
import { attempt, chat, goTo, openView } from './session.ts'
import { view } from './showing.ts'
import { useStore } from './store.ts'
import { ThemeSwitch } from './theme.tsx'

/** A field for the name of a channel. */
function NameField(props: {
  readonly first: string
  readonly label: string
  readonly onDone: (name: string | undefined) => void
}) {
  const input = useRef<HTMLInputElement>(null)
  // Before the next key: what is typed at once belongs into the field.
  useLayoutEffect(() => input.current?.select(), [])
  return (
    <form
      class="name-field"
      onSubmit={event => {
        event.preventDefault()
        const name = input.current?.value.trim() ?? ''
        props.onDone(name === '' ? undefined : name)
      }}
    >
      <span aria-hidden="true">#</span>
      <input
        ref={input}
        aria-label={props.label}
        placeholder="name"
        defaultValue={props.first}
        maxLength={60}
        autocomplete="off"
        onKeyDown={event => event.key === 'Escape' && props.onDone(undefined)}
        onBlur={() => props.onDone(undefined)}
      />
    </form>
  )
}

function PlaceLink(props: {
  readonly place: Place
  readonly isHere: boolean
  readonly onGo: () => void
  readonly children: preact.ComponentChildren
}) {
  const isUnread = useStore(chat, now => now.unread[keyOf(props.place)] === true)
  const go = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    goTo(props.place)
    props.onGo()
  }
  return (
    <a
      class={`place ${props.isHere ? 'here' : ''} ${isUnread ? 'unread' : ''}`}
      href={pathOf(props.place)}
      aria-current={props.isHere ? 'page' : undefined}
      onClick={go}
    >
      {props.children}
      {isUnread && <span class="dot" role="img" aria-label="unread" />}
    </a>
  )
}

/** How many threads of a channel stand under it; the newest, and always the one that is open. */
const shownThreads = 5

function Room({
  room,
  state,
  place,
  onGo,
}: {
  readonly room: WireRoom
  readonly state: WireState
  readonly place: Place | undefined
  readonly onGo: () => void
}) {
  const all = state.threads.filter(thread => thread.room === room.id).sort((a, b) => b.lastAt - a.lastAt)
  const threads = all.filter((thread, index) => index < shownThreads || thread.id === place?.thread)
  return (
    <li>
      <PlaceLink place={{ room: room.id }} isHere={place?.room === room.id && place.thread === undefined} onGo={onGo}>
        <span class="hash" aria-hidden="true">
          #
        </span>
        <span class="name">{room.name}</span>
      </PlaceLink>
      {threads.length > 0 && (
        <ul class="threads">
          {threads.map(thread => (
            <li key={thread.id}>
              <PlaceLink place={{ room: room.id, thread: thread.id }} isHere={place?.thread === thread.id} onGo={onGo}>
                <Thread />
                <span class="name">{thread.title}</span>
              </PlaceLink>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}

/** The way to another page. */
function ViewLink(props: {
  readonly to: Exclude<View, 'chat'>
  readonly onGo: () => void
  readonly children: preact.ComponentChildren
}) {
  const isHere = useStore(view, now => now === props.to)
  const go = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    openView(props.to)
    props.onGo()
  }
  return (
    <li>
      <a class={`place ${isHere ? 'here' : ''}`} href={`/${props.to}`} aria-current={isHere ? 'page' : undefined} onClick={go}>
        {props.children}
      </a>
    </li>
  )
}

/** The workspace: channels with their threads, the other pages, and the switch of colours. */
export function Sidebar({
  state,
  place,
  onGo,
}: {
  readonly state: WireState
  readonly place: Place | undefined
  readonly onGo: () => void
}) {
  const [isNaming, setNaming] = useState(false)
  const create = (name: string | undefined): void => {
    setNaming(false)
    if (name === undefined) return
    void attempt(async () => {
      const room = await api.createRoom(newId(), name)
      chat.set(now =>
        now.state === undefined || now.state.rooms.some(({ id }) => id === room.id)
          ? now
          : { ...now, state: { ...now.state, rooms: [...now.state.rooms, room] } },
      )
      goTo({ room: room.id })
      onGo()
    })
  }
  return (
    <nav class="sidebar" aria-label="Channels and pages">
      <header>
        <img src="/icon.svg" width={24} height={24} alt="" />
        <b>{state.workspace}</b>
      </header>
      <div class="section">
        <h2>Channels</h2>
        {state.me.isAdmin && (
          <button type="button" class="plain-button" title="New channel" aria-label="New channel" onClick={() => setNaming(true)}>
            <Plus />
          </button>
        )}
      </div>
      <ul class="rooms">
        {state.rooms.map(room => (
          <Room key={room.id} room={room} state={state} place={place} onGo={onGo} />
        ))}
        {isNaming && (
          <li>
            <NameField first="" label="Name of the new channel" onDone={create} />
          </li>
        )}
      </ul>
      <ul class="pages">
        <ViewLink to="gallery" onGo={onGo}>
          <Frames />
          <span class="name">Gallery</span>
        </ViewLink>
        <ViewLink to="jobs" onGo={onGo}>
          <Tasks />
          <span class="name">Jobs</span>
        </ViewLink>
      </ul>
      {!state.charged && <p class="sandbox">Sandbox · small engines on this machine play the models, nothing is charged</p>}
      <footer>
        <span class="me">{state.me.isAdmin ? 'You' : state.me.name}</span>
        <ThemeSwitch />
      </footer>
    </nav>
  )
}

export { NameField }
