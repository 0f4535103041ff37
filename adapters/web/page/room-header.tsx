import { useEffect, useRef, useState } from 'preact/hooks'
import type { WireState } from '../wire.ts'
import { api } from './api.ts'
import type { Place } from './chat.ts'
import { Left, Menu, More } from './icons.tsx'
import { attempt, goTo } from './session.ts'
import { NameField } from './sidebar.tsx'

/** What an admin may do with a channel or a thread. */
function RoomMenu(props: { readonly place: Place; readonly name: string; readonly onRename: () => void }) {
  const { place, name, onRename } = props
  const [step, setStep] = useState<'closed' | 'open' | 'asking'>('closed')
  const menu = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (step === 'closed') return undefined
    menu.current?.querySelector('button')?.focus()
    const onAway = (event: Event): void => {
      if (!(event.target instanceof Node) || menu.current?.parentElement?.contains(event.target) !== true) setStep('closed')
    }
    document.addEventListener('pointerdown', onAway)
    return () => document.removeEventListener('pointerdown', onAway)
  }, [step])
  const what = place.thread === undefined ? 'channel' : 'thread'
  const remove = (): void => {
    setStep('closed')
    const { room, thread } = place
    void attempt(() => (thread === undefined ? api.removeRoom(room) : api.removeThread(room, thread)))
  }
  return (
    <div class="menu-anchor" onKeyDown={event => event.key === 'Escape' && setStep('closed')}>
      <button
        type="button"
        class="plain-button"
        aria-label={`More about this ${what}`}
        aria-expanded={step !== 'closed'}
        onClick={() => setStep(step === 'closed' ? 'open' : 'closed')}
      >
        <More />
      </button>
      {step !== 'closed' && (
        <div class="menu" ref={menu}>
          {step === 'open' && what === 'channel' && (
            <button
              type="button"
              onClick={() => {
                setStep('closed')
                onRename()
              }}
            >
              Rename channel
            </button>
          )}
          {step === 'open' && (
            <button type="button" class="danger" onClick={() => setStep('asking')}>
              Delete {what}
            </button>
          )}
          {step === 'asking' && (
            <>
              <p>Everything in {name} will be deleted.</p>
              <button type="button" onClick={() => setStep('closed')}>
                Keep it
              </button>
              <button type="button" class="danger" onClick={remove}>
                Yes, delete
              </button>
            </>
          )}
        </div>
      )}
    </div>
  )
}

/** Where one is: the channel's name, or the thread's with the way back. */
export function RoomHeader({
  state,
  place,
  onMenu,
}: {
  readonly state: WireState
  readonly place: Place
  readonly onMenu: () => void
}) {
  const [isNaming, setNaming] = useState(false)
  const room = state.rooms.find(({ id }) => id === place.room)
  const thread = state.threads.find(({ id }) => id === place.thread)
  const rename = (name: string | undefined): void => {
    setNaming(false)
    if (name !== undefined && name !== room?.name) void attempt(() => api.renameRoom(place.room, name))
  }
  return (
    <header class="room-header">
      <button type="button" class="plain-button only-narrow" aria-label="Channels" onClick={onMenu}>
        <Menu />
      </button>
      {thread !== undefined && (
        <button
          type="button"
          class="plain-button"
          aria-label={`Back to #${room?.name ?? ''}`}
          onClick={() => goTo({ room: place.room })}
        >
          <Left />
        </button>
      )}
      {isNaming ? (
        <NameField first={room?.name ?? ''} label="New name of the channel" onDone={rename} />
      ) : (
        <h1>
          {thread === undefined ? (
            <>
              <span class="hash">#</span>
              {room?.name}
            </>
          ) : (
            <>
              {thread.title} <small>in #{room?.name}</small>
            </>
          )}
        </h1>
      )}
      <span class="grow" />
      {state.me.isAdmin && (
        <RoomMenu
          key={`${place.room} ${place.thread ?? ''}`}
          place={place}
          name={thread === undefined ? `#${room?.name ?? ''}` : `“${thread.title}”`}
          onRename={() => setNaming(true)}
        />
      )}
    </header>
  )
}
